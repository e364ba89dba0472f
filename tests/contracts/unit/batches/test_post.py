"""Batches.post: anyone anchors what enough nodes signed, once, in order."""

from dataclasses import replace

import pytest
from brownie import chain, web3
from brownie.exceptions import VirtualMachineError

from oracle.core.codec import report_digest, to_hex
from oracle.core.units import NO_BATCH
from oracle.device.sign import sign_digest
from tests.support.platform import METRIC
from tests.support.reports import (
    CURVE_ORDER,
    INTERVAL,
    NODE_KEYS,
    NODES,
    SLOTS,
    START,
    as_tuple,
    compact,
    id_of,
    post,
    report_of,
    rotate_nodes,
    signed,
    try_post,
)
from tests.support.reverts import reverts
from tests.support.texts import digest32

PROJECT = digest32("a project")
HOUR = SLOTS * INTERVAL
NOT_A_NODE = 30


def try_send(platform, report, signers, signatures):
    args = as_tuple(report), signers, signatures
    return platform.batches.post.call(*args, {"from": platform.actors.stranger})


def signatures_of(platform, report, *nodes):
    return signed(platform.batches, report, nodes)[2]


# --- what is posted


def test_the_batch_is_what_the_report_says(platform):
    report = report_of(PROJECT, exported=1_234, imported=56)

    tx = post(platform, report)

    batch = id_of(report)
    assert tx.return_value == batch
    assert platform.batches.batchOf(batch) == (
        to_hex(report.root),
        *(1_234, 56, SLOTS, SLOTS, START, START + HOUR),
    )
    assert platform.batches.headOf(PROJECT, METRIC) == batch
    assert dict(tx.events["BatchPosted"]) == {
        "batch": batch,
        "project": PROJECT,
        "report": as_tuple(report),
        "signers": 1,
    }


def test_batches_follow_each_other_with_gaps_between_them_allowed(platform):
    post(platform, report_of(PROJECT, 0))
    later = report_of(PROJECT, 5, previous=id_of(report_of(PROJECT, 0)))

    post(platform, later)

    assert platform.batches.headOf(PROJECT, METRIC) == id_of(later)


def test_streams_of_two_projects_do_not_touch(platform):
    other = digest32("another project")
    post(platform, report_of(PROJECT))
    post(platform, report_of(other))

    assert platform.batches.headOf(other, METRIC) == id_of(report_of(other))
    assert platform.batches.headOf(PROJECT, METRIC) == id_of(report_of(PROJECT))


def test_largest_figures_are_kept(platform):
    top = 2**64 - 1
    report = report_of(PROJECT, exported=top, imported=top)

    post(platform, report)

    assert platform.batches.batchOf(id_of(report))[1:3] == (top, top)


# --- who signed


@pytest.mark.parametrize("nodes", [(0, 1, 2), (0, 2, 4), (2, 3, 4), (0, 1, 3, 4), range(5)])
def test_any_three_or_more_of_five_nodes_anchor(platform, nodes):
    rotate_nodes(platform, 5, 3)

    tx = post(platform, report_of(PROJECT, node_set=2), nodes)

    assert tx.events["BatchPosted"]["signers"] == sum(1 << node for node in nodes)


@pytest.mark.parametrize(("nodes", "threshold"), [((), 1), ((0,), 3), ((0, 4), 3)])
def test_inv_ba_3_reverts_when_fewer_than_the_threshold_signed(platform, nodes, threshold):
    rotate_nodes(platform, 5, threshold)
    with reverts("QuorumMissing", len(nodes), threshold):
        try_post(platform, report_of(PROJECT, node_set=2), nodes)


def test_reverts_when_one_node_signs_for_two(platform):
    rotate_nodes(platform, 3, 2)
    report = report_of(PROJECT, node_set=2)
    [signature] = signatures_of(platform, report, 0)

    with reverts("SignatureInvalid", 1, 1, _address(0)):
        try_send(platform, report, 0b011, [signature, signature])
    # One bit for two signatures: there is no second node to check against.
    with reverts("SignatureInvalid", 1, 3, _address(0)):
        try_send(platform, report, 0b001, [signature, signature])


