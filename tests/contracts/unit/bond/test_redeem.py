"""Bond.redeem: the holders of today get the face value of their unfrozen units."""

import pytest

from tests.support.bonds import fund_redemption
from tests.support.issued import HALVES, fund, go_to, interest, issued
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION, PUT

OUTSTANDING, MATURED, REDEEMED = 4, 5, 6


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}


def test_redemption_pays_the_buyer_and_not_the_first_investor(
    platform, series, bond, actors, anyone
):
    bond.transfer(actors.holder_c, 3, {"from": actors.holder_a})
    fund_redemption(platform, series)
    coupons = 5 * sum(bond.struckOf(n)["cashPerUnit"] for n in (0, 1))

    tx = bond.redeem([actors.holder_a, actors.holder_b, actors.holder_c], anyone)

    cash = platform.deposit_token
    paid = [cash.balanceOf(h) for h in (actors.holder_a, actors.holder_b, actors.holder_c)]
    assert paid == [0, 2 * DENOMINATION, 3 * DENOMINATION]
    assert (bond.totalSupply(), cash.balanceOf(bond)) == (0, coupons)
    assert bond.stage() == REDEEMED
    redeemed = [(e["holder"], e["units"]) for e in tx.events["Redeemed"]]
    assert redeemed == [(actors.holder_b, 2), (actors.holder_c, 3)]


def test_a_page_leaves_the_others_for_the_next(platform, series, bond, actors, anyone):
    fund_redemption(platform, series)

    bond.redeem([actors.holder_a], anyone)
    assert (bond.stage(), bond.totalSupply()) == (MATURED, 2)
    bond.redeem([actors.holder_b], anyone)
    assert bond.stage() == REDEEMED


def test_a_holder_named_twice_is_redeemed_once(platform, series, bond, actors, anyone):
    fund_redemption(platform, series)

    bond.redeem([actors.holder_a, actors.holder_a], anyone)

    assert platform.deposit_token.balanceOf(actors.holder_a) == 3 * DENOMINATION


def test_frozen_units_stay_until_they_are_free(platform, series, bond, actors, anyone):
    agent = {"from": actors.registrar}
    bond.setFrozenTokens(actors.holder_a, 2, agent)
    fund_redemption(platform, series)

    bond.redeem([actors.holder_a, actors.holder_b], anyone)
    assert bond.balanceOf(actors.holder_a) == 2
    bond.setFrozenTokens(actors.holder_a, 0, agent)
    bond.redeem([actors.holder_a], anyone)

    assert platform.deposit_token.balanceOf(actors.holder_a) == 3 * DENOMINATION
    assert bond.stage() == REDEEMED


def test_coupons_of_redeemed_units_are_still_paid(platform, series, bond, actors, anyone):
    fund_redemption(platform, series)
    bond.redeem([actors.holder_a, actors.holder_b], anyone)

    tx = bond.claimCoupons(2, {"from": actors.holder_a})

    both = sum(bond.struckOf(n)["cashPerUnit"] for n in (0, 1))
    assert tx.return_value == 3 * both
    assert bond.stage() == REDEEMED


def test_reverts_before_the_money_is_there(bond, actors, anyone):
    with reverts("WrongStage", OUTSTANDING, MATURED):
        bond.redeem([actors.holder_a], anyone)


def test_units_of_a_funded_put_are_paid_by_that_and_not_redeemed(
    platform, verifier, actors, anyone
):
    """A put 2 of its 3 units for the maturity day, at a premium; nobody settles it in time."""
    series = issued(platform, "REDEEMPUT001", HALVES, [(PUT, 10, 365, 1_010_000)])
    bond, cash, holders = series.bond, platform.deposit_token, [actors.holder_a, actors.holder_b]
    price = DENOMINATION + DENOMINATION // 100
    go_to(series, 10)
    bond.put(0, 2, {"from": actors.holder_a})
    go_to(series, 365)
    for number, days in ((0, 180), (1, 185)):
        bond.fundCoupon(number, fund(platform, series, interest(days, units=5)))
    bond.fundPut(0, fund(platform, series, 2 * price))

    tx = bond.fundRedemption(fund(platform, series, 3 * DENOMINATION))
    assert tx.events["RedemptionFunded"]["amount"] == 3 * DENOMINATION
    bond.redeem(holders, anyone)
    assert [bond.balanceOf(holder) for holder in holders] == [2, 0]
    bond.settlePut(0, holders, anyone)

    assert bond.stage() == REDEEMED
    assert cash.balanceOf(actors.holder_a) == DENOMINATION + 2 * price
    assert cash.balanceOf(bond) == interest(180, units=5) + interest(185, units=5)
