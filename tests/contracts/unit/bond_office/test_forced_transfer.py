"""BondOffice.forcedTransfer: an announced move, once, after three days, to who may hold."""

import pytest

from tests.support.bonds import fund_redemption, next_block_at
from tests.support.clock import DAY, day_start, mine_at
from tests.support.force import announced, force
from tests.support.issued import HALVES, go_to, issued
from tests.support.platform import admit
from tests.support.reverts import reverts
from tests.support.terms import PUT

AGENT = 6
OUTSTANDING = 4

RECEIVER_NOT_ELIGIBLE, RECEIVER_BLOCKED, RECEIVER_CLASS, RECEIVER_JURISDICTION = 4, 5, 6, 7


def test_units_move_and_the_events_say_so(platform, bond, order, actors):
    giver, taker, units = order.args

    tx = force(platform, bond, *order.args)

    assert [bond.balanceOf(h) for h in (giver, taker)] == [1, 2]
    assert dict(tx.events["Transfer"]) == {"from": giver, "to": taker, "value": units}
    assert dict(tx.events["ForcedTransfer"]) == {"from": giver, "to": taker, "amount": units}
    assert tx.return_value is True
    assert "Frozen" not in tx.events
    assert bond.forceOf(*order.args) == (0, 0)


def test_inv_bo_9_reverts_a_second_before_its_day(platform, bond, order, agent):
    due = announced(platform, bond, *order.args)
    next_block_at(due - 1)

    with reverts("ForceNotDue", *order.args, due):
        bond.forcedTransfer(*order.args, agent)


def test_it_can_be_carried_out_for_thirty_days(platform, bond, order, agent, chain):
    due = announced(platform, bond, *order.args)
    next_block_at(due + 30 * DAY - 1)
    bond.forcedTransfer(*order.args, agent)

    giver, taker, _ = order.args
    due = announced(platform, bond, giver, taker, 1)
    next_block_at(due + 30 * DAY)
    with reverts("ForceNotDue", giver, taker, 1, due):
        bond.forcedTransfer(giver, taker, 1, agent)


def test_inv_bo_9_reverts_when_it_was_not_announced(platform, bond, order, agent):
    giver, taker, units = order.args
    due = announced(platform, bond, *order.args)
    next_block_at(due)

    with reverts("ForceNotDue", giver, taker, units + 1, 0):
        bond.forcedTransfer(giver, taker, units + 1, agent)


def test_reverts_the_second_time(platform, bond, actors, agent):
    args = actors.holder_a, actors.holder_c, 1
    force(platform, bond, *args)

    with reverts("ForceNotDue", *args, 0):
        bond.forcedTransfer(*args, agent)


@pytest.mark.parametrize(
    ("frozen", "left"),
    [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (2**88 - 1, 2**88 - 3)],
)
def test_units_are_freed_only_as_far_as_needed(platform, bond, order, actors, agent, frozen, left):
    bond.setFrozenTokens(actors.holder_a, frozen, agent)

    tx = force(platform, bond, *order.args)

    assert bond.getFrozenTokens(actors.holder_a) == left
    if left != frozen:
        assert dict(tx.events["Frozen"]) == {"account": actors.holder_a, "units": left}
    else:
        assert "Frozen" not in tx.events


def test_lock_block_and_end_of_eligibility_of_the_sender_do_not_stop_it(
    platform, bond, order, actors, agent
):
    bond.setLock(actors.holder_a, 2**32 - 1, agent)
    platform.investors.setBlocked(actors.holder_a, True, True, agent)
    admit(platform, actors.holder_a, eligible_until=1)

    force(platform, bond, *order.args)

    assert bond.balanceOf(actors.holder_c) == 2


def test_put_units_move_too(platform, verifier, actors):
    series = issued(platform, "FORCEDPUT001", HALVES, [(PUT, 10, 180)])
    go_to(series, 10)
    bond = series.bond
    bond.put(0, 3, {"from": actors.holder_a})

    tx = force(platform, bond, actors.holder_a, actors.holder_c, 2)

    assert bond.balanceOf(actors.holder_a) == 1
    event = {"option": 0, "holder": actors.holder_a, "units": 1}
    assert dict(tx.events["PutNoticed"]) == event
    assert (bond.putOf(actors.holder_a), bond.putTotalOf(0)) == ((0, 1), (1, 0))


def test_a_put_of_what_is_left_stands(platform, verifier, actors):
    series = issued(platform, "FORCEDPUT002", HALVES, [(PUT, 10, 180)])
    go_to(series, 10)
    series.bond.put(0, 1, {"from": actors.holder_a})

    tx = force(platform, series.bond, actors.holder_a, actors.holder_c, 2)

    assert "PutNoticed" not in tx.events
    assert series.bond.putOf(actors.holder_a) == (0, 1)


def test_a_put_of_nothing_left_is_gone(platform, verifier, actors):
    series = issued(platform, "FORCEDPUT003", HALVES, [(PUT, 10, 180)])
    go_to(series, 10)
    series.bond.put(0, 1, {"from": actors.holder_a})

    force(platform, series.bond, actors.holder_a, actors.holder_c, 3)

    assert series.bond.putTotalOf(0) == (0, 0)
    series.bond.transfer(actors.holder_a, 1, {"from": actors.holder_b})
    series.bond.transfer(actors.holder_b, 1, {"from": actors.holder_a})


def test_the_coupon_of_the_record_day_before_stays_with_the_holder(
    platform, series, bond, order, actors
):
    mine_at(day_start(series.coupons[0][2] + 1))
    force(platform, bond, *order.args)

    assert [bond.balanceAt(h, 0) for h in (actors.holder_a, actors.holder_c)] == [3, 0]


def test_it_moves_units_of_a_matured_bond(platform, series, bond, order, actors):
    fund_redemption(platform, series)

    force(platform, bond, *order.args)

    assert bond.balanceOf(actors.holder_c) == 2


def test_reverts_when_the_sender_has_less(platform, bond, actors):
    with reverts("ERC20InsufficientBalance", actors.holder_a, 3, 4):
        force(platform, bond, actors.holder_a, actors.holder_c, 4)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"investor_class": 1}, RECEIVER_CLASS),
        ({"jurisdiction": 63}, RECEIVER_JURISDICTION),
        ({"eligible_until": 1}, RECEIVER_NOT_ELIGIBLE),
    ],
)
def test_reverts_when_the_receiver_may_not_hold(platform, bond, order, actors, changes, reason):
    admit(platform, actors.holder_c, **changes)

    with reverts("TransferRestricted", *order.args, reason):
        force(platform, bond, *order.args)


def test_reverts_when_the_receiver_is_blocked(platform, bond, order, actors, agent):
    platform.investors.setBlocked(actors.holder_c, False, True, agent)

    with reverts("TransferRestricted", *order.args, RECEIVER_BLOCKED):
        force(platform, bond, *order.args)


def test_reverts_when_nothing_was_issued(platform, draft, order):
    with reverts("WrongStage", 0, OUTSTANDING):
        force(platform, draft.bond, *order.args)


@pytest.mark.parametrize("who", ["issuer", "trustee", "holder_a"])
def test_reverts_when_caller_is_not_the_register_agent(platform, bond, order, actors, who):
    next_block_at(announced(platform, bond, *order.args))
    caller = getattr(actors, who)

    with reverts("NotRole", caller, AGENT):
        bond.forcedTransfer(*order.args, {"from": caller})
