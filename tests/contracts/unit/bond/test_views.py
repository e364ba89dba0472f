"""Views of Bond: what it is, and what it says about itself."""

import pytest

from tests.support.reverts import reverts

INTERFACES = {
    "ERC165": "0x01ffc9a7",
    "ERC20": "0x36372b07",
    "ERC5267": "0x84b0196e",
    "ERC2612": "0x9d8ff7da",
    "ERC7943": "0x3edbb4c4",
}


def test_name_symbol_and_decimals_come_from_the_terms(bond):
    assert bond.name() == "Green digital track bond"
    assert bond.symbol() == "JP390290AC61"
    assert bond.decimals() == 0


def test_the_schedule_is_that_of_the_creation(series, bond):
    assert bond.couponCount() == 2
    assert [bond.couponOf(n) for n in (0, 1)] == series.coupons


@pytest.mark.parametrize("number", [2, 2**256 - 1])
def test_reverts_when_there_is_no_such_coupon(bond, number):
    with reverts("CouponNotOpen", number):
        bond.couponOf(number)


def test_the_terms_name_the_vault(series, bond):
    assert bond.terms()["vault"] == series.vault


@pytest.mark.parametrize("name", INTERFACES)
def test_it_says_which_interfaces_it_has(bond, name):
    assert bond.supportsInterface(INTERFACES[name])


@pytest.mark.parametrize("id_", ["0xffffffff", "0x00000000"])
def test_it_claims_no_interface_that_it_lacks(bond, id_):
    assert not bond.supportsInterface(id_)


def test_the_signing_domain_is_readable(bond, web3):
    fields, name, version, chain_id, contract, salt, extensions = bond.eip712Domain()

    assert (fields, name, version) == ("0x0f", "Greentrace Bond", "1")
    assert (chain_id, contract) == (web3.eth.chain_id, bond.address)
    assert (int(str(salt), 16), list(extensions)) == (0, [])
