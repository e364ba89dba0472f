"""The Merkle-sum tree of a batch: one root commits to every slot, its sums and its gaps.

Only nodes above real leaves are kept; a subtree of padding alone is one constant per level.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from oracle.core.codec import PADDING, gap_hash, leaf_hash, node_hash
from oracle.core.errors import Malformed
from oracle.core.model import Gap, Leaf
from oracle.core.units import Wh

_HASH = 32


class Node(NamedTuple):
    """A node or a sibling of a proof.

    readings  slots below it that have a reading
    exported  their sum [Wh]
    imported  their sum [Wh]
    """

    readings: int
    exported: Wh
    imported: Wh
    hash: bytes


@dataclass(slots=True)
class _Level:
    readings: "array[int]" = field(default_factory=lambda: array("I"))
    exported: "array[int]" = field(default_factory=lambda: array("Q"))
    imported: "array[int]" = field(default_factory=lambda: array("Q"))
    hashes: bytearray = field(default_factory=bytearray)

    def append(self, node: Node) -> None:
        self.readings.append(node.readings)
        self.exported.append(node.exported)
        self.imported.append(node.imported)
        self.hashes += node.hash

    def at(self, index: int) -> Node:
        hashed = bytes(self.hashes[index * _HASH : (index + 1) * _HASH])
        return Node(
            self.readings[index], Wh(self.exported[index]), Wh(self.imported[index]), hashed
        )


@dataclass(frozen=True, slots=True)
class Tree:
    """A built tree: its slots, its root with the totals, and the path of any slot."""

    leaves: int
    root: Node
    _levels: Sequence[_Level]

    def path(self, index: int) -> list[Node]:
        """Siblings of the slot at `index`, from its own up to below the root.

        Shape:  (depth,) with 2^depth the number of places
        Raises: Malformed  no such slot
        """
        if not 0 <= index < self.leaves:
            raise Malformed("index", f"{index}; the batch has {self.leaves} slots")
        siblings, padding = [], Node(0, Wh(0), Wh(0), PADDING)
        for level in self._levels[:-1]:
            beside = index ^ 1
            siblings.append(level.at(beside) if beside < len(level.readings) else padding)
            padding, index = join(padding, padding), index >> 1
        return siblings


def build(slots: Iterable[Leaf | Gap]) -> Tree:
    """The tree over the slots of a batch, in order of device and slot.

    Shape:  (n,) n >= 1
    Raises: Malformed    there is no slot
            SumOverflow  a total over 2^64-1
    Source: docs/spec.md, section 2.3
    """
    lowest = _Level()
    for slot in slots:
        lowest.append(slot_node(slot))
    if not lowest.readings:
        raise Malformed("slots", "none; a batch has at least one")
    levels, padding = [lowest], Node(0, Wh(0), Wh(0), PADDING)
    while len(levels[-1].readings) > 1:
        levels.append(_above(levels[-1], padding))
        padding = join(padding, padding)
    return Tree(len(lowest.readings), levels[-1].at(0), levels)


def slot_node(slot: Leaf | Gap) -> Node:
    """The lowest node of a slot: a leaf counts 1 and carries its energy, a gap nothing.

    Source: docs/spec.md, REQ-BT-1
    """
    if isinstance(slot, Leaf):
        return Node(1, slot.exported, slot.imported, leaf_hash(slot))
    return Node(0, Wh(0), Wh(0), gap_hash(slot))


def join(left: Node, right: Node) -> Node:
    """The node above two.

    Raises: SumOverflow  a total over 2^64-1
    """
    hashed = node_hash(
        (left.readings, right.readings),
        (left.exported, right.exported),
        (left.imported, right.imported),
        (left.hash, right.hash),
    )
    return Node(
        left.readings + right.readings,
        Wh(left.exported + right.exported),
        Wh(left.imported + right.imported),
        hashed,
    )


def fold(slot: Leaf | Gap, index: int, path: Sequence[Node]) -> Node:
    """The root, with its totals, that a slot at `index` and its path give.

    Raises: Malformed    the index is beyond the path's places
            SumOverflow  a total over 2^64-1
    Source: contracts/libraries/BatchProof.sol, fold
    """
    if not 0 <= index < 1 << len(path):
        raise Malformed("index", f"{index}; a path of {len(path)} has {1 << len(path)} places")
    node = slot_node(slot)
    for level, sibling in enumerate(path):
        on_right = index >> level & 1
        node = join(sibling, node) if on_right else join(node, sibling)
    return node


def _above(level: _Level, padding: Node) -> _Level:
    above, last = _Level(), len(level.readings) - 1
    for index in range(0, last + 1, 2):
        right = level.at(index + 1) if index < last else padding
        above.append(join(level.at(index), right))
    return above
