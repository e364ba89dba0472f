"""oracle.facts.event: typed access to what an event says"""

import json

import pytest

from oracle.core.errors import Malformed
from oracle.facts.event import Fields, event_of_row, text_of_bytes

ROW = {
    "block_hash": "0x" + "AB" * 32,
    "log_index": 3,
    "block_number": 7,
    "block_time": 1_700_000_000,
    "transaction_hash": "0x" + "cd" * 32,
    "contract": "Bond",
    "address": "0x" + "EF" * 20,
    "event": "Transfer",
    "arguments": json.dumps({"value": str(2**200)}),
}


def test_a_row_becomes_an_event_with_its_numbers_whole_and_its_hex_in_lower_case() -> None:
    event = event_of_row(ROW)
    assert event.fields.number("value") == 2**200
    assert event.address == "0x" + "ef" * 20
    assert event.position == (7, 3)


@pytest.mark.parametrize("arguments", ["", "[]", "{"])
def test_a_row_without_an_object_is_refused(arguments: str) -> None:
    with pytest.raises(Malformed, match=r"events\.arguments"):
        event_of_row({**ROW, "arguments": arguments})


@pytest.mark.parametrize("value", [None, True, "1.5", "1e3", "", "--1", "x" * 100, [1]])
def test_what_is_not_an_integer_is_refused_by_name(value: object) -> None:
    with pytest.raises(Malformed, match=r"Bond\.Transfer\.value"):
        Fields({"value": value}, "Bond.Transfer").number("value")


def test_a_missing_argument_is_named() -> None:
    with pytest.raises(Malformed, match=r"Bond\.Transfer\.value: missing"):
        Fields({}, "Bond.Transfer").number("value")


@pytest.mark.parametrize(
    ("hexadecimal", "text"),
    [("0x" + b"M01/1".hex() + "00" * 27, "M01/1"), ("0xff00", "0xff00"), ("0x410a", "0x410a")],
)
def test_padded_ascii_is_text_and_anything_else_stays_hex(hexadecimal: str, text: str) -> None:
    assert text_of_bytes(hexadecimal) == text


@pytest.mark.parametrize(("text", "data"), [("0x", b""), ("0x00ff", b"\x00\xff")])
def test_bytes_have_any_length_also_none(text: str, data: bytes) -> None:
    assert Fields({"data": text}, "x").data("data") == data


@pytest.mark.parametrize("text", ["0x0", "0xzz", "00", "0x 1", 5])
def test_what_is_not_bytes_is_refused(text: object) -> None:
    with pytest.raises(Malformed, match=r"x\.data"):
        Fields({"data": text}, "x").data("data")


@pytest.mark.parametrize("value", [None, 1, "true", "1"])
def test_what_is_neither_true_nor_false_is_refused(value: object) -> None:
    with pytest.raises(Malformed, match=r"x\.flag"):
        Fields({"flag": value}, "x").flag("flag")
