"""ERC-2612: approval by signature, of the owner's key, once, in time, in this bond."""

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_utils import keccak

from tests.support.bonds import OUTSIDER, domain_separator
from tests.support.interfaces import topic
from tests.support.reverts import reverts

FOREVER = 2**256 - 1


def typed_permit(bond, spender, units, deadline, chain_id, nonce=0) -> dict:
    """The permit exactly as the standard prints its types."""
    fields = ("owner address", "spender address", "value uint256", "nonce uint256")
    domain = ("name string", "version string", "chainId uint256", "verifyingContract address")
    return {
        "types": {
            "EIP712Domain": [_field(each) for each in domain],
            "Permit": [_field(each) for each in (*fields, "deadline uint256")],
        },
        "primaryType": "Permit",
        "domain": {
            "name": "Greentrace Bond",
            "version": "1",
            "chainId": chain_id,
            "verifyingContract": bond.address,
        },
        "message": {
            "owner": OUTSIDER.address,
            "spender": spender.address,
            "value": units,
            "nonce": nonce,
            "deadline": deadline,
        },
    }


def _field(text) -> dict:
    name, kind = text.split()
    return {"name": name, "type": kind}


def sign(bond, spender, units, deadline, chain_id, nonce=0) -> tuple:
    message = typed_permit(bond, spender, units, deadline, chain_id, nonce)
    signed = Account.sign_typed_data(OUTSIDER.key, full_message=message)
    return signed.v, signed.r, signed.s


def test_a_wallets_permit_is_an_allowance_and_says_so(bond, actors, a, web3):
    spender = actors.holder_b
    signature = sign(bond, spender, 7, FOREVER, web3.eth.chain_id)

    tx = bond.permit(OUTSIDER.address, spender, 7, FOREVER, *signature, a)

    assert bond.allowance(OUTSIDER.address, spender) == 7
    assert bond.nonces(OUTSIDER.address) == 1
    assert [bytes(log["topics"][0]) for log in tx.logs] == [
        bytes.fromhex(topic("Approval(address,address,uint256)")[2:])
    ]


def test_the_domain_separator_is_the_domains_hash(bond, actors, web3):
    message = typed_permit(bond, actors.holder_b, 1, 1, web3.eth.chain_id)
    assert encode_typed_data(full_message=message).header == domain_separator(bond)
    assert bytes(bond.DOMAIN_SEPARATOR()) == domain_separator(bond)


def test_the_struct_is_the_standards(bond, actors, web3):
    message = typed_permit(bond, actors.holder_b, 1, 1, web3.eth.chain_id)
    kind = "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    words = (OUTSIDER.address, actors.holder_b.address)
    struct = keccak(text=kind)
    struct += b"".join(bytes.fromhex(each[2:]).rjust(32, b"\0") for each in words)
    struct += b"".join(number.to_bytes(32, "big") for number in (1, 0, 1))
    assert encode_typed_data(full_message=message).body == keccak(struct)


def test_the_deadlines_second_is_still_in_time(bond, actors, a, chain, web3):
    """The current blocktime is less than or equal to deadline."""
    deadline = chain.time() + 1_000
    signature = sign(bond, actors.holder_b, 7, deadline, web3.eth.chain_id)
    chain.mine(timestamp=deadline)
    bond.permit.call(OUTSIDER.address, actors.holder_b, 7, deadline, *signature, a)


def test_reverts_when_it_is_for_another_chain(bond, actors, a, web3):
    signature = sign(bond, actors.holder_b, 7, FOREVER, web3.eth.chain_id + 1)
    stray = _signer_here(bond, actors, signature, web3.eth.chain_id)
    with reverts("PermitInvalid", stray, OUTSIDER.address):
        bond.permit(OUTSIDER.address, actors.holder_b, 7, FOREVER, *signature, a)


def test_reverts_when_nobody_is_the_owner(bond, actors, a):
    nobody = "0x" + "00" * 20
    with reverts("PermitInvalid", nobody, nobody):
        bond.permit(nobody, actors.holder_b, 7, FOREVER, 27, b"\1" * 32, b"\xff" * 32, a)


def _signer_here(bond, actors, signature, chain_id) -> str:
    """Whom the bond takes a signature to be by."""
    message = typed_permit(bond, actors.holder_b, 7, FOREVER, chain_id)
    return Account.recover_message(encode_typed_data(full_message=message), vrs=signature)
