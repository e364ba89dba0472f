"""Play a log through a meter: one signed segment and one spool file per local day.

The meter's memory is a JSON file beside the inbox. It is written after the day's spool file, so a
replay that is stopped anywhere is taken up at that day and writes the same bytes again.

A row that cannot be used goes into the file of the day it names, or, where it names none or an
earlier one, of the last sample before it, or into a file of its own. A missing slot is absent; the
sequence goes on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from oracle.core.calendar import day_at, iso_of_day
from oracle.core.codec import canonical_json, from_hex, to_hex
from oracle.core.errors import Duplicate, Misconfigured, OutOfOrder
from oracle.core.model import Rejection, SignedSegment
from oracle.core.spool import segment_line, unusable_line, write_whole
from oracle.core.units import Day, DeviceId
from oracle.core.wire import MAX_SEGMENT, expect_names, integer_in, parse_object, text_in
from oracle.device.meter import Meter, Sample, close_segment, measure
from oracle.device.sign import salt_key, sign_segment

_OUT_OF_TIME = {OutOfOrder.__name__, Duplicate.__name__}
_MEMORY = {
    *("device", "nextSequence", "exportedMws", "importedMws", "previousReading"),
    *("previousSegment", "lastDay"),
}
_MAX_MEMORY = 2**128


@dataclass(frozen=True, slots=True)
class Signer:
    """What a device signs with.

    private_key      32 bytes
    key_epoch        number of the key on chain, the first is 1
    deployment_salt  `Devices.deploymentSalt()`, 32 bytes
    """

    device: DeviceId
    private_key: bytes
    key_epoch: int
    deployment_salt: bytes


@dataclass(slots=True)
class DayRows:
    """What a log says about one local day; `day` is None for what no day can be named of."""

    day: Day | None
    samples: list[Sample] = field(default_factory=list)
    unusable: list[Rejection] = field(default_factory=list)


def days_of(log: Iterable[Sample | Rejection], zone_offset: int) -> Iterator[DayRows]:
    """A log cut into local days, in order; what names no day comes last.

    Units:  zone_offset is local time minus UTC [s]
    """
    days: dict[Day, DayRows] = {}
    undated = DayRows(None)
    today: Day | None = None
    for row in log:
        day = _day_of(row, today, zone_offset)
        rows = undated if day is None else days.setdefault(day, DayRows(day))
        if isinstance(row, Rejection):
            rows.unusable.append(row)
            continue
        rows.samples.append(row)
        if day is not None and day != today:
            today = day
            for done in sorted(known for known in days if known < today):
                yield days.pop(done)
    for done in sorted(days):
        yield days[done]
    if undated.unusable:
        yield undated


def sign_samples(
    meter: Meter, samples: list[Sample], signer: Signer
) -> tuple[Meter, SignedSegment]:
    """The meter after consecutive samples, and one signed segment of them.

    Shape:  (n,) in time order, 1 <= n <= 4,096
    """
    secret = salt_key(signer.private_key, signer.device)
    readings = []
    for sample in samples:
        meter, reading = measure(meter, sample, secret)
        readings.append(reading)
    meter, segment = close_segment(meter, readings, signer.key_epoch)
    signature = sign_segment(segment, signer.private_key, signer.deployment_salt)
    return meter, SignedSegment(segment, signature, tuple(readings))


def replay(
    log: Iterable[Sample | Rejection],
    signer: Signer,
    window: tuple[Day, Day],
    zone_offset: int,
    inbox: Path,
    memory: Path,
) -> int:
    """Write the spool files of the local days `window`, both included; return how many.

    A file is named `<device>-<day>.ndjson`, or `<device>-undated.ndjson` for what no day can be
    named of. Days that the meter remembers are not played again, so the window of a later call is
    after that of an earlier one.

    Raises: Misconfigured  the memory is another device's
            Malformed      the memory is not readable
    """
    meter, last_day = load_memory(memory, signer.device)
    written = 0
    for rows in days_of(log, zone_offset):
        if rows.day is None:
            _write_spool(inbox, signer.device, "undated", list(map(unusable_line, rows.unusable)))
        elif window[0] <= rows.day <= window[1] and rows.day > last_day:
            lines = [unusable_line(rejection) for rejection in rows.unusable]
            for first in range(0, len(rows.samples), MAX_SEGMENT):
                samples = rows.samples[first : first + MAX_SEGMENT]
                meter, signed = sign_samples(meter, samples, signer)
                lines.append(segment_line(signed))
            _write_spool(inbox, signer.device, iso_of_day(rows.day), lines)
            save_memory(memory, meter, rows.day)
            written += 1
    return written


def load_memory(path: Path, device: DeviceId) -> tuple[Meter, int]:
    """The meter as remembered and its last played day; a new meter and -1 without a file.

    Raises: Misconfigured  the memory is another device's
            Malformed      the memory is not readable
    """
    if not path.exists():
        return Meter(device), -1
    members = parse_object(path.read_bytes())
    expect_names(members, _MEMORY, str(path))
    if members["device"] != device:
        raise Misconfigured(str(path), f"the meter of {members['device']}, not of {device}")
    meter = Meter(
        device=device,
        next_sequence=_number(members, "nextSequence"),
        exported_mws=_number(members, "exportedMws"),
        imported_mws=_number(members, "importedMws"),
        previous_reading=from_hex(text_in(members, "previousReading"), 32, "previousReading"),
        previous_segment=from_hex(text_in(members, "previousSegment"), 32, "previousSegment"),
    )
    return meter, _number(members, "lastDay")


def save_memory(path: Path, meter: Meter, last_day: Day) -> None:
    """Write what the meter remembers after `last_day`."""
    members = {
        "device": meter.device,
        "nextSequence": str(meter.next_sequence),
        "exportedMws": str(meter.exported_mws),
        "importedMws": str(meter.imported_mws),
        "previousReading": to_hex(meter.previous_reading),
        "previousSegment": to_hex(meter.previous_segment),
        "lastDay": str(last_day),
    }
    write_whole(path, canonical_json(members) + b"\n")


def _write_spool(inbox: Path, device: DeviceId, about: str, lines: list[bytes]) -> None:
    write_whole(inbox / f"{device[2:]}-{about}.ndjson", b"".join(lines))


def _number(members: dict[str, object], name: str) -> int:
    return integer_in(members[name], _MAX_MEMORY, name)


def _day_of(row: Sample | Rejection, today: Day | None, zone_offset: int) -> Day | None:
    if isinstance(row, Sample):
        return day_at(row.start, zone_offset)
    if row.row == 0:
        return None
    if row.at is None or row.reason in _OUT_OF_TIME:
        return today
    day = day_at(row.at, zone_offset)
    return day if today is None else max(day, today)
