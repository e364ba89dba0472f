"""oracle/desk/book.py: books cleared by the published rule; examples worked by hand."""

import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from oracle.core.codec import keccak, to_hex
from oracle.core.errors import Malformed
from oracle.core.units import Address
from oracle.desk.book import (
    BookKind,
    BookTerms,
    Pricing,
    RevealedOrder,
    clear,
    commitment,
    cost_up,
)
from tests.support.random_books import outcome, random_book, who

VECTORS = Path(__file__).parents[3] / "vectors" / "books.json"
BOOKS = 1_000

# Prices 99.00 %, 99.50 %, 100.00 %, 100.50 %; 100 units on offer in lots of 10.
TERMS = BookTerms(BookKind.PRICE, Pricing.UNIFORM, 990_000, 5_000, 4, 100, 10, 0, 1)
RATES = replace(TERMS, kind=BookKind.RATE, first_tick=30_000_000, tick_step=500_000)
DENOMINATION = 1_000


def orders_of(*asked: tuple[int, int]) -> list[RevealedOrder]:
    """Orders of (tick, units), each of another investor."""
    return [RevealedOrder(i, who(i), tick, units) for i, (tick, units) in enumerate(asked)]


def units_of(cleared) -> list[int]:
    return [fill.units for fill in cleared.fills]


def test_the_best_price_is_served_first_and_all_pay_the_clearing_price() -> None:
    cleared = clear(TERMS, DENOMINATION, orders_of((3, 60), (1, 50), (2, 40)))

    assert (cleared.tick, cleared.sold, cleared.demand) == (2, 100, 150)
    assert units_of(cleared) == [60, 0, 40]
    assert [fill.cash for fill in cleared.fills] == [60_000, 0, 40_000]
    assert cleared.fills[0].refund == 300  # escrowed at 100.50 %, paid 100 %


def test_the_lowest_rate_is_served_first_and_pays_par() -> None:
    cleared = clear(RATES, DENOMINATION, orders_of((3, 60), (1, 50), (2, 80)))

    assert cleared.tick == 2
    assert units_of(cleared) == [0, 50, 50]
    assert [fill.cash for fill in cleared.fills] == [0, 50_000, 50_000]


def test_each_pays_its_own_price_in_a_discriminatory_book() -> None:
    terms = replace(TERMS, pricing=Pricing.DISCRIMINATORY)

    cleared = clear(terms, DENOMINATION, orders_of((3, 60), (2, 40)))

    assert [fill.cash for fill in cleared.fills] == [60_300, 40_000]


def test_the_marginal_tick_is_shared_in_lots_in_the_order_of_reveals() -> None:
    cleared = clear(TERMS, DENOMINATION, orders_of((3, 50), (2, 30), (2, 30), (2, 30)))

    # 5 lots for 9: floor(15/9), floor(30/9) - 1, floor(45/9) - 3
    assert units_of(cleared) == [50, 10, 20, 20]
    assert (cleared.demand_at_margin, cleared.sold_at_margin) == (90, 50)
    assert cleared.cover == Fraction(7, 5)


def test_a_book_that_is_not_covered_sells_its_demand_at_the_worst_price() -> None:
    cleared = clear(TERMS, DENOMINATION, orders_of((3, 20), (1, 30)))

    assert (cleared.tick, cleared.sold) == (1, 50)
    assert units_of(cleared) == [20, 30]


def test_exact_cover_clears_at_the_tick_that_reaches_it() -> None:
    cleared = clear(TERMS, DENOMINATION, orders_of((3, 60), (2, 40), (0, 100)))

    assert (cleared.tick, units_of(cleared)) == (2, [60, 40, 0])


@pytest.mark.parametrize(("minimum", "sold"), [(50, 50), (51, 0)])
def test_below_the_minimum_all_is_refunded(minimum, sold) -> None:
    terms = replace(TERMS, minimum_units=minimum)

    cleared = clear(terms, DENOMINATION, orders_of((3, 20), (1, 30)))

    assert cleared.sold == sold
    if not sold:
        assert cleared.tick is None
        assert [(f.cash, f.refund) for f in cleared.fills] == [(0, 20_100), (0, 29_850)]


def test_a_deposit_above_the_cost_is_held_and_comes_back() -> None:
    terms = replace(TERMS, deposit=15_000)

    (fill,) = clear(terms, DENOMINATION, orders_of((2, 10))).fills

    assert (fill.escrowed, fill.cash, fill.refund) == (15_000, 10_000, 5_000)


