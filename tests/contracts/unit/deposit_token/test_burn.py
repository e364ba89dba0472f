"""DepositToken.burn: the bank burns what came back to it, and nothing else."""

import pytest

from tests.support.platform import mint
from tests.support.reverts import reverts
from tests.support.texts import digest32

PAYOUT = digest32("payout")


def test_what_came_back_is_burned_and_said(platform, actors):
    token = platform.deposit_token
    mint(platform, actors.issuer, 100)
    token.transfer(actors.bank, 60, {"from": actors.issuer})

    tx = token.burn(PAYOUT, 60, {"from": actors.bank})

    assert token.balanceOf(actors.bank) == 0
    assert token.balanceOf(actors.issuer) == 40
    event = {"paymentReference": PAYOUT, "from": actors.bank, "amount": 60}
    assert dict(tx.events["DepositBurned"]) == event


@pytest.mark.parametrize("amount", [1, 2**256 - 1])
def test_reverts_when_the_bank_does_not_hold_it(platform, actors, amount):
    mint(platform, actors.issuer, 100)
    with reverts("ERC20InsufficientBalance", actors.bank, 0, amount):
        platform.deposit_token.burn(PAYOUT, amount, {"from": actors.bank})
