"""BondDesk.distribute, claimOf: cash pro rata to those who hold at that moment."""

import pytest

from tests.support.clock import today
from tests.support.issued import HALVES, fund, go_to, issued, issued_in
from tests.support.platform import admit
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION, PUT, option

OUTSTANDING, REDEEMED, ACCELERATED = 4, 6, 10
NOT_OUTSTANDING = 1
TENTH = DENOMINATION // 10


@pytest.fixture(scope="module")
def series(platform, verifier, actors):
    """Accelerated on day 200; nothing was ever paid."""
    series = issued(platform, "DISTRIBUTED1", HALVES)
    go_to(series, 200)
    series.bond.declareDefault({"from": actors.stranger})
    series.bond.accelerate({"from": actors.trustee})
    return series


@pytest.fixture
def bond(series):
    return series.bond


@pytest.fixture
def claim(bond):
    return bond.claimOf()[0]


def distribute(platform, series, per_unit):
    return series.bond.distribute(per_unit, fund(platform, series, 5 * per_unit))


def test_the_cash_arrives_and_is_owed_by_units(platform, series, bond, actors, claim):
    tx = distribute(platform, series, TENTH)

    assert platform.deposit_token.balanceOf(bond) == 5 * TENTH
    assert bond.claimOf() == (claim, TENTH)
    event = {"index": 1, "from": actors.issuer, "perUnit": TENTH, "amount": 5 * TENTH}
    assert dict(tx.events["ClaimDistributed"]) == event
    holders = (actors.holder_a, actors.holder_b)
    assert [bond.unpaidCoupons(h, 2) for h in holders] == [3 * TENTH, 2 * TENTH]


def test_holders_claim_and_are_pushed_at_once(platform, series, bond, actors, anyone):
    distribute(platform, series, TENTH)

    assert bond.claimCoupons(2, {"from": actors.holder_a}).events["CouponPaid"]["amount"] == (
        3 * TENTH
    )
    bond.payCoupons([actors.holder_a, actors.holder_b], 2, anyone)

    assert platform.deposit_token.balanceOf(actors.holder_b) == 2 * TENTH
    assert platform.deposit_token.balanceOf(bond) == 0


def test_who_holds_at_the_moment_is_owed_not_who_held_at_the_default(
    platform, series, bond, actors
):
    bond.transfer(actors.holder_c, 3, {"from": actors.holder_a})
    distribute(platform, series, TENTH)
    bond.transfer(actors.holder_b, 2, {"from": actors.holder_c})
    distribute(platform, series, 2 * TENTH)

    holders = (actors.holder_a, actors.holder_b, actors.holder_c)
    owed = [bond.unpaidCoupons(holder, 3) for holder in holders]
    assert owed == [0, 2 * TENTH + 8 * TENTH, 3 * TENTH + 2 * TENTH]
    assert [bond.balanceAt(holder, 1) for holder in holders] == [0, 2, 3]


def test_the_last_of_the_claim_redeems_the_bond(platform, series, bond, actors, anyone, claim):
    distribute(platform, series, TENTH)

    tx = distribute(platform, series, claim - TENTH)

    assert bond.stage() == REDEEMED
    assert dict(tx.events["StageChanged"]) == {"from": ACCELERATED, "to": REDEEMED}
    assert bond.claimOf() == (claim, claim)
    bond.payCoupons([actors.holder_a, actors.holder_b], 3, anyone)
    assert platform.deposit_token.balanceOf(actors.holder_a) == 3 * claim
    assert platform.deposit_token.balanceOf(bond) == 0


def test_units_of_a_paid_claim_do_not_move(platform, series, bond, actors, claim):
    distribute(platform, series, claim)

    with reverts("TransferRestricted", actors.holder_a, actors.holder_b, 1, NOT_OUTSTANDING):
        bond.transfer(actors.holder_b, 1, {"from": actors.holder_a})


def test_nothing_is_withheld_from_principal(platform, verifier, actors, anyone):
    """Rates of withholding are on interest; a distribution is the claim's."""
    tax_account = actors.contractor.address
    series = issued(platform, "DISTRIBTAX01", HALVES, tax_account=tax_account)
    admit(platform, actors.holder_a, withholding=200_000)
    go_to(series, 200)
    series.bond.declareDefault(anyone)
    series.bond.accelerate({"from": actors.trustee})
    distribute(platform, series, TENTH)

    tx = series.bond.claimCoupons(2, {"from": actors.holder_a})

    assert tx.events["CouponPaid"]["amount"] == 3 * TENTH
    assert series.bond.taxHeld() == 0


@pytest.mark.parametrize("per_unit", [0, None])
def test_reverts_when_it_is_nothing_or_beyond_the_claim(bond, issuer, claim, per_unit):
    per_unit = claim + 1 if per_unit is None else per_unit
    with reverts("DistributionInvalid", per_unit, claim):
        bond.distribute(per_unit, issuer)


def test_reverts_below_a_hundredth_of_the_claim(platform, series, bond, issuer, claim):
    least = -(-claim // 100)
    with reverts("DistributionInvalid", least - 1, claim):
        bond.distribute(least - 1, issuer)

    distribute(platform, series, least)


def test_the_rest_may_be_less_than_a_hundredth(platform, series, bond, claim):
    distribute(platform, series, claim - 1)

    distribute(platform, series, 1)

    assert bond.stage() == REDEEMED


def test_reverts_beyond_what_is_left_of_the_claim(platform, series, bond, issuer, claim):
    distribute(platform, series, TENTH)

    with reverts("DistributionInvalid", claim - TENTH + 1, claim - TENTH):
        bond.distribute(claim - TENTH + 1, issuer)


def test_reverts_when_nothing_was_accelerated(plain, anyone):
    with reverts("WrongStage", OUTSTANDING, ACCELERATED):
        plain.bond.distribute(1, anyone)
    assert plain.bond.claimOf() == (0, 0)


def test_reverts_when_the_whole_claim_is_paid(platform, series, bond, issuer, claim):
    distribute(platform, series, claim)

    with reverts("WrongStage", REDEEMED, ACCELERATED):
        bond.distribute(1, issuer)


def test_reverts_when_the_cash_token_keeps_a_fee(platform, verifier, FeeCash, actors, anyone):
    cash = FeeCash.deploy(anyone)
    options = [option(PUT, today() + 11, today() + 110)]
    series = issued_in(platform, cash, "DISTRIBFEE01", coupons=[], rate=0, options=options)
    go_to(series, 50)
    series.bond.put(0, 1, {"from": actors.holder_a})
    go_to(series, 110)
    series.bond.declareDefault(anyone)
    series.bond.accelerate({"from": actors.trustee})
    amount = 5 * TENTH
    cash.mint(actors.issuer, amount, anyone)
    cash.approve(series.bond, amount, {"from": actors.issuer})

    with reverts("InexactCash", cash, amount, amount - 1):
        series.bond.distribute(TENTH, {"from": actors.issuer})
