"""Parts of a node's answers, checked. A value of another form is a BadAnswer, never a guess."""

import re

from oracle.chain.errors import BadAnswer

_QUANTITY = re.compile(r"0x(0|[1-9a-f][0-9a-f]{0,63})")
_DATA = re.compile(r"0x[0-9a-f]*")


def members(value: object, what: str) -> dict[str, object]:
    """A JSON object. Raises: BadAnswer"""
    if not isinstance(value, dict):
        raise BadAnswer(what, f"a JSON {type(value).__name__}; an object is expected")
    return value


def entries(value: object, what: str) -> list[object]:
    """A JSON list. Raises: BadAnswer"""
    if not isinstance(value, list):
        raise BadAnswer(what, f"a JSON {type(value).__name__}; a list is expected")
    return value


def quantity(value: object, what: str) -> int:
    """An integer in the form of the interface, 0x1f. Raises: BadAnswer"""
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise BadAnswer(what, f"{str(value)[:80]!r} is not a quantity")
    return int(value, 16)


def data(value: object, what: str, length: int | None = None) -> str:
    """Bytes as lower-case 0x-hex, of `length` if given. Raises: BadAnswer"""
    text = value.lower() if isinstance(value, str) else ""
    fits = len(text) % 2 == 0 if length is None else len(text) == 2 + 2 * length
    if not _DATA.fullmatch(text) or not fits:
        raise BadAnswer(what, f"{str(value)[:80]!r} is not {length or 'any'} bytes of data")
    return text


def raw(value: object, what: str) -> bytes:
    """Bytes. Raises: BadAnswer"""
    return bytes.fromhex(data(value, what)[2:])
