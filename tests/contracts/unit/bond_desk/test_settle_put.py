"""BondDesk.settlePut: anyone has a page of holders repaid; their units are cancelled for good."""

from types import SimpleNamespace

import pytest

from tests.support.bonds import as_contract
from tests.support.clock import today
from tests.support.issued import HALVES, fund, go_to, interest, issued, issued_in
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION, PUT, option

OUTSTANDING = 4
NOBODY = "0x" + "00" * 20
AT_180, AT_170 = range(2)
OPTIONS = [(PUT, 10, 180), (PUT, 10, 170)]


@pytest.fixture(scope="module")
def series(platform, verifier, actors):
    """A put 2 of its 3 units for day 180, B its 2 for day 170."""
    series = issued(platform, "SETTLEPUT001", HALVES, OPTIONS)
    go_to(series, 10)
    series.bond.put(AT_180, 2, {"from": actors.holder_a})
    series.bond.put(AT_170, 2, {"from": actors.holder_b})
    go_to(series, 180)
    return series


@pytest.fixture
def bond(series):
    return series.bond


@pytest.fixture
def funded(platform, series):
    series.bond.fundPut(AT_180, fund(platform, series, 2 * DENOMINATION))


def test_units_are_repaid_and_gone(platform, bond, actors, anyone, funded):
    tx = bond.settlePut(AT_180, [actors.holder_a], anyone)

    assert platform.deposit_token.balanceOf(actors.holder_a) == 2 * DENOMINATION
    assert (bond.balanceOf(actors.holder_a), bond.totalSupply()) == (1, 3)
    assert bond.putOf(actors.holder_a)["units"] == 0
    amount = 2 * DENOMINATION
    event = {"option": AT_180, "holder": actors.holder_a, "units": 2, "amount": amount}
    assert dict(tx.events["PutSettled"]) == event
    assert dict(tx.events["Transfer"][-1]) == {"from": actors.holder_a, "to": NOBODY, "value": 2}


def test_the_unit_that_was_kept_moves_again(bond, actors, anyone, funded):
    bond.settlePut(AT_180, [actors.holder_a], anyone)

    bond.transfer(actors.holder_c, 1, {"from": actors.holder_a})

    assert bond.balanceOf(actors.holder_a) == 0


def test_a_holder_named_twice_or_under_another_option_is_paid_once(
    platform, bond, actors, anyone, funded
):
    page = [actors.holder_a, actors.holder_b, actors.holder_a, actors.stranger]

    tx = bond.settlePut(AT_180, page, anyone)

    assert len(tx.events["PutSettled"]) == 1
    assert platform.deposit_token.balanceOf(bond) == 0
    assert bond.putOf(actors.holder_b) == (AT_170, 2)


def test_a_second_settlement_pays_nothing(platform, bond, actors, anyone, funded):
    bond.settlePut(AT_180, [actors.holder_a], anyone)

    assert "PutSettled" not in bond.settlePut(AT_180, [actors.holder_a], anyone).events


def test_the_coupon_of_the_record_day_before_is_kept(bond, actors, anyone, funded):
    bond.settlePut(AT_180, [actors.holder_a], anyone)

    assert bond.balanceAt(actors.holder_a, 0) == 3
    assert bond.struckOf(0)["units"] == 5


def test_units_taken_by_force_are_not_repaid(platform, bond, series, actors, anyone, funded):
    agent = {"from": actors.registrar}
    args = actors.holder_a, actors.holder_c, 2
    bond.announceForce(*args, 1, "0x" + "01" * 32, agent)
    go_to(series, 184)
    bond.forcedTransfer(*args, agent)

    bond.settlePut(AT_180, [actors.holder_a], anyone)

    assert platform.deposit_token.balanceOf(actors.holder_a) == DENOMINATION
    assert bond.balanceOf(actors.holder_a) == 0
    assert bond.totalSupply() == 4


def test_repaid_units_are_not_issued_again(platform, verifier, actors, anyone):
    series = issued(platform, "SETTLETAP001", HALVES, OPTIONS, issue_units=6)
    go_to(series, 10)
    series.bond.put(AT_180, 3, {"from": actors.holder_a})
    go_to(series, 180)
    series.bond.fundPut(AT_180, fund(platform, series, 3 * DENOMINATION))
    series.bond.settlePut(AT_180, [actors.holder_a], anyone)

    with reverts("ExceedsIssue", 2, 1):
        series.bond.issue(actors.holder_a, 2, {"from": as_contract(platform.offering)})