def test_reverts_when_a_bit_has_no_signature(platform):
    rotate_nodes(platform, 3, 2)
    report = report_of(PROJECT, node_set=2)
    signatures = signatures_of(platform, report, 0, 1)

    with reverts("QuorumMissing", 2, 3):
        try_send(platform, report, 0b111, signatures)


@pytest.mark.parametrize("extra", [1 << 3, 1 << 31, 1 << 255])
def test_reverts_when_a_bit_is_beyond_the_set(platform, extra):
    rotate_nodes(platform, 3, 2)
    report = report_of(PROJECT, node_set=2)
    signatures = signatures_of(platform, report, 0, 1)

    with reverts("QuorumMissing", 2, 3):
        try_send(platform, report, 0b011 | extra, signatures)
    with reverts("SignatureInvalid", 1, 3, _address(1)):
        try_send(platform, report, 0b001 | extra, signatures)


def test_reverts_when_signatures_are_not_in_the_order_of_the_bits(platform):
    rotate_nodes(platform, 3, 2)
    report = report_of(PROJECT, node_set=2)

    with reverts("SignatureInvalid", 0, 0, _address(1)):
        try_send(platform, report, 0b011, signatures_of(platform, report, 1, 0))


def test_reverts_when_a_stranger_signed(platform):
    report = report_of(PROJECT)
    with reverts("SignatureInvalid", 0, 0, _address(NOT_A_NODE)):
        try_send(platform, report, 1, signatures_of(platform, report, NOT_A_NODE))


@pytest.mark.parametrize(
    "changes",
    [
        *({"exported": 1_001}, {"imported": 1}, {"readings": 3}, {"root": b"\x01" * 32}),
        *({"data_hash": bytes(32)}, {"interval": 1_800, "leaves": 2, "readings": 2}),
        *({"project": digest32("another")}, {"metric": "heat"}),
        {"start": START + 900, "leaves": 3, "readings": 3},
    ],
)
def test_reverts_when_another_report_was_signed(platform, changes):
    report = report_of(PROJECT)
    signatures = signatures_of(platform, report, 0)
    # What the signature recovers to is nobody's address; only its place is known.
    with pytest.raises(VirtualMachineError, match="SignatureInvalid: 0, 0, "):
        try_send(platform, replace(report, **changes), 1, signatures)


def test_reverts_when_the_signature_is_for_another_chain(platform):
    args = signed(platform.batches, report_of(PROJECT), chain_id=1)
    with pytest.raises(VirtualMachineError, match="SignatureInvalid: 0, 0, "):
        platform.batches.post.call(*args, {"from": platform.actors.stranger})


def test_reverts_when_the_signature_is_for_another_contract(platform):
    args = signed(platform.impact, report_of(PROJECT))
    with pytest.raises(VirtualMachineError, match="SignatureInvalid: 0, 0, "):
        platform.batches.post.call(*args, {"from": platform.actors.stranger})


def test_reverts_when_the_signature_is_malleated(platform):
    report = report_of(PROJECT)
    digest = report_digest(report, chain.id, platform.batches.address.lower())
    plain = sign_digest(digest, NODE_KEYS[0])
    high_s = CURVE_ORDER - int.from_bytes(plain[32:64], "big")
    flipped = plain[:32] + high_s.to_bytes(32, "big") + bytes([55 - plain[64]])
    r, vs = compact(flipped)

    # vs holds 255 bits of s: the high half runs into the bit of v and recovers to nobody's.
    with pytest.raises(VirtualMachineError, match="SignatureInvalid: 0, 0, "):
        try_send(platform, report, 1, [(r, vs)])
    wrong_v = (r, f"0x{int(compact(plain)[1], 16) ^ 1 << 255:064x}")
    with pytest.raises(VirtualMachineError, match="SignatureInvalid: 0, 0, "):
        try_send(platform, report, 1, [wrong_v])


