"""Logs and errors as plain values; calldata and compact signatures as the contracts want them."""

from dataclasses import replace

import pytest
from eth_account import Account

from oracle.chain.errors import BadAnswer, Reverted
from oracle.chain.interface import decode_error, interface
from oracle.chain.key import Fees, NodeKey
from oracle.chain.node import Log, Node
from oracle.chain.sender import Sender
from oracle.core.codec import keccak, to_hex
from tests.oracle.unit.chain.fake import BATCHES, FakeChain, address

PROJECTS = address(0xA1)
MIXED = "0x52908400098527886E0F7030069857D2E4169EE7"
PROPOSAL = (
    *(b"n".ljust(32, b"\0"), bytes(32), bytes(32), b"\x01" * 32, b"\x02" * 32),
    *(5_000, 2**100, b"CNY", -3_600, 15_494),
)


@pytest.fixture
def log() -> Log:
    fake = FakeChain()
    fake.mine()
    fake.emit(PROJECTS, "Projects", "ProjectProposed", b"\x0a" * 32, MIXED.lower(), PROPOSAL)
    return Node(fake).logs([PROJECTS], 1, 1)[0]


def test_a_log_becomes_plain_values(log: Log) -> None:
    event = interface("Projects").event(log)
    assert event is not None
    name, arguments = event
    assert name == "ProjectProposed"
    assert list(arguments) == ["project", "operator", "proposal"]
    assert arguments["project"] == "0x" + "0a" * 32
    assert arguments["operator"] == MIXED
    proposal = arguments["proposal"]
    assert isinstance(proposal, dict)
    assert proposal["eligibleCost"] == str(2**100)
    assert proposal["zoneOffset"] == "-3600"
    assert proposal["currency"] == "0x434e59"


def test_an_event_that_the_abi_lacks_is_none(log: Log) -> None:
    assert interface("Batches").event(log) is None
    assert interface("Projects").event(replace(log, topics=())) is None


@pytest.mark.parametrize("data", [b"", b"\xff" * 31, b"\xff" * 320])
def test_data_of_another_form_is_a_bad_answer(log: Log, data: bytes) -> None:
    with pytest.raises(BadAnswer):
        interface("Projects").event(replace(log, data=data))


def test_too_few_topics_are_a_bad_answer(log: Log) -> None:
    with pytest.raises(BadAnswer, match="has 2 topics"):
        interface("Projects").event(replace(log, topics=log.topics[:2]))


def test_errors_are_named_with_their_arguments() -> None:
    selector = keccak(b"WrongNodeSet(uint32,uint32)")[:4]
    data = selector + (1).to_bytes(32, "big") + (2).to_bytes(32, "big")
    named = decode_error(data, ("Batches",))
    assert named == ("WrongNodeSet", {"actual": "1", "current": "2"})
    assert str(Reverted("post", *named)) == "post: WrongNodeSet(actual=1, current=2)"


def test_errors_without_a_name_keep_their_data() -> None:
    assert decode_error(b"\x01\x02\x03\x04", ("Batches",)) == (
        "UnknownError",
        {"data": "0x01020304"},
    )
    assert decode_error(None, ()) == ("UnknownError", {"data": "0x"})
    panic = bytes.fromhex("4e487b71") + (17).to_bytes(32, "big")
    assert decode_error(panic, ()) == ("Panic", {"code": "17"})


def test_a_transaction_is_the_same_bytes_again() -> None:
    fake, account = FakeChain(), Account.from_key(keccak(b"key"))
    sender = Sender(fake.chain(), NodeKey(account))
    call = fake.chain().measure("0x" + "01" * 32, "electricity", 0, 60)  # type: ignore[arg-type]
    first = sender.sign(call, 7, 100_000, Fees(10**9, 10**8))
    assert first == sender.sign(call, 7, 100_000, Fees(10**9, 10**8))
    assert Account.recover_transaction(first.raw) == account.address
    assert first.hash == to_hex(keccak(first.raw))


def test_a_replacement_offers_an_eighth_more_or_nothing() -> None:
    fake = FakeChain()
    sender = Sender(fake.chain(), NodeKey(Account.from_key(keccak(b"key"))), fee_cap=10**10)
    assert sender.fees() == Fees(21 * 10**8, 10**8)
    assert sender.higher_fees(Fees(8 * 10**9, 10**8)) == Fees(9 * 10**9, 112_500_000)
    assert sender.higher_fees(Fees(9 * 10**9, 10**8)) is None


def test_a_revert_is_named_where_it_is_estimated() -> None:
    fake = FakeChain()
    call = fake.chain().measure("0x" + "01" * 32, "electricity", 0, 60)  # type: ignore[arg-type]
    with pytest.raises(Reverted) as raised:
        fake.chain().gas_of(BATCHES, call)
    assert raised.value.name == "BatchMissing"
