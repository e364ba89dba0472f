"""Random books on real bonds against oracle/desk/book.py. A thousand more: tests/forge.

tests/forge/Bookbuilding.t.sol plays the 1,000 books of tests/vectors/books.json, whose outcomes
oracle/desk/book.py computed, over a bond that is only its stage; here the bond is the real one.
"""

from dataclasses import replace

import pytest
from brownie import web3

from oracle.core.units import Address
from oracle.desk.book import BookKind, clear
from tests.support.books import (
    announced_bond,
    clear_book,
    commit,
    open_syndicated,
    reveal,
    salt_of,
    settle_book,
)
from tests.support.random_books import random_book, who
from tests.support.terms import BOOKBUILT, FIXED

NUMBERS = (2, 6, 7, 8, 9, 41)
OUTSTANDING, CANCELLED = 4, 7


@pytest.fixture(scope="module")
def investors(platform, verifier, accounts):
    """Six accounts, by the address that the random book gives them."""
    platform.chain_id = web3.eth.chain_id
    return {who(index): accounts[index + 6] for index in range(6)}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_random_book_is_filled_as_python_fills_it(platform, investors, number):
    drawn = random_book(number)
    terms = drawn.terms
    orders = [
        replace(order, investor=Address(investors[order.investor].address.lower()), order=place)
        for place, order in enumerate(drawn.orders)
    ]
    series = announced_bond(
        platform,
        *investors.values(),
        isin="0x" + f"RANDOM{number:06}".encode().hex(),
        issue_units=terms.offered,
        denomination=drawn.denomination,
        coupon_kind=BOOKBUILT if terms.kind is BookKind.RATE else FIXED,
        rate=0 if terms.kind is BookKind.RATE else 500_000,
    )
    open_syndicated(
        platform,
        series,
        kind=terms.kind,
        pricing=terms.pricing,
        first_tick=terms.first_tick,
        tick_step=terms.tick_step,
        tick_count=terms.tick_count,
        offered=terms.offered,
        lot=terms.lot,
        minimum_units=terms.minimum_units,
        deposit=terms.deposit,
    )
    for order, drawn_order in zip(orders, drawn.orders, strict=True):
        investor, salt = investors[drawn_order.investor], salt_of(order.order)
        commit(platform, series, investor, order.tick, order.units, salt)
    for order, drawn_order in zip(orders, drawn.orders, strict=True):
        investor, salt = investors[drawn_order.investor], salt_of(order.order)
        reveal(platform, series, investor, order.order, order.tick, order.units, salt)
    clear_book(platform, series)
    expected = clear(terms, drawn.denomination, orders)

    book = platform.bookbuilding.bookOf(series.bond)
    assert (book["demand"], book["sold"]) == (expected.demand, expected.sold)
    assert (book["demandAtMargin"], book["soldAtMargin"]) == (
        expected.demand_at_margin,
        expected.sold_at_margin,
    )
    if orders:
        rows = settle_book(platform, series).events["OrderSettled"]
        found = [(e["order"], e["units"], e["cash"], e["refund"]) for e in rows]
        assert found == [(f.order, f.units, f.cash, f.refund) for f in expected.fills]
    assert series.bond.totalSupply() == expected.sold
    assert series.bond.stage() == (OUTSTANDING if expected.sold else CANCELLED)
    assert platform.bookbuilding.escrowOf(series.bond)[1] == 0
