"""The device's key: signatures, and the secret salts that are derived from it."""

import hashlib
import hmac

from coincurve import PrivateKey

from oracle.core.codec import address_of, segment_digest
from oracle.core.model import Segment
from oracle.core.units import Address, DeviceId

_SALT_PURPOSE = b"greentrace reading salt 1"
_SALT_BYTES = 16
_V_OFFSET = 27


def address_of_key(private_key: bytes) -> Address:
    """Address of a device's key, as registered on chain.

    Shape:  32 bytes
    """
    return address_of(PrivateKey(private_key).public_key.format(compressed=False))


def sign_segment(segment: Segment, private_key: bytes, deployment_salt: bytes) -> bytes:
    """The device's EIP-712 signature of a segment; the same input gives the same bytes.

    Shape:  65 bytes r, s, v with low s, v 27 or 28
    Source: docs/spec.md, REQ-SG-4; RFC 6979
    """
    digest = segment_digest(segment, deployment_salt)
    return sign_digest(digest, private_key)


def sign_digest(digest: bytes, private_key: bytes) -> bytes:
    """Signature of a digest, also for a device's registration.

    Shape:  32 bytes -> 65 bytes r, s, v with low s, v 27 or 28
    """
    signature = PrivateKey(private_key).sign_recoverable(digest, hasher=None)
    return signature[:64] + bytes([signature[64] + _V_OFFSET])


def salt_key(private_key: bytes, device: DeviceId) -> bytes:
    """The secret from which a device's salts come.

    Shape:  32 bytes
    """
    purpose = _SALT_PURPOSE + bytes.fromhex(device[2:])
    return hmac.digest(private_key, purpose, hashlib.sha256)


def reading_salt(key: bytes, sequence: int) -> bytes:
    """Salt of one reading: secret, and the same whenever the reading is made again.

    Shape:  16 bytes
    Source: docs/spec.md, REQ-RD-4
    """
    return hmac.digest(key, sequence.to_bytes(8, "big"), hashlib.sha256)[:_SALT_BYTES]
