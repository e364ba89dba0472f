"""ERC-20: what the standard asks of a token, where the bond's rules allow the move."""

import pytest

from tests.support.interfaces import topic
from tests.support.reverts import reverts

UNLIMITED = 2**256 - 1


def balances(bond, *holders) -> list[int]:
    return [bond.balanceOf(each) for each in holders]


def test_it_describes_itself(bond, series):
    assert bond.name() == "Green digital track bond"
    assert bond.symbol() == "JP390290AC61"
    assert bond.decimals() == 0
    assert bond.totalSupply() == 5


def test_transfer_moves_units_answers_true_and_says_so(bond, actors, a):
    tx = bond.transfer(actors.holder_b, 2, a)

    assert balances(bond, actors.holder_a, actors.holder_b) == [1, 4]
    assert tx.return_value is True
    assert dict(tx.events["Transfer"]) == {
        "from": actors.holder_a,
        "to": actors.holder_b,
        "value": 2,
    }


def test_a_transfer_of_nothing_is_a_transfer(bond, actors, a):
    """MUST be treated as normal transfers and fire the Transfer event."""
    tx = bond.transfer(actors.holder_b, 0, a)
    assert tx.events["Transfer"]["value"] == 0
    assert balances(bond, actors.holder_a, actors.holder_b) == [3, 2]


def test_the_events_have_the_standards_topics(bond, actors, a):
    sent = bond.transfer(actors.holder_b, 1, a)
    allowed = bond.approve(actors.holder_b, 1, a)
    assert (
        sent.logs[0]["topics"][0].hex().removeprefix("0x")
        == (topic("Transfer(address,address,uint256)")[2:])
    )
    assert (
        allowed.logs[0]["topics"][0].hex().removeprefix("0x")
        == (topic("Approval(address,address,uint256)")[2:])
    )
    assert [len(tx.logs[0]["topics"]) for tx in (sent, allowed)] == [3, 3]


def test_approve_sets_the_allowance_answers_true_and_says_so(bond, actors, a):
    tx = bond.approve(actors.holder_c, 2, a)

    assert bond.allowance(actors.holder_a, actors.holder_c) == 2
    assert tx.return_value is True
    assert dict(tx.events["Approval"]) == {
        "owner": actors.holder_a,
        "spender": actors.holder_c,
        "value": 2,
    }


def test_a_second_approval_replaces_the_first(bond, actors, a):
    bond.approve(actors.holder_c, 2, a)
    bond.approve(actors.holder_c, 1, a)
    assert bond.allowance(actors.holder_a, actors.holder_c) == 1


def test_transfer_from_moves_units_and_lowers_the_allowance(bond, actors, a):
    bond.approve(actors.holder_c, 2, a)
    tx = bond.transferFrom(actors.holder_a, actors.holder_b, 2, {"from": actors.holder_c})

    assert balances(bond, actors.holder_a, actors.holder_b) == [1, 4]
    assert bond.allowance(actors.holder_a, actors.holder_c) == 0
    assert tx.return_value is True
    assert tx.events["Transfer"]["value"] == 2


def test_even_the_owner_needs_an_allowance_to_transfer_from(bond, actors, a):
    with reverts("ERC20InsufficientAllowance", actors.holder_a, 0, 1):
        bond.transferFrom(actors.holder_a, actors.holder_b, 1, a)


def test_units_issued_come_from_nobody(series, web3):
    """SHOULD trigger a Transfer event with the _from address set to 0x0 when created."""
    created = {
        "fromBlock": 0,
        "address": series.bond.address,
        "topics": [topic("Transfer(address,address,uint256)"), "0x" + "00" * 32],
    }
    assert sum(int.from_bytes(log["data"], "big") for log in web3.eth.get_logs(created)) == 5


@pytest.mark.parametrize("units", [4, 2**88, UNLIMITED])
def test_reverts_when_the_sender_has_too_little(bond, actors, a, units):
    with reverts("ERC20InsufficientBalance", actors.holder_a, 3, units):
        bond.transfer(actors.holder_b, units, a)
