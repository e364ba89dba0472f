"""BondOffice.recover: what a lost account had becomes another account's of the same identity."""

import pytest

from tests.support.bonds import fund_coupon, next_block_at
from tests.support.clock import day_start, mine_at
from tests.support.force import CORRECTION, LOST_KEY, announced, recover
from tests.support.issued import HALVES, fund, go_to, interest, issued
from tests.support.platform import admit, investor
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION, PUT

AGENT = 6
RECEIVER_BLOCKED, RECEIVER_CLASS, RECEIVER_RECOVERED = 5, 6, 12
SENDER_LOCKED, INSUFFICIENT_UNFROZEN, UNITS_PUT = 8, 10, 11
OTHER_PERSON = "0x" + "2e" * 20
FIRST, SECOND = interest(180), interest(185)


@pytest.fixture
def lost(actors):
    return actors.holder_a


@pytest.fixture
def new(platform, accounts):
    """A fresh account of the same investor."""
    admit(platform, accounts[15])
    return accounts[15]


@pytest.fixture
def newer(platform, accounts):
    admit(platform, accounts[16])
    return accounts[16]


def test_units_go_to_the_replacement_and_the_events_say_so(platform, bond, lost, new):
    tx = recover(platform, bond, lost, new)

    assert [bond.balanceOf(h) for h in (lost, new)] == [0, 3]
    assert bond.totalSupply() == 5
    assert dict(tx.events["Transfer"]) == {"from": lost, "to": new, "value": 3}
    event = {"lost": lost, "replacement": new, "units": 3}
    assert dict(tx.events["HolderRecovered"]) == event
    assert "Frozen" not in tx.events
    assert bond.forceOf(lost, new, 0) == (0, 0)


def test_inv_bo_8_unpaid_coupons_go_with_them(platform, series, bond, lost, new):
    fund_coupon(platform, series, 0)

    recover(platform, bond, lost, new)

    assert [bond.unpaidCoupons(h, 1) for h in (lost, new)] == [0, 3 * FIRST]
    mine_at(day_start(series.coupons[0][3]))
    bond.claimCoupons(1, {"from": lost})
    bond.claimCoupons(1, {"from": new})
    assert platform.deposit_token.balanceOf(lost) == 0
    assert platform.deposit_token.balanceOf(new) == 3 * FIRST


def test_inv_bo_8_holdings_at_past_record_days_go_with_them(
    platform, series, bond, actors, lost, new
):
    mine_at(day_start(series.coupons[0][2] + 1))
    bond.transfer(actors.holder_b, 1, {"from": lost})

    recover(platform, bond, lost, new)

    mine_at(day_start(series.coupons[1][2] + 1))
    assert [bond.balanceAt(new, n) for n in (0, 1)] == [3, 2]
    assert [bond.balanceAt(lost, n) for n in (0, 1)] == [0, 0]


def test_coupons_paid_before_are_not_paid_again(platform, series, bond, lost, new, agent):
    fund_coupon(platform, series, 0)
    mine_at(day_start(series.coupons[0][3]))
    bond.payCoupons([lost], 1, agent)

    recover(platform, bond, lost, new)
    bond.payCoupons([new], 1, agent)

    assert platform.deposit_token.balanceOf(new) == 0
    assert platform.deposit_token.balanceOf(lost) == 3 * FIRST


def test_inv_bo_8_freeze_and_lock_go_with_them(platform, bond, actors, lost, new, agent):
    bond.setFrozenTokens(lost, 2, agent)
    bond.setLock(lost, 2**32 - 1, agent)

    tx = recover(platform, bond, lost, new)

    assert [bond.getFrozenTokens(h) for h in (lost, new)] == [0, 2]
    frozen = [dict(event) for event in tx.events["Frozen"]]
    assert frozen == [{"account": lost, "units": 0}, {"account": new, "units": 2}]
    assert bond.restrictionOf(new, actors.holder_b, 1) == SENDER_LOCKED
    bond.setLock(new, 0, agent)
    assert bond.restrictionOf(new, actors.holder_b, 2) == INSUFFICIENT_UNFROZEN


