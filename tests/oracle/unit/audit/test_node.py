"""oracle.audit.node: events fetched anew from one node"""

import json
from importlib import resources
from typing import Any

import pytest
from eth_abi.abi import encode

from oracle.audit.node import NodeReader
from oracle.chain.deployment import Deployed, Deployment
from oracle.chain.errors import BadAnswer
from oracle.chain.interface import interface
from oracle.core.codec import keccak, to_hex
from tests.support import events as sample

FACTORY, BOND, VAULT = sample.CONTRACTS["BondFactory"], sample.BOND, sample.VAULT
TRANSACTION = "0x" + "cc" * 32
CODE = b"\x60\x01"


def deployment() -> Deployment:
    contracts = {
        name: Deployed(name, sample.CONTRACTS[name], 1, TRANSACTION, (), "0x" + "00" * 32)
        for name in ("BondFactory", "Factors")
    }
    return Deployment(31_337, sample.block_hash(0), 1, contracts, {})


def topic(address: str) -> str:
    return "0x" + "00" * 12 + address[2:]


def log(contract: str, event: str, address: str, block: int, **parts: Any) -> dict[str, object]:
    """A log as a node answers it; `topics` are indexed values, `data` the rest."""
    signature = next(
        each.topic for each in interface(contract).events.values() if each.name == event
    )
    return {
        "address": address,
        "topics": [to_hex(signature), *parts.get("topics", ())],
        "data": to_hex(parts["data"]),
        "blockNumber": hex(block),
        "blockHash": parts.get("block_hash", sample.block_hash(block)),
        "transactionHash": TRANSACTION,
        "logIndex": "0x0",
        "removed": False,
    }


def bond_created() -> dict[str, object]:
    told = next(event for event in sample.story(0).events if event.name == "BondCreated")
    entries = json.loads((resources.files("oracle.chain") / "abi/BondFactory.json").read_text())
    inputs = next(each for each in entries if each.get("name") == "BondCreated")["inputs"][3:]
    types = [_type(each) for each in inputs]
    values = [_value(each, told.arguments[each["name"]]) for each in inputs]
    topics = [topic(each) for each in (BOND, VAULT, sample.ISSUER)]
    return log("BondFactory", "BondCreated", FACTORY, 2, topics=topics, data=encode(types, values))


def _type(parameter: dict[str, Any]) -> str:
    if not parameter["type"].startswith("tuple"):
        return parameter["type"]
    inner = ",".join(_type(each) for each in parameter["components"])
    return f"({inner}){parameter['type'].removeprefix('tuple')}"


def _value(parameter: dict[str, Any], value: Any) -> Any:
    if parameter["type"].endswith("[]"):
        return [_value({**parameter, "type": "tuple"}, each) for each in value]
    if parameter["type"] == "tuple":
        return tuple(_value(each, value[each["name"]]) for each in parameter["components"])
    if parameter["type"].startswith("bytes"):
        return bytes.fromhex(value[2:])
    return value if parameter["type"] in ("address", "bool") else int(value)


class FakeNode:
    """A transport to a node that holds these logs."""

    def __init__(self, logs: list[dict[str, object]]) -> None:
        self.logs = logs

    def send(self, payload: bytes) -> bytes:
        asked = json.loads(payload)
        many = asked if isinstance(asked, list) else [asked]
        answers = [
            {"jsonrpc": "2.0", "id": each["id"], "result": self.answer(each)} for each in many
        ]
        return json.dumps(answers if isinstance(asked, list) else answers[0]).encode()

    def answer(self, asked: dict[str, Any]) -> object:
        match asked["method"], asked.get("params"):
            case "eth_chainId", _:
                return hex(31_337)
            case "eth_getBlockByNumber", [number, _]:
                at = 9 if number == "latest" else int(number, 16)
                return {
                    "number": hex(at),
                    "hash": sample.block_hash(at),
                    "transactions": [],
                    "timestamp": hex(1_700_000_000 + at),
                    "baseFeePerGas": "0x0",
                }
            case "eth_getLogs", [wanted]:
                first, last = int(wanted["fromBlock"], 16), int(wanted["toBlock"], 16)
                return [
                    each
                    for each in self.logs
                    if each["address"] in wanted["address"]
                    and first <= int(str(each["blockNumber"]), 16) <= last
                ]
            case "eth_getCode", _:
                return to_hex(CODE)
            case "eth_call", _:
                return "0x" + "00" * 31 + "02"
        raise AssertionError(asked)


def reader(*logs: dict[str, object]) -> NodeReader:
    return NodeReader(FakeNode(list(logs)), deployment())


def stage_changed(block: int = 3, **parts: Any) -> dict[str, object]:
    data = encode(["uint8", "uint8"], [0, 1])
    return log("Bond", "StageChanged", BOND, block, data=data, **parts)


def test_reads_the_events_of_the_deployment_and_of_every_bond_made_by_it() -> None:
    found = list(reader(bond_created(), stage_changed()).events(0, 9))
    assert [(event.contract, event.name) for event in found] == [
        ("BondFactory", "BondCreated"),
        ("Bond", "StageChanged"),
    ]
    assert found[0].fields.address("vault") == VAULT
    assert found[0].fields.struct("terms").label("isin") == "HK0000999999"
    assert found[1].fields.number("to") == 1
    assert found[1].time == 1_700_000_003


def test_a_bond_that_was_made_before_the_range_speaks_in_it() -> None:
    found = list(reader(bond_created(), stage_changed(5)).events(4, 9))
    assert [event.name for event in found] == ["StageChanged"]


def test_a_log_of_another_fork_is_refused() -> None:
    forked = stage_changed(block_hash="0x" + "ee" * 32)
    with pytest.raises(BadAnswer, match="not on the chain"):
        list(reader(bond_created(), forked).events(0, 9))


def test_reads_blocks_code_and_views() -> None:
    node = reader()
    assert node.chain_id() == 31_337
    assert node.head() == 9
    assert node.block(4).block_hash == sample.block_hash(4)
    assert node.code_hash(BOND, 4) == to_hex(keccak(CODE))
    assert node.call("DepositToken", sample.CASH, "decimals", (), 4) == (2,)
