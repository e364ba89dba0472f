"""Bond.fundCoupon: the exact sum, in order, once, after the record day."""

import pytest

from tests.support.bonds import fund_coupon
from tests.support.clock import day_start, mine_at
from tests.support.issued import fund, go_to, interest, issued, issued_in
from tests.support.platform import mint
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION, RATE


@pytest.fixture
def issuer(actors):
    return {"from": actors.issuer}


def test_units_times_cash_per_unit_arrive(platform, series, bond, actors):
    tx = fund_coupon(platform, series)

    amount = 5 * bond.struckOf(0)["cashPerUnit"]
    assert platform.deposit_token.balanceOf(bond) == amount
    assert bond.fundedThrough() == 1
    assert bond.struckOf(0)["funded"] is True
    event = {"coupon": 0, "from": actors.issuer, "amount": amount}
    assert dict(tx.events["CouponFunded"]) == event


def test_the_record_day_is_struck_by_the_funding_itself(platform, series, bond, issuer):
    mint(platform, issuer["from"], 10**9)
    platform.deposit_token.approve(bond, 10**9, issuer)
    mine_at(day_start(series.coupons[0][2] + 1))

    tx = bond.fundCoupon(0, issuer)

    assert tx.events["CouponStruck"]["units"] == 5


def test_reverts_before_the_record_day(bond, issuer):
    with reverts("CouponNotFundable", 0, 0, 0):
        bond.fundCoupon(0, issuer)


def test_reverts_out_of_order(series, bond, issuer):
    mine_at(day_start(series.coupons[1][2] + 1))

    with reverts("CouponNotFundable", 1, 0, 2):
        bond.fundCoupon(1, issuer)


def test_reverts_the_second_time(platform, series, bond, issuer):
    fund_coupon(platform, series)

    with reverts("CouponNotFundable", 0, 1, 1):
        bond.fundCoupon(0, issuer)


def test_reverts_when_the_cash_is_not_there(platform, series, bond, actors):
    mine_at(day_start(series.coupons[0][2] + 1))
    poor = {"from": actors.stranger}
    platform.deposit_token.approve(bond, 10**9, poor)

    amount = 5 * (DENOMINATION * RATE * 180 // (10**9 * 365))
    with reverts("ERC20InsufficientBalance", actors.stranger, 0, amount):
        bond.fundCoupon(0, poor)


def test_reverts_when_the_cash_token_keeps_a_fee(platform, verifier, FeeCash, actors, issuer):
    cash = FeeCash.deploy(issuer)
    series = issued_in(platform, cash, "FUNDCOUPFEE1")
    amount = interest(365, units=5)
    cash.mint(actors.issuer, amount, issuer)
    cash.approve(series.bond, amount, issuer)
    go_to(series, 361)

    with reverts("InexactCash", cash, amount, amount - 1):
        series.bond.fundCoupon(0, issuer)
    assert series.bond.fundedThrough() == 0


def test_principal_arrives_with_the_interest(platform, verifier):
    series = issued(platform, "FUNDCOUPPOOL", principals=[400_000, 600_000])
    go_to(series, 171)
    amount = 5 * (interest(180) + DENOMINATION * 4 // 10)

    tx = series.bond.fundCoupon(0, fund(platform, series, amount))

    assert tx.events["CouponFunded"]["amount"] == amount
    assert tx.events["CouponDetermined"]["principalPerUnit"] == DENOMINATION * 4 // 10
    assert series.bond.struckOf(0) == (5, interest(180), True, True, True, False)
    assert series.bond.repaidWith(0) == DENOMINATION * 4 // 10
    assert series.bond.faceValue() == DENOMINATION * 6 // 10
