"""A sealed order made for a book as it is open."""

import secrets
from collections.abc import Sequence

from oracle.act.desk import Desk
from oracle.act.sale import SEALED, book_of, terms_in, tick_of, value_in
from oracle.act.send import Done
from oracle.core.errors import Malformed
from oracle.core.units import Address
from oracle.desk.book import SALT_BYTES
from oracle.desk.sealed_order import SealedOrder
from oracle.facts.bond import Bond


def new_order(desk: Desk, bond: Bond, investor: Address, limit: str, units: int) -> SealedOrder:
    """An order for a bond's book, with a salt of its own.

    limit  highest price, or lowest rate, in per cent

    Raises: Malformed  the book has no such tick, or takes no such number of units
    """
    terms = terms_in(book_of(desk, bond, SEALED))
    if not terms.offered:
        raise Malformed("bond", f"{bond.terms.isin} has no book of sealed orders")
    if units > terms.offered or units % terms.lot:
        raise Malformed("units", f"{units}; lots of {terms.lot}, {terms.offered} are offered")
    return SealedOrder(
        desk.deployment.chain_id,
        desk.place(SEALED),
        bond.address,
        investor,
        tick_of(terms, value_in(terms.kind, limit, "--limit")),
        units,
        secrets.token_bytes(SALT_BYTES),
        None,
    )


def number_of(done: Sequence[Done]) -> str:
    """Number that the chain gave an order.

    Raises: Malformed  no order was placed
    """
    for each in done:
        for event in each.events:
            if event.name in ("OrderCommitted", "OrderPlaced"):
                return str(event.arguments["order"])
    raise Malformed("order", "the transaction placed none")
