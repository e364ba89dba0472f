"""The bytes of every record that is hashed or signed: docs/spec.md, section 2.

One definition for device, oracle, chain and reader. Field order and widths are binding.
"""

import hashlib
import struct
from collections.abc import Sequence

import rfc8785
from tiny_keccak import keccak256

from oracle.core.errors import Malformed, SumOverflow
from oracle.core.model import Gap, Leaf, Reading, Report, Segment
from oracle.core.units import MAX_U64, Address, BatchId, Instant, ProjectId

# u40 is written as its top byte and its lower 32 bits.
_READING = struct.Struct(">B32sQBIBIQQQQH16s32s")
_LEAF = struct.Struct(">B32sBIQQH32s")
_GAP = struct.Struct(">B32sBI")
_NODE = struct.Struct(">BIIQQQQ32s32s")
_TAG_LEAF, _TAG_NODE, _TAG_GAP, _TAG_PADDING = 0x00, 0x01, 0x02, 0x03
_TAG_READING, _TAG_SEGMENT_NODE = 0x10, b"\x11"
_LOW_32 = 0xFFFF_FFFF
_TEXT_32 = 32


def keccak(data: bytes) -> bytes:
    """keccak-256 of `data`."""
    return keccak256(data)


def sha256(data: bytes) -> bytes:
    """SHA-256 of `data`."""
    return hashlib.sha256(data).digest()


def to_hex(data: bytes) -> str:
    """Bytes as lower-case 0x-hex."""
    return "0x" + data.hex()


def from_hex(text: str, length: int, field: str) -> bytes:
    """`length` bytes from 0x-hex.

    Raises: Malformed
    """
    digits = text[2:]
    well_formed = text.startswith("0x") and len(digits) == 2 * length and digits.isalnum()
    try:
        return bytes.fromhex(digits if well_formed else "?")
    except ValueError:
        raise Malformed(field, f"{text[:80]!r} is not {length} bytes of 0x-hex") from None


def to_text32(text: str) -> bytes:
    """ASCII text right-padded to 32 bytes.

    Raises: Malformed  not ASCII, or longer than 32 bytes
    """
    if not text.isascii() or len(text) > _TEXT_32:
        raise Malformed("text", f"{text[:80]!r} is not ASCII of at most {_TEXT_32} bytes")
    return text.encode("ascii").ljust(_TEXT_32, b"\0")


def address_of(public_key: bytes) -> Address:
    """Address of an uncompressed secp256k1 public key.

    Shape:  65 bytes, the first 0x04
    """
    return Address(to_hex(keccak(public_key[1:])[12:]))


def reading_hash(reading: Reading) -> bytes:
    """Hash of one reading. Source: docs/spec.md, section 2.1."""
    return keccak(
        _READING.pack(
            _TAG_READING,
            bytes.fromhex(reading.device[2:]),
            reading.sequence,
            *(reading.start >> 32, reading.start & _LOW_32),
            *(reading.end >> 32, reading.end & _LOW_32),
            *(reading.export_register, reading.import_register),
            *(reading.exported, reading.imported),
            reading.flags,
            reading.salt,
            reading.previous,
        )
    )


def segment_root(hashes: Sequence[bytes]) -> bytes:
    """Root of the small tree over the hashes of a segment's readings.

    Shape:  (n,) n >= 1
    Source: docs/spec.md, REQ-SG-1
    """
    level = list(hashes)
    level += [bytes(32)] * ((1 << (len(level) - 1).bit_length()) - len(level))
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [keccak(_TAG_SEGMENT_NODE + left + right) for left, right in pairs]
    return level[0]


