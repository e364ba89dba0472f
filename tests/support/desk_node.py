"""A node of one block that knows a cash token and whatever calls a test scripts."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import encode

from oracle.chain.deployment import Deployed, Deployment
from oracle.chain.interface import _type, interface
from oracle.core.codec import keccak, to_hex
from oracle.core.units import Address

CHAIN_ID, GENESIS = 31_337, "0x" + "11" * 32
TRANSFER = to_hex(keccak(b"Transfer(address,address,uint256)"))
PLACES = ("BondFactory", "Bookbuilding", "Offering", "Trades", "DepositToken")
ANSWERED = {"symbol": "dCNY", "decimals": 2}


def place(contract: str) -> Address:
    """Address of a contract."""
    return Address(to_hex(keccak(contract.encode())[12:]))


def deployment() -> Deployment:
    """A manifest of what stands there."""
    contracts = {name: Deployed(name, place(name), 1, GENESIS, (), GENESIS) for name in PLACES}
    return Deployment(CHAIN_ID, GENESIS, 1, contracts, {})


class Refusal(Exception):
    """The contract reverts, with an error of an interface."""

    def __init__(self, contract: str, error: str, *arguments: object):
        selector, inputs = next(
            (selector, inputs)
            for selector, (name, inputs) in interface(contract).errors.items()
            if name == error
        )
        self.data = selector + encode([_type(entry) for entry in inputs], arguments)


@dataclass
class DeskNode:
    """Transport to the node.

    takes       what the scripted call draws from its sender [cash base units]
    allowances  spender -> amount
    simulates   whether it has eth_simulateV1
    refusal     what the scripted call reverts with, whatever is allowed
    fails       mined transactions fail
    sent        calldata of each transaction it took
    """

    takes: int = 0
    allowances: dict[str, int] = field(default_factory=dict)
    simulates: bool = True
    refusal: Refusal | None = None
    fails: bool = False
    chain_id: int = CHAIN_ID
    sent: list[str] = field(default_factory=list)

    def send(self, payload: bytes) -> bytes:
        """Answer one request or a batch of them."""
        asked = json.loads(payload)
        answers = [self._answer(each) for each in (asked if isinstance(asked, list) else [asked])]
        return json.dumps(answers if isinstance(asked, list) else answers[0]).encode()

    def _answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {"jsonrpc": "2.0", "id": asked["id"]}
        handler: Callable[..., Any] | None = getattr(self, "_" + asked["method"], None)
        if handler is None or (asked["method"] == "eth_simulateV1" and not self.simulates):
            return found | {"error": {"code": -32601, "message": "method not found"}}
        try:
            return found | {"result": handler(*asked["params"])}
        except Refusal as refusal:
            data = {"code": 3, "message": "execution reverted", "data": to_hex(refusal.data)}
            return found | {"error": data}

    def _eth_chainId(self) -> str:  # noqa: N802
        return hex(self.chain_id)

    def _eth_getBlockByNumber(self, which: str, full: bool) -> dict[str, str]:  # noqa: N802
        number = "0x0" if which == "0x0" else "0x2" if which == "latest" else which
        hash_ = GENESIS if number == "0x0" else "0x" + "22" * 32
        return {"number": number, "hash": hash_, "timestamp": "0x69000000", "baseFeePerGas": "0x7"}

    def _eth_maxPriorityFeePerGas(self) -> str:  # noqa: N802
        return "0x1"

    def _eth_getTransactionCount(self, account: str, pin: object) -> str:  # noqa: N802
        return hex(len(self.sent))

    def _eth_call(self, request: dict[str, str], pin: object) -> str:
        for name, value in ANSWERED.items():
            abi = interface("DepositToken")
            if request["data"] == to_hex(abi.calldata(name)):
                return to_hex(encode(["string" if isinstance(value, str) else "uint8"], [value]))
        self._execute(request["to"], request["data"], dict(self.allowances))
        return "0x"

    def _eth_estimateGas(self, request: dict[str, str]) -> str:  # noqa: N802
        self._execute(request["to"], request["data"], dict(self.allowances))
        return "0xc350"

    def _eth_sendRawTransaction(self, raw: str) -> str:  # noqa: N802
        self.sent.append(raw)
        return to_hex(keccak(bytes.fromhex(raw[2:])))

    def _eth_getTransactionReceipt(self, hash_: str) -> dict[str, str]:  # noqa: N802
        status = "0x0" if self.fails else "0x1"
        block = {"blockNumber": "0x3", "blockHash": "0x" + "22" * 32}
        return {"transactionHash": hash_, "status": status, **block}

    def _eth_getLogs(self, wanted: object) -> list[object]:  # noqa: N802
        return []

    def _eth_simulateV1(self, request: dict[str, Any], at: str) -> list[object]:  # noqa: N802
        allowances, calls = dict(self.allowances), []
        for call in request["blockStateCalls"][0]["calls"]:
            try:
                logs = self._execute(call["to"], call["input"], allowances, call["from"])
                answer = {"status": "0x1", "returnData": "0x", "logs": logs}
            except Refusal as refusal:
                answer = {"status": "0x0", "returnData": to_hex(refusal.data), "logs": []}
            calls.append(answer | {"gasUsed": "0xc350"})
        return [{"calls": calls}]

    def _execute(
        self, to: str, data: str, allowances: dict[str, int], sender: str = "0x" + "00" * 20
    ) -> list[dict[str, object]]:
        """An approval, or the scripted call; its logs."""
        approve = interface("DepositToken").functions["approve"].selector
        if data.startswith(to_hex(approve)):
            spender, amount = "0x" + data[34:74], int(data[74:138], 16)
            allowances[spender] = amount
            return []
        if self.refusal is not None:
            raise self.refusal
        allowed = allowances.get(to, 0)
        if allowed < self.takes:
            error = "ERC20InsufficientAllowance"
            raise Refusal("DepositToken", error, to, allowed, self.takes)
        if not self.takes:
            return []
        padded = ["0x" + "00" * 12 + account[2:] for account in (sender, to)]
        amount = "0x" + self.takes.to_bytes(32, "big").hex()
        return [{"address": place("DepositToken"), "topics": [TRANSFER, *padded], "data": amount}]
