"""Typed reads of one node. State is read at a stated block; nothing here knows a contract."""

from collections.abc import Sequence
from dataclasses import dataclass

from oracle.chain.errors import BadAnswer, Refused, WrongChain
from oracle.chain.rpc import Rpc, Transport
from oracle.chain.shapes import data, entries, members, quantity, raw
from oracle.core.errors import NodeUnavailable
from oracle.core.log import log
from oracle.core.units import Address, Instant

_MOST_BLOCKS = 10_000
_GROWTH = 2
_CODE_REVERTED = 3

Topics = Sequence[str | Sequence[str] | None]
"""Filter of a log's topics by position; None lets any pass."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its number, its hash and when it was made [s UTC]."""

    number: int
    hash: str
    time: Instant


@dataclass(frozen=True, slots=True)
class Log:
    """One log as the node has it."""

    block_number: int
    block_hash: str
    transaction_hash: str
    log_index: int
    address: Address
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a transaction was mined, and whether it succeeded."""

    transaction_hash: str
    block_number: int
    block_hash: str
    succeeded: bool


@dataclass(frozen=True, slots=True)
class Simulated:
    """What one call would do.

    output  what it answers, or the data of its revert
    logs    address, topics and data of each, in order
    """

    succeeded: bool
    output: bytes
    gas: int
    logs: tuple[tuple[Address, tuple[bytes, ...], bytes], ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A transaction within a block: its hash, who sent it, its nonce."""

    hash: str
    sender: Address
    nonce: int


