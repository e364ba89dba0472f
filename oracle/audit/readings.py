"""The readings of a batch, one by one: signature, chain, registers, key. Names what is wrong."""

from collections.abc import Iterator, Mapping, Sequence

from oracle.audit.signature import signer_of
from oracle.core.codec import reading_hash, segment_hash, segment_root, to_hex
from oracle.core.errors import BadSignature
from oracle.core.model import DeviceKey, Reading, SignedSegment
from oracle.core.units import DeviceId

Finding = tuple[str, object, object]
"""What is wrong: the reading or segment, what is expected, what was found."""

Keys = Mapping[tuple[DeviceId, int], DeviceKey]
"""Keys of devices by device and epoch, as registered on chain."""

_SECONDS_PER_HOUR = 3_600


def findings_in(
    segments: Sequence[SignedSegment],
    before: SignedSegment | None,
    keys: Keys,
    deployment_salt: bytes,
) -> Iterator[Finding]:
    """Everything wrong in the segments of one device, in order, `before` being the one ahead.

    A segment that reaches over the edge of two periods is in the evidence of both.

    Source: docs/spec.md, sections 2.1 and 2.2
    """
    for signed in segments:
        if signed == before:
            continue
        yield from _segment(signed, keys, deployment_salt)
        yield from _readings(signed, before)
        key = keys.get((signed.segment.device, signed.segment.key_epoch))
        for reading in signed.readings if key else ():
            yield from _limits(reading, key)
        before = signed


def reading_name(reading: Reading) -> str:
    """A reading as a check names it: device and sequence."""
    return f"reading {reading.device}:{reading.sequence}"


def _segment(signed: SignedSegment, keys: Keys, deployment_salt: bytes) -> Iterator[Finding]:
    segment = signed.segment
    name = f"segment {segment.device}:{segment.first_sequence}"
    key = keys.get((segment.device, segment.key_epoch))
    if key is None:
        yield name, "a key registered on chain", f"key epoch {segment.key_epoch}"
        return
    try:
        signer: str = signer_of(signed, deployment_salt)
    except BadSignature as error:
        signer = str(error)
    if signer != key.address:
        yield f"{name} signature", key.address, signer
    stated = {
        "root": to_hex(segment.root),
        "count": segment.count,
        "exported": segment.exported,
        "imported": segment.imported,
        "window": (segment.start, segment.end),
        "first": segment.first_sequence,
    }
    readings = signed.readings
    found = {
        "root": to_hex(segment_root([reading_hash(reading) for reading in readings])),
        "count": len(readings),
        "exported": sum(reading.exported for reading in readings),
        "imported": sum(reading.imported for reading in readings),
        "window": (readings[0].start, readings[-1].end),
        "first": readings[0].sequence,
    }
    for what, expected in stated.items():
        if expected != found[what]:
            yield f"{name} {what}", expected, found[what]


def _readings(signed: SignedSegment, before: SignedSegment | None) -> Iterator[Finding]:
    last = before.readings[-1] if before else None
    if before and signed.segment.previous_segment != segment_hash(before.segment):
        name = f"segment {signed.segment.device}:{signed.segment.first_sequence} previous"
        expected = to_hex(segment_hash(before.segment))
        yield name, expected, to_hex(signed.segment.previous_segment)
    for reading in signed.readings:
        if last is not None:
            yield from _follows(last, reading)
        last = reading


def _follows(last: Reading, reading: Reading) -> Iterator[Finding]:
    if reading.previous != reading_hash(last):
        # The signed successor holds the hash of what was measured, so it is the one before
        # that was changed.
        yield reading_name(last), to_hex(reading.previous), to_hex(reading_hash(last))
    if reading.sequence != last.sequence + 1:
        yield f"{reading_name(reading)} sequence", last.sequence + 1, reading.sequence
    if reading.start < last.end:
        yield f"{reading_name(reading)} start", f"{last.end} or later", reading.start
    rises = (
        ("export", reading.export_register - last.export_register, reading.exported),
        ("import", reading.import_register - last.import_register, reading.imported),
    )
    for what, rise, energy in rises:
        if (rise != energy) if reading.start == last.end else (rise < energy):
            yield f"{reading_name(reading)} {what} register", f"a rise of {energy} Wh", rise


def _limits(reading: Reading, key: DeviceKey | None) -> Iterator[Finding]:
    if key is None:
        return
    limit = key.rated_maximum * (reading.end - reading.start) // _SECONDS_PER_HOUR
    most = max(reading.exported, reading.imported)
    if most > limit:
        yield f"{reading_name(reading)} energy", f"at most {limit} Wh", most
    if reading.end - reading.start != key.interval:
        length = reading.end - reading.start
        yield f"{reading_name(reading)} interval", f"{key.interval} s", f"{length} s"
