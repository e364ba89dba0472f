"""A bond is one contract to its users and three in code: its ABI is the union of theirs."""

import json
from collections.abc import Iterable
from typing import Any

BOND = ("Bond", "BondDesk", "BondOffice")
"""The contracts that answer for a bond. Source: contracts/bond/Bond.sol, PARTS."""

Entry = dict[str, Any]


def union(abis: Iterable[list[Entry]]) -> list[Entry]:
    """ABI of a contract that passes on to others what it does not know; it is the first of them."""
    found: dict[str, Entry] = {}
    for number, abi in enumerate(abis):
        for entry in abi:
            # A part is built and paid by nobody but the first.
            if number == 0 or entry["type"] not in ("constructor", "receive", "fallback"):
                found.setdefault(_key(entry), entry)
    return list(found.values())


def bond_at(containers: Any, address: str) -> Any:
    """The bond at an address, with everything it answers to."""
    from brownie import Contract
    from brownie.network.state import _add_contract

    abi = union(containers[name].abi for name in BOND)
    bond = Contract.from_abi("Bond", address, abi, persist=False)
    # Else receipts have no return value, and brownie stumbles over a revert.
    bond._build["language"] = "Solidity"
    _add_contract(bond)
    return bond


def _key(entry: Entry) -> str:
    types = [_type(given) for given in entry.get("inputs", [])]
    return json.dumps([entry["type"], entry.get("name"), types])


def _type(given: Entry) -> Any:
    return [given["type"], *map(_type, given.get("components", []))]