class Node:
    """One node, asked by JSON-RPC."""

    def __init__(self, transport: Transport) -> None:
        self._rpc = Rpc(transport)
        self._span = _MOST_BLOCKS

    def check_chain(self, chain_id: int, genesis_hash: str) -> None:
        """Make sure that the node serves the chain the manifest is about.

        Raises: NodeUnavailable, WrongChain
        """
        actual = quantity(self._rpc.request("eth_chainId"), "eth_chainId")
        if actual != chain_id:
            raise WrongChain("chain id", f"the node serves {actual}, the manifest is {chain_id}")
        genesis = self.block(0)
        if genesis.hash != genesis_hash:
            detail = f"the node has {genesis.hash}, the manifest {genesis_hash}"
            raise WrongChain("genesis hash", detail)

    def head(self) -> Block:
        """The newest block.

        Raises: NodeUnavailable
        """
        return self._block("latest")

    def block(self, number: int) -> Block:
        """The block of this number on the node's chain.

        Raises: NodeUnavailable  also where the node does not have it yet
        """
        found = self._block(hex(number))
        if found.number != number:
            raise BadAnswer("eth_getBlockByNumber", f"{found.number} instead of {number}")
        return found

    def blocks(self, numbers: Sequence[int]) -> dict[int, Block]:
        """Several blocks by their numbers.

        Raises: NodeUnavailable
        """
        asked = sorted(set(numbers))
        calls = [("eth_getBlockByNumber", (hex(number), False)) for number in asked]
        found = [_block(answer) for answer in self._rpc.batch(calls)]
        if [block.number for block in found] != asked:
            raise BadAnswer("eth_getBlockByNumber", "other blocks than asked for")
        return {block.number: block for block in found}

    def final_block(self, confirmations: int | None) -> Block:
        """The newest block that counts as final: `confirmations` below the head, or, with None,
        the one that the chain's own consensus calls finalized.

        Raises: NodeUnavailable
        """
        if confirmations is None:
            return self._block("finalized")
        head = self.head()
        return head if confirmations == 0 else self.block(max(head.number - confirmations, 0))

    def call(
        self, to: Address, calldata: bytes, *, at: Block, sender: Address | None = None
    ) -> bytes:
        """What a contract answers in the state after block `at`, to `sender` if it matters.

        Raises: NodeUnavailable  Refused when the contract reverts
        """
        request = {"to": to, "data": "0x" + calldata.hex()}
        if sender is not None:
            request["from"] = sender
        pin = {"blockHash": at.hash, "requireCanonical": True}
        return raw(self._rpc.request("eth_call", request, pin), "eth_call")

    def simulate(self, sender: Address, calls: Sequence[tuple[Address, bytes]]) -> list[Simulated]:
        """What calls of one sender would do one after the other; nothing is sent.

        Raises: NodeUnavailable  Refused where the node does not have the method
        Source: execution-apis, eth_simulateV1
        """
        wanted = [{"from": sender, "to": to, "input": "0x" + data.hex()} for to, data in calls]
        request = {"blockStateCalls": [{"calls": wanted}], "validation": False}
        blocks = entries(self._rpc.request("eth_simulateV1", request, "latest"), "blocks")
        if len(blocks) != 1:
            raise BadAnswer("eth_simulateV1", f"{len(blocks)} blocks instead of 1")
        answers = entries(members(blocks[0], "block").get("calls"), "calls")
        if len(answers) != len(calls):
            raise BadAnswer("eth_simulateV1", f"{len(answers)} answers to {len(calls)} calls")
        return [_simulated(members(answer, "call")) for answer in answers]

    def nonce(self, account: Address, *, at: Block) -> int:
        """Transactions that an account had sent after block `at`.

        Raises: NodeUnavailable
        """
        pin = {"blockHash": at.hash, "requireCanonical": True}
        answer = self._rpc.request("eth_getTransactionCount", account, pin)
        return quantity(answer, "eth_getTransactionCount")

    def logs(
        self, addresses: Sequence[Address], first: int, last: int, topics: Topics = ()
    ) -> list[Log]:
        """Every log of these addresses in blocks `first` to `last`, in order of the chain. A range
        that the node refuses is asked for in parts.

        Raises: NodeUnavailable
        """
        found: dict[tuple[int, int], Log] = {}
        start = first
        while start <= last and addresses:
            end = min(last, start + self._span - 1)
            try:
                part = self._logs_once(addresses, start, end, topics)
            except (Refused, BadAnswer) as error:
                if start == end:
                    raise
                self._span = max((end - start + 1) // 2, 1)
                log("log_range_split", blocks=end - start + 1, reason=error.detail)
                continue
            found |= {(entry.block_number, entry.log_index): entry for entry in part}
            start = end + 1
            self._span = min(self._span * _GROWTH, _MOST_BLOCKS)
        return [found[place] for place in sorted(found)]

    def receipt(self, transaction_hash: str) -> Receipt | None:
        """Where a transaction was mined, None while it is not.

        Raises: NodeUnavailable
        """
        answer = self._rpc.request("eth_getTransactionReceipt", transaction_hash)
        if answer is None:
            return None
        fields = members(answer, "receipt")
        if data(fields.get("transactionHash"), "transactionHash", 32) != transaction_hash:
            raise BadAnswer("receipt", "of another transaction")
        return Receipt(
            transaction_hash=transaction_hash,
            block_number=quantity(fields.get("blockNumber"), "blockNumber"),
            block_hash=data(fields.get("blockHash"), "blockHash", 32),
            succeeded=quantity(fields.get("status"), "status") == 1,
        )

    def sent_in(self, number: int) -> list[Sent]:
        """The transactions of one block.

        Raises: NodeUnavailable
        """
        answer = self._rpc.request("eth_getBlockByNumber", hex(number), True)
        transactions = members(answer, "block").get("transactions")
        return [_sent(members(entry, "tx")) for entry in entries(transactions, "transactions")]

    def estimate(self, sender: Address, to: Address, calldata: bytes) -> int:
        """Gas that a call needs in the newest state.

        Raises: NodeUnavailable  Refused when the contract reverts
        """
        request = {"from": sender, "to": to, "data": "0x" + calldata.hex()}
        return quantity(self._rpc.request("eth_estimateGas", request), "eth_estimateGas")

    def fees(self) -> tuple[int, int]:
        """Fee of the newest block and the tip that the node suggests [wei per gas].

        Raises: NodeUnavailable
        """
        head, tip = self._rpc.batch(
            [("eth_getBlockByNumber", ("latest", False)), ("eth_maxPriorityFeePerGas", ())]
        )
        fee = members(head, "block").get("baseFeePerGas", "0x0")
        return quantity(fee, "baseFeePerGas"), quantity(tip, "eth_maxPriorityFeePerGas")

    def broadcast(self, transaction: bytes) -> None:
        """Hand a signed transaction to the node.

        Raises: NodeUnavailable  Refused with the node's reason, also when it knows it already
        """
        self._rpc.request("eth_sendRawTransaction", "0x" + transaction.hex())

    def _block(self, which: str) -> Block:
        return _block(self._rpc.request("eth_getBlockByNumber", which, False))

    def _logs_once(
        self, addresses: Sequence[Address], first: int, last: int, topics: Topics
    ) -> list[Log]:
        wanted = {
            "address": list(addresses),
            "fromBlock": hex(first),
            "toBlock": hex(last),
            "topics": list(topics),
        }
        # Behind one URL may stand several nodes. Asked for in the same request as the logs, the
        # last block shows whether the node that answers has the whole range.
        answer, end = self._rpc.batch(
            [("eth_getLogs", (wanted,)), ("eth_getBlockByNumber", (hex(last), False))]
        )
        if end is None:
            raise NodeUnavailable("eth_getLogs", f"the node does not have block {last}")
        found = [_log(members(entry, "log")) for entry in entries(answer, "eth_getLogs")]
        known = set(addresses)
        for entry in found:
            if entry.address not in known or not first <= entry.block_number <= last:
                raise BadAnswer("eth_getLogs", "a log that was not asked for")
        return found


def was_reverted(refusal: Refused) -> bool:
    """Whether the node refused because the contract reverts, not because of itself."""
    says_so = "revert" in refusal.message.lower()
    return refusal.code == _CODE_REVERTED or refusal.data is not None or says_so


def _block(answer: object) -> Block:
    if answer is None:
        raise NodeUnavailable("eth_getBlockByNumber", "the node does not have this block")
    fields = members(answer, "block")
    return Block(
        number=quantity(fields.get("number"), "number"),
        hash=data(fields.get("hash"), "hash", 32),
        time=Instant(quantity(fields.get("timestamp"), "timestamp")),
    )


def _log(fields: dict[str, object]) -> Log:
    if fields.get("removed"):
        raise BadAnswer("log", "of a block that the chain has dropped")
    return Log(
        block_number=quantity(fields.get("blockNumber"), "blockNumber"),
        block_hash=data(fields.get("blockHash"), "blockHash", 32),
        transaction_hash=data(fields.get("transactionHash"), "transactionHash", 32),
        log_index=quantity(fields.get("logIndex"), "logIndex"),
        address=Address(data(fields.get("address"), "address", 20)),
        topics=_topics(fields),
        data=raw(fields.get("data"), "data"),
    )


def _simulated(fields: dict[str, object]) -> Simulated:
    output = raw(fields.get("returnData"), "returnData")
    error = fields.get("error")
    if isinstance(error, dict) and isinstance(error.get("data"), str):
        output = raw(error["data"], "error.data")
    logs = [members(entry, "log") for entry in entries(fields.get("logs") or [], "logs")]
    return Simulated(
        succeeded=quantity(fields.get("status"), "status") == 1,
        output=output,
        gas=quantity(fields.get("gasUsed"), "gasUsed"),
        logs=tuple(
            (
                Address(data(log.get("address"), "address", 20)),
                _topics(log),
                raw(log.get("data"), "data"),
            )
            for log in logs
        ),
    )


def _topics(fields: dict[str, object]) -> tuple[bytes, ...]:
    found = entries(fields.get("topics"), "topics")
    return tuple(bytes.fromhex(data(topic, "topic", 32)[2:]) for topic in found)


def _sent(fields: dict[str, object]) -> Sent:
    return Sent(
        hash=data(fields.get("hash"), "hash", 32),
        sender=Address(data(fields.get("from"), "from", 20)),
        nonce=quantity(fields.get("nonce"), "nonce"),
    )
