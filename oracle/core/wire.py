"""The JSON form of a signed segment: one definition for device, intake, evidence and reader."""

import json
from typing import NoReturn

from oracle.core.codec import from_hex, to_hex
from oracle.core.errors import Malformed
from oracle.core.model import Reading, Segment, SignedSegment
from oracle.core.units import MAX_STORED, DeviceId, Instant, Wh

MAX_SEGMENT = 4_096
"""Most readings in one segment. Source: docs/spec.md, REQ-SG-4."""

_EXACT_JSON = 2**53 - 1
_MAX_DIGITS = 40
_KNOWN_FLAGS = 0b11_1111
_U40, _U32, _U16 = 2**40 - 1, 2**32 - 1, 2**16 - 1
_SEGMENT_HASHES = ("device", "root", "previousSegment")
_SEGMENT_NUMBERS = {
    "firstSequence": MAX_STORED,
    "count": _U32,
    "start": _U40,
    "end": _U40,
    "exported": MAX_STORED,
    "imported": MAX_STORED,
    "keyEpoch": _U16,
}
_READING_FIELDS = (
    *(("sequence", MAX_STORED), ("start", _U40), ("end", _U40)),
    *(("exportRegister", MAX_STORED), ("importRegister", MAX_STORED)),
    *(("exported", MAX_STORED), ("imported", MAX_STORED), ("flags", _KNOWN_FLAGS)),
)


def parse_object(line: bytes) -> dict[str, object]:
    """One JSON object without floats, doubled names or numbers of absurd length.

    Raises: Malformed
    """
    try:
        value = json.loads(
            line.decode("utf-8"),
            parse_float=_no_float,
            parse_constant=_no_float,
            object_pairs_hook=_no_doubled_names,
        )
    except (ValueError, RecursionError) as error:
        raise Malformed("line", f"not JSON: {error}") from error
    if not isinstance(value, dict):
        raise Malformed("line", f"a JSON {type(value).__name__}; an object is expected")
    return value


def integer_to_json(number: int) -> int | str:
    """An integer as JSON may hold it exactly: above 2^53-1 as a string."""
    return number if number <= _EXACT_JSON else str(number)


def segment_to_json(signed: SignedSegment) -> dict[str, object]:
    """A signed segment as JSON members `segment`, `signature` and `readings`.

    Source: docs/spec.md, section 2.4
    """
    segment = signed.segment
    return {
        "segment": {
            "device": segment.device,
            "firstSequence": integer_to_json(segment.first_sequence),
            "count": segment.count,
            "start": segment.start,
            "end": segment.end,
            "exported": integer_to_json(segment.exported),
            "imported": integer_to_json(segment.imported),
            "root": to_hex(segment.root),
            "previousSegment": to_hex(segment.previous_segment),
            "keyEpoch": segment.key_epoch,
        },
        "signature": to_hex(signed.signature),
        "readings": [_reading_to_json(reading) for reading in signed.readings],
    }


def segment_from_json(members: dict[str, object]) -> SignedSegment:
    """A signed segment from its JSON members; types and ranges only, nothing is verified.

    Raises: Malformed
    """
    expect_names(members, {"segment", "signature", "readings"}, "segment")
    fields, rows = members["segment"], members["readings"]
    if not isinstance(fields, dict):
        raise Malformed("segment", "not an object")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MAX_SEGMENT:
        raise Malformed("readings", f"not a list of 1 to {MAX_SEGMENT} readings")
    segment = _segment(fields)
    readings = (_reading(segment.device, i, row) for i, row in enumerate(rows))
    signature = from_hex(text_in(members, "signature"), 65, "signature")
    return SignedSegment(segment, signature, tuple(readings))


def expect_names(members: dict[str, object], names: set[str], field: str) -> None:
    """Raise unless `members` has exactly these names.

    Raises: Malformed
    """
    if members.keys() != names:
        missing, unknown = names - members.keys(), members.keys() - names
        raise Malformed(field, f"missing {sorted(missing)}, unknown {sorted(unknown)[:5]}")


def text_in(members: dict[str, object], name: str) -> str:
    """The text at `name`.

    Raises: Malformed
    """
    value = members.get(name)
    if not isinstance(value, str) or not value.isprintable():
        raise Malformed(name, "not a printable text")
    return value


def integer_in(value: object, limit: int, field: str) -> int:
    """An integer of 0 to `limit`, from a JSON integer or a string of its digits.

    Raises: Malformed
    """
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= limit:
        raise Malformed(field, f"{str(value)[:40]!r} is not an integer of 0 to {limit}")
    return value


def _segment(fields: dict[str, object]) -> Segment:
    expect_names(fields, {*_SEGMENT_HASHES, *_SEGMENT_NUMBERS}, "segment")
    number = {
        name: integer_in(fields[name], limit, name) for name, limit in _SEGMENT_NUMBERS.items()
    }
    device, root, previous = (from_hex(text_in(fields, name), 32, name) for name in _SEGMENT_HASHES)
    return Segment(
        device=DeviceId(to_hex(device)),
        first_sequence=number["firstSequence"],
        count=number["count"],
        start=Instant(number["start"]),
        end=Instant(number["end"]),
        exported=Wh(number["exported"]),
        imported=Wh(number["imported"]),
        root=root,
        previous_segment=previous,
        key_epoch=number["keyEpoch"],
    )


def _reading(device: DeviceId, index: int, row: object) -> Reading:
    if not isinstance(row, list) or len(row) != len(_READING_FIELDS) + 2:
        raise Malformed(f"readings[{index}]", f"not a list of {len(_READING_FIELDS) + 2} values")
    numbers = [
        integer_in(value, limit, f"readings[{index}].{name}")
        for value, (name, limit) in zip(row, _READING_FIELDS, strict=False)
    ]
    salt, previous = row[-2:]
    return Reading(
        device,
        numbers[0],
        *(Instant(numbers[1]), Instant(numbers[2])),
        *(Wh(numbers[3]), Wh(numbers[4]), Wh(numbers[5]), Wh(numbers[6])),
        numbers[7],
        from_hex(salt if isinstance(salt, str) else "", 16, f"readings[{index}].salt"),
        from_hex(previous if isinstance(previous, str) else "", 32, f"readings[{index}].previous"),
    )


def _reading_to_json(reading: Reading) -> list[int | str]:
    return [
        integer_to_json(reading.sequence),
        *(reading.start, reading.end),
        integer_to_json(reading.export_register),
        integer_to_json(reading.import_register),
        integer_to_json(reading.exported),
        integer_to_json(reading.imported),
        reading.flags,
        to_hex(reading.salt),
        to_hex(reading.previous),
    ]


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text[:40]} is not an integer")


def _no_doubled_names(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name appears twice in one object")
    return members
