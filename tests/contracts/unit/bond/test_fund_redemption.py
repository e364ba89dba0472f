"""Bond.fundRedemption: the face value of all units, on or after the maturity day, once."""

from tests.support.bonds import fund_coupon, fund_redemption
from tests.support.clock import day_start
from tests.support.issued import fund, go_to, interest, issued, issued_in
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION

DRAFT, OUTSTANDING, MATURED = 0, 4, 5


def test_the_face_value_of_all_units_arrives(platform, series, bond, actors):
    tx = fund_redemption(platform, series)

    coupons = interest(180, units=5) + interest(185, units=5)
    assert platform.deposit_token.balanceOf(bond) == coupons + 5 * DENOMINATION
    assert bond.stage() == MATURED
    event = {"from": actors.issuer, "amount": 5 * DENOMINATION}
    assert dict(tx.events["RedemptionFunded"]) == event


def test_reverts_before_the_maturity_day(series, bond, actors, chain):
    chain.mine(timestamp=day_start(series.maturity_day) - 2)

    with reverts("TooEarly", series.maturity_day - 1, series.maturity_day):
        bond.fundRedemption.call({"from": actors.issuer})


def test_reverts_the_second_time(platform, series, bond, actors):
    fund_redemption(platform, series)

    with reverts("WrongStage", MATURED, OUTSTANDING):
        bond.fundRedemption({"from": actors.issuer})


def test_reverts_when_nothing_was_issued(draft, actors, chain):
    chain.mine(timestamp=day_start(draft.maturity_day))
    draft.bond.fundCoupon(0, {"from": actors.issuer})  # of no units

    with reverts("WrongStage", DRAFT, OUTSTANDING):
        draft.bond.fundRedemption({"from": actors.issuer})


def test_what_was_repaid_with_coupons_is_not_paid_again(platform, verifier):
    series = issued(platform, "REDEEMPOOL01", principals=[400_000, 600_000])

    tx = fund_redemption(platform, series)

    assert tx.events["RedemptionFunded"]["amount"] == 0
    assert series.bond.faceValue() == 0


def test_reverts_while_a_coupon_is_not_funded(platform, series, bond, actors):
    issuer = fund(platform, series, 5 * DENOMINATION)
    go_to(series, 365)
    with reverts("CouponNotFunded", 2, 0):
        bond.fundRedemption(issuer)

    fund_coupon(platform, series, 0)

    with reverts("CouponNotFunded", 2, 1):
        bond.fundRedemption(issuer)


def test_reverts_when_the_cash_token_keeps_a_fee(platform, verifier, FeeCash, actors):
    issuer = {"from": actors.issuer}
    cash = FeeCash.deploy(issuer)
    series = issued_in(platform, cash, "REDEEMFEE001", coupons=[], rate=0)
    amount = 5 * DENOMINATION
    cash.mint(actors.issuer, amount, issuer)
    cash.approve(series.bond, amount, issuer)
    go_to(series, 365)

    with reverts("InexactCash", cash, amount, amount - 1):
        series.bond.fundRedemption(issuer)
    assert series.bond.stage() == OUTSTANDING