def test_inv_bo_8_a_put_notice_goes_with_them(platform, verifier, lost, new, actors, agent):
    series = issued(platform, "RECOVERPUT01", HALVES, [(PUT, 10, 180)])
    bond = series.bond
    go_to(series, 10)
    bond.put(0, 2, {"from": lost})

    recover(platform, bond, lost, new)

    assert bond.putOf(new) == (0, 2)
    assert bond.putOf(lost) == (0, 0)
    assert bond.restrictionOf(new, actors.holder_b, 2) == UNITS_PUT
    go_to(series, 180)
    bond.fundPut(0, fund(platform, series, 2 * DENOMINATION))
    bond.settlePut(0, [lost, new], agent)
    assert platform.deposit_token.balanceOf(new) == 2 * DENOMINATION
    assert (bond.balanceOf(new), platform.deposit_token.balanceOf(lost)) == (1, 0)


def test_the_replacement_is_a_holder_like_any_other(platform, series, bond, actors, lost, new):
    recover(platform, bond, lost, new)
    bond.transfer(actors.holder_c, 1, {"from": new})
    mine_at(day_start(series.coupons[0][2] + 1))
    bond.transfer(new, 2, {"from": actors.holder_b})
    fund_coupon(platform, series, 0)

    assert bond.balanceAt(new, 0) == 2
    assert bond.balanceOf(new) == 4
    mine_at(day_start(series.coupons[0][3]))
    bond.claimCoupons(1, {"from": new})
    assert platform.deposit_token.balanceOf(new) == 2 * FIRST


def test_a_replacement_that_is_lost_too_is_recovered_with_its_whole_history(
    platform, series, bond, actors, lost, new, newer
):
    mine_at(day_start(series.coupons[0][2] + 1))
    bond.transfer(actors.holder_b, 1, {"from": lost})
    recover(platform, bond, lost, new)
    mine_at(day_start(series.coupons[1][2] + 1))
    bond.transfer(actors.holder_b, 1, {"from": new})

    recover(platform, bond, new, newer)

    assert bond.balanceOf(newer) == 1
    assert [bond.balanceAt(newer, n) for n in (0, 1)] == [3, 2]
    assert [bond.balanceAt(new, n) for n in (0, 1)] == [0, 0]
    for number in (0, 1):
        fund_coupon(platform, series, number)
    assert bond.unpaidCoupons(newer, 2) == 3 * FIRST + 2 * SECOND
    assert [bond.unpaidCoupons(h, 2) for h in (lost, new)] == [0, 0]


def test_a_lost_account_gets_nothing_any_more(platform, bond, actors, lost, new):
    recover(platform, bond, lost, new)

    assert bond.receiverRestrictionOf(lost) == RECEIVER_RECOVERED
    assert bond.canReceive(lost) is False
    with reverts("TransferRestricted", actors.holder_b, lost, 1, RECEIVER_RECOVERED):
        bond.transfer(lost, 1, {"from": actors.holder_b})


def test_a_lost_account_stays_lost_whatever_the_agent_sets(platform, bond, lost, new, agent):
    recover(platform, bond, lost, new)

    bond.setFrozenTokens(lost, 5, agent)
    bond.setLock(lost, 0, agent)

    assert bond.receiverRestrictionOf(lost) == RECEIVER_RECOVERED


def test_an_account_without_units_but_with_coupons_is_recovered(
    platform, series, bond, actors, lost, new
):
    fund_coupon(platform, series, 0)
    bond.transfer(actors.holder_b, 3, {"from": lost})

    recover(platform, bond, lost, new)

    assert bond.unpaidCoupons(new, 1) == 3 * FIRST
    assert bond.balanceOf(new) == 0


