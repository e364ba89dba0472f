"""ERC-165: the bond names the interfaces that it has, and no others."""

import pytest

from tests.support.interfaces import interface_id, selector

ERC165 = ["supportsInterface(bytes4)"]
ERC20 = [
    *("totalSupply()", "balanceOf(address)", "transfer(address,uint256)"),
    *("transferFrom(address,address,uint256)", "approve(address,uint256)"),
    "allowance(address,address)",
]
ERC2612 = [
    "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
    *("nonces(address)", "DOMAIN_SEPARATOR()"),
]
ERC5267 = ["eip712Domain()"]
ERC7943 = [
    *("forcedTransfer(address,address,uint256)", "setFrozenTokens(address,uint256)"),
    *("canSend(address)", "canReceive(address)", "getFrozenTokens(address)"),
    "canTransfer(address,address,uint256)",
]
ERC1643 = [
    *("getDocument(bytes32)", "setDocument(bytes32,string,bytes32)"),
    *("removeDocument(bytes32)", "getAllDocuments()"),
]
PUBLISHED = {
    "0x01ffc9a7": ERC165,
    "0x36372b07": ERC20,
    "0x9d8ff7da": ERC2612,
    "0x84b0196e": ERC5267,
    "0x3edbb4c4": ERC7943,
}
"""Ids as the standards or their users print them."""


@pytest.mark.parametrize("published", PUBLISHED)
def test_an_id_is_that_of_its_functions(published):
    assert interface_id(PUBLISHED[published]) == published


@pytest.mark.parametrize("functions", [ERC165, ERC20, ERC2612, ERC5267, ERC7943, ERC1643])
def test_every_interface_it_has_is_named(bond, functions):
    assert bond.supportsInterface(interface_id(functions)) is True


@pytest.mark.parametrize("functions", [ERC20, ERC2612, ERC5267, ERC7943, ERC1643])
def test_every_function_of_a_named_interface_is_there(bond, functions):
    """By selector: a wrong argument type is another function."""
    known = {int(each, 16) for each in bond.selectors}
    assert [each for each in functions if selector(each) not in known] == []


@pytest.mark.parametrize("id_", ["0xffffffff", "0x00000000", "0x80ac58cd", "0x2a55205a"])
def test_others_are_not_named(bond, id_):
    assert bond.supportsInterface(id_) is False


def test_the_getters_of_erc7092_are_there_and_its_id_is_not(bond):
    getters = [
        *("isin()", "currency()", "denomination()", "issueVolume()", "couponRate()"),
        *("issueDate()", "maturityDate()", "principalOf(address)"),
    ]
    known = {int(each, 16) for each in bond.selectors}
    assert [each for each in getters if selector(each) not in known] == []
    assert bond.supportsInterface(interface_id(getters)) is False


def test_an_answer_costs_less_than_the_standard_allows(bond, web3):
    asked = bond.supportsInterface.encode_input("0x01ffc9a7")
    call = {"to": bond.address, "data": asked}
    assert web3.eth.estimate_gas(call) - 21_000 < 30_000
