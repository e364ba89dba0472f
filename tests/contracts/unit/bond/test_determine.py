"""Bond.determine: a struck coupon's cash is fixed once its rate is known, and never again."""

import pytest

from tests.support.issued import HALVES, go_to, interest, with_mock_rates
from tests.support.reverts import reverts

FIRST_RATE, SECOND_RATE = 30_000_000, 41_250_001
UNDETERMINED = (5, 0, False, False, False, False)


@pytest.fixture
def floating(platform, verifier, MockRateSource):
    """A bond whose rates the test sets, after its first record day."""
    rates = with_mock_rates(platform, MockRateSource)
    series = rates.floating_bond("FLOATING0001", periods=HALVES)
    series.rates = rates.contract
    go_to(series, 171)
    return series


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}


def test_the_record_day_fixes_who_is_owed_and_not_how_much(floating, anyone):
    tx = floating.bond.strike(anyone)

    assert dict(tx.events["CouponStruck"]) == {"coupon": 0, "units": 5}
    assert "CouponDetermined" not in tx.events
    assert floating.bond.struckOf(0) == UNDETERMINED


def test_a_missing_rate_holds_up_no_transfer(floating, actors):
    floating.bond.transfer(actors.holder_c, 1, {"from": actors.holder_a})

    assert floating.bond.balanceAt(actors.holder_a, 0) == 3


def test_the_rate_fixes_the_cash_of_a_unit(floating, actors, anyone):
    floating.bond.strike(anyone)
    floating.rates.set(floating.bond, 0, FIRST_RATE, anyone)

    tx = floating.bond.determine(0, anyone)

    per_unit = interest(180, rate=FIRST_RATE)
    event = {"coupon": 0, "rate": FIRST_RATE, "cashPerUnit": per_unit, "principalPerUnit": 0}
    assert dict(tx.events["CouponDetermined"]) == event
    assert floating.bond.struckOf(0) == (5, per_unit, False, True, False, False)
    assert floating.bond.unpaidCoupons(actors.holder_a, 1) == 3 * per_unit


def test_it_strikes_the_record_day_itself(floating, anyone):
    floating.rates.set(floating.bond, 0, FIRST_RATE, anyone)

    tx = floating.bond.determine(0, anyone)

    assert tx.events["CouponStruck"]["units"] == 5
    assert "CouponDetermined" in tx.events


def test_a_rate_of_zero_is_a_rate(floating, anyone):
    floating.rates.set(floating.bond, 0, 0, anyone)

    floating.bond.determine(0, anyone)

    assert floating.bond.struckOf(0) == (5, 0, False, True, False, False)


def test_a_later_coupon_can_be_determined_first(floating, anyone):
    go_to(floating, 356)
    floating.rates.set(floating.bond, 1, SECOND_RATE, anyone)

    floating.bond.determine(1, anyone)

    assert floating.bond.struckOf(0) == UNDETERMINED
    assert floating.bond.struckOf(1)["cashPerUnit"] == interest(185, rate=SECOND_RATE)


def test_funding_determines_it_too(platform, floating, actors, anyone):
    floating.rates.set(floating.bond, 0, FIRST_RATE, anyone)
    amount = interest(180, rate=FIRST_RATE, units=5)
    platform.deposit_token.mint("0x" + "77" * 32, actors.issuer, amount, {"from": actors.bank})
    platform.deposit_token.approve(floating.bond, amount, {"from": actors.issuer})

    tx = floating.bond.fundCoupon(0, {"from": actors.issuer})

    assert tx.events["CouponDetermined"]["rate"] == FIRST_RATE
    assert tx.events["CouponFunded"]["amount"] == amount


def test_inv_bo_7_reverts_when_it_is_determined_already(floating, anyone):
    floating.rates.set(floating.bond, 0, FIRST_RATE, anyone)
    floating.bond.determine(0, anyone)
    floating.rates.set(floating.bond, 0, SECOND_RATE, anyone)

    with reverts("CouponNotOpen", 0):
        floating.bond.determine(0, anyone)
    assert floating.bond.struckOf(0)["cashPerUnit"] == interest(180, rate=FIRST_RATE)


def test_reverts_when_the_rate_is_unknown(floating, anyone):
    with reverts("RateUnknown", 0):
        floating.bond.determine(0, anyone)
    with reverts("RateUnknown", 0):
        floating.bond.fundCoupon(0, anyone)


@pytest.mark.parametrize("coupon", [1, 2, 2**256 - 1])
def test_reverts_when_the_record_day_has_not_passed(floating, anyone, coupon):
    with reverts("CouponNotOpen", coupon):
        floating.bond.determine(coupon, anyone)


def test_reverts_for_a_fixed_coupon_which_is_determined_when_struck(series, bond, anyone):
    go_to(series, 171)

    with reverts("CouponNotOpen", 0):
        bond.determine(0, anyone)
