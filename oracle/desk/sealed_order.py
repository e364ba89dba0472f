"""An investor's sealed order and its secret: kept in a file until the reveal."""

from collections.abc import Mapping
from dataclasses import dataclass

from oracle.core.codec import from_hex, to_hex
from oracle.core.errors import Malformed
from oracle.core.units import Address
from oracle.core.wire import expect_names, integer_in, integer_to_json, text_in
from oracle.desk.book import SALT_BYTES, RevealedOrder, commitment

_MEMBERS = {"chainId", "bookbuilding", "bond", "investor", "tick", "units", "salt", "order"}
_MOST_UNITS, _MOST_TICK, _MOST_ORDER = 2**88 - 1, 2**16 - 1, 2**32 - 1


@dataclass(frozen=True, slots=True)
class SealedOrder:
    """What only the investor knows until it reveals.

    salt   32 random bytes; without them the order is found by trying
    order  its number in the book, None until the chain has given it one
    """

    chain_id: int
    bookbuilding: Address
    bond: Address
    investor: Address
    tick: int
    units: int
    salt: bytes
    order: int | None

    @property
    def commitment(self) -> bytes:
        """What is sent instead of the order."""
        revealed = RevealedOrder(self.order or 0, self.investor, self.tick, self.units)
        return commitment(self.chain_id, self.bookbuilding, self.bond, revealed, self.salt)


def to_json(sealed: SealedOrder) -> dict[str, object]:
    """A sealed order as JSON members."""
    return {
        "chainId": sealed.chain_id,
        "bookbuilding": sealed.bookbuilding,
        "bond": sealed.bond,
        "investor": sealed.investor,
        "tick": sealed.tick,
        "units": integer_to_json(sealed.units),
        "salt": to_hex(sealed.salt),
        "order": sealed.order,
    }


def from_json(members: Mapping[str, object]) -> SealedOrder:
    """A sealed order from its JSON members.

    Raises: Malformed
    """
    expect_names(dict(members), _MEMBERS, "sealed order")
    order = members["order"]
    return SealedOrder(
        integer_in(members["chainId"], 2**256 - 1, "chainId"),
        _address_in(members, "bookbuilding"),
        _address_in(members, "bond"),
        _address_in(members, "investor"),
        integer_in(members["tick"], _MOST_TICK, "tick"),
        integer_in(members["units"], _MOST_UNITS, "units"),
        from_hex(text_in(dict(members), "salt"), SALT_BYTES, "salt"),
        None if order is None else integer_in(order, _MOST_ORDER, "order"),
    )


def numbered(sealed: SealedOrder) -> int:
    """Number of an order in its book.

    Raises: Malformed  the chain has not taken it yet
    """
    if sealed.order is None:
        raise Malformed("order", "was never committed: it has no number")
    return sealed.order


def _address_in(members: Mapping[str, object], name: str) -> Address:
    return Address(to_hex(from_hex(text_in(dict(members), name), 20, name)))
