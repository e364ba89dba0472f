"""What one pass of the post stage works with: both sides, and the chain as it was at its start."""

from dataclasses import dataclass

from sqlalchemy import Engine

from oracle.chain.contracts import Chain
from oracle.chain.node import Block
from oracle.chain.sender import Sender


@dataclass(frozen=True, slots=True)
class Round:
    """One pass.

    head   newest block at the start: what is mined
    final  newest final block at the start: what cannot be undone
    """

    database: Engine
    chain: Chain
    sender: Sender
    head: Block
    final: Block

    def block_hash(self, number: int) -> str | None:
        """Hash of the chain's block of this number, None where the chain is shorter.

        Raises: NodeUnavailable
        """
        return self.chain.node.block(number).hash if number <= self.head.number else None
