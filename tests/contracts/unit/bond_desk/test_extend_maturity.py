"""BondDesk.extendMaturity: a soft bullet is put off once, until its maturity day."""

import pytest

from tests.support.bonds import fund_coupon
from tests.support.issued import HALVES, fund, go_to, issued
from tests.support.reverts import reverts
from tests.support.terms import CALL, DENOMINATION

DRAFT, OUTSTANDING, MATURED = 0, 4, 5
MATURITY, EXTENDED = 365, 730
PERIODS = (*HALVES, (365, 730, 720, 730))


@pytest.fixture(scope="module")
def series(platform, verifier):
    """Two coupons, a third one if it is extended; callable."""
    return issued(platform, "SOFTBULLET01", PERIODS, [(CALL, 90, 365)], extension=EXTENDED)


@pytest.fixture
def bond(series):
    return series.bond


def test_the_end_moves(series, bond, issuer):
    assert bond.endDay() == series.issue_day + MATURITY

    tx = bond.extendMaturity(issuer)

    assert bond.endDay() == series.issue_day + EXTENDED
    assert dict(tx.events["MaturityExtended"]) == {"maturityDay": series.issue_day + EXTENDED}


def test_the_principal_is_not_due_before_the_new_end(platform, series, bond, issuer):
    bond.extendMaturity(issuer)
    for number in range(3):
        fund_coupon(platform, series, number)
    go_to(series, EXTENDED - 1)
    with reverts("TooEarly", series.issue_day + EXTENDED - 1, series.issue_day + EXTENDED):
        bond.fundRedemption(issuer)
    assert bond.arrearsSince() == 0
    go_to(series, EXTENDED)

    bond.fundRedemption(fund(platform, series, 5 * DENOMINATION))

    assert bond.stage() == MATURED


def test_coupons_of_the_extension_are_struck(series, bond, issuer, anyone):
    bond.extendMaturity(issuer)
    go_to(series, 721)

    tx = bond.strike(anyone)

    assert [event["coupon"] for event in tx.events["CouponStruck"]] == [0, 1, 2]


def test_without_it_they_fall_away(series, bond, anyone):
    go_to(series, 721)

    tx = bond.strike(anyone)

    assert [event["coupon"] for event in tx.events["CouponStruck"]] == [0, 1]
    assert bond.epoch() == 2


def test_it_can_be_done_on_the_maturity_day_when_all_coupons_are_struck(
    series, bond, issuer, anyone
):
    go_to(series, MATURITY)
    bond.strike(anyone)

    bond.extendMaturity(issuer)

    go_to(series, 721)
    assert bond.epoch() == 3


def test_reverts_the_day_after_maturity(series, bond, issuer):
    go_to(series, MATURITY + 1)

    with reverts("TooLate", series.issue_day + MATURITY + 1, series.issue_day + MATURITY):
        bond.extendMaturity(issuer)


def test_reverts_the_second_time(series, bond, issuer):
    bond.extendMaturity(issuer)

    with reverts("NotExtendable", series.issue_day + EXTENDED):
        bond.extendMaturity(issuer)


def test_reverts_when_the_bond_was_called(series, bond, issuer):
    bond.call(0, series.issue_day + 365, issuer)

    with reverts("NotExtendable", series.issue_day + EXTENDED):
        bond.extendMaturity(issuer)


def test_reverts_when_the_terms_have_no_extension(plain, issuer):
    with reverts("NotExtendable", 0):
        plain.bond.extendMaturity(issuer)


def test_reverts_when_the_bond_is_not_outstanding(draft, issuer):
    with reverts("WrongStage", DRAFT, OUTSTANDING):
        draft.bond.extendMaturity(issuer)


def test_reverts_when_caller_is_not_the_issuer(bond, actors):
    with reverts("NotParty", actors.trustee, actors.issuer):
        bond.extendMaturity({"from": actors.trustee})
