"""Bond.setLock: the register agent bars a holder from sending until the end of a day."""

from tests.support.reverts import reverts

AGENT = 6


def test_the_lock_is_told(bond, actors):
    tx = bond.setLock(actors.holder_a, 30_000, {"from": actors.registrar})

    assert dict(tx.events["Locked"]) == {"holder": actors.holder_a, "lockedUntil": 30_000}


def test_a_locked_holder_still_receives(bond, actors):
    bond.setLock(actors.holder_a, 2**32 - 1, {"from": actors.registrar})

    bond.transfer(actors.holder_a, 1, {"from": actors.holder_b})

    assert bond.balanceOf(actors.holder_a) == 4


def test_reverts_when_caller_is_not_the_register_agent(bond, actors):
    with reverts("NotRole", actors.holder_a, AGENT):
        bond.setLock(actors.holder_b, 30_000, {"from": actors.holder_a})
