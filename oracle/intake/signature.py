"""Is it the registered key? Pure."""

from coincurve import PublicKey

from oracle.core.codec import address_of, segment_digest, to_hex
from oracle.core.errors import BadSignature
from oracle.core.model import SECP256K1, DeviceKey, SignedSegment

_HALF_ORDER = 0x7FFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_5D576E73_57A4501D_DFE92F46_681B20A0
_V_OFFSET = 27


def verify(signed: SignedSegment, key: DeviceKey, deployment_salt: bytes) -> None:
    """Raise unless the segment is signed by `key` under the deployment salt.

    Raises: BadSignature  wrong length, high s, v not 27 or 28, or another signer
    Source: docs/spec.md, REQ-SG-4
    """
    if key.algorithm != SECP256K1:
        raise BadSignature("algorithm", f"{key.algorithm}; the limit is {SECP256K1}, secp256k1")
    signature = signed.signature
    if len(signature) != 65 or signature[64] not in (_V_OFFSET, _V_OFFSET + 1):
        raise BadSignature("signature", "not 65 bytes r, s, v with v 27 or 28")
    if int.from_bytes(signature[32:64], "big") > _HALF_ORDER:
        raise BadSignature("signature", f"s is above half the order, {to_hex(signature[32:64])}")
    compact = signature[:64] + bytes([signature[64] - _V_OFFSET])
    digest = segment_digest(signed.segment, deployment_salt)
    try:
        signer = PublicKey.from_signature_and_message(compact, digest, hasher=None)
    except ValueError:
        raise BadSignature("signature", "no key gives this signature") from None
    found = address_of(signer.format(compressed=False))
    if found != key.address:
        raise BadSignature("signature", f"by {found}; the device's key is {key.address}")
