"""Bond.initialize: once, and never on the implementation."""

import pytest
from brownie.exceptions import VirtualMachineError

from tests.support.bonds import next_block_at
from tests.support.reverts import reverts

OUTSTANDING, CANCELLED = 4, 7
EIP_170_LIMIT, HEADROOM = 24_576, 512


def test_reverts_the_second_time(bond, actors):
    with reverts("AlreadyInitialized", bond):
        bond.initialize({"from": actors.issuer})


def test_reverts_on_the_implementation(platform, actors):
    with reverts("AlreadyInitialized", platform.bond):
        platform.bond.initialize({"from": actors.issuer})
    assert platform.bond.stage() == CANCELLED


@pytest.mark.parametrize("part", ["bond", "bond_desk", "bond_office"])
def test_the_code_fits_with_room_to_spare(platform, web3, part):
    code = web3.eth.get_code(getattr(platform, part).address)
    assert len(code) <= EIP_170_LIMIT - HEADROOM


@pytest.mark.parametrize("part", ["bond_desk", "bond_office"])
def test_a_part_called_by_itself_is_no_bond(platform, actors, part):
    """Nobody is its issuer, and it has no units to move."""
    part = getattr(platform, part)
    issuer = {"from": actors.issuer}
    if hasattr(part, "call"):
        with reverts("WrongStage", CANCELLED, OUTSTANDING):
            part.put(0, 1, issuer)
    else:
        args = actors.holder_a, actors.holder_b, 1
        agent = {"from": actors.registrar}
        part.announceForce(*args, 1, "0x" + "01" * 32, agent)
        next_block_at(part.forceOf(*args)["executableAt"])
        with reverts("WrongStage", CANCELLED, OUTSTANDING):
            part.forcedTransfer(*args, agent)


def test_ether_is_refused(bond, actors):
    with reverts("EtherRefused", 5):
        actors.stranger.transfer(bond, 5)


def test_a_call_that_no_part_knows_reverts(bond, actors):
    with pytest.raises(VirtualMachineError):
        actors.stranger.transfer(bond, 0, data="0xdeadbeef")
