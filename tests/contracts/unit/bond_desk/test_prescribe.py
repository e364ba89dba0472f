"""BondDesk.prescribe: what nobody claimed in time goes back to the issuer, tax to its account."""

import pytest

from tests.support.bonds import fund_coupon, fund_redemption
from tests.support.issued import HALVES, fund, go_to, interest, issued
from tests.support.platform import admit, mint
from tests.support.reverts import reverts
from tests.support.terms import CALL, DENOMINATION

OUTSTANDING, MATURED, ACCELERATED = 4, 5, 10
LAST = 365 + 30


@pytest.fixture(scope="module")
def series(platform, verifier, actors):
    """A has 10 % withheld; 30 days after the end claims are over."""
    series = issued(
        platform,
        "PRESCRIBED01",
        HALVES,
        [(CALL, 90, 365)],
        prescription_days=30,
        tax_account=actors.contractor.address,
    )
    admit(platform, actors.holder_a, withholding=100_000)
    return series


@pytest.fixture
def bond(series):
    return series.bond


@pytest.fixture
def matured(platform, series, bond, actors, anyone):
    """A was paid all it is owed, B nothing."""
    for number in (0, 1):
        fund_coupon(platform, series, number)
    fund_redemption(platform, series)
    bond.payCoupons([actors.holder_a], 2, anyone)
    bond.redeem([actors.holder_a], anyone)


def test_the_rest_goes_to_the_issuer_and_the_tax_to_its_account(
    platform, series, bond, actors, anyone, matured
):
    go_to(series, LAST + 1)
    unclaimed = 2 * (DENOMINATION + interest(180) + interest(185))
    cash = platform.deposit_token
    tax = bond.taxHeld()
    assert (cash.balanceOf(actors.issuer), tax > 0) == (0, True)

    tx = bond.prescribe(anyone)

    assert dict(tx.events["Prescribed"]) == {"issuer": actors.issuer, "amount": unclaimed}
    assert cash.balanceOf(actors.issuer) == unclaimed
    assert dict(tx.events["TaxRemitted"]) == {"taxAccount": actors.contractor, "amount": tax}
    assert cash.balanceOf(actors.contractor) == tax
    assert (cash.balanceOf(bond), bond.taxHeld()) == (0, 0)


def test_cash_that_was_sent_by_mistake_goes_with_it(platform, series, bond, anyone, matured):
    mint(platform, bond, 17)
    go_to(series, LAST + 1)

    tx = bond.prescribe(anyone)

    unclaimed = 2 * (DENOMINATION + interest(180) + interest(185))
    assert tx.events["Prescribed"]["amount"] == unclaimed + 17


def test_who_comes_later_finds_nothing(series, bond, actors, anyone, matured):
    go_to(series, LAST + 1)
    bond.prescribe(anyone)

    tx = bond.redeem([actors.holder_b], anyone)

    assert dict(tx.events["RedemptionFailed"]) == {
        "holder": actors.holder_b,
        "amount": 2 * DENOMINATION,
    }


def test_reverts_on_the_last_day(series, bond, anyone, matured):
    go_to(series, LAST)

    with reverts("NotPrescribed", series.issue_day + LAST, series.issue_day + LAST):
        bond.prescribe(anyone)


def test_the_time_counts_from_the_last_payment_of_the_issuer(platform, series, bond, anyone):
    go_to(series, 500)
    fund_redemption(platform, series)
    go_to(series, 530)
    with reverts("NotPrescribed", series.issue_day + 530, series.issue_day + 530):
        bond.prescribe(anyone)
    go_to(series, 531)

    assert bond.prescribe(anyone).events["Prescribed"]["amount"] > 5 * DENOMINATION


def test_a_called_bond_counts_from_its_call(platform, series, bond, issuer, anyone):
    bond.call(0, series.issue_day + 180, issuer)
    fund_coupon(platform, series, 0)
    go_to(series, 180)
    bond.fundRedemption(fund(platform, series, 5 * DENOMINATION))
    go_to(series, 210)
    with reverts("NotPrescribed", series.issue_day + 210, series.issue_day + 210):
        bond.prescribe(anyone)
    go_to(series, 211)

    tx = bond.prescribe(anyone)

    assert tx.events["Prescribed"]["amount"] == 5 * (DENOMINATION + interest(180))


def test_a_redeemed_bond_gives_back_its_unclaimed_coupons(series, bond, actors, anyone, matured):
    bond.redeem([actors.holder_b], anyone)
    go_to(series, LAST + 1)

    tx = bond.prescribe(anyone)

    assert tx.events["Prescribed"]["amount"] == 2 * (interest(180) + interest(185))


def test_reverts_when_claims_are_for_ever(platform, plain, anyone):
    fund_redemption(platform, plain)
    go_to(plain, 4_000)

    with reverts("NotPrescribed", plain.issue_day + 4_000, plain.issue_day + 365):
        plain.bond.prescribe(anyone)


def test_reverts_while_the_bond_is_not_paid_back(series, bond, actors, anyone):
    go_to(series, LAST + 1)
    with reverts("WrongStage", OUTSTANDING, MATURED):
        bond.prescribe(anyone)
    bond.declareDefault(anyone)
    bond.accelerate({"from": actors.trustee})

    with reverts("WrongStage", ACCELERATED, MATURED):
        bond.prescribe(anyone)
