"""What an audit asks of a chain. Any node will do; `oracle.audit.node` is the one over JSON-RPC."""

from collections.abc import Iterable
from typing import Any, Protocol

from oracle.core.units import Address
from oracle.facts.event import Event
from oracle.facts.statement import AsOf


class Reader(Protocol):
    """Reads of one chain."""

    def chain_id(self) -> int:
        """Which chain the node serves. Raises: NodeUnavailable"""

    def head(self) -> int:
        """Number of the newest block. Raises: NodeUnavailable"""

    def block(self, number: int) -> AsOf:
        """Hash and time of a block. Raises: NodeUnavailable"""

    def events(self, first: int, last: int) -> Iterable[Event]:
        """Every event of the deployment in a range of blocks. Raises: NodeUnavailable"""

    def code_hash(self, address: Address, block: int) -> str:
        """keccak-256 of the code at an address. Raises: NodeUnavailable"""

    def call(
        self, contract: str, address: Address, function: str, arguments: tuple[Any, ...], block: int
    ) -> tuple[Any, ...]:
        """What a view answers, one value per output. Raises: NodeUnavailable"""
