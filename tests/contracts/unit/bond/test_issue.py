"""Bond.issue: the offering issues, within the terms, to those who may hold."""

import pytest

from tests.support.bonds import as_contract, fund_redemption
from tests.support.issued import HALVES, go_to, issued
from tests.support.platform import admit, announce
from tests.support.reverts import reverts
from tests.support.terms import CALL

ANNOUNCED, PRICED, MATURED = 1, 3, 5
RECEIVER_NOT_ELIGIBLE, RECEIVER_CLASS = 4, 6
NOBODY = "0x" + "00" * 20


@pytest.fixture
def offering(platform):
    return {"from": as_contract(platform.offering)}


@pytest.fixture
def priced(platform, draft, offering, actors):
    admit(platform, actors.holder_a)
    announce(platform, draft)
    draft.bond.advanceTo(2, offering)
    draft.bond.advanceTo(3, offering)
    return draft.bond


@pytest.fixture
def tapped(platform, verifier, actors):
    """A bond of which five of ten units are issued; the issuer may hold."""
    admit(platform, actors.issuer)
    return issued(platform, "TAPPED000001", issue_units=10)


def test_units_are_issued_to_the_holder(priced, offering, actors):
    tx = priced.issue(actors.holder_a, 5, offering)

    assert priced.balanceOf(actors.holder_a) == priced.totalSupply() == 5
    assert dict(tx.events["Transfer"]) == {"from": NOBODY, "to": actors.holder_a, "value": 5}


def test_reverts_when_more_is_issued_than_the_terms_allow(priced, offering, actors):
    priced.issue(actors.holder_a, 3, offering)

    with reverts("ExceedsIssue", 3, 2):
        priced.issue(actors.holder_a, 3, offering)


def test_reverts_when_the_receiver_was_not_admitted(priced, offering, actors):
    with reverts("TransferRestricted", NOBODY, actors.stranger, 1, RECEIVER_NOT_ELIGIBLE):
        priced.issue(actors.stranger, 1, offering)


def test_reverts_when_the_receiver_is_of_too_low_a_class(platform, priced, offering, actors):
    admit(platform, actors.holder_b, investor_class=1)

    with reverts("TransferRestricted", NOBODY, actors.holder_b, 1, RECEIVER_CLASS):
        priced.issue(actors.holder_b, 1, offering)


def test_reverts_when_the_bond_is_not_priced(platform, draft, offering, actors):
    admit(platform, actors.holder_a)
    announce(platform, draft)

    with reverts("WrongStage", ANNOUNCED, PRICED):
        draft.bond.issue(actors.holder_a, 1, offering)


def test_a_tap_issues_more_of_an_outstanding_bond(tapped, offering, actors):
    bond = tapped.bond

    tx = bond.issue(actors.holder_c, 2, offering)

    assert (bond.totalSupply(), bond.balanceOf(actors.holder_c)) == (7, 2)
    assert dict(tx.events["Transfer"]) == {"from": NOBODY, "to": actors.holder_c, "value": 2}


def test_a_tap_after_a_record_day_has_no_claim_on_that_coupon(tapped, offering, actors):
    bond = tapped.bond
    go_to(tapped, 171)

    bond.issue(actors.holder_a, 2, offering)
    bond.issue(actors.holder_c, 1, offering)

    assert bond.struckOf(0)["units"] == 5
    assert [bond.balanceAt(h, 0) for h in (actors.holder_a, actors.holder_c)] == [3, 0]


def test_reverts_when_a_tap_is_more_than_was_left(tapped, offering, actors):
    tapped.bond.issue(actors.holder_c, 4, offering)

    with reverts("ExceedsIssue", 2, 1):
        tapped.bond.issue(actors.holder_c, 2, offering)


def test_reverts_when_a_tap_would_issue_cancelled_units_again(tapped, offering, actors):
    tapped.bond.issue(actors.issuer, 5, offering)
    tapped.bond.cancelUnits(5, {"from": actors.issuer})

    with reverts("ExceedsIssue", 1, 0):
        tapped.bond.issue(actors.holder_a, 1, offering)


def test_both_offerings_tap(platform, tapped, actors):
    for seller in (platform.offering, platform.bookbuilding):
        tapped.bond.issue(actors.holder_c, 1, {"from": as_contract(seller)})

    assert tapped.bond.balanceOf(actors.holder_c) == 2


def test_reverts_when_another_offering_issues_in_a_first_settlement(platform, priced, actors):
    other = as_contract(platform.bookbuilding)

    with reverts("NotParty", other, platform.offering):
        priced.issue(actors.holder_a, 1, {"from": other})


def test_reverts_when_a_called_bond_is_tapped(platform, verifier, offering, actors):
    series = issued(platform, "TAPCALLED001", HALVES, [(CALL, 90, 365)], issue_units=10)
    series.bond.call(0, series.issue_day + 180, {"from": actors.issuer})

    with reverts("AlreadyCalled", series.issue_day + 180):
        series.bond.issue(actors.holder_c, 1, offering)


def test_reverts_when_a_tap_comes_on_the_maturity_day(tapped, offering, actors):
    go_to(tapped, 364)
    tapped.bond.issue(actors.holder_c, 1, offering)
    go_to(tapped, 365)

    with reverts("TooLate", tapped.maturity_day, tapped.maturity_day):
        tapped.bond.issue(actors.holder_c, 1, offering)


def test_reverts_when_a_tap_comes_after_maturity(platform, tapped, offering, actors):
    fund_redemption(platform, tapped)

    with reverts("WrongStage", MATURED, PRICED):
        tapped.bond.issue(actors.holder_a, 1, offering)


def test_reverts_when_caller_is_not_the_offering(priced, platform, actors):
    with reverts("NotParty", actors.issuer, platform.offering):
        priced.issue(actors.holder_a, 1, {"from": actors.issuer})
