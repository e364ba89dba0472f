"""oracle.core.codec"""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from eth_account.messages import _hash_eip191_message, encode_typed_data

from oracle.core import codec
from oracle.core.errors import Malformed, SumOverflow
from oracle.core.model import ELECTRICITY, Gap, Leaf, Report, Segment
from oracle.core.units import Address, BatchId, Instant, Wh
from oracle.measure.seal import leaf_of
from oracle.measure.tree import build, slot_node
from tests.oracle.unit.builders import (
    DEPLOYMENT_SALT,
    DEVICE,
    INTERVAL,
    OTHER_DEVICE,
    PROJECT,
    START,
    plain_reading,
    segments,
)

VECTORS = Path(__file__).parents[2] / "vectors" / "codec.json"
CHAIN_ID = 31_337
CONTRACT = Address("0x" + "c0" * 20)
FULL_READING = plain_reading(
    sequence=2**63 - 1,
    export_register=Wh(2**62),
    import_register=Wh(7),
    imported=Wh(3),
    flags=0b100001,
    previous=b"\xfe" * 32,
)
REPORT = Report(
    project=PROJECT,
    metric=ELECTRICITY,
    start=START,
    end=Instant(START + 5 * INTERVAL),
    interval=INTERVAL,
    leaves=10,
    readings=7,
    exported=Wh(1_234),
    imported=Wh(5),
    root=b"\x01" * 32,
    previous=BatchId("0x" + "02" * 32),
    data_hash=b"\x03" * 32,
    node_set=4,
)

SEGMENT_TYPE = [
    ("device", "bytes32"),
    ("firstSequence", "uint64"),
    ("count", "uint32"),
    ("start", "uint40"),
    ("end", "uint40"),
    ("exported", "uint64"),
    ("imported", "uint64"),
    ("root", "bytes32"),
    ("previousSegment", "bytes32"),
    ("keyEpoch", "uint16"),
]
REPORT_TYPE = [
    ("project", "bytes32"),
    ("metric", "bytes32"),
    ("start", "uint40"),
    ("end", "uint40"),
    ("interval", "uint32"),
    ("leaves", "uint32"),
    ("readings", "uint32"),
    ("exported", "uint64"),
    ("imported", "uint64"),
    ("root", "bytes32"),
    ("previous", "bytes32"),
    ("dataHash", "bytes32"),
    ("nodeSet", "uint32"),
]


def typed_digest(domain: dict[str, object], name: str, fields, values) -> bytes:
    """The digest as eth_account computes it: an implementation that is not ours."""
    types = {name: [{"name": n, "type": t} for n, t in fields]}
    message = {n: v for (n, _), v in zip(fields, values, strict=True)}
    return bytes(_hash_eip191_message(encode_typed_data(domain, types, message)))


def segment_values(segment: Segment) -> list[object]:
    return [
        *(bytes.fromhex(segment.device[2:]), segment.first_sequence, segment.count),
        *(segment.start, segment.end, segment.exported, segment.imported),
        *(segment.root, segment.previous_segment, segment.key_epoch),
    ]


def small_tree() -> list[Leaf | Gap]:
    """Two devices, five slots each; the second device lacks slots 1, 2 and 4."""
    slots: list[Leaf | Gap] = []
    for device in (DEVICE, OTHER_DEVICE):
        readings = segments(1, 5, device)[0].readings
        for index, reading in enumerate(readings):
            missing = device == OTHER_DEVICE and index in (1, 2, 4)
            slots.append(Gap(device, reading.start) if missing else leaf_of(reading))
    return slots


def reading_json(reading) -> dict[str, object]:
    names = reading.__dataclass_fields__
    values = {name: getattr(reading, name) for name in names}
    return {
        camel(n): codec.to_hex(v) if isinstance(v, bytes) else str(v) for n, v in values.items()
    }


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def build_vectors() -> dict[str, object]:
    """Everything that Solidity must agree on; integers are decimal strings."""
    signed = segments(1, 5)[0]
    slots = small_tree()
    tree = build(slots)
    report = replace(
        REPORT,
        leaves=tree.leaves,
        readings=tree.root.readings,
        exported=tree.root.exported,
        imported=tree.root.imported,
        root=tree.root.hash,
    )
    return {
        "about": "docs/spec.md, section 2; written by test_codec.py with UPDATE=1",
        "readings": [
            {**reading_json(r), "hash": codec.to_hex(codec.reading_hash(r))}
            for r in (plain_reading(), FULL_READING)
        ],
        "segment": {
            **reading_json(signed.segment),
            "readingHashes": [codec.to_hex(codec.reading_hash(r)) for r in signed.readings],
            "deploymentSalt": codec.to_hex(DEPLOYMENT_SALT),
            "structHash": codec.to_hex(codec.segment_hash(signed.segment)),
            "digest": codec.to_hex(codec.segment_digest(signed.segment, DEPLOYMENT_SALT)),
            "signature": codec.to_hex(signed.signature),
        },
        "padding": codec.to_hex(codec.PADDING),
        "tree": {
            "slots": [
                {
                    "kind": type(slot).__name__.lower(),
                    **reading_json(slot),
                    "node": codec.to_hex(slot_node(slot).hash),
                    "path": [
                        [str(n.readings), str(n.exported), str(n.imported), codec.to_hex(n.hash)]
                        for n in tree.path(index)
                    ],
                }
                for index, slot in enumerate(slots)
            ],
            "readings": str(tree.root.readings),
            "exported": str(tree.root.exported),
            "imported": str(tree.root.imported),
            "root": codec.to_hex(tree.root.hash),
        },
        "report": {
            **reading_json(report),
            "chainId": str(CHAIN_ID),
            "batches": CONTRACT,
            "structHash": codec.to_hex(codec.report_hash(report)),
            "digest": codec.to_hex(codec.report_digest(report, CHAIN_ID, CONTRACT)),
            "batch": codec.batch_id(report.project, report.metric, report.start, report.end),
        },
    }


