"""May this signed segment follow what the device sent before? Pure: no clock, no database.

A segment is signed as a whole, so it is taken or rejected as a whole; the error names the reading.
"""

from dataclasses import dataclass

from oracle.core.calendar import is_on_grid
from oracle.core.codec import reading_hash, segment_hash, segment_root
from oracle.core.errors import (
    AboveRatedMaximum,
    AheadOfClock,
    AwaitsPredecessor,
    BrokenChain,
    DeviceNotLive,
    Duplicate,
    Malformed,
    OffGrid,
    OutOfOrder,
    PeriodSealed,
    RegisterMismatch,
    RegisterWentBack,
    RootMismatch,
    SumMismatch,
)
from oracle.core.model import DeviceKey, Head, Reading, Segment, SignedSegment
from oracle.core.units import MAX_STORED, ZERO_HASH, Instant

MAX_CLOCK_SKEW = 120
"""How far ahead of ours a device's clock may be [s]."""

_SECONDS_PER_HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Accepted:
    """A segment that may be taken: the hash of each reading, and the device's head after it."""

    signed: SignedSegment
    hashes: tuple[bytes, ...]
    head: Head


def accept(
    signed: SignedSegment, key: DeviceKey, head: Head | None, zone_offset: int, now: Instant
) -> Accepted:
    """Return the segment, whose signature is verified, if it may follow `head`.

    Units:  zone_offset is local time minus UTC of the project [s]
    Raises: AwaitsPredecessor  a segment between `head` and this one is missing
            Malformed, BrokenChain, RootMismatch, SumMismatch, Duplicate, OutOfOrder, OffGrid,
            DeviceNotLive, AheadOfClock, AboveRatedMaximum, RegisterWentBack, RegisterMismatch
    """
    hashes = tuple(map(reading_hash, signed.readings))
    check_contents(signed, hashes)
    check_place(signed, head)
    before: Reading | Head | None = head
    for index, reading in enumerate(signed.readings):
        at = f"readings[{index}]"
        check_reading(reading, key, zone_offset, at)
        check_follows(reading, before, at)
        before = reading
    if signed.segment.end > now + MAX_CLOCK_SKEW:
        detail = f"{signed.segment.end} is {signed.segment.end - now} s ahead of {now}"
        raise AheadOfClock("end", f"{detail}; the limit is {MAX_CLOCK_SKEW} s")
    last = signed.readings[-1]
    after = Head(
        device=last.device,
        sequence=last.sequence,
        end=last.end,
        export_register=last.export_register,
        import_register=last.import_register,
        reading=hashes[-1],
        segment=segment_hash(signed.segment),
    )
    return Accepted(signed, hashes, after)


def check_open(signed: SignedSegment, sealed_until: Instant | None) -> None:
    """Raise if the segment reaches into a period whose batch is sealed.

    Raises: PeriodSealed
    """
    start = signed.segment.start
    if sealed_until is not None and start < sealed_until:
        raise PeriodSealed("start", f"{start} is before {sealed_until}, sealed without it")


def check_contents(signed: SignedSegment, hashes: tuple[bytes, ...]) -> None:
    """Raise unless what is signed is what its readings give.

    Raises: Malformed, BrokenChain, SumMismatch, RootMismatch
    Source: docs/spec.md, REQ-RD-2, REQ-SG-1, REQ-SG-2, REQ-SG-4
    """
    segment, readings = signed.segment, signed.readings
    if segment.count != len(readings):
        raise Malformed("count", f"{segment.count}, with {len(readings)} readings")
    if not 1 <= segment.first_sequence <= MAX_STORED - segment.count:
        limit = f"the limits are 1 and {MAX_STORED - segment.count}"
        raise Malformed("firstSequence", f"{segment.first_sequence}; {limit}")
    for index, reading in enumerate(readings):
        if reading.sequence != segment.first_sequence + index:
            found = f"{reading.sequence}, not {segment.first_sequence + index}"
            raise BrokenChain(f"readings[{index}].sequence", found)
        if index and reading.previous != hashes[index - 1]:
            detail = f"sequence {reading.sequence}: not the hash of the reading before"
            raise BrokenChain(f"readings[{index}].previous", detail)
    _check_totals(segment, readings)
    if segment.root != segment_root(hashes):
        raise RootMismatch("root", "not the root of the readings")


