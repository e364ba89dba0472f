"""The sale of a bond as it stands: which contract sells it, its book, its demand."""

from collections.abc import Sequence
from fractions import Fraction

from oracle.act.desk import Desk
from oracle.act.refusal import PHASES, word_of
from oracle.act.typed import address_in, price_in, rate_in
from oracle.core.errors import Malformed
from oracle.core.units import PPM_ONE, Instant
from oracle.desk.book import BookKind, BookTerms, Pricing
from oracle.desk.syndicate import Mandate, Share
from oracle.facts.bond import Bond
from oracle.facts.event import Fields
from oracle.facts.figure import Quantity
from oracle.facts.format import shown, utc_of

SEALED, FIXED = "Bookbuilding", "Offering"
"""The two ways of a sale: sealed orders, or a fixed price."""

COLUMNS = ("tick", "value", "units", "cumulative")
"""Members of a line of demand, best first."""


def seller_of(desk: Desk, bond: Bond) -> str:
    """Which contract is selling a bond now.

    Raises: Malformed  no sale of it is open or waits for settlement
    """
    for contract in (SEALED, FIXED):
        if phase_of(desk, bond, contract) != PHASES[0]:
            return contract
    raise Malformed("bond", f"no sale of {bond.terms.isin} is open, or waits for settlement")


def phase_of(desk: Desk, bond: Bond, contract: str) -> str:
    """Where a sale of a bond stands at one of the two contracts.

    Raises: NodeUnavailable, Reverted
    """
    return word_of(PHASES, book_of(desk, bond, contract).number("phase"))


def book_of(desk: Desk, bond: Bond, contract: str) -> Fields:
    """The book of a bond at one of the two contracts, as the contract keeps it.

    Raises: NodeUnavailable, Reverted
    """
    return desk.read(contract, desk.place(contract), "bookOf", bond.address).struct("")


def terms_in(book: Fields) -> BookTerms:
    """Terms of a book of sealed orders."""
    t = book.struct("terms")
    names = ("firstTick", "tickStep", "tickCount", "offered", "lot", "minimumUnits", "deposit")
    return BookTerms(
        BookKind(t.number("kind")), Pricing(t.number("pricing")), *(t.number(n) for n in names)
    )


def tick_of(terms: BookTerms, value: int) -> int:
    """The tick that stands for a price [ppm] or a rate [ppb].

    Raises: Malformed  the book has no such tick
    """
    tick, rest = divmod(value - terms.first_tick, terms.tick_step)
    if rest or not 0 <= tick < terms.tick_count:
        first, last = (value_text(terms, terms.value(at)) for at in (0, terms.tick_count - 1))
        step = value_text(terms, terms.tick_step)
        detail = f"{value_text(terms, value)}; the book goes from {first} to {last} by {step}"
        raise Malformed("price" if terms.kind is BookKind.PRICE else "rate", detail)
    return tick


def value_text(terms: BookTerms, value: int) -> str:
    """A price or a rate of a book in per cent."""
    unit = "ppm" if terms.kind is BookKind.PRICE else "ppb per year"
    return shown(Quantity(value, unit))


def demand_of(desk: Desk, bond: Bond, terms: BookTerms) -> list[dict[str, str]]:
    """Revealed demand of every tick that has some, best first.

    Raises: NodeUnavailable, Reverted
    """
    bookbuilding = desk.place(SEALED)
    found = desk.read(SEALED, bookbuilding, "demandsOf", bond.address).members[""]
    demands = [int(units) for units in found] if isinstance(found, list) else []
    ticks = range(len(demands))
    lines, sum_ = [], 0
    for tick in reversed(ticks) if terms.kind is BookKind.PRICE else ticks:
        if demands[tick]:
            sum_ += demands[tick]
            value = value_text(terms, terms.value(tick))
            values = (str(tick), value, f"{demands[tick]:,}", f"{sum_:,}")
            lines.append(dict(zip(COLUMNS, values, strict=True)))
    return lines


def sale_of(desk: Desk, bond: Bond) -> dict[str, object]:
    """A sale as it stands: text by name.

    Raises: Malformed  the bond was never offered
    """
    contract = SEALED
    book = book_of(desk, bond, SEALED)
    if not book.struct("terms").number("offered"):
        contract, book = FIXED, book_of(desk, bond, FIXED)
        if not book.number("offered"):
            raise Malformed("bond", f"{bond.terms.isin} was never offered")
    shared: dict[str, object] = {
        "contract": contract,
        "phase": word_of(PHASES, book.number("phase")),
        "orders": book.number("orders"),
        "settled": book.number("settled"),
    }
    if contract == SEALED:
        return shared | _sealed(desk, bond, book)
    return shared | {
        "price": shown(Quantity(book.number("price"), "ppm")),
        "accrued a unit": desk.money(bond, book.number("accrued")),
        "cover": cover_text(book.number("demand"), book.number("offered")),
        "closes at": utc_of(Instant(book.number("closesAt"))),
        "settles at": utc_of(Instant(book.number("settlesAt"))),
        "demand": [],
    }


def cover_text(demand: int, offered: int) -> str:
    """Bid to cover, floored at two decimals, beside what it is computed from."""
    hundredths = Fraction(demand * 100, offered)
    whole, part = divmod(int(hundredths), 100)
    return f"{whole}.{part:02d} times: {demand:,} of {offered:,} units"


def mandate_of(
    desk: Desk, bond: Bond, terms: BookTerms, times: tuple[Instant, Instant], shares: Sequence[str]
) -> Mandate:
    """What a syndicate is asked to sign; shares are `ADDRESS=PER CENT`.

    Raises: Malformed  a share of another form, or they are not the whole
    """

    found = []
    for text in shares:
        member, _, share = text.partition("=")
        part = price_in(share, "--member")
        found.append(Share(address_in(member, "--member"), part, None))
    if sum(share.share for share in found) != PPM_ONE:
        raise Malformed("--member", f"shares are {sum(s.share for s in found)} ppm in all")
    found.sort(key=lambda share: share.member)
    place = desk.place(SEALED)
    return Mandate(desk.deployment.chain_id, place, bond.address, terms, *times, tuple(found))


def value_in(kind: BookKind, text: str, field: str) -> int:
    """A price or a rate in per cent, in the unit of a kind of book.

    Raises: Malformed
    """

    return price_in(text, field) if kind is BookKind.PRICE else rate_in(text, field)


def _sealed(desk: Desk, bond: Bond, book: Fields) -> dict[str, object]:
    terms, given = terms_in(book), book.struct("terms")
    cleared: dict[str, object] = {}
    if book.number("sold"):
        cleared = {
            "clearing value": value_text(terms, terms.value(book.number("tick"))),
            "sold": f"{book.number('sold'):,}",
            "at the margin": " of ".join(
                f"{book.number(name):,}" for name in ("soldAtMargin", "demandAtMargin")
            ),
        }
    return {
        "kind": f"{terms.kind.name.lower()}, {terms.pricing.name.lower()}",
        "still sealed": book.number("standing"),
        "cover": cover_text(book.number("demand"), terms.offered),
        "deposit": desk.money(bond, terms.deposit),
        "closes at": utc_of(Instant(given.number("closesAt"))),
        "reveals until": utc_of(Instant(given.number("revealsUntil"))),
        "settles at": utc_of(Instant(book.number("settlesAt"))),
        **cleared,
        "demand": demand_of(desk, bond, terms),
    }
