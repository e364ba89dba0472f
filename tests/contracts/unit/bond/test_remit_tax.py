"""Bond.remitTax, and what is withheld from coupons before: by the holder's entry in Investors."""

import pytest

from tests.support.clock import day_start, mine_at
from tests.support.issued import HALVES, fund, go_to, interest, issued, issued_in
from tests.support.platform import admit
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION

FIRST, SECOND = interest(180), interest(185)
TENTH, ALL, ODD = 100_000, 1_000_000, 153_150
"""Rates of withholding; 15.315 % is Japan's on interest. Source: Special Reconstruction Tax Act."""


def rounded_up(amount, rate):
    return -(-amount * rate // 1_000_000)


@pytest.fixture(scope="module")
def taxed(platform, verifier, actors):
    """A has 15.315 % withheld, B nothing; the first coupon is funded and due."""
    tax_account = actors.contractor.address
    series = issued(platform, "TAXED0000001", HALVES, tax_account=tax_account)
    admit(platform, actors.holder_a, withholding=ODD)
    go_to(series, 180)
    series.bond.fundCoupon(0, fund(platform, series, 5 * FIRST))
    return series


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}


def test_tax_is_withheld_from_a_claim_rounded_up(platform, taxed, actors):
    tx = taxed.bond.claimCoupons(1, {"from": actors.holder_a})

    tax = rounded_up(3 * FIRST, ODD)
    event = {
        "holder": actors.holder_a,
        "paidThrough": 1,
        "amount": 3 * FIRST - tax,
        "withheld": tax,
    }
    assert dict(tx.events["CouponPaid"]) == event
    assert tx.return_value == 3 * FIRST - tax
    assert platform.deposit_token.balanceOf(actors.holder_a) == 3 * FIRST - tax
    assert taxed.bond.taxHeld() == tax
    assert 3 * FIRST * ODD % 1_000_000 != 0, "the rounding is tested"


def test_tax_is_withheld_by_holder_in_a_page(platform, taxed, actors, anyone):
    tx = taxed.bond.payCoupons([actors.holder_a, actors.holder_b], 1, anyone)

    tax = rounded_up(3 * FIRST, ODD)
    assert [event["withheld"] for event in tx.events["CouponPaid"]] == [tax, 0]
    assert platform.deposit_token.balanceOf(actors.holder_b) == 2 * FIRST
    assert platform.deposit_token.balanceOf(taxed.bond) == taxed.bond.taxHeld() == tax


def test_it_goes_to_the_tax_account(platform, taxed, actors, anyone):
    taxed.bond.payCoupons([actors.holder_a, actors.holder_b], 1, anyone)
    tax = taxed.bond.taxHeld()

    tx = taxed.bond.remitTax(anyone)

    assert tx.return_value == tax
    event = {"taxAccount": actors.contractor, "amount": tax}
    assert dict(tx.events["TaxRemitted"]) == event
    assert platform.deposit_token.balanceOf(actors.contractor) == tax
    assert (taxed.bond.taxHeld(), platform.deposit_token.balanceOf(taxed.bond)) == (0, 0)


def test_a_second_time_nothing_goes(platform, taxed, actors, anyone):
    taxed.bond.claimCoupons(1, {"from": actors.holder_a})
    tax = taxed.bond.remitTax(anyone).return_value

    assert taxed.bond.remitTax(anyone).return_value == 0
    assert platform.deposit_token.balanceOf(actors.contractor) == tax


def test_it_is_kept_apart_from_the_coupons_of_others(platform, taxed, actors, anyone):
    taxed.bond.claimCoupons(1, {"from": actors.holder_a})
    taxed.bond.remitTax(anyone)

    assert platform.deposit_token.balanceOf(taxed.bond) == 2 * FIRST
    tx = taxed.bond.claimCoupons(1, {"from": actors.holder_b})
    assert tx.return_value == 2 * FIRST


@pytest.mark.parametrize("rate", [0, 1, TENTH, ALL])
def test_every_rate_from_nothing_to_all(platform, taxed, actors, rate):
    admit(platform, actors.holder_a, withholding=rate)

    tx = taxed.bond.claimCoupons(1, {"from": actors.holder_a})

    assert tx.events["CouponPaid"]["withheld"] == rounded_up(3 * FIRST, rate)
    assert tx.return_value + taxed.bond.taxHeld() == 3 * FIRST


def test_two_coupons_paid_at_once_are_rounded_once(platform, taxed, actors):
    go_to(taxed, 365)
    taxed.bond.fundCoupon(1, fund(platform, taxed, 5 * SECOND))

    tx = taxed.bond.claimCoupons(2, {"from": actors.holder_a})

    assert tx.events["CouponPaid"]["withheld"] == rounded_up(3 * (FIRST + SECOND), ODD)


def test_principal_paid_with_a_coupon_is_not_taxed(platform, verifier, actors):
    tax_account = actors.contractor.address
    shares = [400_000, 600_000]
    series = issued(platform, "TAXEDPOOL001", HALVES, (), shares, tax_account=tax_account)
    admit(platform, actors.holder_a, withholding=TENTH)
    go_to(series, 180)
    principal = DENOMINATION * 4 // 10
    series.bond.fundCoupon(0, fund(platform, series, 5 * (FIRST + principal)))

    tx = series.bond.claimCoupons(1, {"from": actors.holder_a})

    tax = rounded_up(3 * FIRST, TENTH)
    assert tx.events["CouponPaid"]["withheld"] == tax
    assert tx.return_value == 3 * (FIRST + principal) - tax


def test_a_payee_that_cannot_be_paid_has_nothing_withheld(
    platform, verifier, BlockingCash, actors, anyone
):
    cash = BlockingCash.deploy(anyone)
    series = blocked_series(platform, cash, actors)
    cash.setBlocked(actors.holder_a, True, anyone)

    series.bond.payCoupons([actors.holder_a], 1, anyone)

    assert series.bond.taxHeld() == 0
    assert series.bond.unpaidCoupons(actors.holder_a, 1) == 3 * interest(365)


def test_without_a_tax_account_nothing_is_withheld(platform, series, bond, actors, anyone):
    admit(platform, actors.holder_a, withholding=ALL)
    mine_at(day_start(series.coupons[0][3]))
    bond.fundCoupon(0, fund(platform, series, 5 * FIRST))

    assert bond.claimCoupons(1, {"from": actors.holder_a}).return_value == 3 * FIRST
    assert bond.taxHeld() == 0
    assert bond.remitTax(anyone).return_value == 0


def test_reverts_when_the_tax_account_cannot_be_paid(
    platform, verifier, BlockingCash, actors, anyone
):
    cash = BlockingCash.deploy(anyone)
    series = blocked_series(platform, cash, actors)
    series.bond.payCoupons([actors.holder_a], 1, anyone)
    held = series.bond.taxHeld()
    cash.setBlocked(actors.contractor, True, anyone)

    with reverts("AccountBlocked", actors.contractor):
        series.bond.remitTax(anyone)
    assert series.bond.taxHeld() == held > 0


def blocked_series(platform, cash, actors):
    """A bond in cash that can refuse accounts; A has a tenth withheld, its coupon is due."""
    tax_account = actors.contractor.address
    series = issued_in(platform, cash, "TAXEDBLOCK01", tax_account=tax_account)
    admit(platform, actors.holder_a, withholding=TENTH)
    amount = interest(365, units=5)
    cash.mint(actors.issuer, amount, {"from": actors.issuer})
    cash.approve(series.bond, amount, {"from": actors.issuer})
    go_to(series, 365)
    series.bond.fundCoupon(0, {"from": actors.issuer})
    return series