@pytest.mark.parametrize("meddling", ["push", "nothing"])
def test_nobody_can_spoil_a_fresh_account(platform, series, bond, actors, lost, new, meddling):
    """Neither a push of coupons to it nor a transfer of nothing leaves a trace."""
    fund_coupon(platform, series, 0)
    mine_at(day_start(series.coupons[0][3]))
    stranger = {"from": actors.stranger}
    if meddling == "push":
        bond.payCoupons([new], 1, stranger)
    else:
        bond.transfer(new, 0, {"from": actors.holder_b})

    recover(platform, bond, lost, new)

    assert bond.balanceOf(new) == 3


def test_inv_bo_9_reverts_a_second_before_its_day(platform, bond, lost, new, agent):
    due = announced(platform, bond, lost, new, 0, LOST_KEY)
    next_block_at(due - 1)

    with reverts("ForceNotDue", lost, new, 0, due):
        bond.recover(lost, new, agent)


def test_inv_bo_9_reverts_when_it_was_not_announced(bond, lost, new, agent):
    with reverts("ForceNotDue", lost, new, 0, 0):
        bond.recover(lost, new, agent)


def test_reverts_when_the_reason_was_another(platform, bond, lost, new, agent):
    next_block_at(announced(platform, bond, lost, new, 0, CORRECTION))

    with reverts("RecoveryInvalid", lost, new):
        bond.recover(lost, new, agent)


def test_reverts_when_the_replacement_is_another_person(platform, bond, lost, new, agent):
    platform.investors.admit(new, investor(identity=OTHER_PERSON), agent)

    with reverts("RecoveryInvalid", lost, new):
        recover(platform, bond, lost, new)


def test_reverts_when_nobody_knows_either(platform, bond, accounts):
    lost, new = accounts[17], accounts[18]

    with reverts("RecoveryInvalid", lost, new):
        recover(platform, bond, lost, new)


def test_reverts_when_the_replacement_holds_units(platform, bond, actors, lost):
    with reverts("RecoveryInvalid", lost, actors.holder_b):
        recover(platform, bond, lost, actors.holder_b)


def test_reverts_when_the_replacement_has_a_past(platform, series, bond, actors, lost, new):
    bond.transfer(new, 1, {"from": actors.holder_b})
    mine_at(day_start(series.coupons[0][2] + 1))
    bond.transfer(actors.holder_b, 1, {"from": new})

    with reverts("RecoveryInvalid", lost, new):
        recover(platform, bond, lost, new)


def test_reverts_when_the_account_was_recovered_already(platform, bond, lost, new, newer):
    recover(platform, bond, lost, new)

    with reverts("RecoveryInvalid", lost, newer):
        recover(platform, bond, lost, newer)


def test_reverts_when_it_would_go_back_to_a_lost_account(platform, bond, lost, new):
    recover(platform, bond, lost, new)

    with reverts("RecoveryInvalid", new, lost):
        recover(platform, bond, new, lost)


def test_reverts_when_the_replacement_may_not_hold(platform, bond, lost, new, agent):
    admit(platform, new, investor_class=1)
    with reverts("TransferRestricted", lost, new, 3, RECEIVER_CLASS):
        recover(platform, bond, lost, new)

    admit(platform, new)
    platform.investors.setBlocked(new, False, True, agent)
    with reverts("TransferRestricted", lost, new, 3, RECEIVER_BLOCKED):
        recover(platform, bond, lost, new)


@pytest.mark.parametrize("who", ["issuer", "trustee", "holder_a"])
def test_reverts_when_caller_is_not_the_register_agent(platform, bond, actors, lost, new, who):
    next_block_at(announced(platform, bond, lost, new, 0, LOST_KEY))
    caller = getattr(actors, who)

    with reverts("NotRole", caller, AGENT):
        bond.recover(lost, new, {"from": caller})