_SEGMENT_TYPE = keccak(
    b"Segment(bytes32 device,uint64 firstSequence,uint32 count,uint40 start,uint40 end,"
    b"uint64 exported,uint64 imported,bytes32 root,bytes32 previousSegment,uint16 keyEpoch)"
)
_REPORT_TYPE = keccak(
    b"Report(bytes32 project,bytes32 metric,uint40 start,uint40 end,uint32 interval,uint32 leaves,"
    b"uint32 readings,uint64 exported,uint64 imported,bytes32 root,bytes32 previous,"
    b"bytes32 dataHash,uint32 nodeSet)"
)
_DEVICE_DOMAIN = (
    keccak(b"EIP712Domain(string name,string version,bytes32 salt)")
    + keccak(b"Greentrace Device")
    + keccak(b"1")
)
_NODE_DOMAIN = (
    keccak(b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
    + keccak(b"Greentrace")
    + keccak(b"1")
)


def segment_hash(segment: Segment) -> bytes:
    """EIP-712 `hashStruct` of a segment. Source: docs/spec.md, section 2.2."""
    return keccak(
        _SEGMENT_TYPE
        + bytes.fromhex(segment.device[2:])
        + _words(segment.first_sequence, segment.count, segment.start, segment.end)
        + _words(segment.exported, segment.imported)
        + segment.root
        + segment.previous_segment
        + _words(segment.key_epoch)
    )


def segment_digest(segment: Segment, deployment_salt: bytes) -> bytes:
    """What a device signs: EIP-712 digest under the deployment salt.

    Shape:  32 bytes of salt -> 32 bytes
    """
    return _digest(keccak(_DEVICE_DOMAIN + deployment_salt), segment_hash(segment))


def report_hash(report: Report) -> bytes:
    """EIP-712 `hashStruct` of a report. Source: docs/spec.md, REQ-BT-5."""
    return keccak(
        _REPORT_TYPE
        + bytes.fromhex(report.project[2:])
        + to_text32(report.metric)
        + _words(report.start, report.end, report.interval, report.leaves, report.readings)
        + _words(report.exported, report.imported)
        + report.root
        + bytes.fromhex(report.previous[2:])
        + report.data_hash
        + _words(report.node_set)
    )


def report_digest(report: Report, chain_id: int, contract: Address) -> bytes:
    """What a node signs: EIP-712 digest under the chain and the contract `Batches`."""
    address = bytes.fromhex(contract[2:]).rjust(32, b"\0")
    return _digest(keccak(_NODE_DOMAIN + _words(chain_id) + address), report_hash(report))


def batch_id(project: ProjectId, metric: str, start: Instant, end: Instant) -> BatchId:
    """Id of the batch of a project, metric and period. Source: docs/spec.md, REQ-BT-7."""
    encoded = bytes.fromhex(project[2:]) + to_text32(metric) + _words(start, end)
    return BatchId(to_hex(keccak(encoded)))


def leaf_hash(leaf: Leaf) -> bytes:
    """Hash of a slot with a reading. Source: docs/spec.md, section 2.3."""
    at = leaf.slot_start
    device = bytes.fromhex(leaf.device[2:])
    return keccak(
        _LEAF.pack(
            *(_TAG_LEAF, device, at >> 32, at & _LOW_32),
            *(leaf.exported, leaf.imported, leaf.flags, leaf.reading),
        )
    )


def gap_hash(gap: Gap) -> bytes:
    """Hash of a slot without a reading. Source: docs/spec.md, section 2.3."""
    at = gap.slot_start
    return keccak(_GAP.pack(_TAG_GAP, bytes.fromhex(gap.device[2:]), at >> 32, at & _LOW_32))


PADDING = keccak(bytes([_TAG_PADDING]))
"""Hash of a place beyond the last slot. Source: docs/spec.md, section 2.3."""


def node_hash(
    counts: tuple[int, int],
    exported: tuple[int, int],
    imported: tuple[int, int],
    hashes: tuple[bytes, bytes],
) -> bytes:
    """Hash of an inner node; each pair is left, right.

    Raises: SumOverflow  the node's total is over 2^64-1
    Source: docs/spec.md, section 2.3
    """
    if max(sum(exported), sum(imported)) > MAX_U64:
        raise SumOverflow("total", f"{sum(exported)}, {sum(imported)} Wh; the limit is {MAX_U64}")
    return keccak(_NODE.pack(_TAG_NODE, *counts, *exported, *imported, *hashes))


def canonical_json(value: object) -> bytes:
    """RFC 8785 bytes of a value of objects, lists, strings, integers, booleans and null.

    Raises: Malformed  a float, an integer over 2^53-1, or text that is not Unicode
    """
    _refuse_floats(value, "$")
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise Malformed("json", str(error)) from error


def _refuse_floats(value: object, path: str) -> None:
    if isinstance(value, float):
        raise Malformed(path, "a float; figures are integers or strings")
    if isinstance(value, dict):
        for name, member in value.items():
            _refuse_floats(member, f"{path}.{name}")
    elif isinstance(value, list | tuple):
        for index, member in enumerate(value):
            if not isinstance(member, int | str):
                _refuse_floats(member, f"{path}[{index}]")


def _words(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(32, "big") for number in numbers)


def _digest(domain: bytes, struct_hash: bytes) -> bytes:
    return keccak(b"\x19\x01" + domain + struct_hash)
