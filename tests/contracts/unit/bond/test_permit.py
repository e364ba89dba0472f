"""Bond.permit: an allowance by signature (EIP-2612), once, in time, by the owner."""

import pytest
from eth_account import Account
from eth_keys import keys

from tests.support.bonds import OUTSIDER, domain_separator, permit, permit_digest
from tests.support.platform import create_bond
from tests.support.reverts import reverts

FOREVER = 2**256 - 1
THIEF = Account.from_key("0x" + "0c" * 32)


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}


def test_a_signed_permit_is_an_allowance(bond, actors, anyone):
    spender = actors.holder_b
    signature = permit(bond, spender, 7, FOREVER)

    tx = bond.permit(OUTSIDER.address, spender, 7, FOREVER, *signature, anyone)

    assert bond.allowance(OUTSIDER.address, spender) == 7
    assert bond.nonces(OUTSIDER.address) == 1
    assert tx.events["Approval"]["value"] == 7


def test_the_domain_is_the_bonds_own(bond):
    assert bond.DOMAIN_SEPARATOR() == "0x" + domain_separator(bond).hex()


def test_reverts_when_a_permit_is_used_again(bond, actors, anyone):
    args = OUTSIDER.address, actors.holder_b, 7, FOREVER
    signature = permit(bond, actors.holder_b, 7, FOREVER)
    bond.permit(*args, *signature, anyone)

    stray = _signer(bond, actors.holder_b, 7, FOREVER, 1, signature)
    with reverts("PermitInvalid", stray, OUTSIDER.address):
        bond.permit(*args, *signature, anyone)


def test_reverts_when_the_time_is_over(bond, actors, anyone, chain):
    deadline = chain.time() - 1
    signature = permit(bond, actors.holder_b, 7, deadline)
    at = chain.time() + 100
    chain.mine(timestamp=at - 1)

    with reverts("PermitExpired", deadline, at - 1):
        bond.permit.call(OUTSIDER.address, actors.holder_b, 7, deadline, *signature, anyone)


def test_reverts_when_another_signed(bond, actors, anyone):
    signature = permit(bond, actors.holder_b, 7, FOREVER, key=THIEF.key)

    with reverts("PermitInvalid", THIEF.address, OUTSIDER.address):
        bond.permit(OUTSIDER.address, actors.holder_b, 7, FOREVER, *signature, anyone)


def test_reverts_when_it_was_signed_for_another_bond(platform, bond, actors, anyone):
    other = create_bond(platform, isin="0x" + b"OTHER0000002".hex()).bond
    signature = permit(other, actors.holder_b, 7, FOREVER)

    stray = _signer(bond, actors.holder_b, 7, FOREVER, 0, signature)
    with reverts("PermitInvalid", stray, OUTSIDER.address):
        bond.permit(OUTSIDER.address, actors.holder_b, 7, FOREVER, *signature, anyone)


def test_reverts_when_nobody_is_the_owner(bond, actors, anyone):
    nobody = "0x" + "00" * 20
    with reverts("PermitInvalid", nobody, nobody):
        bond.permit(nobody, actors.holder_b, 7, FOREVER, 27, b"\1" * 32, b"\xff" * 32, anyone)


def _signer(bond, spender, units, deadline, nonce, signature):
    """Whom a signature is by when it is read as one of this permit."""
    v, r, s = signature
    read = keys.Signature(vrs=(v - 27, r, s))
    digest = permit_digest(bond, spender, units, deadline, nonce)
    return read.recover_public_key_from_msg_hash(digest).to_checksum_address()
