"""Offering.close: once the time is over; a book without demand cancels its bond."""

import pytest

from tests.support.clock import day_start, mine_at
from tests.support.platform import open_book, subscribe
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION

PRICED, CANCELLED = 3, 7
NONE, OPEN = 0, 1


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}


def test_demand_prices_the_bond(platform, series, actors, anyone):
    subscribe(platform, series, actors.holder_a, 4)
    mine_at(day_start(series.issue_day - 1))

    tx = platform.offering.close(series.bond, anyone)

    assert series.bond.stage() == PRICED
    assert dict(tx.events["BookClosed"]) == {"bond": series.bond, "demand": 4, "sold": 4}


def test_more_demand_than_units_sells_the_units(platform, series, actors, anyone):
    subscribe(platform, series, actors.holder_a, 8)
    subscribe(platform, series, actors.holder_b, 8)
    mine_at(day_start(series.issue_day - 1))

    tx = platform.offering.close(series.bond, anyone)

    assert dict(tx.events["BookClosed"]) == {"bond": series.bond, "demand": 16, "sold": 10}


def test_no_demand_cancels_the_bond(platform, series, anyone):
    mine_at(day_start(series.issue_day - 1))

    platform.offering.close(series.bond, anyone)

    assert series.bond.stage() == CANCELLED


def test_reverts_before_the_time(platform, series, anyone, chain):
    closes_at = day_start(series.issue_day - 1)

    with reverts("BookStillOpen", series.bond, closes_at, chain[-1].timestamp):
        platform.offering.close.call(series.bond, anyone)


def test_demand_below_the_minimum_cancels_the_bond_and_is_refunded(
    platform, announced, actors, anyone
):
    open_book(platform, announced, minimum_units=5)
    subscribe(platform, announced, actors.holder_a, 4)
    mine_at(day_start(announced.issue_day - 1))

    tx = platform.offering.close(announced.bond, anyone)

    event = {"bond": announced.bond, "demand": 4, "sold": 0}
    assert dict(tx.events["BookClosed"]) == event
    assert announced.bond.stage() == CANCELLED
    platform.offering.settle(announced.bond, 9, anyone)  # refunds need not wait
    assert platform.deposit_token.balanceOf(actors.holder_a) == 4 * DENOMINATION
    assert announced.bond.totalSupply() == 0


def test_demand_of_the_minimum_is_enough(platform, announced, actors, anyone):
    open_book(platform, announced, minimum_units=5)
    subscribe(platform, announced, actors.holder_a, 5)
    mine_at(day_start(announced.issue_day - 1))

    platform.offering.close(announced.bond, anyone)

    assert announced.bond.stage() == PRICED


def test_reverts_when_no_book_was_opened(platform, announced, anyone):
    with reverts("WrongPhase", announced.bond, NONE, OPEN):
        platform.offering.close(announced.bond, anyone)
