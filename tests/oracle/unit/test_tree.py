"""oracle.measure.tree"""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.core.codec import PADDING
from oracle.core.errors import Malformed, SumOverflow
from oracle.core.model import Gap, Leaf
from oracle.core.units import Instant, Wh
from oracle.measure.tree import Node, build, fold, join, slot_node
from tests.oracle.unit.builders import DEVICE, INTERVAL, START

ENERGY = st.integers(0, 10**9)
SLOTS = st.lists(st.one_of(st.none(), st.tuples(ENERGY, ENERGY)), min_size=1, max_size=40)


def slots_of(energies) -> list[Leaf | Gap]:
    made: list[Leaf | Gap] = []
    for index, energy in enumerate(energies):
        at = Instant(START + index * INTERVAL)
        if energy is None:
            made.append(Gap(DEVICE, at))
        else:
            made.append(Leaf(DEVICE, at, Wh(energy[0]), Wh(energy[1]), 0, bytes([index]) * 32))
    return made


def plain_root(slots) -> Node:
    """The same tree by the text of the spec: pad to a power of two, then pair."""
    nodes = [slot_node(slot) for slot in slots]
    while len(nodes) & (len(nodes) - 1):
        nodes.append(Node(0, Wh(0), Wh(0), PADDING))
    while len(nodes) > 1:
        nodes = [join(a, b) for a, b in zip(nodes[::2], nodes[1::2], strict=True)]
    return nodes[0]


@settings(max_examples=60, deadline=None)
@given(SLOTS)
def test_inv_or_1_sum_of_leaves_is_the_total_and_each_path_gives_the_root(energies) -> None:
    slots = slots_of(energies)
    tree = build(slots)
    present = [energy for energy in energies if energy is not None]
    assert tree.root[:3] == (len(present), sum(e for e, _ in present), sum(i for _, i in present))
    assert tree.root == plain_root(slots)
    for index, slot in enumerate(slots):
        assert fold(slot, index, tree.path(index)) == tree.root


@settings(max_examples=40, deadline=None)
@given(SLOTS, st.data())
def test_one_wh_more_or_another_position_gives_another_root(energies, data) -> None:
    slots, tree = slots_of(energies), build(slots_of(energies))
    index = data.draw(st.integers(0, len(slots) - 1))
    slot = slots[index]
    if isinstance(slot, Leaf):
        changed = replace(slot, exported=Wh(slot.exported + 1))
        assert fold(changed, index, tree.path(index)).hash != tree.root.hash
    for other in range(1 << len(tree.path(index))):
        if other != index:
            assert fold(slot, other, tree.path(index)).hash != tree.root.hash


def test_one_slot_is_its_own_root() -> None:
    slot = Gap(DEVICE, START)
    assert build([slot]).root == slot_node(slot)
    assert build([slot]).path(0) == []


def test_no_slot_is_malformed() -> None:
    with pytest.raises(Malformed, match="at least one"):
        build([])


def test_a_total_over_2_to_64_is_an_error() -> None:
    half = Wh(2**63)
    slots = [Leaf(DEVICE, Instant(START + n * INTERVAL), half, Wh(0), 0, bytes(32)) for n in (0, 1)]
    with pytest.raises(SumOverflow):
        build(slots)


@pytest.mark.parametrize("index", [-1, 3])
def test_a_path_beyond_the_slots_is_malformed(index: int) -> None:
    with pytest.raises(Malformed, match="the batch has 3 slots"):
        build(slots_of([(1, 0)] * 3)).path(index)


def test_an_index_beyond_the_places_of_a_path_is_malformed() -> None:
    slots = slots_of([(1, 0)] * 3)
    with pytest.raises(Malformed, match="has 4 places"):
        fold(slots[0], 4, build(slots).path(0))
