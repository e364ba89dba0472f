"""The oracle's tree and codec against Batches: the same root, totals, paths and digests."""

import random
from dataclasses import replace

from brownie import chain

from oracle.core.codec import report_digest, to_hex
from oracle.core.model import Gap, Leaf
from oracle.core.units import Instant, Wh
from tests.support.calls import answers
from tests.support.reports import (
    INTERVAL,
    START,
    as_tuple,
    id_of,
    leaf_tuple,
    path_tuples,
    post,
    sealed,
)
from tests.support.texts import digest32

SIZES = (1, 2, 3, 5, 16, 33, 70, 128)


def drawn_slots(draw, count):
    """Slots with every kind of reading; two fifths are gaps."""
    slots = []
    for number in range(count):
        device, at = to_hex(draw.randbytes(32)), Instant(START + number * INTERVAL)
        if draw.random() < 0.4:
            slots.append(Gap(device, at))
            continue
        exported = draw.getrandbits(draw.choice((1, 12, 32, 56)))
        imported = draw.getrandbits(draw.choice((1, 12, 32, 56)))
        flags = draw.getrandbits(16)
        slots.append(Leaf(device, at, Wh(exported), Wh(imported), flags, draw.randbytes(32)))
    return slots


def test_every_slot_of_random_batches_is_proven_at_its_place_alone(platform):
    draw, proven = random.Random(11), 0
    for number, count in enumerate(SIZES):
        slots = drawn_slots(draw, count)
        report, tree = sealed(digest32(f"project {number}"), slots)
        post(platform, report)
        for method, kind in (("proveReading", Leaf), ("proveGap", Gap)):
            asked = [
                (index, place)
                for index, slot in enumerate(slots)
                for place in {index, (index + 1) % count}
                if isinstance(slot, kind)
            ]
            arguments = [
                (id_of(report), *_slot(slots[index]), place, path_tuples(tree, index))
                for index, place in asked
            ]
            found = answers(getattr(platform.batches, method), arguments)
            assert found == [index == place for index, place in asked]
            proven += sum(found)
    assert proven == sum(SIZES) >= 200


def _slot(slot):
    return (leaf_tuple(slot),) if isinstance(slot, Leaf) else (slot.device, slot.slot_start)


def test_digests_of_two_hundred_random_reports_are_the_same(platform):
    draw = random.Random(12)
    plain, _ = sealed(digest32("a project"), drawn_slots(draw, 4))
    reports = [_drawn_report(draw, plain) for _ in range(200)]

    found = answers(platform.batches.digestOf, [(as_tuple(report),) for report in reports])

    batches = platform.batches.address.lower()
    expected = [to_hex(report_digest(report, chain.id, batches)) for report in reports]
    assert [str(digest) for digest in found] == expected


def _drawn_report(draw, plain):
    return replace(
        plain,
        project=to_hex(draw.randbytes(32)),
        metric=draw.choice(("electricity", "heat", "x" * 32, "")),
        start=draw.getrandbits(40),
        end=draw.getrandbits(40),
        interval=draw.getrandbits(32),
        leaves=draw.getrandbits(32),
        readings=draw.getrandbits(32),
        exported=draw.getrandbits(64),
        imported=draw.getrandbits(64),
        root=draw.randbytes(32),
        previous=to_hex(draw.randbytes(32)),
        data_hash=draw.randbytes(32),
        node_set=draw.getrandbits(32),
    )
