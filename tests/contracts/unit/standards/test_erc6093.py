"""ERC-6093: the standard's errors where it has one, with its arguments in its order.

Moves that a rule of the bond stops revert with TransferRestricted and the reason; the errors of
invalid senders, approvers and spenders cannot occur: nobody calls from the zero address.
"""

import pytest

from tests.support.interfaces import selector
from tests.support.reverts import reverts

NOBODY = "0x" + "00" * 20
ERRORS = [
    "ERC20InsufficientBalance(address,uint256,uint256)",
    "ERC20InsufficientAllowance(address,uint256,uint256)",
    "ERC20InvalidReceiver(address)",
]


def test_too_little_balance_names_sender_balance_and_need(bond, actors, a):
    with reverts("ERC20InsufficientBalance", actors.holder_a, 3, 4):
        bond.transfer(actors.holder_b, 4, a)


def test_too_small_an_allowance_names_spender_allowance_and_need(bond, actors, a):
    bond.approve(actors.holder_c, 1, a)
    with reverts("ERC20InsufficientAllowance", actors.holder_c, 1, 2):
        bond.transferFrom(actors.holder_a, actors.holder_b, 2, {"from": actors.holder_c})


def test_nobody_is_an_invalid_receiver(bond, a):
    with reverts("ERC20InvalidReceiver", NOBODY):
        bond.transfer(NOBODY, 1, a)


def test_the_allowance_is_asked_before_the_balance(bond, actors):
    with reverts("ERC20InsufficientAllowance", actors.holder_c, 0, 99):
        bond.transferFrom(actors.holder_a, actors.holder_b, 99, {"from": actors.holder_c})


@pytest.mark.parametrize("error", ERRORS)
def test_the_abi_names_the_errors_as_the_standard_does(bond, error):
    entries = [entry for entry in bond.abi if entry["type"] == "error"]
    signatures = {
        f"{entry['name']}({','.join(given['type'] for given in entry['inputs'])})"
        for entry in entries
    }
    assert error in signatures


@pytest.mark.parametrize(
    ("error", "published"), zip(ERRORS, (0xE450D38C, 0xFB8F41B2, 0xEC442F05), strict=True)
)
def test_the_selectors_are_the_published_ones(error, published):
    assert selector(error) == published
