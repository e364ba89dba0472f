"""Bond.strike: once a record day has ended, who is owed is fixed, and how much."""

import pytest

from tests.support.bonds import next_block_at
from tests.support.clock import day_start, mine_at
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION, RATE

PER_UNIT = DENOMINATION * RATE * 180 // (10**9 * 365)
NEVER_STRUCK = (0, 0, False, False, False, False)
STRUCK = (5, PER_UNIT, False, True, False, False)


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}


def test_nothing_is_struck_before_the_record_day_has_ended(series, bond, anyone):
    next_block_at(day_start(series.coupons[0][2] + 1) - 1)

    tx = bond.strike(anyone)

    assert "CouponStruck" not in tx.events
    assert bond.struckOf(0) == NEVER_STRUCK


def test_a_coupon_is_struck_in_the_second_its_record_day_ends(series, bond, anyone):
    next_block_at(day_start(series.coupons[0][2] + 1))

    tx = bond.strike(anyone)

    assert dict(tx.events["CouponStruck"]) == {"coupon": 0, "units": 5}
    event = {"coupon": 0, "rate": RATE, "cashPerUnit": PER_UNIT, "principalPerUnit": 0}
    assert dict(tx.events["CouponDetermined"]) == event
    assert bond.struckOf(0) == STRUCK


def test_what_was_struck_does_not_change(series, bond, actors, anyone):
    mine_at(day_start(series.coupons[0][2] + 1))
    bond.strike(anyone)
    bond.transfer(actors.holder_b, 3, {"from": actors.holder_a})
    mine_at(day_start(series.coupons[1][2] + 1))

    bond.strike(anyone)

    assert bond.struckOf(0) == STRUCK
    assert bond.struckOf(1)["units"] == 5


def test_a_second_strike_strikes_nothing(series, bond, anyone):
    mine_at(day_start(series.coupons[0][2] + 1))
    bond.strike(anyone)

    assert "CouponStruck" not in bond.strike(anyone).events


def test_the_epoch_counts_days_passed_though_not_struck(series, bond, actors):
    mine_at(day_start(series.coupons[1][2] + 1))

    assert bond.epoch() == 2
    assert bond.balanceAt(actors.holder_a, 1) == 3
    assert bond.unpaidCoupons(actors.holder_a, 2) == 0


def test_balance_of_a_day_ahead_is_refused(bond, actors):
    with reverts("RecordDayAhead", 0, 0):
        bond.balanceAt(actors.holder_a, 0)
