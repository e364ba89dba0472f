"""Views of Bond: what it is, and what it says about itself."""

import pytest

INTERFACES = {"ERC165": "0x01ffc9a7", "ERC20": "0x36372b07", "ERC5267": "0x84b0196e"}


def test_name_symbol_and_decimals_come_from_the_terms(bond):
    assert bond.name() == "Green digital track bond"
    assert bond.symbol() == "JP390290AC61"
    assert bond.decimals() == 0


def test_the_schedule_is_that_of_the_creation(series, bond):
    assert bond.couponCount() == 2
    assert [bond.couponOf(n) for n in (0, 1)] == series.coupons


def test_the_terms_name_the_vault(series, bond):
    assert bond.terms()["vault"] == series.vault


@pytest.mark.parametrize("name", INTERFACES)
def test_it_says_which_interfaces_it_has(bond, name):
    assert bond.supportsInterface(INTERFACES[name])


@pytest.mark.parametrize("id_", ["0xffffffff", "0x00000000", "0x3edbb4c4"])
def test_it_claims_no_interface_that_it_lacks(bond, id_):
    assert not bond.supportsInterface(id_)


def test_the_signing_domain_is_readable(bond, web3):
    fields, name, version, chain_id, contract, salt, extensions = bond.eip712Domain()

    assert (fields, name, version) == ("0x0f", "Greentrace Bond", "1")
    assert (chain_id, contract) == (web3.eth.chain_id, bond.address)
    assert (int(str(salt), 16), list(extensions)) == (0, [])


def test_a_bond_without_framework_is_not_green(draft):
    document, opinion, is_green = draft.bond.framework()

    assert int(str(document), 16) == int(str(opinion), 16) == 0
    assert is_green is False


def test_two_frameworks_have_two_subjects(bond, draft):
    one, other = "0x" + "01" * 32, "0x" + "02" * 32

    subjects = {str(b.frameworkSubject(f)) for b in (bond, draft.bond) for f in (one, other)}
    assert len(subjects) == 4
