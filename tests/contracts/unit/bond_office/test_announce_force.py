"""BondOffice.announceForce: a move without the holder is said three days ahead, with its reason."""

import pytest

from tests.support.force import CORRECTION, COURT_ORDER, DOCUMENT, LOST_KEY, NO_REASON, WAIT
from tests.support.reverts import reverts

AGENT = 6
NOBODY = "0x" + "00" * 20


@pytest.mark.parametrize("reason", range(COURT_ORDER, CORRECTION + 1))
def test_it_is_told_with_its_day_and_document(bond, order, agent, reason):
    tx = bond.announceForce(*order.args, reason, DOCUMENT, agent)

    giver, taker, units = order.args
    executable_at = tx.timestamp + WAIT
    assert dict(tx.events["ForceAnnounced"]) == {
        "from": giver,
        "to": taker,
        "units": units,
        "reason": reason,
        "document": DOCUMENT,
        "executableAt": executable_at,
    }
    assert bond.forceOf(*order.args) == (executable_at, reason)


def test_nothing_moves_and_nothing_is_frozen(bond, order, actors, agent):
    bond.announceForce(*order.args, COURT_ORDER, DOCUMENT, agent)

    bond.transfer(actors.holder_b, 3, {"from": actors.holder_a})

    assert bond.balanceOf(actors.holder_b) == 5


def test_each_move_waits_for_itself(bond, order, agent):
    giver, taker, units = order.args
    bond.announceForce(*order.args, COURT_ORDER, DOCUMENT, agent)

    assert bond.forceOf(giver, taker, units + 1) == (0, NO_REASON)
    assert bond.forceOf(taker, giver, units) == (0, NO_REASON)


def test_saying_it_again_starts_the_time_anew(bond, order, agent, chain):
    bond.announceForce(*order.args, COURT_ORDER, DOCUMENT, agent)
    chain.mine(timestamp=chain.time() + WAIT - 10)

    tx = bond.announceForce(*order.args, LOST_KEY, DOCUMENT, agent)

    assert bond.forceOf(*order.args) == (tx.timestamp + WAIT, LOST_KEY)


def test_reverts_when_both_accounts_are_one(bond, actors, agent):
    a = actors.holder_a
    with reverts("ForceInvalid", a, a, COURT_ORDER):
        bond.announceForce(a, a, 1, COURT_ORDER, DOCUMENT, agent)


@pytest.mark.parametrize("side", [0, 1])
def test_reverts_when_an_account_is_nobody(bond, actors, agent, side):
    accounts = [actors.holder_a, actors.holder_b]
    accounts[side] = NOBODY
    with reverts("ForceInvalid", *accounts, COURT_ORDER):
        bond.announceForce(*accounts, 1, COURT_ORDER, DOCUMENT, agent)


def test_reverts_without_a_reason(bond, order, agent):
    giver, taker, _ = order.args
    with reverts("ForceInvalid", giver, taker, NO_REASON):
        bond.announceForce(*order.args, NO_REASON, DOCUMENT, agent)


@pytest.mark.parametrize("who", ["issuer", "trustee", "holder_a"])
def test_reverts_when_caller_is_not_the_register_agent(bond, order, actors, who):
    caller = getattr(actors, who)
    with reverts("NotRole", caller, AGENT):
        bond.announceForce(*order.args, COURT_ORDER, DOCUMENT, {"from": caller})
