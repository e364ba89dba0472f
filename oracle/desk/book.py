"""Clearing of a sealed book from its revealed orders, by the rule of interfaces/IBookbuilding.sol.

Written from the rule and not from the contract, so that each can be checked by the other: here
orders are walked and shares are exact fractions; the contract walks ticks and keeps sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from math import ceil, floor

from oracle.core.codec import from_hex, keccak
from oracle.core.errors import Malformed
from oracle.core.units import PPM_ONE, Address

MOST_TICKS = 1_024
"""Most ticks of a book. Source: contracts/bond/Clearing.sol."""

SALT_BYTES = 32
"""Random bytes that keep a sealed order secret. Source: interfaces/IBookbuilding.sol."""


class BookKind(IntEnum):
    """What an order names besides its units: a clean price [ppm] or a coupon rate [ppb]."""

    PRICE = 0
    RATE = 1


class Pricing(IntEnum):
    """What a filled order pays: the clearing price, or its own."""

    UNIFORM = 0
    DISCRIMINATORY = 1


@dataclass(frozen=True, slots=True)
class BookTerms:
    """What the syndicate signed, as far as clearing needs it.

    first_tick    value of tick 0 [ppm or ppb]
    tick_step     from one tick to the next
    tick_count    number of ticks
    offered       units on offer, whole lots
    lot           orders and fills are multiples of it [units]
    minimum_units demand below this is refunded in full
    deposit       taken with each sealed order [cash base units]
    """

    kind: BookKind
    pricing: Pricing
    first_tick: int
    tick_step: int
    tick_count: int
    offered: int
    lot: int
    minimum_units: int
    deposit: int

    def value(self, tick: int) -> int:
        """Price [ppm] or rate [ppb] that a tick stands for."""
        return self.first_tick + tick * self.tick_step


@dataclass(frozen=True, slots=True)
class RevealedOrder:
    """One revealed order. Orders are given in the order of their reveals.

    order  its number
    tick   worst price or rate that the investor takes
    units  asked for
    """

    order: int
    investor: Address
    tick: int
    units: int


@dataclass(frozen=True, slots=True)
class Fill:
    """What one order gets and pays.

    units     allotted
    cash      paid for them [cash base units]
    escrowed  held for the order until settlement, its deposit included [cash base units]
    refund    of what was held [cash base units]
    """

    order: int
    units: int
    cash: int
    escrowed: int
    refund: int


@dataclass(frozen=True, slots=True)
class Cleared:
    """The result of a book.

    tick              clearing tick; none where nothing is sold
    demand, sold      in all [units]
    demand_at_margin  demand at the clearing tick [units]
    sold_at_margin    sold at the clearing tick [units]
    fills             one for each order, in the order given
    """

    tick: int | None
    demand: int
    sold: int
    demand_at_margin: int
    sold_at_margin: int
    fills: tuple[Fill, ...]

    @property
    def cover(self) -> Fraction:
        """How often what is sold was asked for; 0 where nothing is sold."""
        return Fraction(self.demand, self.sold) if self.sold else Fraction(0)


def clear(terms: BookTerms, denomination: int, orders: Sequence[RevealedOrder]) -> Cleared:
    """Clear a book.

    denomination  face value of one unit [cash base units]

    Raises: Malformed  an order that the book cannot hold
    """
    for order in orders:
        _check(terms, order)
    demand = sum(order.units for order in orders)
    if demand == 0 or demand < terms.minimum_units:
        nothing = tuple(_fill(terms, denomination, order, 0, None) for order in orders)
        return Cleared(None, demand, 0, 0, 0, nothing)
    tick = _clearing_tick(terms, orders)
    better = sum(order.units for order in orders if _is_better(terms, order.tick, tick))
    at_margin = sum(order.units for order in orders if order.tick == tick)
    left = min(terms.offered - better, at_margin)
    share = Fraction(left, at_margin)
    fills, before = [], 0
    for order in orders:
        units = order.units if _is_better(terms, order.tick, tick) else 0
        if order.tick == tick:
            first, last = Fraction(before, terms.lot), Fraction(before + order.units, terms.lot)
            units = terms.lot * (floor(last * share) - floor(first * share))
            before += order.units
        fills.append(_fill(terms, denomination, order, units, tick))
    return Cleared(tick, demand, better + left, at_margin, left, tuple(fills))


def price_of(terms: BookTerms, tick: int) -> Fraction:
    """Price that a tick stands for, as a fraction of face value; a book of rates sells at par."""
    return Fraction(terms.value(tick), PPM_ONE) if terms.kind is BookKind.PRICE else Fraction(1)


def cost_up(terms: BookTerms, denomination: int, tick: int, units: int) -> int:
    """What `units` cost at a tick, rounded up: an investor never pays less than the price.

    Units:  cash base units
    """
    return ceil(units * denomination * price_of(terms, tick))


def commitment(
    chain_id: int, contract: Address, bond: Address, order: RevealedOrder, salt: bytes
) -> bytes:
    """What an investor sends as its sealed order.

    salt  32 random bytes, kept until the reveal: without them the order is found by trying

    Raises: Malformed  a salt of another length, a bad address
    Source: interfaces/IBookbuilding.sol, commitmentOf
    """
    if len(salt) != SALT_BYTES:
        raise Malformed("salt", f"{len(salt)} bytes; {SALT_BYTES} are needed")
    addresses = (("contract", contract), ("bond", bond), ("investor", order.investor))
    padded = [bytes(12) + from_hex(address.lower(), 20, field) for field, address in addresses]
    numbers = [number.to_bytes(32, "big") for number in (order.tick, order.units)]
    return keccak(b"".join([chain_id.to_bytes(32, "big"), *padded, *numbers, salt]))


def _check(terms: BookTerms, order: RevealedOrder) -> None:
    if not 0 <= order.tick < terms.tick_count:
        raise Malformed("tick", f"{order.tick} of order {order.order}; {terms.tick_count} ticks")
    if not 0 < order.units <= terms.offered or order.units % terms.lot:
        detail = f"{order.units} of order {order.order}; lot {terms.lot}, offered {terms.offered}"
        raise Malformed("units", detail)


def _clearing_tick(terms: BookTerms, orders: Sequence[RevealedOrder]) -> int:
    """The best tick down to which demand covers the offer, else the worst with demand."""
    best_first = sorted(orders, key=lambda order: order.tick, reverse=terms.kind is BookKind.PRICE)
    reached = 0
    for order in best_first:
        reached += order.units
        if reached >= terms.offered:
            return order.tick
    return best_first[-1].tick


def _is_better(terms: BookTerms, tick: int, than: int) -> bool:
    return tick > than if terms.kind is BookKind.PRICE else tick < than


def _fill(
    terms: BookTerms, denomination: int, order: RevealedOrder, units: int, cleared: int | None
) -> Fill:
    escrowed = max(cost_up(terms, denomination, order.tick, order.units), terms.deposit)
    uniform = terms.pricing is Pricing.UNIFORM
    tick = cleared if uniform and cleared is not None else order.tick
    cash = cost_up(terms, denomination, tick, units)
    return Fill(order.order, units, cash, escrowed, escrowed - cash)
