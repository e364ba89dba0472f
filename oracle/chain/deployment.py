"""The manifest deployments/<chain-id>.json: which contracts stand where, on which chain."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from oracle.core.codec import from_hex, to_hex
from oracle.core.errors import Malformed, Misconfigured
from oracle.core.units import MAX_STORED, Address
from oracle.core.wire import expect_names, integer_in, parse_object, text_in

_CONTRACT = {"address", "block", "transaction", "constructorArguments", "codeHash"}
_REQUIRED = {"chainId", "genesisHash", "startBlock", "contracts", "schemas"}


@dataclass(frozen=True, slots=True)
class Deployed:
    """One contract of the manifest.

    block                 it was created in
    constructor_arguments as the manifest has them
    code_hash             keccak-256 of its code
    """

    name: str
    address: Address
    block: int
    transaction: str
    constructor_arguments: tuple[object, ...]
    code_hash: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """What stands on one chain.

    genesis_hash  of block 0, so that two chains of one id are told apart
    start_block   before it there is nothing of ours
    schemas       uid of each kind of attestation
    """

    chain_id: int
    genesis_hash: str
    start_block: int
    contracts: Mapping[str, Deployed]
    schemas: Mapping[str, str]

    def address_of(self, name: str) -> Address:
        """Address of a contract by its name.

        Raises: Misconfigured  the manifest does not have it
        """
        if name not in self.contracts:
            raise Misconfigured(f"contracts.{name}", "is not in the deployment manifest")
        return self.contracts[name].address


def load_deployment(path: Path) -> Deployment:
    """The manifest in a file.

    Raises: Misconfigured  it cannot be read, or is not a manifest
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Misconfigured(str(path), error.strerror or "cannot be read") from error
    try:
        return parse_deployment(content)
    except Malformed as error:
        raise Misconfigured(f"{path}: {error.field}", error.detail) from error


def parse_deployment(content: bytes) -> Deployment:
    """The manifest in JSON text.

    Raises: Malformed
    """
    members = parse_object(content)
    # A manifest may say more (its git commit, its time): only what we rely on is checked.
    expect_names({name: members[name] for name in members.keys() & _REQUIRED}, _REQUIRED, "json")
    contracts, schemas = members["contracts"], members["schemas"]
    if not isinstance(contracts, dict) or not isinstance(schemas, dict):
        raise Malformed("contracts", "contracts and schemas are JSON objects")
    return Deployment(
        chain_id=integer_in(members["chainId"], MAX_STORED, "chainId"),
        genesis_hash=_hash(members, "genesisHash"),
        start_block=integer_in(members["startBlock"], MAX_STORED, "startBlock"),
        contracts={name: _deployed(name, entry) for name, entry in contracts.items()},
        schemas={kind: _hash(schemas, kind) for kind in schemas},
    )


def _deployed(name: str, entry: object) -> Deployed:
    if not isinstance(entry, dict):
        raise Malformed(f"contracts.{name}", "not a JSON object")
    known = {member: entry[member] for member in entry.keys() & _CONTRACT}
    expect_names(known, _CONTRACT, f"contracts.{name}")
    arguments = entry["constructorArguments"]
    if not isinstance(arguments, list):
        raise Malformed(f"contracts.{name}.constructorArguments", "not a list")
    address = from_hex(text_in(entry, "address").lower(), 20, f"contracts.{name}.address")
    return Deployed(
        name=name,
        address=Address(to_hex(address)),
        block=integer_in(entry["block"], MAX_STORED, f"contracts.{name}.block"),
        transaction=_hash(entry, "transaction"),
        constructor_arguments=tuple(arguments),
        code_hash=_hash(entry, "codeHash"),
    )


def _hash(members: dict[str, object], name: str) -> str:
    return to_hex(from_hex(text_in(members, name).lower(), 32, name))
