"""BondDesk.call: the issuer ends the bond on a day of its option, with notice."""

import pytest

from tests.support.bonds import fund_coupon
from tests.support.issued import HALVES, fund, go_to, interest, issued
from tests.support.reverts import reverts
from tests.support.terms import CALL, DENOMINATION, PUT

DRAFT, OUTSTANDING, REDEEMED, CALLED = 0, 4, 6, 8
NOT_OUTSTANDING = 1
PRICE, PREMIUM = 1_010_000, DENOMINATION // 100
FIRST, LAST, NOTICE = 90, 365, 5
OPTIONS = [(CALL, FIRST, LAST, PRICE, NOTICE), (PUT, 30, 180)]


@pytest.fixture(scope="module")
def series(platform, verifier):
    return issued(platform, "CALLABLE0001", HALVES, OPTIONS)


@pytest.fixture
def bond(series):
    return series.bond


def call(series, day, sender, option=0):
    return series.bond.call(option, series.issue_day + day, sender)


def test_the_bond_ends_on_the_day_of_the_call(series, bond, issuer):
    tx = call(series, 180, issuer)

    assert bond.endDay() == series.issue_day + 180
    per_unit = DENOMINATION + PREMIUM
    event = {"option": 0, "day": series.issue_day + 180, "cashPerUnit": per_unit}
    assert dict(tx.events["CallAnnounced"]) == event
    assert bond.stage() == OUTSTANDING


def test_between_coupons_the_interest_accrued_comes_on_top(series, issuer):
    tx = call(series, 250, issuer)

    per_unit = DENOMINATION + PREMIUM + interest(70)
    assert tx.events["CallAnnounced"]["cashPerUnit"] == per_unit


def test_the_price_of_a_unit_is_rounded_down(platform, verifier, issuer):
    options = [(CALL, 90, 365, 1_000_999, 5)]
    series = issued(platform, "CALLROUND001", HALVES, options, denomination=1_000)

    assert call(series, 180, issuer).events["CallAnnounced"]["cashPerUnit"] == 1_000


def test_the_price_is_of_what_is_not_repaid(platform, verifier, issuer):
    series = issued(platform, "CALLPOOL0001", HALVES, OPTIONS, [400_000, 600_000])

    tx = call(series, 250, issuer)

    face = DENOMINATION * 6 // 10
    expected = face + face // 100 + interest(70, face)
    assert tx.events["CallAnnounced"]["cashPerUnit"] == expected


def test_every_holder_is_paid_the_price_and_the_bond_is_redeemed(
    platform, series, bond, actors, issuer, anyone
):
    call(series, 250, issuer)
    fund_coupon(platform, series, 0)
    cash, holders = platform.deposit_token, [actors.holder_a, actors.holder_b]
    go_to(series, 250)
    bond.payCoupons(holders, 1, anyone)
    before = [cash.balanceOf(holder) for holder in holders]
    per_unit = DENOMINATION + PREMIUM + interest(70)

    bond.fundRedemption(fund(platform, series, 5 * per_unit))
    assert bond.stage() == CALLED
    bond.redeem(holders, anyone)

    paid = [cash.balanceOf(h) - had for h, had in zip(holders, before, strict=True)]
    assert paid == [3 * per_unit, 2 * per_unit]
    assert (bond.stage(), cash.balanceOf(bond)) == (REDEEMED, 0)


def test_coupons_that_end_later_fall_away_and_earlier_ones_stay(series, bond, issuer, anyone):
    call(series, 200, issuer)
    go_to(series, 400)

    tx = bond.strike(anyone)

    assert bond.epoch() == 1
    assert [event["coupon"] for event in tx.events["CouponStruck"]] == [0]


def test_a_coupon_that_ends_on_the_day_of_the_call_is_paid(series, bond, issuer, anyone):
    call(series, 365, issuer)
    go_to(series, 356)

    assert len(bond.strike(anyone).events["CouponStruck"]) == 2


def test_units_still_move_until_the_cash_is_there(platform, series, bond, actors, issuer):
    call(series, 180, issuer)
    bond.transfer(actors.holder_c, 1, {"from": actors.holder_a})
    fund_coupon(platform, series, 0)
    go_to(series, 180)
    bond.fundRedemption(fund(platform, series, 5 * (DENOMINATION + PREMIUM)))

    args = actors.holder_c, actors.holder_b, 1
    with reverts("TransferRestricted", *args, NOT_OUTSTANDING):
        bond.transfer(actors.holder_b, 1, {"from": actors.holder_c})


def test_reverts_when_it_is_paid_before_its_day(series, bond, issuer):
    call(series, 180, issuer)
    go_to(series, 179)

    with reverts("TooEarly", series.issue_day + 179, series.issue_day + 180):
        bond.fundRedemption(issuer)


@pytest.mark.parametrize("day", [FIRST - 1, LAST + 1])
def test_reverts_when_the_day_is_outside_the_option(series, issuer, day):
    issue_day = series.issue_day
    args = issue_day + FIRST, issue_day + LAST, issue_day + NOTICE
    with reverts("OptionDay", issue_day + day, *args):
        call(series, day, issuer)


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_both_ends_of_the_option_can_be_called_for(series, bond, issuer, day):
    call(series, day, issuer)

    assert bond.endDay() == series.issue_day + day


def test_reverts_when_the_notice_is_a_day_too_short(series, bond, issuer):
    go_to(series, 116)
    issue_day = series.issue_day
    days = [issue_day + day for day in (120, FIRST, LAST, 116 + NOTICE)]

    with reverts("OptionDay", *days):
        call(series, 120, issuer)
    call(series, 121, issuer)


def test_reverts_when_a_struck_coupon_ends_after_the_day(series, bond, issuer):
    go_to(series, 171)

    with reverts("CallCollides", 0, series.issue_day + 179):
        call(series, 179, issuer)
    call(series, 180, issuer)


def test_reverts_when_the_record_day_of_an_ended_coupon_is_ahead(platform, verifier, issuer):
    """Its holders are to be there on the record day, so the bond cannot end before."""
    series = issued(platform, "CALLRECORD01", ((0, 180, 185, 190), HALVES[1]), OPTIONS)

    for day in (180, 185):
        with reverts("CallCollides", 0, series.issue_day + day):
            call(series, day, issuer)
    call(series, 186, issuer)


def test_reverts_when_it_was_called_already(series, issuer):
    call(series, 180, issuer)

    with reverts("AlreadyCalled", series.issue_day + 180):
        call(series, 200, issuer)


@pytest.mark.parametrize("option", [1, 2, 2**256 - 1])
def test_reverts_when_the_option_is_a_put_or_none(series, issuer, option):
    with reverts("NoSuchOption", option):
        call(series, 180, issuer, option)


def test_reverts_when_the_bond_is_not_outstanding(draft, issuer):
    with reverts("WrongStage", DRAFT, OUTSTANDING):
        draft.bond.call(0, draft.issue_day + 180, issuer)


def test_reverts_while_the_rate_of_the_cut_coupon_is_unknown(mock_rates, issuer):
    series = mock_rates.floating_bond("CALLFLOAT001", options=[(CALL, 90, 365)])
    call_day = 100

    with reverts("RateUnknown", 0):
        call(series, call_day, issuer)


def test_reverts_when_caller_is_not_the_issuer(series, actors):
    with reverts("NotParty", actors.trustee, actors.issuer):
        call(series, 180, {"from": actors.trustee})
