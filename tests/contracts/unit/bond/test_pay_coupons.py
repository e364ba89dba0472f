"""Bond.payCoupons: anyone pays a page of holders; one that cannot be paid stops nobody."""

from types import SimpleNamespace

import pytest

from tests.support.bonds import fund_coupon
from tests.support.clock import day_start, mine_at, today
from tests.support.platform import admit, announce, create_bond, open_book, settle
from tests.support.reverts import reverts
from tests.support.terms import coupon


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}


@pytest.fixture
def funded(platform, series):
    fund_coupon(platform, series)
    mine_at(day_start(series.coupons[0][3]))
    return series.bond.struckOf(0)["cashPerUnit"]


def test_a_page_of_holders_is_paid(platform, bond, actors, anyone, funded):
    tx = bond.payCoupons([actors.holder_a, actors.holder_b], 1, anyone)

    assert platform.deposit_token.balanceOf(actors.holder_a) == 3 * funded
    assert platform.deposit_token.balanceOf(actors.holder_b) == 2 * funded
    assert platform.deposit_token.balanceOf(bond) == 0
    assert [e["amount"] for e in tx.events["CouponPaid"]] == [3 * funded, 2 * funded]


def test_a_holder_named_twice_is_paid_once(platform, bond, actors, anyone, funded):
    tx = bond.payCoupons([actors.holder_a] * 3, 1, anyone)

    assert platform.deposit_token.balanceOf(actors.holder_a) == 3 * funded
    assert len(tx.events["CouponPaid"]) == 1


def test_claim_and_push_share_one_guard(platform, bond, actors, anyone, funded):
    bond.claimCoupons(1, {"from": actors.holder_a})

    bond.payCoupons([actors.holder_a], 1, anyone)

    assert platform.deposit_token.balanceOf(actors.holder_a) == 3 * funded


def test_an_empty_page_and_a_stranger_cost_nobody(platform, bond, actors, anyone, funded):
    bond.payCoupons([], 1, anyone)
    bond.payCoupons([actors.stranger], 1, anyone)

    assert platform.deposit_token.balanceOf(bond) == 5 * funded


def test_reverts_when_the_coupon_is_not_funded(bond, actors, anyone):
    with reverts("CouponNotFunded", 2, 0):
        bond.payCoupons([actors.holder_a], 2, anyone)


def test_reverts_before_the_payment_day(platform, series, bond, actors, anyone):
    fund_coupon(platform, series)

    with reverts("TooEarly", series.coupons[0][2] + 1, series.coupons[0][3]):
        bond.payCoupons([actors.holder_a], 1, anyone)


def test_one_blocked_payee_does_not_stop_the_batch(platform, blocked, actors, anyone):
    cash, bond, per_unit = blocked.cash, blocked.bond, blocked.per_unit
    cash.setBlocked(actors.holder_a, True, anyone)

    tx = bond.payCoupons([actors.holder_a, actors.holder_b], 1, anyone)

    assert cash.balanceOf(actors.holder_b) == 2 * per_unit
    failed = {"holder": actors.holder_a, "amount": 3 * per_unit}
    assert dict(tx.events["CouponPaymentFailed"]) == failed
    assert bond.unpaidCoupons(actors.holder_a, 1) == 3 * per_unit
    cash.setBlocked(actors.holder_a, False, anyone)
    assert bond.claimCoupons(1, {"from": actors.holder_a}).return_value == 3 * per_unit
    assert cash.balanceOf(bond) == 0


def test_a_holder_whose_eligibility_ended_is_still_paid(platform, bond, actors, anyone, funded):
    admit(platform, actors.holder_a, eligible_until=1)

    bond.payCoupons([actors.holder_a], 1, anyone)

    assert platform.deposit_token.balanceOf(actors.holder_a) == 3 * funded


@pytest.fixture
def blocked(platform, verifier, BlockingCash, actors, anyone):
    """A bond in cash that can refuse accounts; its coupon is funded and due."""
    cash = BlockingCash.deploy(anyone)
    admit(platform, actors.holder_a, actors.holder_b)
    issue_day = today() + 10
    coupons = [coupon(issue_day)]
    series = create_bond(
        platform, coupons, cash=cash.address, issue_day=issue_day, isin="0x" + b"BLOCKED00001".hex()
    )
    announce(platform, series)
    open_book(platform, series)
    for account, units in ((actors.holder_a, 3), (actors.holder_b, 2)):
        cost = platform.offering.costOf(series.bond, units)
        cash.mint(account, cost, anyone)
        cash.approve(platform.offering, cost, {"from": account})
        platform.offering.subscribe(series.bond, units, {"from": account})
    settle(platform, series)
    mine_at(day_start(series.maturity_day))
    series.bond.strike(anyone)
    per_unit = series.bond.struckOf(0)["cashPerUnit"]
    cash.mint(actors.issuer, 5 * per_unit, anyone)
    cash.approve(series.bond, 5 * per_unit, {"from": actors.issuer})
    series.bond.fundCoupon(0, {"from": actors.issuer})
    return SimpleNamespace(cash=cash, bond=series.bond, per_unit=per_unit)
