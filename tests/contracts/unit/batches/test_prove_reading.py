"""Batches.proveReading: whether the batch holds this leaf at this place."""

import json
from dataclasses import replace
from pathlib import Path

import brownie
import pytest

from oracle.measure.tree import build
from tests.support.reports import (
    as_tuple,
    id_of,
    leaf_tuple,
    path_tuples,
    post,
    sealed,
    slots_of,
)
from tests.support.reverts import reverts
from tests.support.texts import digest32

PROJECT = digest32("a project")
SLOTS = slots_of((250, 0), (259, 3), None, (0, 0), (7, 2**40), None, None)
READINGS = [index for index, slot in enumerate(SLOTS) if hasattr(slot, "reading")]
VECTORS = json.loads(Path("tests/vectors/codec.json").read_text())


@pytest.fixture(scope="module")
def tree():
    return build(SLOTS)


@pytest.fixture(scope="module")
def batch(platform):
    report, _ = sealed(PROJECT, SLOTS)
    return post(platform, report).return_value


def proves(platform, batch, leaf, index, path):
    return platform.batches.proveReading(batch, leaf, index, path)


@pytest.mark.parametrize("index", READINGS)
def test_every_reading_is_proven_at_its_place(platform, batch, tree, index):
    leaf, path = leaf_tuple(SLOTS[index]), path_tuples(tree, index)

    assert proves(platform, batch, leaf, index, path)


def test_every_slot_of_the_shared_vectors_is_proven(platform):
    vector = {name: _decoded(value) for name, value in VECTORS["tree"].items()}
    slots = vector["slots"]
    report, _ = sealed(digest32("vectors"), slots_of(*[(1, 1)] * len(slots)))
    totals = {name: vector[name] for name in ("readings", "exported", "imported")}
    batch = post(platform, replace(report, root=bytes.fromhex(vector["root"][2:]), **totals))

    for index, slot in enumerate(slots):
        path = [tuple(node) for node in slot["path"]]
        place = batch.return_value, slot["device"], slot["slotStart"]
        if slot["kind"] == "gap":
            assert platform.batches.proveGap(*place, index, path)
        else:
            energy = slot["exported"], slot["imported"], slot["flags"], slot["reading"]
            assert proves(platform, place[0], (*place[1:], *energy), index, path)
    assert {slot["kind"] for slot in slots} == {"leaf", "gap"}


def _decoded(value):
    if isinstance(value, dict):
        return {name: _decoded(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_decoded(member) for member in value]
    return int(value) if value.isdigit() else value


@pytest.mark.parametrize("field", range(6))
def test_a_leaf_with_one_field_changed_is_not_proven(platform, batch, tree, field):
    leaf = list(leaf_tuple(SLOTS[1]))
    leaf[field] = "0x" + "ee" * 32 if isinstance(leaf[field], str) else leaf[field] + 1

    assert not proves(platform, batch, tuple(leaf), 1, path_tuples(tree, 1))


@pytest.mark.parametrize("field", range(4))
def test_a_sibling_with_one_field_changed_is_not_proven(platform, batch, tree, field):
    path = path_tuples(tree, 1)
    sibling = list(path[1])
    sibling[field] = "0x" + "ee" * 32 if field == 3 else sibling[field] + 1
    path[1] = tuple(sibling)

    assert not proves(platform, batch, leaf_tuple(SLOTS[1]), 1, path)


def test_sums_moved_between_siblings_are_not_proven(platform, batch, tree):
    # The total stays the same; the hash of each node holds both of its sides.
    path = [list(node) for node in path_tuples(tree, 1)]
    path[0][1] += 5
    path[2][1] -= min(5, path[2][1])

    assert not proves(platform, batch, leaf_tuple(SLOTS[1]), 1, [tuple(n) for n in path])


def test_a_leaf_is_not_proven_at_another_place(platform, batch, tree):
    leaf, path = leaf_tuple(SLOTS[1]), path_tuples(tree, 1)

    assert not any(proves(platform, batch, leaf, index, path) for index in (0, 2, 3, 5, 6))


def test_a_gap_is_not_proven_as_a_reading(platform, batch, tree):
    gap = SLOTS[2]
    leaf = (gap.device, gap.slot_start, 0, 0, 0, "0x" + "00" * 32)

    assert not proves(platform, batch, leaf, 2, path_tuples(tree, 2))


@pytest.mark.parametrize(("index", "siblings"), [(7, 3), (8, 3), (2**255, 3), (0, 2), (0, 4)])
def test_reverts_when_index_or_length_do_not_fit(platform, batch, tree, index, siblings):
    path = (path_tuples(tree, 0) * 2)[:siblings]
    with reverts("ProofShape", index, 7, siblings, 3):
        proves(platform, batch, leaf_tuple(SLOTS[0]), index, path)


def test_reverts_when_there_is_no_such_batch(platform, tree):
    with reverts("UnknownBatch", digest32("none")):
        proves(platform, digest32("none"), leaf_tuple(SLOTS[0]), 0, path_tuples(tree, 0))


def test_a_total_over_64_bits_panics_and_never_wraps(platform, batch, tree):
    path = path_tuples(tree, 1)
    path[2] = (path[2][0], 2**64 - 1, *path[2][2:])
    with brownie.reverts("Integer overflow"):
        proves(platform, batch, leaf_tuple(SLOTS[1]), 1, path)


def test_a_batch_of_one_slot_is_its_own_root(platform):
    slots = slots_of((5, 6))
    report, tree = sealed(digest32("small"), slots)
    batch = post(platform, report).return_value

    assert proves(platform, batch, leaf_tuple(slots[0]), 0, [])
    assert as_tuple(report)[9] == platform.batches.batchOf(id_of(report))[0]
    assert tree.leaves == 1