def test_reverts_when_the_signature_recovers_to_nobody(platform):
    with reverts("SignatureInvalid", 0, 0, "0x" + "00" * 20):
        try_send(platform, report_of(PROJECT), 1, [("0x" + "00" * 32, "0x" + "00" * 32)])


def test_reverts_when_another_set_of_nodes_is_named(platform):
    for actual in (0, 2):
        with reverts("WrongNodeSet", actual, 1):
            try_post(platform, report_of(PROJECT, node_set=actual))


def test_reverts_when_the_signatures_are_of_the_set_before(platform):
    report = report_of(PROJECT)
    args = signed(platform.batches, report)
    rotate_nodes(platform, 1, 1)
    with reverts("WrongNodeSet", 1, 2):
        platform.batches.post.call(*args, {"from": platform.actors.stranger})


def test_reverts_when_there_are_no_nodes_yet(platform, actors, Batches):
    empty = Batches.deploy(platform.roles, {"from": actors.admin})
    report = report_of(PROJECT, node_set=0)
    for nodes in ((), (0,)):
        with reverts("QuorumMissing", len(nodes), 0):
            empty.post.call(*signed(empty, report, nodes), {"from": actors.stranger})


# --- once, in order


def test_inv_ba_1_reverts_when_the_batch_stands(platform):
    report = report_of(PROJECT)
    post(platform, report)
    before = platform.batches.batchOf(id_of(report))

    with reverts("BatchExists", id_of(report)):
        try_post(platform, report)
    with reverts("BatchExists", id_of(report)):
        try_post(platform, report_of(PROJECT, exported=2_000, previous=id_of(report)))
    assert platform.batches.batchOf(id_of(report)) == before


def test_reverts_when_the_report_does_not_follow_the_head(platform):
    first, second = report_of(PROJECT, 0), report_of(PROJECT, 1)
    with reverts("NotNext", id_of(first), NO_BATCH):
        try_post(platform, second)
    post(platform, first)
    for previous in (NO_BATCH, digest32("another")):
        with reverts("NotNext", previous, id_of(first)):
            try_post(platform, replace(second, previous=previous))


@pytest.mark.parametrize("overlap", [60, HOUR - 60])
def test_inv_ba_2_reverts_when_the_window_overlaps_the_last(platform, overlap):
    first = report_of(PROJECT)
    post(platform, first)
    start = first.end - overlap
    report = replace(first, start=start, end=start + HOUR, previous=id_of(first))

    with reverts("WindowOverlaps", start, first.end):
        try_post(platform, report)


@pytest.mark.parametrize(
    ("start", "end", "interval"),
    [
        (START, START, 900),
        (START + 60, START, 60),
        (START, START + 3_600, 0),
        (START, START + 3_601, 1),
        (START, START + 3_630, 30),
        (START, START + 3_600, 700),
        (START, START + 60, 120),
    ],
)
def test_reverts_when_the_window_is_not_whole(platform, start, end, interval):
    report = report_of(PROJECT, start=start, end=end, interval=interval)
    with pytest.raises(VirtualMachineError, match=f"WindowInvalid: {start}, {end}, {interval}, "):
        try_post(platform, report)


def test_a_window_ends_by_the_time_of_the_block(platform):
    end = (chain.time() // 60 + 10) * 60
    report = report_of(PROJECT, start=end - HOUR, end=end)
    _next_block_at(end - 1)
    with reverts("WindowInvalid", end - HOUR, end, INTERVAL, end - 1):
        post(platform, report)
    _next_block_at(end)

    assert post(platform, report).return_value == id_of(report)


def _next_block_at(instant):
    web3.provider.make_request("evm_setNextBlockTimestamp", [instant])


@pytest.mark.parametrize(
    "changes",
    [
        {"leaves": 0, "readings": 0},
        {"leaves": SLOTS + 1},
        {"leaves": SLOTS, "readings": SLOTS + 1},
        {"root": bytes(32)},
    ],
)
def test_reverts_when_counts_or_root_do_not_fit(platform, changes):
    report = report_of(PROJECT, **changes)
    with reverts("CountInvalid", report.readings, report.leaves, SLOTS):
        try_post(platform, report)


def _address(node):
    return NODES[node]
