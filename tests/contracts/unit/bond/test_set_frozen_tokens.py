"""Bond.setFrozenTokens: the register agent says how many units must stay, in all."""

from tests.support.reverts import reverts

AGENT = 6
MOST = 2**88 - 1


def test_the_amount_is_absolute_and_the_event_says_so(bond, actors):
    bond.setFrozenTokens(actors.holder_a, 3, {"from": actors.registrar})
    tx = bond.setFrozenTokens(actors.holder_a, 1, {"from": actors.registrar})

    assert bond.getFrozenTokens(actors.holder_a) == 1
    assert dict(tx.events["Frozen"]) == {"account": actors.holder_a, "units": 1}


def test_more_than_the_balance_is_allowed_and_survives_incoming_transfers(bond, actors):
    bond.setFrozenTokens(actors.holder_a, 4, {"from": actors.registrar})

    bond.transfer(actors.holder_a, 2, {"from": actors.holder_b})

    assert bond.balanceOf(actors.holder_a) == 5
    assert bond.getFrozenTokens(actors.holder_a) == 4
    bond.transfer(actors.holder_b, 1, {"from": actors.holder_a})
    assert bond.restrictionOf(actors.holder_a, actors.holder_b, 1) == 10


def test_more_than_can_exist_is_all_of_it(bond, actors):
    tx = bond.setFrozenTokens(actors.holder_a, 2**256 - 1, {"from": actors.registrar})

    assert bond.getFrozenTokens(actors.holder_a) == tx.events["Frozen"]["units"] == MOST
    assert bond.balanceOf(actors.holder_a) == 3


def test_freezing_moves_no_unit_and_no_entitlement(bond, actors):
    bond.setFrozenTokens(actors.holder_a, 3, {"from": actors.registrar})

    assert bond.balanceOf(actors.holder_a) == 3
    assert bond.totalSupply() == 5


def test_reverts_when_caller_is_not_the_register_agent(bond, actors):
    with reverts("NotRole", actors.issuer, AGENT):
        bond.setFrozenTokens(actors.holder_a, 1, {"from": actors.issuer})