def test_golden_vectors_are_those_in_the_file() -> None:
    vectors = json.dumps(build_vectors(), indent=1) + "\n"
    if os.environ.get("UPDATE"):
        VECTORS.write_text(vectors)
    assert VECTORS.read_text() == vectors


def test_reading_hash_is_keccak_of_133_bytes_in_the_order_of_the_spec() -> None:
    r = FULL_READING
    preimage = b"".join(
        [
            *(b"\x10", bytes.fromhex(r.device[2:]), r.sequence.to_bytes(8, "big")),
            *(r.start.to_bytes(5, "big"), r.end.to_bytes(5, "big")),
            *(r.export_register.to_bytes(8, "big"), r.import_register.to_bytes(8, "big")),
            *(r.exported.to_bytes(8, "big"), r.imported.to_bytes(8, "big")),
            *(r.flags.to_bytes(2, "big"), r.salt, r.previous),
        ]
    )
    assert len(preimage) == 133
    assert codec.reading_hash(r) == codec.keccak(preimage)


def test_keccak_is_the_ethereum_one() -> None:
    empty = "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert codec.keccak(b"").hex() == empty


def test_segment_digest_is_that_of_eth_account() -> None:
    segment = segments(2)[1].segment
    domain = {"name": "Greentrace Device", "version": "1", "salt": DEPLOYMENT_SALT}
    expected = typed_digest(domain, "Segment", SEGMENT_TYPE, segment_values(segment))
    assert codec.segment_digest(segment, DEPLOYMENT_SALT) == expected


def test_report_digest_is_that_of_eth_account() -> None:
    domain = {
        "name": "Greentrace",
        "version": "1",
        "chainId": CHAIN_ID,
        "verifyingContract": CONTRACT,
    }
    r = REPORT
    values = [
        *(bytes.fromhex(r.project[2:]), b"electricity".ljust(32, b"\0"), r.start, r.end),
        *(r.interval, r.leaves, r.readings, r.exported, r.imported, r.root),
        *(bytes.fromhex(r.previous[2:]), r.data_hash, r.node_set),
    ]
    expected = typed_digest(domain, "Report", REPORT_TYPE, values)
    assert codec.report_digest(REPORT, CHAIN_ID, CONTRACT) == expected


def test_segment_root_of_one_is_that_reading_and_of_three_is_padded_with_zero() -> None:
    a, b, c = (bytes([n]) * 32 for n in (1, 2, 3))
    left = codec.keccak(b"\x11" + a + b)
    right = codec.keccak(b"\x11" + c + bytes(32))
    assert codec.segment_root([a]) == a
    assert codec.segment_root([a, b, c]) == codec.keccak(b"\x11" + left + right)


def test_leaf_gap_and_node_have_the_bytes_of_the_spec() -> None:
    device, at = bytes.fromhex(DEVICE[2:]), START.to_bytes(5, "big")
    leaf = Leaf(DEVICE, START, Wh(5), Wh(6), 7, b"\x08" * 32)
    numbers = (5).to_bytes(8, "big") + (6).to_bytes(8, "big") + (7).to_bytes(2, "big")
    expected_leaf = codec.keccak(b"\x00" + device + at + numbers + b"\x08" * 32)
    assert codec.leaf_hash(leaf) == expected_leaf
    assert codec.gap_hash(Gap(DEVICE, START)) == codec.keccak(b"\x02" + device + at)
    assert codec.keccak(b"\x03") == codec.PADDING
    counts = (1).to_bytes(4, "big") + (2).to_bytes(4, "big")
    sums = b"".join(n.to_bytes(8, "big") for n in (3, 4, 5, 6))
    preimage = b"\x01" + counts + sums + b"\x0a" * 32 + b"\x0b" * 32
    assert len(preimage) == 105
    found = codec.node_hash((1, 2), (3, 4), (5, 6), (b"\x0a" * 32, b"\x0b" * 32))
    assert found == codec.keccak(preimage)


def test_a_node_over_2_to_64_is_refused() -> None:
    with pytest.raises(SumOverflow, match="limit is 18446744073709551615"):
        codec.node_hash((1, 1), (2**64 - 1, 1), (0, 0), (bytes(32), bytes(32)))


def test_canonical_json_sorts_names_and_is_utf_8() -> None:
    assert codec.canonical_json({"b": [1, "2"], "a": "é", "c": None}) == (
        '{"a":"é","b":[1,"2"],"c":null}'.encode()
    )


@pytest.mark.parametrize("value", [{"a": [{"b": 1.0}]}, {"a": 2**53}, {"a": "\ud800"}, 0.5])
def test_canonical_json_refuses_floats_large_integers_and_broken_text(value: object) -> None:
    with pytest.raises(Malformed):
        codec.canonical_json(value)


@pytest.mark.parametrize("text", ["", "0x", "11" * 32, "0x" + "1" * 63, "0x" + "1g" * 32, "0x 1"])
def test_hex_of_another_form_is_malformed(text: str) -> None:
    with pytest.raises(Malformed, match="32 bytes of 0x-hex"):
        codec.from_hex(text, 32, "root")
