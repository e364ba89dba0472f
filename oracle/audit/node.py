"""The chain as an audit reads it: every log fetched anew from one node, nothing from a database."""

from collections.abc import Iterable, Mapping
from typing import Any

from oracle.chain.deployment import Deployment
from oracle.chain.errors import BadAnswer
from oracle.chain.interface import interface
from oracle.chain.node import Log, Node
from oracle.chain.rpc import Rpc, Transport
from oracle.chain.shapes import quantity, raw
from oracle.core.codec import keccak, to_hex
from oracle.core.units import Address
from oracle.facts.event import Event
from oracle.facts.statement import AsOf

READ = (
    *("Projects", "Devices", "Methodologies", "Factors", "Batches", "Impact", "Attestations"),
    *("Verifiers", "BondFactory", "Offering", "Bookbuilding", "Disclosures", "Commitments"),
)
"""Contracts whose events an audit reads, besides bonds and their vaults."""


class NodeReader:
    """Reads of one chain through one node."""

    def __init__(self, transport: Transport, deployment: Deployment) -> None:
        self._rpc = Rpc(transport)
        self._node = Node(transport)
        self._deployment = deployment

    def chain_id(self) -> int:
        """Which chain the node serves.

        Raises: NodeUnavailable
        """
        return quantity(self._rpc.request("eth_chainId"), "eth_chainId")

    def head(self) -> int:
        """Number of the newest block.

        Raises: NodeUnavailable
        """
        return self._node.head().number

    def block(self, number: int) -> AsOf:
        """Hash and time of a block.

        Raises: NodeUnavailable
        """
        found = self._node.block(number)
        return AsOf(found.number, found.hash, found.time)

    def events(self, first: int, last: int) -> Iterable[Event]:
        """Every event of the deployment and of its bonds in a range of blocks, in order.

        Raises: NodeUnavailable
        """
        known = {
            found.address: name
            for name, found in self._deployment.contracts.items()
            if name in READ
        }
        # A bond that was created before the range speaks in it as well.
        factory = [address for address, name in known.items() if name == "BondFactory"]
        known |= _of_bonds(self._node.logs(factory, self._deployment.start_block, last))
        logs = self._node.logs(sorted(known), max(first, self._deployment.start_block), last)
        times = self._node.blocks([found.block_number for found in logs])
        for found in logs:
            decoded = interface(known[found.address]).event(found)
            at = times[found.block_number]
            if at.hash != found.block_hash:
                raise BadAnswer("eth_getLogs", f"a log of {found.block_hash}, not on the chain")
            if decoded is not None:
                place = (found.block_number, found.block_hash, at.time, found.transaction_hash)
                contract = known[found.address]
                yield Event(*place, found.log_index, contract, found.address, *decoded)

    def code_hash(self, address: Address, block: int) -> str:
        """keccak-256 of the code at an address.

        Raises: NodeUnavailable
        """
        pin = {"blockHash": self._node.block(block).hash, "requireCanonical": True}
        return to_hex(keccak(raw(self._rpc.request("eth_getCode", address, pin), "eth_getCode")))

    def call(
        self, contract: str, address: Address, function: str, arguments: tuple[Any, ...], block: int
    ) -> tuple[Any, ...]:
        """What a view answers, one value per output.

        Raises: NodeUnavailable
        """
        abi = interface(contract)
        calldata = abi.calldata(function, *arguments)
        output = self._node.call(address, calldata, at=self._node.block(block))
        return abi.answer(function, output)


def _of_bonds(logs: Iterable[Log]) -> Mapping[Address, str]:
    """Bonds and vaults that the factory made."""
    found: dict[Address, str] = {}
    for entry in logs:
        decoded = interface("BondFactory").event(entry)
        if decoded is not None and decoded[0] == "BondCreated":
            found[Address(str(decoded[1]["bond"]).lower())] = "Bond"
            found[Address(str(decoded[1]["vault"]).lower())] = "ProceedsVault"
    return found
