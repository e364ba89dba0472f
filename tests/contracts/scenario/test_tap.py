"""A bond is tapped twice: buyers pay what has accrued, and get no coupon that was not theirs."""

import pytest

from tests.support.books import offer_of
from tests.support.clock import day_start, mine_at
from tests.support.platform import (
    admit,
    announce,
    create_bond,
    mint,
    open_book,
    settle,
    subscribe,
)
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION, coupon

OUTSTANDING, CLOSED, NONE = 4, 2, 0


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}


@pytest.fixture
def series(platform, verifier, actors):
    """20 units of 100 million at 0.05 %, 6 of them out; a coupon after 200 and after 365 days."""
    admit(platform, actors.holder_a, actors.holder_b, actors.holder_c)
    first = create_bond(platform, isin="0x" + b"TAPDAY000000".hex()).issue_day
    coupons = [coupon(first, 0, 200, 195, 200), coupon(first, 200, 365, 360, 365)]
    series = create_bond(
        platform, coupons, isin="0x" + b"TAPPED000001".hex(), issue_units=20, issue_day=first
    )
    announce(platform, series)
    open_book(platform, series, units=6)
    subscribe(platform, series, actors.holder_a, 6)
    settle(platform, series)
    return series


def tap(platform, series, day, orders, price=1_000_000, **changes):
    """Open a tap that closes the day before `day`, take orders, close and settle it."""
    open_tap(platform, series, day, price, **changes)
    for investor, units in orders:
        subscribe(platform, series, investor, units)
    mine_at(day_start(day - 1))
    platform.offering.close(series.bond, {"from": platform.actors.stranger})
    mine_at(day_start(day))
    return platform.offering.settle(series.bond, 99, {"from": platform.actors.stranger})


def open_tap(platform, series, day, price=1_000_000, **changes):
    mine_at(day_start(day - 5))
    offer = {"units": 4, "settlement_day": day, "closes_at": day_start(day - 1), **changes}
    platform.offering.open(
        series.bond, offer_of(series, price=price, **offer), {"from": platform.actors.bookrunner}
    )


def test_buyers_pay_price_and_accrued_interest_to_the_unit(platform, series, actors):
    day = series.issue_day + 73
    accrued = series.bond.accruedInterest(day)
    assert accrued == DENOMINATION * 500_000 * 73 // (365 * 10**9)

    tx = tap(platform, series, day, [(actors.holder_b, 4), (actors.holder_c, 4)], 1_012_345)

    clean = 2 * DENOMINATION * 1_012_345 // 1_000_000
    rows = [(e["order"], e["units"], e["cash"]) for e in tx.events["OrderSettled"]]
    assert rows == [(1, 2, clean + 2 * accrued), (2, 2, clean + 2 * accrued)]
    assert rows[0][2] == series.bond.dirtyPrice(2, 1_012_345, day)
    assert series.vault.received() == 6 * DENOMINATION + 2 * (clean + 2 * accrued)
    assert series.bond.totalSupply() == 10
    assert platform.deposit_token.balanceOf(platform.offering) == 0


def test_inv_of_4_a_tap_never_moves_the_stage_and_another_may_follow(platform, series, actors):
    first = tap(platform, series, series.issue_day + 73, [(actors.holder_b, 4)])
    assert "StageChanged" not in first.events
    assert platform.offering.bookOf(series.bond)["phase"] == NONE

    second = tap(platform, series, series.issue_day + 100, [(actors.holder_c, 3)])

    assert "StageChanged" not in second.events
    assert series.bond.stage() == OUTSTANDING
    assert [series.bond.balanceOf(h) for h in (actors.holder_b, actors.holder_c)] == [4, 3]
    assert second.events["OrderSettled"]["order"] == 2  # numbered through all books


def test_units_tapped_ex_coupon_get_no_coupon_that_was_struck(platform, series, actors):
    day = series.issue_day + 197  # the record day was 195
    assert series.bond.accruedInterest(day) < 0
    tx = tap(platform, series, day, [(actors.holder_b, 4)])

    assert tx.events["OrderSettled"]["cash"] < 4 * DENOMINATION
    assert series.bond.struckOf(0)["units"] == 6
    assert series.bond.balanceAt(actors.holder_b, 0) == 0
    mine_at(day_start(series.coupons[1][2] + 1))
    series.bond.strike({"from": actors.stranger})
    assert series.bond.struckOf(1)["units"] == 10


def test_a_tap_below_its_minimum_refunds_all_and_the_bond_lives_on(platform, series, actors):
    tx = tap(platform, series, series.issue_day + 73, [(actors.holder_b, 2)], minimum_units=3)

    refund = tx.events["OrderSettled"]
    assert (refund["units"], refund["cash"]) == (0, 0)
    assert platform.deposit_token.balanceOf(actors.holder_b) == refund["refund"] > 0
    assert series.bond.stage() == OUTSTANDING
    assert series.bond.totalSupply() == 6


def test_a_tap_without_orders_is_over_when_it_closes(platform, series, anyone):
    day = series.issue_day + 73
    open_tap(platform, series, day)
    mine_at(day_start(day - 1))
    platform.offering.close(series.bond, anyone)

    assert platform.offering.bookOf(series.bond)["phase"] == NONE
    with reverts("WrongPhase", series.bond, NONE, CLOSED):
        platform.offering.settle(series.bond, 1, anyone)


def test_a_tap_settled_after_the_next_record_day_is_refunded(platform, series, actors, anyone):
    """The price had the first coupon in it; units issued after its record day would not get it."""
    day = series.issue_day + 190
    open_tap(platform, series, day)
    subscribe(platform, series, actors.holder_b, 4)
    mine_at(day_start(day - 1))
    platform.offering.close(series.bond, anyone)
    mine_at(day_start(series.issue_day + 196))

    tx = platform.offering.settle(series.bond, 99, anyone)

    assert tx.events["OrderSettled"]["units"] == 0
    assert series.bond.balanceOf(actors.holder_b) == 0
    assert platform.deposit_token.balanceOf(platform.offering) == 0


def test_a_tap_of_a_bond_that_defaulted_meanwhile_is_refunded(platform, series, actors, anyone):
    day = series.issue_day + 220
    mine_at(day_start(series.issue_day + 205))
    offer = {"units": 4, "settlement_day": day, "closes_at": day_start(day - 1)}
    platform.offering.open(series.bond, offer_of(series, **offer), {"from": actors.bookrunner})
    subscribe(platform, series, actors.holder_b, 4)
    mine_at(day_start(day))
    platform.offering.close(series.bond, anyone)
    series.bond.strike(anyone)
    series.bond.declareDefault(anyone)  # the first coupon was never funded

    tx = platform.offering.settle(series.bond, 99, anyone)

    assert tx.events["OrderSettled"]["units"] == 0
    assert platform.deposit_token.balanceOf(platform.offering) == 0


def test_orders_of_an_earlier_book_cannot_be_withdrawn_in_a_later_one(platform, series, actors):
    tap(platform, series, series.issue_day + 73, [(actors.holder_b, 4)])
    open_tap(platform, series, series.issue_day + 100)
    mint(platform, actors.holder_c, 10**10)

    with reverts("NotYourOrder", series.bond, 1, actors.holder_b):
        platform.offering.withdraw(series.bond, 1, {"from": actors.holder_b})
