"""Bond.redeem: the holders of today get the face value of their unfrozen units."""

import pytest

from tests.support.bonds import fund_coupon, fund_redemption
from tests.support.clock import day_start, mine_at
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION

OUTSTANDING, MATURED, REDEEMED = 4, 5, 6


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}


def test_redemption_pays_the_buyer_and_not_the_first_investor(
    platform, series, bond, actors, anyone
):
    bond.transfer(actors.holder_c, 3, {"from": actors.holder_a})
    fund_redemption(platform, series)

    tx = bond.redeem([actors.holder_a, actors.holder_b, actors.holder_c], anyone)

    cash = platform.deposit_token
    paid = [cash.balanceOf(h) for h in (actors.holder_a, actors.holder_b, actors.holder_c)]
    assert paid == [0, 2 * DENOMINATION, 3 * DENOMINATION]
    assert (bond.totalSupply(), cash.balanceOf(bond)) == (0, 0)
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
    fund_coupon(platform, series, 0)
    fund_coupon(platform, series, 1)
    mine_at(day_start(series.coupons[1][3]))

    tx = bond.claimCoupons(2, {"from": actors.holder_a})

    both = sum(bond.struckOf(n)["cashPerUnit"] for n in (0, 1))
    assert tx.return_value == 3 * both


def test_reverts_before_the_money_is_there(bond, actors, anyone):
    with reverts("WrongStage", OUTSTANDING, MATURED):
        bond.redeem([actors.holder_a], anyone)
