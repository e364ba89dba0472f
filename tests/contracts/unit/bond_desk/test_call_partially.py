"""BondDesk.callPartially: the issuer repays a share of every unit with a coupon, at par."""

import pytest

from tests.support.issued import HALVES, fund, go_to, interest, issued
from tests.support.reverts import reverts
from tests.support.terms import CALL, DENOMINATION, PUT

DRAFT, OUTSTANDING = 0, 4
QUARTER, THREE_QUARTERS = DENOMINATION // 4, DENOMINATION * 3 // 4
AT_PAR, A_PUT, DEAR, NARROW = range(4)
OPTIONS = [(CALL, 90, 365), (PUT, 30, 180), (CALL, 90, 365, 1_000_001), (CALL, 181, 364)]


@pytest.fixture(scope="module")
def series(platform, verifier):
    return issued(platform, "PARTIAL00001", HALVES, OPTIONS)


@pytest.fixture
def bond(series):
    return series.bond


def test_it_is_announced_and_changes_nothing_before_the_record_day(bond, issuer):
    tx = bond.callPartially(AT_PAR, 0, 250_000, issuer)

    event = {"option": AT_PAR, "coupon": 0, "share": 250_000}
    assert dict(tx.events["PartialCallAnnounced"]) == event
    assert bond.faceValue() == DENOMINATION


def test_the_record_day_fixes_interest_on_the_old_face_and_the_principal(
    series, bond, issuer, anyone
):
    bond.callPartially(AT_PAR, 0, 250_000, issuer)
    go_to(series, 171)

    tx = bond.strike(anyone)

    assert tx.events["CouponDetermined"]["principalPerUnit"] == QUARTER
    assert bond.struckOf(0)["cashPerUnit"] == interest(180)
    assert bond.struckOf(0)["repays"] is True
    assert (bond.repaidWith(0), bond.faceValue()) == (QUARTER, THREE_QUARTERS)


def test_holders_are_paid_interest_and_principal_and_then_the_rest(
    platform, series, bond, actors, issuer, anyone
):
    bond.callPartially(AT_PAR, 0, 250_000, issuer)
    cash, holders = platform.deposit_token, [actors.holder_a, actors.holder_b]
    go_to(series, 180)
    bond.fundCoupon(0, fund(platform, series, 5 * (interest(180) + QUARTER)))
    bond.payCoupons(holders, 1, anyone)
    paid = interest(180) + QUARTER
    assert [cash.balanceOf(holder) for holder in holders] == [3 * paid, 2 * paid]

    go_to(series, 365)
    second = interest(185, THREE_QUARTERS)
    bond.fundCoupon(1, fund(platform, series, 5 * second))
    bond.payCoupons(holders, 2, anyone)
    bond.fundRedemption(fund(platform, series, 5 * THREE_QUARTERS))
    bond.redeem(holders, anyone)

    paid = interest(180) + second + DENOMINATION
    assert [cash.balanceOf(holder) for holder in holders] == [3 * paid, 2 * paid]
    assert cash.balanceOf(bond) == 0


def test_two_coupons_can_be_called_with(series, bond, issuer, anyone):
    bond.callPartially(AT_PAR, 0, 600_000, issuer)
    bond.callPartially(AT_PAR, 1, 399_999, issuer)
    go_to(series, 356)

    bond.strike(anyone)

    assert bond.faceValue() == DENOMINATION // 1_000_000
    assert bond.struckOf(1)["cashPerUnit"] == interest(185, DENOMINATION * 4 // 10)


@pytest.mark.parametrize("share", [0, 1_000_000, 2**32 - 1])
def test_reverts_when_it_is_nothing_or_not_a_part(bond, issuer, share):
    with reverts("PartialCallInvalid", 0, share):
        bond.callPartially(AT_PAR, 0, share, issuer)
    bond.callPartially(AT_PAR, 0, 999_999, issuer)


def test_reverts_when_all_that_is_left_is_called(bond, issuer):
    bond.callPartially(AT_PAR, 0, 600_000, issuer)

    with reverts("PartialCallInvalid", 1, 400_000):
        bond.callPartially(AT_PAR, 1, 400_000, issuer)


def test_reverts_when_a_scheduled_repayment_leaves_less(platform, verifier, issuer):
    series = issued(platform, "PARTIALPOOL1", HALVES, OPTIONS, [400_000, 600_000])

    with reverts("PartialCallInvalid", 0, 600_000):
        series.bond.callPartially(AT_PAR, 0, 600_000, issuer)
    series.bond.callPartially(AT_PAR, 0, 599_999, issuer)


def test_reverts_the_second_time_with_one_coupon(bond, issuer):
    bond.callPartially(AT_PAR, 0, 100_000, issuer)

    with reverts("PartialCallInvalid", 0, 100_000):
        bond.callPartially(AT_PAR, 0, 100_000, issuer)


def test_reverts_when_the_option_is_not_at_par(bond, issuer):
    with reverts("PartialCallInvalid", 0, 250_000):
        bond.callPartially(DEAR, 0, 250_000, issuer)


@pytest.mark.parametrize("coupon", [2, 2**256 - 1])
def test_reverts_when_there_is_no_such_coupon(bond, issuer, coupon):
    with reverts("PartialCallInvalid", coupon, 250_000):
        bond.callPartially(AT_PAR, coupon, 250_000, issuer)


def test_reverts_when_the_record_day_is_over(series, bond, issuer):
    go_to(series, 171)

    with reverts("PartialCallInvalid", 0, 250_000):
        bond.callPartially(AT_PAR, 0, 250_000, issuer)


def test_reverts_when_the_notice_is_a_day_too_short(series, bond, issuer):
    go_to(series, 166)
    days = [series.issue_day + day for day in (180, 90, 365, 171)]

    with reverts("OptionDay", *days):
        bond.callPartially(AT_PAR, 0, 250_000, issuer)


def test_the_notice_may_end_on_the_record_day(series, bond, issuer):
    go_to(series, 165)

    bond.callPartially(AT_PAR, 0, 250_000, issuer)


@pytest.mark.parametrize(("coupon", "payment"), [(0, 180), (1, 365)])
def test_reverts_when_the_payment_day_is_outside_the_option(series, bond, issuer, coupon, payment):
    days = [series.issue_day + day for day in (payment, 181, 364, 5)]

    with reverts("OptionDay", *days):
        bond.callPartially(NARROW, coupon, 250_000, issuer)


@pytest.mark.parametrize("option", [A_PUT, 4])
def test_reverts_when_the_option_is_a_put_or_none(bond, issuer, option):
    with reverts("NoSuchOption", option):
        bond.callPartially(option, 0, 250_000, issuer)


def test_reverts_when_the_whole_bond_was_called(series, bond, issuer):
    bond.call(AT_PAR, series.issue_day + 365, issuer)

    with reverts("AlreadyCalled", series.issue_day + 365):
        bond.callPartially(AT_PAR, 0, 250_000, issuer)


def test_reverts_when_the_bond_is_not_outstanding(draft, issuer):
    with reverts("WrongStage", DRAFT, OUTSTANDING):
        draft.bond.callPartially(0, 0, 250_000, issuer)


def test_reverts_when_caller_is_not_the_issuer(bond, actors):
    with reverts("NotParty", actors.trustee, actors.issuer):
        bond.callPartially(AT_PAR, 0, 250_000, {"from": actors.trustee})
