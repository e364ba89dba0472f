"""The disclosure as it lies on disk: is it well formed, and where is it not."""

import json
from dataclasses import dataclass
from typing import NoReturn

from oracle.audit.check import Checks
from oracle.core.calendar import day_of_iso
from oracle.core.codec import canonical_json, from_hex, sha256, to_hex
from oracle.core.errors import Malformed
from oracle.core.units import Address, Day
from oracle.disclose.document import KIND, SCHEMA

_FIGURE = b'{"formula":'
_ID = b'"id":"'
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Claim:
    """A disclosure that can be read: its bytes, its members, and what it says it is about."""

    content: bytes
    members: dict[str, object]
    bond: Address
    period: tuple[Day, Day]
    as_of_block: int
    provenance: list[dict[str, str]]

    @property
    def hash(self) -> str:
        """SHA-256 of the bytes as they are."""
        return to_hex(sha256(self.content))


def read_claim(content: bytes, checks: Checks) -> Claim | None:
    """The disclosure in a file, None where it cannot be read; enters what is wrong, and where."""
    try:
        value = json.loads(
            content.decode("utf-8"),
            parse_float=_refused,
            parse_constant=_refused,
            object_pairs_hook=_no_doubled_names,
        )
        members = _object({"file": value}, "file")
        checks.same("file.json", "JSON", "JSON")
        _check_canonical(content, members, checks)
        return _claim(content, members)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        at = error.pos if isinstance(error, json.JSONDecodeError) else error.start
        checks.fail("file.json", "JSON", f"{error}; {place_of(content, at)}")
    except (Malformed, ValueError, RecursionError) as error:
        checks.fail("file.form", SCHEMA, error)
    return None


def place_of(content: bytes, at: int) -> str:
    """Where in the document a byte lies: its number, and the figure that it belongs to."""
    start = content.rfind(_FIGURE, 0, at + 1)
    name = content.find(_ID, start)
    if start < 0 or name < 0:
        return f"byte {at}"
    end = content.find(b'"', name + len(_ID))
    figure = content[name + len(_ID) : end].decode("utf-8", "replace")
    return f"byte {at}, in or after figure {figure[:_SHOWN]}"


def _check_canonical(content: bytes, members: dict[str, object], checks: Checks) -> None:
    canonical = canonical_json(members)
    if canonical == content:
        checks.same("file.canonical", "RFC 8785", "RFC 8785")
        return
    pairs = enumerate(zip(content, canonical, strict=False))
    first = next((at for at, (a, b) in pairs if a != b), min(len(content), len(canonical)))
    checks.fail("file.canonical", "RFC 8785 bytes", f"another byte at {place_of(content, first)}")


def _claim(content: bytes, members: dict[str, object]) -> Claim:
    if members.get("schema") != SCHEMA or members.get("kind") != KIND:
        found = f"{str(members.get('schema'))[:_SHOWN]}, {str(members.get('kind'))[:_SHOWN]}"
        raise Malformed("schema", f"{found}; {SCHEMA}, {KIND} is expected")
    chain, bond, period = (_object(members, name) for name in ("chain", "bond", "period"))
    address = to_hex(from_hex(_text(bond, "address"), 20, "bond.address"))
    block = chain.get("asOfBlock")
    if isinstance(block, bool) or not isinstance(block, int) or block < 0:
        raise Malformed("chain.asOfBlock", f"{str(block)[:_SHOWN]!r} is not a block number")
    first = day_of_iso(_text(period, "firstDay"))
    after = Day(day_of_iso(_text(period, "lastDay")) + 1)
    provenance = members.get("provenance")
    if not isinstance(provenance, list) or not all(isinstance(p, dict) for p in provenance):
        raise Malformed("provenance", "not a list of objects")
    return Claim(content, members, Address(address), (first, after), block, provenance)


def _object(members: dict[str, object], name: str) -> dict[str, object]:
    value = members.get(name)
    if not isinstance(value, dict):
        raise Malformed(name, "not an object")
    return value


def _text(members: dict[str, object], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str):
        raise Malformed(name, "not a text")
    return value


def _refused(text: str) -> NoReturn:
    raise Malformed("number", f"{text[:_SHOWN]} is not an integer")


def _no_doubled_names(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Malformed("json", "a name appears twice in one object")
    return members