def test_no_orders_sell_nothing() -> None:
    cleared = clear(TERMS, DENOMINATION, [])

    assert (cleared.tick, cleared.sold, cleared.fills, cleared.cover) == (None, 0, (), 0)


def test_a_price_is_rounded_up() -> None:
    assert cost_up(TERMS, 1, 0, 1) == 1
    assert cost_up(TERMS, 1, 0, 100) == 99


@pytest.mark.parametrize(
    ("tick", "units", "field"),
    [(4, 10, "tick"), (-1, 10, "tick"), (0, 0, "units"), (0, 15, "units"), (0, 110, "units")],
)
def test_an_order_that_the_book_cannot_hold_is_refused(tick, units, field) -> None:
    with pytest.raises(Malformed) as caught:
        clear(TERMS, DENOMINATION, orders_of((tick, units)))
    assert caught.value.field == field


def test_a_commitment_hides_the_order_behind_the_whole_salt() -> None:
    contract, bond = Address("0x" + "11" * 20), Address("0x" + "22" * 20)
    (order,) = orders_of((2, 10))
    salt = bytes(range(32))

    sealed = commitment(31_337, contract, bond, order, salt)

    # abi.encode of seven words, put together by hand
    words = [31_337, int(contract, 16), int(bond, 16), 0xC000, 2, 10]
    assert sealed == keccak(b"".join(word.to_bytes(32, "big") for word in words) + salt)
    with pytest.raises(Malformed):
        commitment(31_337, contract, bond, order, salt[:-1])


def test_trying_every_tick_and_size_does_not_find_a_sealed_order() -> None:
    """T14: the grid of orders is small, the salt is not."""
    contract, bond = Address("0x" + "11" * 20), Address("0x" + "22" * 20)
    (order,) = orders_of((2, 10))
    sealed = commitment(1, contract, bond, order, bytes(range(1, 33)))
    grid = (
        commitment(1, contract, bond, replace(order, tick=tick, units=units), bytes(32))
        for tick in range(TERMS.tick_count)
        for units in range(10, TERMS.offered + 1, TERMS.lot)
    )
    assert sealed not in set(grid)


def test_inv_bb_2_inv_bb_3_thousand_random_books_are_filled_by_rank() -> None:
    sold_out = 0
    for number in range(BOOKS):
        book = random_book(number)
        cleared = clear(book.terms, book.denomination, book.orders)
        demand = sum(order.units for order in book.orders)
        assert sum(units_of(cleared)) == cleared.sold
        if cleared.tick is None:
            assert demand == 0 or demand < book.terms.minimum_units
            continue
        assert cleared.sold == min(demand, book.terms.offered)
        sold_out += cleared.sold < demand
        for order, fill in zip(book.orders, cleared.fills, strict=True):
            sign = 1 if book.terms.kind is BookKind.PRICE else -1
            rank = sign * (order.tick - cleared.tick)
            assert fill.units % book.terms.lot == 0
            assert rank == 0 or fill.units == (order.units if rank > 0 else 0)
            own = cost_up(book.terms, book.denomination, order.tick, fill.units)
            assert fill.cash <= own <= fill.escrowed
    assert sold_out > BOOKS // 4


def test_holding_back_an_order_never_raises_the_price_of_a_covered_book() -> None:
    """T15: clearing is monotone; what the last to reveal can do by silence costs its deposit."""
    moved = 0
    for number in range(200):
        book = random_book(number)
        if book.terms.kind is not BookKind.PRICE:
            continue
        terms = replace(book.terms, minimum_units=0)
        whole = clear(terms, book.denomination, book.orders)
        for left_out in range(len(book.orders)):
            others = book.orders[:left_out] + book.orders[left_out + 1 :]
            less = clear(terms, book.denomination, others)
            if less.tick is None or whole.tick is None or less.sold < terms.offered:
                continue  # a book that is not covered sells all at its worst price
            assert less.tick <= whole.tick
            moved += less.tick < whole.tick
    assert moved > 20


def test_the_vectors_are_those_in_the_file() -> None:
    outcomes = [to_hex(outcome(random_book(number))) for number in range(BOOKS)]
    text = json.dumps({"outcomes": outcomes}, indent=1) + "\n"
    if os.environ.get("UPDATE"):
        VECTORS.write_text(text)
    assert VECTORS.read_text() == text
