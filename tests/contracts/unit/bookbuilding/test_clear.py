"""Bookbuilding.clear: after the reveals, from the best tick down, at the cost of ticks alone."""

import pytest

from tests.support.books import (
    CLOSED,
    NONE,
    RATE_BOOK,
    announced_bond,
    clear_book,
    open_syndicated,
    play,
)
from tests.support.reverts import reverts
from tests.support.terms import BOOKBUILT

PRICED, CANCELLED = 3, 7
DEPOSIT = 1_000_000


def test_the_clearing_tick_is_where_demand_reaches_the_offer(platform, series, actors):
    play(
        platform,
        series,
        [
            (actors.holder_a, 4, 60, True),
            (actors.holder_b, 3, 50, True),
            (actors.holder_c, 1, 100, True),
            (actors.holder_c, 4, 100, False),
        ],
    )

    tx = clear_book(platform, series)

    assert dict(tx.events["BookCleared"]) == {
        "bond": series.bond,
        "tick": 3,
        "value": 1_005_000,
        "demand": 210,
        "sold": 100,
        "demandAtMargin": 50,
        "soldAtMargin": 40,
        "forfeits": DEPOSIT,
    }
    book = platform.bookbuilding.bookOf(series.bond)
    assert (book["phase"], book["tick"], book["sold"]) == (CLOSED, 3, 100)
    assert series.bond.stage() == PRICED
    assert platform.bookbuilding.fillOf(series.bond, 1) == (40, 40_200_000, 50_250_000)
    assert platform.bookbuilding.fillOf(series.bond, 2)[0] == 0


def test_an_uncovered_book_sells_its_demand_at_the_worst_price(platform, series, actors):
    play(platform, series, [(actors.holder_a, 4, 20, True), (actors.holder_b, 0, 30, True)])

    cleared = clear_book(platform, series).events["BookCleared"]

    assert (cleared["tick"], cleared["sold"], cleared["soldAtMargin"]) == (0, 50, 30)


def test_the_lowest_rate_that_sells_all_becomes_the_coupon(platform, verifier, announced, actors):
    isin = "0x" + b"BOOKBUILT002".hex()
    series = announced_bond(platform, isin=isin, rate=0, coupon_kind=BOOKBUILT)
    grid = {"first_tick": 30_000_000, "tick_step": 500_000}
    open_syndicated(platform, series, kind=RATE_BOOK, **grid)
    play(
        platform,
        series,
        [
            (actors.holder_a, 4, 90, True),
            (actors.holder_b, 0, 70, True),
            (actors.holder_c, 1, 30, True),
        ],
    )

    cleared = clear_book(platform, series).events["BookCleared"]

    assert (cleared["tick"], cleared["value"], cleared["sold"]) == (1, 30_500_000, 100)
    assert series.bond.pricedRate() == 30_500_000
    assert platform.bookbuilding.fillOf(series.bond, 2)[:2] == (30, 30_000_000)


@pytest.mark.parametrize(("units", "stage"), [(60, PRICED), (50, CANCELLED)])
def test_below_the_minimum_the_bond_is_cancelled(platform, announced, actors, units, stage):
    open_syndicated(platform, announced, minimum_units=60)
    play(platform, announced, [(actors.holder_a, 4, units, True)])

    tx = clear_book(platform, announced)

    assert announced.bond.stage() == stage
    if stage == CANCELLED:
        event = {"bond": announced.bond, "demand": 50, "minimumUnits": 60, "forfeits": 0}
        assert dict(tx.events["BookFailed"]) == event


def test_an_empty_book_is_over_at_once(platform, series):
    clear_book(platform, series)

    assert series.bond.stage() == CANCELLED
    assert platform.bookbuilding.bookOf(series.bond)["phase"] == NONE


def test_reverts_before_the_end_of_reveals(platform, series, anyone, chain):
    until = platform.bookbuilding.bookOf(series.bond)["terms"][10]
    with reverts("BookStillOpen", series.bond, until, chain[-1].timestamp):
        platform.bookbuilding.clear.call(series.bond, anyone)


def test_reverts_the_second_time_and_when_never_opened(platform, series, actors, anyone):
    play(platform, series, [(actors.holder_a, 4, 20, True)])
    clear_book(platform, series)
    with reverts("WrongPhase", series.bond, CLOSED, 1):
        platform.bookbuilding.clear(series.bond, anyone)
    with reverts("WrongPhase", actors.stranger, NONE, 1):
        platform.bookbuilding.clear(actors.stranger, anyone)
