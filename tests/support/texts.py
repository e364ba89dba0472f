"""Texts, hashes and structs as transactions take them. Nothing here asserts."""

import itertools

from eth_utils import keccak

from oracle.core.codec import to_hex, to_text32


def text32(text: str) -> str:
    """ASCII text, right-padded to 32 bytes, in hex as everything here."""
    return to_hex(to_text32(text))


def digest32(text: str) -> str:
    """Some 32 bytes that `text` stands for: a document, a statement, a reference."""
    return to_hex(keccak(text=text))


def unique32() -> str:
    """32 bytes that were not given out before."""
    return digest32(f"unique {next(_numbers)}")


_numbers = itertools.count(1)


def to_bytes(value) -> bytes:
    return value if isinstance(value, bytes) else bytes.fromhex(str(value)[2:])


def changed(entry: dict, changes: dict) -> tuple:
    unknown = changes.keys() - entry.keys()
    if unknown:
        raise TypeError(f"no such field: {sorted(unknown)}")
    return tuple({**entry, **changes}.values())
