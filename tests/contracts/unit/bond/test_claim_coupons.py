"""Bond.claimCoupons: a holder collects what it held at the record days, once."""

import pytest

from tests.support.bonds import bond_in_cash, fund_coupon
from tests.support.clock import day_start, mine_at
from tests.support.issued import go_to, interest, issued_in
from tests.support.reverts import reverts


@pytest.fixture
def funded(platform, series):
    """The first coupon funded, its payment day reached."""
    fund_coupon(platform, series)
    mine_at(day_start(series.coupons[0][3]))
    return series.bond.struckOf(0)["cashPerUnit"]


def test_the_holder_of_the_record_day_is_paid_to_the_unit(platform, bond, actors, funded):
    tx = bond.claimCoupons(1, {"from": actors.holder_a})

    assert platform.deposit_token.balanceOf(actors.holder_a) == 3 * funded
    event = {"holder": actors.holder_a, "paidThrough": 1, "amount": 3 * funded, "withheld": 0}
    assert dict(tx.events["CouponPaid"]) == event
    assert tx.return_value == 3 * funded


def test_a_second_claim_pays_nothing(platform, bond, actors, funded):
    bond.claimCoupons(1, {"from": actors.holder_a})

    tx = bond.claimCoupons(1, {"from": actors.holder_a})

    assert tx.return_value == 0
    assert "CouponPaid" not in tx.events
    assert platform.deposit_token.balanceOf(actors.holder_a) == 3 * funded


def test_a_buyer_after_the_record_day_is_owed_nothing(platform, bond, actors, funded):
    bond.transfer(actors.holder_c, 3, {"from": actors.holder_a})

    assert bond.claimCoupons(1, {"from": actors.holder_c}).return_value == 0
    assert bond.claimCoupons(1, {"from": actors.holder_a}).return_value == 3 * funded


def test_a_buyer_after_the_record_day_skips_the_coupons_before(series, bond, actors, funded):
    bond.transfer(actors.holder_c, 1, {"from": actors.holder_a})

    assert bond.unpaidCoupons(actors.holder_c, 1) == 0
    assert "CouponPaid" not in bond.payCoupons([actors.holder_c], 1, {"from": actors.issuer}).events


def test_a_missed_coupon_is_paid_with_the_next(platform, series, bond, actors, funded):
    fund_coupon(platform, series, 1)
    mine_at(day_start(series.coupons[1][3]))

    tx = bond.claimCoupons(2, {"from": actors.holder_a})

    assert tx.return_value == 3 * (funded + bond.struckOf(1)["cashPerUnit"])


def test_what_is_paid_and_what_is_owed_is_what_was_funded(platform, bond, actors, funded):
    bond.claimCoupons(1, {"from": actors.holder_b})

    assert platform.deposit_token.balanceOf(bond) == 5 * funded - 2 * funded
    assert bond.unpaidCoupons(actors.holder_a, 1) == 3 * funded
    assert bond.unpaidCoupons(actors.holder_b, 1) == 0


def test_reverts_when_the_coupon_is_not_funded(bond, actors):
    with reverts("CouponNotFunded", 1, 0):
        bond.claimCoupons(1, {"from": actors.holder_a})


def test_reverts_before_the_payment_day(platform, series, bond, actors):
    fund_coupon(platform, series)

    today, due = series.coupons[0][2] + 1, series.coupons[0][3]
    with reverts("TooEarly", today, due):
        bond.claimCoupons(1, {"from": actors.holder_a})


def test_it_pays_in_the_first_second_of_the_payment_day_in_the_bonds_zone(
    platform, series, bond, actors, chain
):
    fund_coupon(platform, series)
    due = series.coupons[0][3]
    chain.mine(timestamp=day_start(due) - 2)
    with reverts("TooEarly", due - 1, due):
        bond.claimCoupons.call(1, {"from": actors.holder_a})
    chain.mine(timestamp=day_start(due))

    assert bond.claimCoupons(1, {"from": actors.holder_a}).return_value > 0


@pytest.mark.parametrize("decimals", [0, 6, 18])
def test_cash_of_any_decimals_is_counted_in_base_units(
    platform, verifier, MockCash, actors, decimals
):
    cash = MockCash.deploy(decimals, {"from": actors.admin})
    isin = "0x" + f"DECIMALS{decimals:04}".encode().hex()
    denomination = 1_000 * 10**decimals

    series = bond_in_cash(platform, cash, isin, denomination=denomination)

    assert series.bond.decimals() == 0
    assert series.bond.terms()["denomination"] == denomination


def test_reverts_when_the_cash_token_refuses(platform, verifier, FalseCash, actors):
    issuer = {"from": actors.issuer}
    cash = FalseCash.deploy(issuer)
    series = issued_in(platform, cash, "CLAIMFALSE01")
    amount = interest(365, units=5)
    cash.mint(actors.issuer, amount, issuer)
    cash.approve(series.bond, amount, issuer)
    go_to(series, 365)
    series.bond.fundCoupon(0, issuer)
    cash.setRefuses(True, issuer)

    with reverts("SafeERC20FailedOperation", cash):
        series.bond.claimCoupons(1, {"from": actors.holder_a})
    assert series.bond.unpaidCoupons(actors.holder_a, 1) == interest(365, units=3)
