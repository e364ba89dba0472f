"""The platform's contracts as the stages use them: one function per view, one per call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from oracle.chain.deployment import Deployment
from oracle.chain.errors import Refused, Reverted
from oracle.chain.interface import decode_error, interface
from oracle.chain.node import Block, Node, was_reverted
from oracle.core.codec import to_hex, to_text32
from oracle.core.model import Report
from oracle.core.units import Address, BatchId, Instant, ProjectId

_RAISED_BELOW = ("Batches", "Impact", "Methodologies", "Factors", "GridRenewable", "Projects")
_COMPACT = 32


@dataclass(frozen=True, slots=True)
class Call:
    """A call that changes state: where it goes and its calldata."""

    to: Address
    data: bytes


@dataclass(frozen=True, slots=True)
class NodeSet:
    """The nodes that sign reports: number of the set, how many must sign, who they are."""

    number: int
    threshold: int
    nodes: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class PostedBatch:
    """What the chain keeps of a batch; `root` is zero where there is none."""

    root: bytes
    exported: int
    imported: int
    leaves: int
    readings: int
    start: int
    end: int

    @property
    def stands(self) -> bool:
        """Whether there is such a batch."""
        return any(self.root)

    def is_of(self, report: Report) -> bool:
        """Whether the chain's figures are those of `report`."""
        theirs = (self.root, self.exported, self.imported, self.leaves, self.readings)
        ours = (report.root, report.exported, report.imported, report.leaves, report.readings)
        return theirs == ours and (self.start, self.end) == (report.start, report.end)


@dataclass(frozen=True, slots=True)
class Chain:
    """One chain: a node that serves it, what stands on it, and when a block counts as final."""

    node: Node
    deployment: Deployment
    confirmations: int | None

    def final(self) -> Block:
        """The newest final block.

        Raises: NodeUnavailable
        """
        return self.node.final_block(self.confirmations)

    def deployment_salt(self, *, at: Block) -> bytes:
        """Salt of the devices' signatures.

        Raises: NodeUnavailable, Reverted
        """
        salt: bytes = self._view("Devices", "deploymentSalt", at=at)[0]
        return salt

    def current_nodes(self, *, at: Block) -> NodeSet:
        """The nodes whose signatures count.

        Raises: NodeUnavailable, Reverted
        """
        number, threshold, nodes = self._view("Batches", "currentNodes", at=at)
        return NodeSet(number, threshold, tuple(Address(node.lower()) for node in nodes))

    def batch_of(self, batch: BatchId, *, at: Block) -> PostedBatch:
        """What the chain keeps of a batch.

        Raises: NodeUnavailable, Reverted
        """
        return PostedBatch(*self._view("Batches", "batchOf", _word(batch), at=at)[0])

    def head_of(self, project: ProjectId, metric: str, *, at: Block) -> BatchId:
        """The last batch of a stream, zero where there is none.

        Raises: NodeUnavailable, Reverted
        """
        answer = self._view("Batches", "headOf", _word(project), to_text32(metric), at=at)
        return BatchId(to_hex(answer[0]))

    def is_measured(self, batch: BatchId, *, at: Block) -> bool:
        """Whether the impact of a batch was measured.

        Raises: NodeUnavailable, Reverted
        """
        measured: bool = self._view("Impact", "reductionOf", _word(batch), at=at)[1]
        return measured

    def decimals_of(self, token: Address, *, at: Block) -> int:
        """Digits after the point of a token.

        Raises: NodeUnavailable, Reverted
        """
        abi = interface("DepositToken")  # ERC20.decimals, whatever the token
        try:
            output = self.node.call(token, abi.calldata("decimals"), at=at)
        except Refused as refusal:
            raise _named(refusal, f"{token}.decimals") from refusal
        digits: int = abi.answer("decimals", output)[0]
        return digits

    def post(self, report: Report, signers: int, signatures: Sequence[bytes]) -> Call:
        """The call that anchors a batch.

        Shape:  signatures are compact (64 bytes r, vs), one per set bit of `signers`, in order
        """
        fields = (
            *(_word(report.project), to_text32(report.metric), report.start, report.end),
            *(report.interval, report.leaves, report.readings, report.exported, report.imported),
            *(report.root, _word(report.previous), report.data_hash, report.node_set),
        )
        pairs = [(signature[:_COMPACT], signature[_COMPACT:]) for signature in signatures]
        calldata = interface("Batches").calldata("post", fields, signers, pairs)
        return Call(self.deployment.address_of("Batches"), calldata)

    def measure(self, project: ProjectId, metric: str, start: Instant, end: Instant) -> Call:
        """The call that measures the impact of a batch."""
        arguments = (_word(project), to_text32(metric), start, end)
        calldata = interface("Impact").calldata("measure", *arguments)
        return Call(self.deployment.address_of("Impact"), calldata)

    def gas_of(self, sender: Address, call: Call) -> int:
        """Gas that a call needs in the newest state.

        Raises: NodeUnavailable, Reverted
        """
        try:
            return self.node.estimate(sender, call.to, call.data)
        except Refused as refusal:
            raise _named(refusal, call.to) from refusal

    def _view(self, contract: str, function: str, *arguments: object, at: Block) -> tuple[Any, ...]:
        abi = interface(contract)
        calldata = abi.calldata(function, *arguments)
        try:
            output = self.node.call(self.deployment.address_of(contract), calldata, at=at)
        except Refused as refusal:
            raise _named(refusal, f"{contract}.{function}") from refusal
        return abi.answer(function, output)


def _named(refusal: Refused, called: str) -> Refused | Reverted:
    """The refusal as it is, or, where the contract reverts, its error by name."""
    if not was_reverted(refusal):
        return refusal
    return Reverted(called, *decode_error(refusal.data, _RAISED_BELOW))


def _word(identifier: str) -> bytes:
    return bytes.fromhex(identifier[2:])
