"""The ABI of one contract: calldata, answers, errors and events, as plain values.

A plain value is one that JSON holds exactly: an integer as a decimal string, bytes as 0x-hex, an
address with its checksum, a struct as an object by field name, a list as a list.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.address import to_checksum_address

from oracle.chain.errors import BadAnswer
from oracle.chain.node import Log
from oracle.core.codec import keccak, to_hex

_SELECTOR = 4
_DYNAMIC = ("string", "bytes")
_PANIC = bytes.fromhex("4e487b71")
_ERROR = bytes.fromhex("08c379a0")

Plain = dict[str, object]
Parameter = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Function:
    """One function: how its calldata begins, and what goes in and comes out."""

    selector: bytes
    inputs: Sequence[Parameter]
    outputs: Sequence[Parameter]


@dataclass(frozen=True, slots=True)
class Event:
    """One event."""

    name: str
    topic: bytes
    inputs: Sequence[Parameter]

    @property
    def names(self) -> list[str]:
        """Names of the inputs in the order of the source."""
        return [parameter["name"] for parameter in self.inputs]

    @property
    def indexed(self) -> list[Parameter]:
        """Inputs that are topics."""
        return [parameter for parameter in self.inputs if parameter["indexed"]]

    @property
    def rest(self) -> list[Parameter]:
        """Inputs that are data."""
        return [parameter for parameter in self.inputs if not parameter["indexed"]]


@dataclass(frozen=True, slots=True)
class Interface:
    """What one contract can be asked, can refuse and can say."""

    name: str
    functions: Mapping[str, Function]
    events: Mapping[bytes, Event]
    errors: Mapping[bytes, tuple[str, Sequence[Parameter]]]

    def calldata(self, function: str, *arguments: object) -> bytes:
        """Calldata of a call; structs are tuples."""
        found = self.functions[function]
        types = [_type(parameter) for parameter in found.inputs]
        return found.selector + encode(types, arguments)

    def plain_call(self, calldata: bytes) -> tuple[str, Plain]:
        """Function and plain arguments of a call, read back from its calldata.

        Raises: BadAnswer  no function of this contract
        """
        for name, found in self.functions.items():
            if calldata[:_SELECTOR] == found.selector:
                types = [_type(parameter) for parameter in found.inputs]
                return name, _named(found.inputs, _decoded(types, calldata[_SELECTOR:]))
        raise BadAnswer(self.name, f"has no function {calldata[:_SELECTOR].hex()}")

    def plain_answer(self, function: str, output: bytes) -> Plain:
        """What a view answered as plain values, by the names of its outputs.

        Raises: BadAnswer
        """
        return _named(self.functions[function].outputs, self.answer(function, output))

    def answer(self, function: str, output: bytes) -> tuple[Any, ...]:
        """What a view answered, one value per output; integers, bytes, tuples as they are.

        Raises: BadAnswer
        """
        return _decoded([_type(entry) for entry in self.functions[function].outputs], output)

    def event(self, entry: Log) -> tuple[str, Plain] | None:
        """Name and plain arguments of a log, None for an event that the ABI does not have.

        Raises: BadAnswer  it has the topic of an event, and not its form
        """
        event = self.events.get(entry.topics[0]) if entry.topics else None
        if event is None:
            return None
        if len(entry.topics) != 1 + len(event.indexed):
            raise BadAnswer(f"{self.name}.{event.name}", f"has {len(entry.topics)} topics")
        values: Plain = {}
        for parameter, topic in zip(event.indexed, entry.topics[1:], strict=True):
            values[parameter["name"]] = _topic(parameter, topic)
        decoded = _decoded([_type(parameter) for parameter in event.rest], entry.data)
        values |= _named(event.rest, decoded)
        return event.name, {name: values[name] for name in event.names}


@cache
def interface(name: str) -> Interface:
    """The interface of a contract by its name, as in oracle/chain/abi/."""
    file = resources.files("oracle.chain") / "abi" / f"{name}.json"
    entries: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    functions = {e["name"]: _function(e) for e in entries if e["type"] == "function"}
    events = [_event(e) for e in entries if e["type"] == "event"]
    errors = {
        _hash(e)[:_SELECTOR]: (e["name"], e["inputs"]) for e in entries if e["type"] == "error"
    }
    return Interface(name, functions, {event.topic: event for event in events}, errors)


def decode_error(data: bytes | None, names: Sequence[str]) -> tuple[str, Plain]:
    """Name and plain arguments of the error in a revert's data, looked up in these contracts."""
    selector, rest = (data or b"")[:_SELECTOR], (data or b"")[_SELECTOR:]
    if selector == _ERROR:
        return "Error", {"message": _decoded(["string"], rest)[0]}
    if selector == _PANIC:
        return "Panic", {"code": str(_decoded(["uint256"], rest)[0])}
    for name in names:
        if selector in interface(name).errors:
            error, inputs = interface(name).errors[selector]
            values = _decoded([_type(parameter) for parameter in inputs], rest)
            return error, _named(inputs, values)
    return "UnknownError", {"data": to_hex(data or b"")}


def _function(entry: Mapping[str, Any]) -> Function:
    return Function(_hash(entry)[:_SELECTOR], entry["inputs"], entry["outputs"])


def _event(entry: Mapping[str, Any]) -> Event:
    return Event(entry["name"], _hash(entry), entry["inputs"])


def _hash(entry: Mapping[str, Any]) -> bytes:
    types = ",".join(_type(parameter) for parameter in entry["inputs"])
    return keccak(f"{entry['name']}({types})".encode("ascii"))


def _type(parameter: Parameter) -> str:
    """Type in the form that selectors are made of: a struct is the list of its types."""
    kind: str = parameter["type"]
    if not kind.startswith("tuple"):
        return kind
    inner = ",".join(_type(component) for component in parameter["components"])
    return f"({inner}){kind.removeprefix('tuple')}"


def _decoded(types: Sequence[str], data: bytes) -> tuple[Any, ...]:
    try:
        return decode(types, data)
    except (DecodingError, OverflowError, UnicodeDecodeError) as error:
        raise BadAnswer("abi", f"not ({','.join(types)}): {error}"[:300]) from error


def _topic(parameter: Parameter, topic: bytes) -> object:
    kind = _type(parameter)
    if kind in _DYNAMIC or kind.endswith("]") or kind.startswith("("):
        return to_hex(topic)  # of a value of any length the chain keeps only the hash
    return _plain(parameter, _decoded([kind], topic)[0])


def _plain(parameter: Parameter, value: Any) -> object:
    kind: str = parameter["type"]
    if kind.endswith("]"):
        element = {**parameter, "type": kind[: kind.rindex("[")]}
        return [_plain(element, member) for member in value]
    if kind == "tuple":
        return _named(parameter["components"], value)
    if kind == "address":
        return to_checksum_address(value)
    if isinstance(value, bytes):
        return to_hex(value)
    return value if isinstance(value, bool | str) else str(value)


def _named(parameters: Sequence[Parameter], values: Sequence[Any]) -> Plain:
    pairs = zip(parameters, values, strict=True)
    return {parameter["name"]: _plain(parameter, value) for parameter, value in pairs}
