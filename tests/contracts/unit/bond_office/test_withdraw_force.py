"""BondOffice.withdrawForce: the agent, or the trustee as a check, takes an announced move back."""

import pytest

from tests.support.bonds import next_block_at
from tests.support.force import announced
from tests.support.reverts import reverts


@pytest.mark.parametrize("who", ["registrar", "trustee"])
def test_a_withdrawn_move_is_not_carried_out(platform, bond, order, actors, agent, who):
    due = announced(platform, bond, *order.args)

    tx = bond.withdrawForce(*order.args, {"from": getattr(actors, who)})

    giver, taker, units = order.args
    assert dict(tx.events["ForceWithdrawn"]) == {"from": giver, "to": taker, "units": units}
    assert bond.forceOf(*order.args) == (0, 0)
    next_block_at(due)
    with reverts("ForceNotDue", *order.args, 0):
        bond.forcedTransfer(*order.args, agent)


def test_a_recovery_is_withdrawn_too(platform, bond, actors):
    args = actors.holder_a, actors.holder_c, 0
    announced(platform, bond, *args)

    bond.withdrawForce(*args, {"from": actors.trustee})

    assert bond.forceOf(*args) == (0, 0)


def test_reverts_when_no_such_move_was_announced(platform, bond, order, actors, agent):
    announced(platform, bond, *order.args)
    giver, taker, units = order.args

    with reverts("ForceNotDue", giver, taker, units + 1, 0):
        bond.withdrawForce(giver, taker, units + 1, agent)


@pytest.mark.parametrize("who", ["issuer", "holder_a", "stranger"])
def test_reverts_when_caller_is_neither_agent_nor_trustee(platform, bond, order, actors, who):
    announced(platform, bond, *order.args)
    caller = getattr(actors, who)

    with reverts("NotParty", caller, actors.trustee):
        bond.withdrawForce(*order.args, {"from": caller})