def _check_totals(segment: Segment, readings: tuple[Reading, ...]) -> None:
    stated = {
        "start": (segment.start, readings[0].start),
        "end": (segment.end, readings[-1].end),
        "exported": (segment.exported, sum(reading.exported for reading in readings)),
        "imported": (segment.imported, sum(reading.imported for reading in readings)),
    }
    for name, (signed_value, found_value) in stated.items():
        if signed_value != found_value:
            raise SumMismatch(name, f"{signed_value} is signed; the readings give {found_value}")


def check_place(signed: SignedSegment, head: Head | None) -> None:
    """Raise unless the segment continues the device's chain at `head`.

    Raises: Duplicate, AwaitsPredecessor, BrokenChain
    Source: docs/spec.md, REQ-RD-2, REQ-SG-3
    """
    segment = signed.segment
    last = 0 if head is None else head.sequence
    if segment.first_sequence <= last:
        detail = f"{segment.first_sequence} was taken before with other content; the last is {last}"
        raise Duplicate("firstSequence", detail)
    if segment.first_sequence > last + 1:
        detail = f"{segment.first_sequence} came; {last + 1} is missing"
        raise AwaitsPredecessor("firstSequence", detail)
    if segment.previous_segment != (ZERO_HASH if head is None else head.segment):
        raise BrokenChain("previousSegment", "not the hash of the segment taken before")
    if signed.readings[0].previous != (ZERO_HASH if head is None else head.reading):
        raise BrokenChain("readings[0].previous", "not the hash of the reading taken before")


def check_reading(reading: Reading, key: DeviceKey, zone_offset: int, at: str) -> None:
    """Raise unless one reading is possible for the device by itself.

    Raises: OffGrid, DeviceNotLive, AboveRatedMaximum
    Source: docs/spec.md, section 2.3; interfaces/IDevices.sol, isLive
    """
    which, length = f"sequence {reading.sequence}", reading.end - reading.start
    if length != key.interval:
        raise OffGrid(f"{at}.end", f"{which}: {length} s long; the interval is {key.interval} s")
    if not is_on_grid(reading.start, key.interval, zone_offset):
        detail = f"{which}: {reading.start} is not on the grid of {key.interval} s"
        raise OffGrid(f"{at}.start", detail)
    if not key.is_live(reading.start, reading.end):
        window = f"{key.valid_from} to {key.valid_until}, revoked at {key.revoked_at}"
        raise DeviceNotLive(f"{at}.start", f"{which}: {reading.start}; the key's is {window}")
    for name, energy in (("exported", reading.exported), ("imported", reading.imported)):
        if energy * _SECONDS_PER_HOUR > key.rated_maximum * length:
            detail = f"{which}: {energy} Wh in {length} s; the limit is {key.rated_maximum} W"
            raise AboveRatedMaximum(f"{at}.{name}", detail)


def check_follows(reading: Reading, before: Reading | Head | None, at: str) -> None:
    """Raise unless time and registers go on from the reading before.

    Raises: OutOfOrder, RegisterWentBack, RegisterMismatch
    Source: docs/spec.md, REQ-RD-1, REQ-RD-3
    """
    which = f"sequence {reading.sequence}"
    if before is not None and reading.start < before.end:
        raise OutOfOrder(f"{at}.start", f"{which}: {reading.start} is before {before.end}")
    exact = before is not None and reading.start == before.end
    registers = {
        "exportRegister": (
            before.export_register if before else 0,
            reading.export_register,
            reading.exported,
        ),
        "importRegister": (
            before.import_register if before else 0,
            reading.import_register,
            reading.imported,
        ),
    }
    for name, (was, now_is, energy) in registers.items():
        if now_is < was:
            raise RegisterWentBack(f"{at}.{name}", f"{which}: {now_is} Wh after {was} Wh")
        rise = now_is - was
        if rise < energy or (exact and rise != energy):
            detail = f"{which}: rose by {rise} Wh; the interval's energy is {energy} Wh"
            raise RegisterMismatch(f"{at}.{name}", detail)
