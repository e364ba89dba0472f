"""ERC-7943 (uRWA, fungible): views that never revert, absolute freezing, forced transfers."""

import itertools

from brownie.exceptions import VirtualMachineError

from tests.support.clock import DAY
from tests.support.interfaces import interface_id, topic
from tests.support.platform import admit
from tests.support.reverts import reverts
from tests.support.texts import digest32

COURT_ORDER = 1
REGISTER_AGENT = 6
RECEIVER_NOT_ELIGIBLE, INSUFFICIENT_UNFROZEN = 4, 10
NOBODY = "0x" + "00" * 20
HUGE = 2**256 - 1
FUNCTIONS = [
    *("forcedTransfer(address,address,uint256)", "setFrozenTokens(address,uint256)"),
    *("canSend(address)", "canReceive(address)", "getFrozenTokens(address)"),
    "canTransfer(address,address,uint256)",
]


def force(bond, actors, chain, units):
    """Announce and carry out a forced transfer from A to C; the receipt."""
    agent = {"from": actors.registrar}
    move = actors.holder_a, actors.holder_c, units
    bond.announceForce(*move, COURT_ORDER, digest32("court order"), agent)
    chain.mine(timestamp=chain.time() + 3 * DAY + 60)
    return bond.forcedTransfer(*move, agent)


def topics(tx) -> list[str]:
    return ["0x" + bytes(log["topics"][0]).hex() for log in tx.logs]


def test_the_id_is_claimed(bond):
    assert interface_id(FUNCTIONS) == "0x3edbb4c4"
    assert bond.supportsInterface("0x3edbb4c4") is True


def test_views_never_revert(bond, actors):
    """MUST NOT revert: whoever is asked about, however much."""
    accounts = [NOBODY, bond.address, actors.holder_a, actors.stranger, "0x" + "ff" * 20]
    for one, other in itertools.product(accounts, accounts):
        for units in (0, 1, 2**88, HUGE):
            assert bond.canTransfer(one, other, units) in (True, False)
        assert bond.canSend(one) in (True, False)
        assert bond.canReceive(one) in (True, False)
        assert bond.getFrozenTokens(one) >= 0


def test_views_never_revert_before_there_are_units(draft, actors):
    assert draft.canTransfer(actors.holder_a, actors.holder_b, HUGE) is False
    assert draft.canTransfer(NOBODY, NOBODY, 0) is False


def test_a_transfer_goes_through_exactly_where_the_view_says_so(bond, actors):
    everyone = actors.holder_a, actors.holder_b, actors.holder_c, actors.stranger
    bond.setFrozenTokens(actors.holder_b, 1, {"from": actors.registrar})
    for sender, receiver in itertools.product(everyone, everyone):
        for units in (0, 1, 2, 3, 4):
            says = bond.canTransfer(sender, receiver, units)
            assert says is _goes_through(bond, sender, receiver, units)


def _goes_through(bond, sender, receiver, units) -> bool:
    try:
        return bond.transfer.call(receiver, units, {"from": sender})
    except VirtualMachineError:
        return False


def test_who_may_not_send_cannot_and_who_may_not_receive_cannot(platform, bond, actors):
    registrar = {"from": actors.registrar}
    platform.investors.setBlocked(actors.holder_a, True, False, registrar)
    platform.investors.setBlocked(actors.holder_b, False, True, registrar)
    answers = [bond.canSend(actors.holder_a), bond.canReceive(actors.holder_a)]
    answers += [bond.canSend(actors.holder_b), bond.canReceive(actors.holder_b)]
    assert answers == [False, True, True, False]
    assert bond.canTransfer(actors.holder_a, actors.holder_c, 1) is False
    assert bond.canTransfer(actors.holder_c, actors.holder_b, 0) is False
    assert bond.canSend(actors.stranger) is bond.canReceive(actors.stranger) is False


def test_freezing_is_absolute_not_added_up(bond, actors, agent):
    first = bond.setFrozenTokens(actors.holder_a, 2, agent)
    bond.setFrozenTokens(actors.holder_a, 1, agent)

    assert bond.getFrozenTokens(actors.holder_a) == 1
    assert first.return_value is True
    assert dict(first.events["Frozen"]) == {"account": actors.holder_a, "units": 2}
    assert bond.canTransfer(actors.holder_a, actors.holder_b, 2) is True
    assert bond.canTransfer(actors.holder_a, actors.holder_b, 3) is False