def test_one_payee_that_cannot_be_paid_stops_nobody(
    platform, verifier, BlockingCash, actors, anyone
):
    cash = BlockingCash.deploy(anyone)
    options = [option(PUT, today() + 11, today() + 110)]
    series = issued_in(platform, cash, "SETTLEBLOCK1", coupons=[], rate=0, options=options)
    bond, holders = series.bond, [actors.holder_a, actors.holder_b]
    go_to(series, 50)
    for holder in holders:
        bond.put(0, 2, {"from": holder})
    cash.mint(actors.issuer, 4 * DENOMINATION, anyone)
    cash.approve(bond, 4 * DENOMINATION, {"from": actors.issuer})
    go_to(series, 100)
    bond.fundPut(0, {"from": actors.issuer})
    cash.setBlocked(actors.holder_a, True, anyone)

    tx = bond.settlePut(0, holders, anyone)

    amount = 2 * DENOMINATION
    failed = {"option": 0, "holder": actors.holder_a, "amount": amount}
    assert dict(tx.events["PutPaymentFailed"]) == failed
    assert [bond.balanceOf(holder) for holder in holders] == [3, 0]
    cash.setBlocked(actors.holder_a, False, anyone)
    bond.settlePut(0, holders, anyone)
    assert [cash.balanceOf(holder) for holder in holders] == [amount, amount]
    assert cash.balanceOf(bond) == 0


def test_frozen_units_wait_until_they_are_free(platform, bond, actors, anyone, funded):
    agent = {"from": actors.registrar}
    bond.setFrozenTokens(actors.holder_a, 2, agent)
    bond.settlePut(AT_180, [actors.holder_a], anyone)
    assert platform.deposit_token.balanceOf(actors.holder_a) == DENOMINATION
    assert bond.putOf(actors.holder_a) == (AT_180, 1)

    bond.setFrozenTokens(actors.holder_a, 0, agent)
    bond.settlePut(AT_180, [actors.holder_a], anyone)

    assert platform.deposit_token.balanceOf(actors.holder_a) == 2 * DENOMINATION
    assert (bond.putOf(actors.holder_a)["units"], bond.totalSupply()) == (0, 3)


def test_a_coupon_struck_before_the_settlement_is_not_paid_twice(
    platform, series, bond, actors, anyone, funded
):
    go_to(series, 356)

    bond.settlePut(AT_180, [actors.holder_a], anyone)

    assert bond.balanceAt(actors.holder_a, 1) == 3, "it is owed the coupon"
    expected = 2 * (DENOMINATION - interest(185))
    assert platform.deposit_token.balanceOf(actors.holder_a) == expected


@pytest.fixture
def re_entered(platform, verifier, ReenteringCash, actors, anyone):
    """A bond in cash that calls back: B's put is funded, A's is ten days late."""
    cash = ReenteringCash.deploy(anyone)
    options = [option(PUT, today() + 11, today() + 110)] * 2
    series = issued_in(platform, cash, "SETTLEREENTR", coupons=[], rate=0, options=options)
    go_to(series, 50)
    series.bond.put(0, 2, {"from": actors.holder_b})
    series.bond.put(1, 3, {"from": actors.holder_a})
    cash.mint(actors.issuer, 2 * DENOMINATION, anyone)
    cash.approve(series.bond, 2 * DENOMINATION, {"from": actors.issuer})
    go_to(series, 110)
    series.bond.fundPut(0, {"from": actors.issuer})
    return SimpleNamespace(cash=cash, bond=series.bond)


@pytest.mark.parametrize(
    ("function", "args"),
    [("settlePut", (0, [])), ("declareDefault", ()), ("fundPut", (1,)), ("claimCoupons", (0,))],
)
def test_cash_that_calls_back_changes_nothing_meanwhile(re_entered, actors, anyone, function, args):
    cash, bond = re_entered.cash, re_entered.bond
    cash.setCallBack(bond, getattr(bond, function).encode_input(*args), False, anyone)

    bond.settlePut(0, [actors.holder_b], anyone)

    assert cash.succeeded() is False
    assert str(cash.answer()) == "0x3ee5aeb5"  # ReentrancyGuardReentrantCall()
    assert cash.balanceOf(actors.holder_b) == 2 * DENOMINATION
    assert (bond.totalSupply(), bond.stage()) == (3, OUTSTANDING)


def test_reverts_when_the_put_is_not_funded(bond, actors, anyone, funded):
    with reverts("PutNotFunded", AT_170):
        bond.settlePut(AT_170, [actors.holder_b], anyone)
