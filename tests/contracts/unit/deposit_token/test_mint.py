"""DepositToken.mint: the bank credits a payment it received, once."""

import pytest

from tests.support.reverts import reverts
from tests.support.texts import digest32, unique32

PAYMENT = digest32("payment")


@pytest.mark.parametrize("amount", [0, 1, 500_000_000, 2**256 - 1])
def test_the_payment_is_credited_and_said(platform, actors, amount):
    token = platform.deposit_token

    tx = token.mint(PAYMENT, actors.issuer, amount, {"from": actors.bank})

    assert token.balanceOf(actors.issuer) == token.totalSupply() == amount
    assert token.isUsed(PAYMENT)
    event = {"paymentReference": PAYMENT, "to": actors.issuer, "amount": amount}
    assert dict(tx.events["DepositMinted"]) == event


def test_inv_dt_1_a_reference_counts_once_whoever_uses_it(platform, actors):
    token, bank = platform.deposit_token, {"from": actors.bank}
    token.mint(PAYMENT, actors.bank, 10, bank)
    token.burn(digest32("payout"), 1, bank)

    for used in (PAYMENT, digest32("payout")):
        for to in (actors.bank, actors.issuer):
            with reverts("ReferenceUsed", used):
                token.mint(used, to, 1, bank)
        with reverts("ReferenceUsed", used):
            token.burn(used, 1, bank)
    platform.roles.grantRole(2, actors.reviewer, 0, {"from": actors.admin})
    with reverts("ReferenceUsed", PAYMENT):
        token.mint(PAYMENT, actors.issuer, 1, {"from": actors.reviewer})


def test_inv_dt_2_supply_is_minted_less_burned(platform, actors):
    token, bank, supply = platform.deposit_token, {"from": actors.bank}, 0
    for amount in (5, 0, 7, 10**18):
        token.mint(unique32(), actors.bank, amount, bank)
        supply += amount
        assert token.totalSupply() == supply
    for amount in (7, 0, 10**17):
        token.burn(unique32(), amount, bank)
        supply -= amount
        assert token.totalSupply() == supply
    token.transfer(actors.issuer, 3, bank)
    assert token.totalSupply() == supply


def test_the_token_has_the_decimals_of_its_currency(platform):
    token = platform.deposit_token

    assert (token.name(), token.symbol(), token.decimals()) == ("Deposit JPY", "dJPY", 0)
