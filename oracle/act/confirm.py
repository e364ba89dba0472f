"""The confirmation (确认书) of an order's settlement, put together from the chain alone."""

from oracle.act.desk import Desk
from oracle.act.sale import FIXED, SEALED, terms_in
from oracle.act.status import rate_for_life
from oracle.core.calendar import day_at
from oracle.core.errors import Malformed, NotFinal
from oracle.core.units import PPM_ONE, Day, Ppm
from oracle.desk.book import BookKind, Pricing
from oracle.desk.confirmation import Confirmation
from oracle.desk.terms import Rate
from oracle.facts.bond import Bond
from oracle.facts.event import Event, Fields


def confirmation_of(desk: Desk, bond: Bond, order: int, *, at_fixed_price: bool) -> Confirmation:
    """The confirmation of one order, of the book of sealed orders or of a sale at a fixed price.

    Raises: NotFinal            the order is not settled yet
            VerificationFailed  what was paid is not what was allotted costs
    """
    contract = FIXED if at_fixed_price else SEALED
    settled = _settled(desk, bond, contract, order)
    placed = desk.read(contract, desk.place(contract), "orderOf", bond.address, order).struct("")
    sale = _offered(desk, bond, settled) if at_fixed_price else _sealed(desk, bond, placed)
    limit, price, face, accrued, day = sale
    paid = settled.fields
    is_rate = limit is not None and bond.coupon_name == "book-built"
    zone = bond.terms.zone_offset
    return Confirmation(
        chain_id=desk.deployment.chain_id,
        contract=desk.place(contract),
        bond=bond.address,
        isin=bond.terms.isin,
        name=bond.terms.name,
        investor=paid.address("investor"),
        order=order,
        currency=bond.terms.currency,
        scale=desk.scale(bond.terms.cash),
        ordered=placed.number("units"),
        limit_price=None if limit is None or is_rate else Ppm(limit),
        limit_rate=Rate(limit) if limit is not None and is_rate else None,
        allotted=paid.number("units"),
        denomination=face,
        price=price,
        rate=rate_for_life(desk, bond),
        accrued_per_unit=accrued,
        cash=paid.number("cash"),
        refund=paid.number("refund"),
        settlement_day=day_at(settled.time, zone) if day is None else day,
        vault=bond.vault,
        transaction=settled.transaction,
    )


_Sale = tuple[int | None, Ppm, int, int, Day | None]
"""Limit, price, face value and accrued interest of a unit, settlement day if it was agreed."""


def _settled(desk: Desk, bond: Bond, contract: str, order: int) -> Event:
    place = desk.place(contract)
    topics = (None, "0x" + "00" * 12 + bond.address[2:])
    for event in desk.events_of(contract, place, topics):
        if event.name == "OrderSettled" and event.fields.number("order") == order:
            return event
    raise NotFinal("order", f"{order} of {bond.terms.isin} is not settled by {contract}")


def _sealed(desk: Desk, bond: Bond, placed: Fields) -> _Sale:
    book = desk.read(SEALED, desk.place(SEALED), "bookOf", bond.address).struct("")
    terms = terms_in(book)
    own = terms.value(placed.number("tick"))
    cleared = terms.value(book.number("tick"))
    price = own if terms.pricing is Pricing.DISCRIMINATORY or not book.number("sold") else cleared
    if terms.kind is BookKind.RATE:
        price = PPM_ONE
    return own, Ppm(price), book.number("denomination"), 0, None


def _offered(desk: Desk, bond: Bond, settled: Event) -> _Sale:
    """What the book was opened at whose order was settled: a bond may have had several."""
    topics = (None, "0x" + "00" * 12 + bond.address[2:])
    opened = [
        event.fields
        for event in desk.events_of(FIXED, desk.place(FIXED), topics)
        if event.name == "BookOpened" and event.position < settled.position
    ]
    if not opened:
        raise Malformed("BookOpened", f"no sale of {bond.terms.isin} before its settlement")
    last = opened[-1]
    price, face = Ppm(last.number("price")), last.number("faceValue")
    return None, price, face, last.number("accrued"), last.day("settlementDay")
