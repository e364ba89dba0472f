"""ERC-5267: the EIP-712 domain can be read, and is the one that signatures are checked under."""

from eth_abi import encode
from eth_utils import keccak

NAME, VERSION, CHAIN_ID, CONTRACT, SALT = (1 << bit for bit in range(5))


def test_the_fields_say_which_parts_the_domain_has(bond):
    fields, *_ = bond.eip712Domain()
    assert int.from_bytes(bytes(fields), "big") == NAME | VERSION | CHAIN_ID | CONTRACT
    assert int.from_bytes(bytes(fields), "big") & SALT == 0


def test_the_parts_are_the_bonds_own(bond, web3):
    _, name, version, chain_id, contract, salt, extensions = bond.eip712Domain()
    assert (name, version, chain_id) == ("Greentrace Bond", "1", web3.eth.chain_id)
    assert contract == bond.address  # the clone's, not its implementation's
    assert bytes(salt) == bytes(32)
    assert list(extensions) == []


def test_the_domain_separator_follows_from_what_is_read(bond):
    """As the standard's sample reads a domain: only from what eip712Domain answers."""
    _, name, version, chain_id, contract, _, _ = bond.eip712Domain()
    kind = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    types = ["bytes32", "bytes32", "bytes32", "uint256", "address"]
    parts = [keccak(text=kind), keccak(text=name), keccak(text=version), chain_id, contract]
    assert bytes(bond.DOMAIN_SEPARATOR()) == keccak(encode(types, parts))


def test_two_bonds_have_two_domains(bond, draft):
    assert bytes(bond.DOMAIN_SEPARATOR()) != bytes(draft.DOMAIN_SEPARATOR())