def test_more_than_the_balance_can_be_frozen_and_what_comes_in_is(bond, actors, agent):
    bond.setFrozenTokens(actors.holder_a, 100, agent)
    bond.transfer(actors.holder_a, 2, {"from": actors.holder_b})

    assert bond.balanceOf(actors.holder_a) == 5
    assert bond.getFrozenTokens(actors.holder_a) == 100
    with reverts("TransferRestricted", actors.holder_a, actors.holder_b, 1, INSUFFICIENT_UNFROZEN):
        bond.transfer(actors.holder_b, 1, {"from": actors.holder_a})


def test_the_largest_number_can_be_frozen(bond, actors, agent):
    bond.setFrozenTokens(actors.holder_a, HUGE, agent)
    assert bond.getFrozenTokens(actors.holder_a) >= 2**88 - 1  # more units than can ever be issued
    assert bond.canTransfer(actors.holder_a, actors.holder_b, 1) is False


def test_reverts_when_another_freezes(bond, actors, a):
    with reverts("NotRole", actors.holder_a, REGISTER_AGENT):
        bond.setFrozenTokens(actors.holder_b, 1, a)


def test_a_forced_transfer_moves_units_and_says_so(bond, actors, chain):
    tx = force(bond, actors, chain, 2)

    assert [bond.balanceOf(h) for h in (actors.holder_a, actors.holder_c)] == [1, 2]
    assert tx.return_value is True
    assert topics(tx) == [
        topic("Transfer(address,address,uint256)"),
        topic("ForcedTransfer(address,address,uint256)"),
    ]
    assert dict(tx.events["ForcedTransfer"]) == {
        "from": actors.holder_a,
        "to": actors.holder_c,
        "amount": 2,
    }


def test_a_forced_transfer_of_frozen_units_frees_them_first(bond, actors, agent, chain):
    """Frozen before Transfer, and no more freed than has to be."""
    bond.setFrozenTokens(actors.holder_a, 2, agent)
    tx = force(bond, actors, chain, 2)

    assert topics(tx) == [
        topic("Frozen(address,uint256)"),
        topic("Transfer(address,address,uint256)"),
        topic("ForcedTransfer(address,address,uint256)"),
    ]
    assert tx.events["Frozen"]["units"] == 1 == bond.getFrozenTokens(actors.holder_a)


def test_a_forced_transfer_of_free_units_leaves_the_freeze(bond, actors, agent, chain):
    bond.setFrozenTokens(actors.holder_a, 1, agent)
    tx = force(bond, actors, chain, 2)
    assert "Frozen" not in tx.events
    assert bond.getFrozenTokens(actors.holder_a) == 1


def test_a_sender_that_may_not_send_is_no_obstacle(platform, bond, actors, chain):
    platform.investors.setBlocked(actors.holder_a, True, True, {"from": actors.registrar})
    force(bond, actors, chain, 3)
    assert bond.balanceOf(actors.holder_c) == 3


def test_reverts_when_the_receiver_may_not_receive(platform, bond, actors, chain):
    admit(platform, actors.holder_c, eligible_until=1)
    with reverts("TransferRestricted", actors.holder_a, actors.holder_c, 1, RECEIVER_NOT_ELIGIBLE):
        force(bond, actors, chain, 1)


def test_reverts_when_more_is_forced_than_there_is(bond, actors, chain):
    with reverts("ERC20InsufficientBalance", actors.holder_a, 3, 4):
        force(bond, actors, chain, 4)


def test_reverts_when_another_forces(bond, actors, a):
    with reverts("NotRole", actors.holder_a, REGISTER_AGENT):
        bond.forcedTransfer(actors.holder_b, actors.holder_a, 1, a)


def test_reverts_when_it_was_not_announced(bond, actors, agent):
    with reverts("ForceNotDue", actors.holder_a, actors.holder_c, 1, 0):
        bond.forcedTransfer(actors.holder_a, actors.holder_c, 1, agent)
