"""Bond.transferFrom: within an allowance, by a spender that is not blocked itself."""

import pytest

from tests.support.reverts import reverts

SENDER_BLOCKED, RECEIVER_NOT_ELIGIBLE = 3, 4
UNLIMITED = 2**256 - 1


@pytest.fixture
def spender(actors):
    return {"from": actors.stranger}


@pytest.fixture
def args(actors):
    return actors.holder_a, actors.holder_b, 2


def approve(bond, actors, units):
    bond.approve(actors.stranger, units, {"from": actors.holder_a})


def test_the_allowance_falls_by_what_was_moved(bond, actors, args, spender):
    approve(bond, actors, 3)

    bond.transferFrom(*args, spender)

    assert bond.balanceOf(actors.holder_b) == 4
    assert bond.allowance(actors.holder_a, actors.stranger) == 1


def test_an_unlimited_allowance_stays(bond, actors, args, spender):
    approve(bond, actors, UNLIMITED)

    bond.transferFrom(*args, spender)

    assert bond.allowance(actors.holder_a, actors.stranger) == UNLIMITED


def test_reverts_when_the_allowance_is_too_small(bond, actors, args, spender):
    approve(bond, actors, 1)

    with reverts("ERC20InsufficientAllowance", actors.stranger, 1, 2):
        bond.transferFrom(*args, spender)


def test_reverts_when_the_spender_is_blocked(platform, bond, actors, args):
    bond.approve(actors.holder_c, 2, {"from": actors.holder_a})
    platform.investors.setBlocked(actors.holder_c, True, False, {"from": actors.registrar})

    with reverts("TransferRestricted", *args, SENDER_BLOCKED):
        bond.transferFrom(*args, {"from": actors.holder_c})


def test_reverts_when_the_receiver_may_not_hold(bond, actors, spender):
    approve(bond, actors, 2)

    args = actors.holder_a, actors.stranger, 2
    with reverts("TransferRestricted", *args, RECEIVER_NOT_ELIGIBLE):
        bond.transferFrom(*args, spender)
