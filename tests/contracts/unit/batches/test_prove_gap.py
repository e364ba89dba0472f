"""Batches.proveGap: whether the batch holds a gap where that device and slot would be."""

import pytest

from oracle.measure.tree import build
from tests.support.reports import leaf_tuple, path_tuples, post, sealed, slots_of
from tests.support.reverts import reverts
from tests.support.texts import digest32

SLOTS = slots_of((250, 0), None, (0, 0), None, None)
GAPS = [1, 3, 4]


@pytest.fixture(scope="module")
def tree():
    return build(SLOTS)


@pytest.fixture(scope="module")
def batch(platform):
    return post(platform, sealed(digest32("a project"), SLOTS)[0]).return_value


@pytest.mark.parametrize("index", GAPS)
def test_every_gap_is_proven_at_its_place_alone(platform, batch, tree, index):
    gap, path = SLOTS[index], path_tuples(tree, index)
    proofs = [
        platform.batches.proveGap(batch, gap.device, gap.slot_start, place, path)
        for place in range(len(SLOTS))
    ]

    assert [place for place, proven in enumerate(proofs) if proven] == [index]


def test_a_reading_is_not_proven_as_a_gap(platform, batch, tree):
    for index in (0, 2):
        slot, path = SLOTS[index], path_tuples(tree, index)
        assert not platform.batches.proveGap(batch, slot.device, slot.slot_start, index, path)
        assert platform.batches.proveReading(batch, leaf_tuple(slot), index, path)


@pytest.mark.parametrize(("device", "later"), [("0x" + "22" * 32, 0), (None, 900)])
def test_another_device_or_slot_is_not_proven(platform, batch, tree, device, later):
    gap, path = SLOTS[1], path_tuples(tree, 1)
    about = device or gap.device, gap.slot_start + later

    assert not platform.batches.proveGap(batch, *about, 1, path)


def test_reverts_when_the_proof_has_another_length(platform, batch, tree):
    gap = SLOTS[1]
    with reverts("ProofShape", 1, 5, 2, 3):
        platform.batches.proveGap(batch, gap.device, gap.slot_start, 1, path_tuples(tree, 1)[:2])


def test_reverts_when_the_place_is_padding(platform, batch, tree):
    gap = SLOTS[4]
    with reverts("ProofShape", 5, 5, 3, 3):
        platform.batches.proveGap(batch, gap.device, gap.slot_start, 5, path_tuples(tree, 4))


def test_reverts_when_there_is_no_such_batch(platform, tree):
    with reverts("UnknownBatch", digest32("none")):
        platform.batches.proveGap(digest32("none"), digest32("d"), 0, 0, path_tuples(tree, 0))
