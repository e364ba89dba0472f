"""A chain in memory, spoken to by JSON-RPC: it mines, reorganises, lags and lies as told.

It knows as much of `Batches` and `Impact` as the post stage meets, and keeps any event it is given.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import decode, encode
from eth_account import Account
from eth_account.typed_transactions import TypedTransaction
from hexbytes import HexBytes

from oracle.chain.contracts import Chain
from oracle.chain.deployment import Deployed, Deployment
from oracle.chain.interface import _type, interface
from oracle.chain.node import Node
from oracle.core.codec import batch_id, keccak, to_hex
from oracle.core.units import Address

CHAIN_ID = 31_337
GENESIS = 1_700_000_000
ZERO = bytes(32)


def address(number: int) -> Address:
    """An address that is easy to tell."""
    return Address("0x" + f"{number:040x}")


BATCHES, IMPACT = address(0xBA), address(0x1A)


class RevertedCall(Exception):
    """A call that the contract refuses, with the data of its error."""

    def __init__(self, contract: str, error: str, *arguments: object):
        selector, inputs = next(
            (selector, inputs)
            for selector, (name, inputs) in interface(contract).errors.items()
            if name == error
        )
        self.data = selector + encode([_type(entry) for entry in inputs], arguments)


@dataclass
class FakeTx:
    """A transaction as a block holds it; a foreign one has no calldata."""

    hash: str
    sender: str
    nonce: int
    to: str = ""
    data: bytes = b""
    max_fee: int = 0
    succeeded: bool = True


@dataclass
class FakeBlock:
    """One block."""

    number: int
    hash: str
    time: int
    txs: list[FakeTx] = field(default_factory=list)
    logs: list[dict[str, str]] = field(default_factory=list)


@dataclass
class State:
    """What the two contracts hold."""

    nodes: list[str]
    node_set: int
    posted: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    heads: dict[bytes, str] = field(default_factory=dict)
    measured: list[str] = field(default_factory=list)


class FakeChain:
    """The chain and the node that serves it.

    lag     blocks that the node is behind
    answers method -> what to answer instead, given the params
    """

    def __init__(self, *nodes: str):
        self.rotations: list[tuple[int, list[str]]] = [(0, list(nodes))]
        self.blocks = [FakeBlock(0, to_hex(keccak(b"genesis")), GENESIS)]
        self.pool: dict[str, FakeTx] = {}
        self.base_fee, self.lag, self.forks = 10**9, 0, 0
        self.answers: dict[str, Callable[..., object]] = {}
        self.asked: list[str] = []

    # --- what a test does

    def mine(self, blocks: int = 1) -> None:
        """Mine what pays enough and whose nonce has come."""
        for _ in range(blocks):
            block = self._next()
            self.blocks.append(block)
            state = self.state(block.number)
            for tx in sorted(self.pool.values(), key=lambda tx: (tx.nonce, -tx.max_fee)):
                if tx.max_fee >= self.base_fee and tx.nonce == self.nonce(tx.sender):
                    self._execute(state, tx)
                    block.txs.append(tx)
            for tx in block.txs:
                self.pool.pop(tx.hash, None)

    def reorg(self, depth: int) -> None:
        """Replace the newest blocks by empty ones; their transactions are gone."""
        self.forks += 1
        del self.blocks[len(self.blocks) - depth :]
        for _ in range(depth):
            self.blocks.append(self._next())

    def add_foreign(self, sender: str) -> str:
        """Mine a transaction of `sender` that nobody here knows of; its hash."""
        block, nonce = self._next(), self.nonce(sender)
        tx_hash = to_hex(keccak(f"foreign {sender} {nonce} {self.forks}".encode()))
        block.txs.append(FakeTx(tx_hash, sender, nonce))
        self.blocks.append(block)
        return tx_hash

    def post_foreign(self, sender: str, data: bytes, to: Address = BATCHES) -> None:
        """Mine a call of somebody else."""
        block, nonce = self._next(), self.nonce(sender)
        tx = FakeTx(to_hex(keccak(data + sender.encode())), sender, nonce, to, data)
        self.blocks.append(block)
        self._execute(self.state(block.number), tx)
        block.txs.append(tx)

    def emit(self, contract: Address, name: str, event: str, *arguments: object) -> None:
        """Put an event into the newest block."""
        found = next(e for e in interface(name).events.values() if e.name == event)
        values = dict(zip(found.names, arguments, strict=True))
        topics = [found.topic]
        topics += [encode([_type(p)], [values[p["name"]]]) for p in found.indexed]
        rest = [values[p["name"]] for p in found.rest]
        data = encode([_type(p) for p in found.rest], rest)
        block = self.blocks[-1]
        entry = {
            "address": contract,
            "topics": [to_hex(topic) for topic in topics],
            "data": to_hex(data),
            "blockNumber": hex(block.number),
            "blockHash": block.hash,
            "transactionHash": to_hex(keccak(data + block.hash.encode())),
            "logIndex": hex(len(block.logs)),
            "removed": False,
        }
        block.logs.append(entry)  # type: ignore[arg-type]

    def state(self, number: int) -> State:
        """The contracts after block `number`."""
        sets = [nodes for at, nodes in self.rotations if at <= number]
        state = State(sets[-1], len(sets))
        for block in self.blocks[: number + 1]:
            for tx in block.txs:
                if tx.succeeded and tx.data:
                    self._execute(state, tx)
        return state

    def nonce(self, sender: str, number: int | None = None) -> int:
        """Transactions of an account up to a block."""
        last = len(self.blocks) - 1 if number is None else number
        return sum(tx.sender == sender for block in self.blocks[: last + 1] for tx in block.txs)

    def of_deployment(self, **contracts: Address) -> Deployment:
        """A manifest of these contracts, besides Batches and Impact."""
        known = {"Batches": BATCHES, "Impact": IMPACT, **contracts}
        deployed = {
            name: Deployed(name, where, 0, to_hex(ZERO), (), to_hex(ZERO))
            for name, where in known.items()
        }
        return Deployment(CHAIN_ID, self.blocks[0].hash, 0, deployed, {})

    def chain(self, confirmations: int = 2, **contracts: Address) -> Chain:
        """The chain as the stages see it."""
        return Chain(Node(self), self.of_deployment(**contracts), confirmations)

    # --- the node

    def send(self, payload: bytes) -> bytes:
        """Answer one HTTP request."""
        request = json.loads(payload)
        asked = request if isinstance(request, list) else [request]
        answers = [self._answer(entry) for entry in asked]
        return json.dumps(answers if isinstance(request, list) else answers[0]).encode()

    def _answer(self, request: dict[str, Any]) -> dict[str, object]:
        method, params = request["method"], request["params"]
        self.asked.append(method)
        answer: dict[str, object] = {"jsonrpc": "2.0", "id": request["id"]}
        try:
            known = self.answers.get(method) or getattr(self, method)
            return {**answer, "result": known(*params)}
        except RevertedCall as error:
            detail = {"code": 3, "message": "execution reverted", "data": to_hex(error.data)}
        except LookupError as error:
            detail = {"code": -32_000, "message": str(error), "data": ""}
        return {**answer, "error": detail}

    @property
    def _seen(self) -> list[FakeBlock]:
        return self.blocks[: len(self.blocks) - self.lag]

    def eth_chainId(self) -> str:  # noqa: N802
        return hex(CHAIN_ID)

    def eth_getBlockByNumber(self, which: str, full: bool = False) -> object:  # noqa: N802
        number = len(self._seen) - 1 if which == "latest" else int(which, 16)
        if number >= len(self._seen):
            return None
        block = self._seen[number]
        txs = [{"hash": t.hash, "from": t.sender, "nonce": hex(t.nonce)} for t in block.txs]
        fields = {"number": hex(number), "hash": block.hash, "timestamp": hex(block.time)}
        hashes = [tx["hash"] for tx in txs]
        fee = hex(self.base_fee)
        return {**fields, "baseFeePerGas": fee, "transactions": txs if full else hashes}

    def eth_getLogs(self, wanted: dict[str, Any]) -> object:  # noqa: N802
        first, last = int(wanted["fromBlock"], 16), int(wanted["toBlock"], 16)
        return [
            entry
            for block in self._seen[first : last + 1]
            for entry in block.logs
            if entry["address"] in wanted["address"] and _matches(entry, wanted["topics"])
        ]

    def eth_getTransactionReceipt(self, tx_hash: str) -> object:  # noqa: N802
        for block in self._seen:
            for tx in block.txs:
                if tx.hash == tx_hash:
                    place = {"blockNumber": hex(block.number), "blockHash": block.hash}
                    status = hex(tx.succeeded)
                    return {"transactionHash": tx_hash, "status": status, **place}
        return None

    def eth_getTransactionCount(self, sender: str, at: dict[str, str]) -> str:  # noqa: N802
        return hex(self.nonce(sender, self._pinned(at)))

    def eth_maxPriorityFeePerGas(self) -> str:  # noqa: N802
        return hex(10**8)

    def eth_estimateGas(self, request: dict[str, str]) -> str:  # noqa: N802
        tx = FakeTx("", request["from"], 0, request["to"], bytes.fromhex(request["data"][2:]))
        self._run(self.state(len(self._seen) - 1), tx)
        return hex(100_000)

    def eth_sendRawTransaction(self, text: str) -> str:  # noqa: N802
        raw = bytes.fromhex(text[2:])
        fields = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
        sender = Account.recover_transaction(raw).lower()
        tx_hash = to_hex(keccak(raw))
        if fields["nonce"] < self.nonce(sender):
            raise LookupError("nonce too low")
        if tx_hash in self.pool:
            raise LookupError("already known")
        to, data = to_hex(bytes(fields["to"])), bytes(fields["data"])
        tx = FakeTx(tx_hash, sender, fields["nonce"], to, data, fields["maxFeePerGas"])
        self.pool[tx_hash] = tx
        return tx_hash

    def eth_call(self, request: dict[str, str], at: dict[str, str]) -> str:  # noqa: N802
        state, data = self.state(self._pinned(at)), bytes.fromhex(request["data"][2:])
        names = {BATCHES: "Batches", IMPACT: "Impact"}
        functions = interface(names[Address(request["to"])]).functions
        name = next(name for name, f in functions.items() if f.selector == data[:4])
        outputs = [_type(entry) for entry in functions[name].outputs]
        return to_hex(encode(outputs, _view(state, name, data[4:])))

    def _pinned(self, at: dict[str, str]) -> int:
        for block in self._seen:
            if block.hash == at["blockHash"]:
                return block.number
        raise LookupError("header not found")

    # --- the chain

    def _next(self) -> FakeBlock:
        number, parent = len(self.blocks), self.blocks[-1]
        block_hash = to_hex(keccak(f"{parent.hash} {number} {self.forks}".encode()))
        return FakeBlock(number, block_hash, parent.time + 12)

    def _execute(self, state: State, tx: FakeTx) -> None:
        try:
            self._run(state, tx)
            tx.succeeded = True
        except RevertedCall:
            tx.succeeded = False

    def _run(self, state: State, tx: FakeTx) -> None:
        contract = "Batches" if tx.to == BATCHES else "Impact"
        function = interface(contract).functions["post" if tx.to == BATCHES else "measure"]
        values = decode([_type(entry) for entry in function.inputs], tx.data[4:])
        (_post if tx.to == BATCHES else _measure)(state, *values)


def _post(state: State, report: tuple[Any, ...], signers: int, signatures: object) -> None:
    project, metric, start, end = report[:4]
    batch, stream = _batch(project, metric, start, end), project + metric
    if batch in state.posted:
        raise RevertedCall("Batches", "BatchExists", bytes.fromhex(batch[2:]))
    head = bytes.fromhex(state.heads.get(stream, to_hex(ZERO))[2:])
    if report[10] != head:
        raise RevertedCall("Batches", "NotNext", report[10], head)
    if report[12] != state.node_set:
        raise RevertedCall("Batches", "WrongNodeSet", report[12], state.node_set)
    state.posted[batch], state.heads[stream] = report, batch


def _measure(state: State, project: bytes, metric: bytes, start: int, end: int) -> None:
    batch = _batch(project, metric, start, end)
    if batch not in state.posted:
        raise RevertedCall("Impact", "BatchMissing", bytes.fromhex(batch[2:]))
    if batch in state.measured:
        raise RevertedCall("Impact", "AlreadyMeasured", bytes.fromhex(batch[2:]))
    state.measured.append(batch)


def _view(state: State, name: str, data: bytes) -> list[object]:
    if name == "currentNodes":
        return [state.node_set, 1, state.nodes]
    if name == "headOf":
        return [bytes.fromhex(state.heads.get(data, to_hex(ZERO))[2:])]
    batch = to_hex(data[:32])
    if name == "reductionOf":
        return [0, batch in state.measured]
    r = state.posted.get(batch)
    return [(ZERO, *[0] * 6) if r is None else (r[9], r[7], r[8], r[5], r[6], r[2], r[3])]


def _batch(project: bytes, metric: bytes, start: int, end: int) -> str:
    text = metric.rstrip(b"\0").decode()
    return batch_id(to_hex(project), text, start, end)  # type: ignore[arg-type]


def _matches(entry: dict[str, Any], topics: list[Any]) -> bool:
    pairs = zip(topics, entry["topics"], strict=False)
    return all(want is None or have in ([want] if isinstance(want, str) else want)
               for want, have in pairs)  # fmt: skip
