"""Orders of the secondary market: signed to a file by one party, filled from it by another."""

from pathlib import Path

from oracle.act.desk import CASH, Desk
from oracle.act.files import read_object, write_object
from oracle.act.plan import Step, approval
from oracle.act.sign import expanded
from oracle.chain.key import NodeKey
from oracle.core.calendar import day_at
from oracle.core.errors import Malformed
from oracle.core.units import Address, Day
from oracle.desk.orders import (
    Order,
    SignedOrder,
    Venue,
    arguments,
    digest,
    from_json,
    to_json,
    verify,
)
from oracle.facts.bond import Bond

TRADES = "Trades"


def venue_of(desk: Desk) -> Venue:
    """Where orders of this chain are filled.

    Raises: Misconfigured
    """
    return Venue(desk.deployment.chain_id, desk.place(TRADES))


def allowance_for(desk: Desk, bond: Bond, order: Order) -> list[Step]:
    """The approval that a maker's order needs to be filled; none where it is there.

    A buyer's is the most that the order can cost until it expires.

    Raises: Reverted  the bond has no price on these days
    """
    trades = desk.place(TRADES)
    token = order.bond if order.sells else bond.terms.cash
    needed = order.units if order.sells else _most(desk, bond, order)
    allowed = desk.number(CASH, token, "allowance", order.maker, trades)
    return [] if allowed >= needed else [approval(desk, token, trades, needed)]


def write_signed(desk: Desk, order: Order, key: NodeKey, path: Path) -> None:
    """Sign an order and write it for whoever shall fill it.

    Raises: BadSignature, Malformed
    """
    venue = venue_of(desk)
    signed = SignedOrder(order, venue, expanded(key.sign_digest(digest(order, venue))))
    verify(signed)
    write_object(path, to_json(signed))


def read_signed(desk: Desk, path: Path, *, sells: bool) -> SignedOrder:
    """A signed order of this chain from its file.

    Raises: Malformed  it is for another venue, or of the same side
            BadSignature
    """
    signed = from_json(read_object(path))
    venue = venue_of(desk)
    if (signed.venue.chain_id, signed.venue.trades.lower()) != (venue.chain_id, venue.trades):
        place = f"{signed.venue.trades} on chain {signed.venue.chain_id}"
        raise Malformed(str(path), f"is for {place}, not for {venue.trades} on {venue.chain_id}")
    if signed.order.sells is not sells:
        side = "sells" if signed.order.sells else "buys"
        raise Malformed(str(path), f"its maker {side} as well")
    verify(signed)
    return signed


def fill_of(desk: Desk, bond: Bond, signed: SignedOrder, units: int) -> Step:
    """The step that fills an order: units against cash with accrued interest, both or neither.

    Raises: Reverted  it has no price now
    """
    order, trades = signed.order, desk.place(TRADES)
    cost = desk.number(TRADES, trades, "quote", arguments(order), units)
    side, draws = ("Buy", bond.terms.cash) if order.sells else ("Sell", bond.address)
    says = f"{side} {units:,} units of {bond.terms.isin} for {desk.money(bond, cost)}"
    words = (arguments(order), signed.signature, units)
    return Step(says, TRADES, trades, "fill", words, draws)


def left_of(desk: Desk, order: Order) -> int:
    """Units of an order that can still be filled.

    Raises: Malformed  it was filled, cancelled, or has expired
    """
    state = desk.read(TRADES, desk.place(TRADES), "stateOf", arguments(order))
    if not state.number("left"):
        why = "has expired" if state.flag("expired") else "was filled or cancelled"
        raise Malformed("order", why)
    return state.number("left")


def _most(desk: Desk, bond: Bond, order: Order) -> int:
    """Price on the dearest day: interest rises to a record day, or to the last day of the order."""
    today: Day = desk.today(bond)
    last = day_at(order.expires_at, bond.terms.zone_offset)
    days = {today, last, *(c.record_day for c in bond.coupons if today < c.record_day < last)}
    return max(_price(desk, bond.address, order, day) for day in sorted(days))


def _price(desk: Desk, bond: Address, order: Order, day: Day) -> int:
    return desk.number("Bond", bond, "dirtyPrice", order.units, order.price, day)
