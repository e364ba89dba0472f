"""Signatures as contracts take them."""

from collections.abc import Callable

from oracle.chain.key import NodeKey

_V_OFFSET = 27
_PARITY_BIT = 255


def signer_with(key: NodeKey) -> Callable[[bytes], bytes]:
    """What signs digests with a key.

    Shape:  32 bytes -> 65 bytes r, s, v
    """
    return lambda digest: expanded(key.sign_digest(digest))


def expanded(compact: bytes) -> bytes:
    """A compact signature in the long form.

    Shape:  64 bytes r, vs -> 65 bytes r, s, v
    Source: ERC-2098
    """
    vs = int.from_bytes(compact[32:], "big")
    s = vs & (1 << _PARITY_BIT) - 1
    return compact[:32] + s.to_bytes(32, "big") + bytes([_V_OFFSET + (vs >> _PARITY_BIT)])
