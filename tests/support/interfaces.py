"""Interface ids from the signatures that a standard prints (ERC-165). Nothing here asserts."""

from collections.abc import Iterable

from eth_utils import keccak


def selector(signature: str) -> int:
    """Selector of a function, as a number."""
    return int.from_bytes(keccak(text=signature)[:4], "big")


def interface_id(signatures: Iterable[str]) -> str:
    """Id of an interface: its selectors, exclusive or."""
    total = 0
    for signature in signatures:
        total ^= selector(signature)
    return f"0x{total:08x}"


def topic(signature: str) -> str:
    """First topic of an event."""
    return "0x" + keccak(text=signature).hex()
