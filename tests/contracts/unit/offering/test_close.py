"""Offering.close: once the time is over; a book without demand cancels its bond."""

import pytest

from tests.support.clock import day_start, mine_at
from tests.support.platform import subscribe
from tests.support.reverts import reverts

ANNOUNCED, BOOKBUILDING, PRICED, CANCELLED = 1, 2, 3, 7


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


def test_reverts_when_no_book_was_opened(platform, announced, anyone):
    with reverts("WrongBondStage", ANNOUNCED, BOOKBUILDING):
        platform.offering.close(announced.bond, anyone)
