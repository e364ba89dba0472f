"""Books drawn from a number, the same as tests/forge/RandomBook.sol draws, and their outcome."""

from collections.abc import Iterator
from dataclasses import dataclass

from oracle.core.codec import keccak
from oracle.core.units import Address
from oracle.desk.book import BookKind, BookTerms, Cleared, Pricing, RevealedOrder, clear

INVESTORS = 6
NOTHING_SOLD = 2**256 - 1


@dataclass(frozen=True)
class RandomBook:
    """A book with its revealed orders, in the order of reveals.

    unrevealed  investors of the orders that were never revealed
    """

    terms: BookTerms
    denomination: int
    orders: tuple[RevealedOrder, ...]
    unrevealed: tuple[Address, ...]


def random_book(number: int) -> RandomBook:
    """The book of a number. The draws are made in one fixed order."""
    draws = _draws(number)

    def draw(below: int) -> int:
        return next(draws) % below

    kind, pricing = BookKind(draw(2)), draw(2)
    tick_count, tick_step, first_tick = 1 + draw(40), 1 + draw(2_000), 1 + draw(1_200_000)
    lot = 1 + draw(20)
    offered = lot * (1 + draw(300))
    denomination, deposit = 1 + draw(2_000_000), 1 + draw(5_000_000)
    has_minimum, minimum = draw(4) == 0, draw(offered + 1)
    terms = BookTerms(
        kind=kind,
        pricing=Pricing.UNIFORM if kind is BookKind.RATE else Pricing(pricing),
        first_tick=first_tick,
        tick_step=tick_step,
        tick_count=tick_count,
        offered=offered,
        lot=lot,
        minimum_units=minimum if has_minimum else 0,
        deposit=deposit,
    )
    count = draw(25)
    drawn = []
    for order in range(count):
        investor, in_the_middle, tick = draw(INVESTORS), draw(3) == 0, draw(tick_count)
        most = 1 + draw(offered // lot)
        units = lot * (1 + draw(most))
        tick = tick_count // 2 if in_the_middle else tick
        drawn.append((RevealedOrder(order, who(investor), tick, units), draw(8) != 0))
    first = draw(25)
    turned = [drawn[(first + i) % count] for i in range(count)]
    return RandomBook(
        terms,
        denomination,
        tuple(order for order, is_revealed in turned if is_revealed),
        tuple(order.investor for order, is_revealed in turned if not is_revealed),
    )


def outcome(book: RandomBook) -> bytes:
    """Hash of all that comes of a book, by oracle/desk/book.py: what RandomBook.sol finds."""
    cleared = clear(book.terms, book.denomination, book.orders)
    words = [*_whole(book, cleared)]
    for fill in cleared.fills:
        words += [fill.order, fill.units, fill.cash, fill.escrowed]
    for index in range(INVESTORS):
        words += _investor(book, cleared, who(index))
    return keccak(b"".join(word.to_bytes(32, "big") for word in words))


def who(index: int) -> Address:
    """An investor."""
    return Address(f"0x{0xC000 + index:040x}")


def _whole(book: RandomBook, cleared: Cleared) -> Iterator[int]:
    yield NOTHING_SOLD if cleared.tick is None else cleared.tick
    yield from (cleared.demand, cleared.sold)
    yield from (cleared.demand_at_margin, cleared.sold_at_margin)
    yield len(book.unrevealed) * book.terms.deposit


def _investor(book: RandomBook, cleared: Cleared, investor: Address) -> tuple[int, int]:
    """Units received and cash spent."""
    fills = [
        fill
        for order, fill in zip(book.orders, cleared.fills, strict=True)
        if order.investor == investor
    ]
    lost = book.unrevealed.count(investor) * book.terms.deposit
    return sum(fill.units for fill in fills), sum(fill.cash for fill in fills) + lost


def _draws(number: int) -> Iterator[int]:
    state = keccak(number.to_bytes(32, "big"))
    while True:
        state = keccak(state)
        yield int.from_bytes(state, "big")
