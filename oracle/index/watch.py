"""Which addresses are ours: those of the manifest, and those that a bond's creation adds."""

from collections.abc import Iterable
from dataclasses import dataclass

from oracle.chain.deployment import Deployment
from oracle.chain.interface import Plain, interface
from oracle.chain.node import Topics
from oracle.core.codec import to_hex
from oracle.core.units import Address

CASH = "DepositToken"
"""A settlement token; where a bond names another make of token, only what both know is kept."""

_EAS = "EAS"
_EAS_EVENTS = ("Attested", "Revoked")
# Millions of transfers of a bank's deposits say nothing about green money.
_CASH_SKIPPED = ("Transfer", "Approval")
_FOREIGN = ("SchemaRegistry", _EAS, CASH)


@dataclass(frozen=True, slots=True)
class Watched:
    """One address that is watched, as which contract, and since which block."""

    address: Address
    contract: str
    since: int


@dataclass(frozen=True, slots=True)
class Filter:
    """A question to a node about logs: of which addresses, with which topics."""

    addresses: tuple[Address, ...]
    topics: Topics


def of_deployment(deployment: Deployment) -> dict[Address, Watched]:
    """The contracts of the manifest, but not the registry of schemas, which is everybody's."""
    return {
        entry.address: Watched(entry.address, name, 0)
        for name, entry in deployment.contracts.items()
        if name != "SchemaRegistry"
    }


def of_bond(arguments: Plain, block_number: int) -> list[Watched]:
    """What `BondFactory.BondCreated` adds: the bond, its vault, its settlement token."""
    terms = arguments["terms"]
    cash = terms["cash"] if isinstance(terms, dict) else ""
    named = ((arguments["bond"], "Bond"), (arguments["vault"], "ProceedsVault"), (cash, CASH))
    return [
        Watched(Address(str(address).lower()), contract, block_number)
        for address, contract in named
    ]


def filters(watched: Iterable[Watched], schemas: Iterable[str]) -> list[Filter]:
    """Questions that together find every event of `watched`; of attestations only our schemas'."""
    by_contract: dict[str, list[Address]] = {}
    for entry in watched:
        group = entry.contract if entry.contract in _FOREIGN else ""
        by_contract.setdefault(group, []).append(entry.address)
    topics: dict[str, Topics] = {
        "": (),
        CASH: (_topics(CASH, without=_CASH_SKIPPED),),
        _EAS: (_topics(_EAS, only=_EAS_EVENTS), None, None, sorted(schemas)),
    }
    return [Filter(tuple(sorted(by_contract[group])), topics[group]) for group in by_contract]


def _topics(contract: str, only: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> list[str]:
    return [
        to_hex(topic)
        for topic, event in interface(contract).events.items()
        if event.name not in without and (not only or event.name in only)
    ]
