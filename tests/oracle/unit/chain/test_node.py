"""A node is asked, never trusted: what it refuses, lacks or makes up is a typed error."""

import json

import pytest

from oracle.chain.errors import BadAnswer, Refused, WrongChain
from oracle.chain.node import Node
from oracle.core.errors import NodeUnavailable, Unavailable
from oracle.core.units import Instant
from tests.oracle.unit.chain.fake import CHAIN_ID, GENESIS, FakeChain, address

PROJECTS = address(0xA1)
PROJECT = bytes(range(32))


@pytest.fixture
def fake() -> FakeChain:
    fake = FakeChain()
    fake.mine(20)
    return fake


@pytest.fixture
def node(fake: FakeChain) -> Node:
    return Node(fake)


def test_the_right_chain_is_accepted(fake: FakeChain, node: Node) -> None:
    node.check_chain(CHAIN_ID, fake.blocks[0].hash)


def test_another_chain_id_is_misconfigured(fake: FakeChain, node: Node) -> None:
    with pytest.raises(WrongChain, match="the node serves 31337, the manifest is 1"):
        node.check_chain(1, fake.blocks[0].hash)


def test_another_genesis_is_misconfigured(node: Node) -> None:
    with pytest.raises(WrongChain, match="genesis hash"):
        node.check_chain(CHAIN_ID, "0x" + "00" * 32)


@pytest.mark.parametrize(("confirmations", "number"), [(0, 20), (3, 17), (50, 0)])
def test_the_final_block_is_below_the_head(node: Node, confirmations: int, number: int) -> None:
    assert node.final_block(confirmations).number == number


def test_the_final_block_may_be_the_chain_s_own(fake: FakeChain, node: Node) -> None:
    by_tag = fake.eth_getBlockByNumber("0x7")
    fake.answers["eth_getBlockByNumber"] = lambda which, _: by_tag if which == "finalized" else 0
    assert node.final_block(None).number == 7


def test_a_block_has_its_time(node: Node) -> None:
    assert node.block(2).time == Instant(GENESIS + 24)


def test_a_block_that_the_node_lacks_is_unavailable(fake: FakeChain, node: Node) -> None:
    fake.lag = 5
    with pytest.raises(NodeUnavailable, match="does not have this block"):
        node.block(18)


def test_another_block_than_asked_for_is_a_bad_answer(fake: FakeChain, node: Node) -> None:
    other = fake.eth_getBlockByNumber("0x3")
    fake.answers["eth_getBlockByNumber"] = lambda *_: other
    with pytest.raises(BadAnswer, match="3 instead of 4"):
        node.block(4)


@pytest.mark.parametrize(
    "answer",
    [
        {"number": "0x4", "hash": "0x12", "timestamp": "0x1"},
        {"number": "4", "hash": "0x" + "00" * 32, "timestamp": "0x1"},
        {"number": "0x4", "hash": "0x" + "00" * 32},
        {"number": "0x4", "hash": "0x" + "00" * 32, "timestamp": 1},
        {"number": "0x04", "hash": "0x" + "00" * 32, "timestamp": "0x1"},
        [],
        "0x4",
    ],
)
def test_a_malformed_block_is_a_bad_answer(fake: FakeChain, node: Node, answer: object) -> None:
    fake.answers["eth_getBlockByNumber"] = lambda *_: answer
    with pytest.raises(BadAnswer):
        node.block(4)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b'{"jsonrpc":"2.0","id":1,"resu',
        b"[]",
        b'{"id":99,"result":"0x1"}',
        b"[" * 9999,
    ],
)
def test_a_cut_or_foreign_answer_is_a_bad_answer(
    fake: FakeChain, node: Node, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake, "send", lambda _: content)
    with pytest.raises(BadAnswer) as raised:
        node.head()
    assert isinstance(raised.value, Unavailable)


def test_an_error_answer_keeps_the_words_of_the_node(fake: FakeChain, node: Node) -> None:
    def refuse(*_: object) -> None:
        raise LookupError("header not found")

    fake.answers["eth_getBlockByNumber"] = refuse
    with pytest.raises(Refused, match="error -32000: header not found"):
        node.head()


def test_answers_of_a_batch_may_come_in_any_order(
    fake: FakeChain, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = fake.send
    monkeypatch.setattr(fake, "send", lambda p: json.dumps(json.loads(send(p))[::-1]).encode())
    assert {n: block.number for n, block in node.blocks([3, 9, 4]).items()} == {3: 3, 4: 4, 9: 9}


def stage_events(fake: FakeChain, blocks: int) -> None:
    for _ in range(blocks):
        fake.mine()
        fake.emit(PROJECTS, "Projects", "ProjectStageChanged", PROJECT, 1, 2)
        fake.emit(PROJECTS, "Projects", "ProjectStageChanged", PROJECT, 2, 3)


def test_logs_come_in_order_of_the_chain(fake: FakeChain, node: Node) -> None:
    stage_events(fake, 3)
    found = node.logs([PROJECTS], 0, 23)
    places = [(entry.block_number, entry.log_index) for entry in found]
    assert places == [(n, i) for n in (21, 22, 23) for i in (0, 1)]


def test_a_range_that_the_node_refuses_is_split(fake: FakeChain, node: Node) -> None:
    stage_events(fake, 40)
    whole, asked = fake.eth_getLogs, []

    def limited(wanted: dict[str, str]) -> object:
        blocks = int(wanted["toBlock"], 16) - int(wanted["fromBlock"], 16) + 1
        asked.append(blocks)
        if blocks > 7:
            raise LookupError("query returned more than 10000 results")
        return whole(wanted)

    fake.answers["eth_getLogs"] = limited
    assert len(node.logs([PROJECTS], 0, 60)) == 80
    assert sum(blocks for blocks in asked if blocks <= 7) == 61


def test_a_single_block_that_is_refused_is_unavailable(fake: FakeChain, node: Node) -> None:
    def refuse(_wanted: object) -> None:
        raise LookupError("no")

    fake.answers["eth_getLogs"] = refuse
    with pytest.raises(Refused):
        node.logs([PROJECTS], 0, 9)


def test_a_node_that_lacks_the_end_of_the_range_says_nothing(fake: FakeChain, node: Node) -> None:
    stage_events(fake, 3)
    fake.lag = 2
    with pytest.raises(NodeUnavailable, match="does not have block 23"):
        node.logs([PROJECTS], 0, 23)


@pytest.mark.parametrize(
    "lie",
    [
        {"address": address(0xEE)},
        {"blockNumber": "0x63"},
        {"removed": True},
        {"topics": None},
        {"logIndex": "one"},
        {"data": "0x1"},
    ],
)
def test_a_log_that_cannot_be_is_a_bad_answer(
    fake: FakeChain, node: Node, lie: dict[str, object]
) -> None:
    stage_events(fake, 1)
    true = fake.blocks[-1].logs[0]
    fake.answers["eth_getLogs"] = lambda _: [{**true, **lie}]
    with pytest.raises(BadAnswer):
        node.logs([PROJECTS], 21, 21)


def test_a_log_that_comes_twice_counts_once(fake: FakeChain, node: Node) -> None:
    stage_events(fake, 1)
    doubled = fake.blocks[-1].logs * 2
    fake.answers["eth_getLogs"] = lambda _: doubled
    assert len(node.logs([PROJECTS], 21, 21)) == 2
