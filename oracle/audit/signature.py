"""Who signed a segment, recovered here and not taken from intake's word."""

from coincurve import PublicKey

from oracle.core.codec import address_of, segment_digest
from oracle.core.errors import BadSignature
from oracle.core.model import SignedSegment
from oracle.core.units import Address

_HALF_ORDER = 0x7FFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_5D576E73_57A4501D_DFE92F46_681B20A0
_V_OFFSET = 27


def signer_of(signed: SignedSegment, deployment_salt: bytes) -> Address:
    """Address of the key that signed a segment.

    Raises: BadSignature  no key gives it, or it is not in the one form that is allowed
    Source: docs/spec.md, REQ-SG-4
    """
    signature = signed.signature
    s, v = int.from_bytes(signature[32:64], "big"), signature[64] - _V_OFFSET
    if v not in (0, 1) or s > _HALF_ORDER:
        raise BadSignature("signature", "v is not 27 or 28, or s is above half the order")
    digest = segment_digest(signed.segment, deployment_salt)
    try:
        key = PublicKey.from_signature_and_message(signature[:64] + bytes([v]), digest, hasher=None)
    except ValueError:
        raise BadSignature("signature", "no key gives this signature") from None
    return address_of(key.format(compressed=False))
