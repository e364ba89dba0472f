"""Readings of a period to the slots, the report and the evidence of a batch. Pure.

The same accepted readings give the same bytes on every node.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from oracle.core.codec import canonical_json, reading_hash, sha256
from oracle.core.errors import MixedIntervals
from oracle.core.model import DeviceKey, Gap, Leaf, Period, Reading, Report, SignedSegment
from oracle.core.units import NO_BATCH, BatchId, DeviceId, Instant
from oracle.core.wire import segment_to_json
from oracle.measure.tree import Tree, build

EVIDENCE_FORMAT = "greentrace-batch/1"
"""Name and version of the evidence file's form. Source: docs/spec.md, section 2.4."""

Segments = Mapping[DeviceId, Sequence[SignedSegment]]
"""Of each device of a batch, the segments that reach into its period, in order."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed period: what the nodes sign, its tree and its evidence file."""

    report: Report
    tree: Tree
    evidence: bytes


def live_keys(keys: Sequence[DeviceKey], start: Instant, end: Instant) -> list[DeviceKey]:
    """Keys under which some reading in `[start, end)` could count."""
    return [
        key
        for key in keys
        if key.valid_from < end
        and (key.valid_until is None or key.valid_until > start)
        and (key.revoked_at is None or key.revoked_at > start)
    ]


def common_interval(keys: Sequence[DeviceKey]) -> int:
    """The one interval at which all these devices measure.

    Shape:  (n,) n >= 1
    Units:  s
    Raises: MixedIntervals
    """
    intervals = sorted({key.interval for key in keys})
    if len(intervals) != 1:
        raise MixedIntervals("interval", f"{intervals} s; a batch has one")
    return intervals[0]


def slots(period: Period, keys: Sequence[DeviceKey], segments: Segments) -> Iterator[Leaf | Gap]:
    """Every slot of every device in order: a leaf where a reading counts, else a gap.

    A reading counts if its key is live over it as of now: one that was taken before its key's
    revocation was known is a gap.

    Source: docs/spec.md, section 2.3
    """
    by_epoch = {(key.device, key.epoch): key for key in keys}
    for device in sorted({key.device for key in keys}):
        found = {
            reading.start: reading
            for signed in segments.get(device, ())
            for reading in signed.readings
            if _counts(reading, by_epoch.get((device, signed.segment.key_epoch)))
        }
        for start in range(period.start, period.end, period.interval):
            reading = found.get(Instant(start))
            yield Gap(device, Instant(start)) if reading is None else leaf_of(reading)


def leaf_of(reading: Reading) -> Leaf:
    """The leaf of a reading."""
    return Leaf(
        device=reading.device,
        slot_start=reading.start,
        exported=reading.exported,
        imported=reading.imported,
        flags=reading.flags,
        reading=reading_hash(reading),
    )


def evidence_of(period: Period, devices: Sequence[DeviceId], segments: Segments) -> bytes:
    """The evidence file: all that is needed to rebuild the batch from signatures.

    Source: docs/spec.md, section 2.4
    """
    return canonical_json(
        {
            "format": EVIDENCE_FORMAT,
            "project": period.project,
            "metric": period.metric,
            "start": period.start,
            "end": period.end,
            "interval": period.interval,
            "devices": [
                {
                    "device": device,
                    "segments": [segment_to_json(signed) for signed in segments.get(device, ())],
                }
                for device in devices
            ],
        }
    )


def seal(
    period: Period,
    keys: Sequence[DeviceKey],
    segments: Segments,
    previous: BatchId = NO_BATCH,
) -> Sealed:
    """The batch of a period, from the keys that are live in it and the segments that reach into it.

    Units:  Wh
    Raises: Malformed    there is no device
            SumOverflow  a total over 2^64-1
    Source: docs/spec.md, sections 2.3 and 2.4
    """
    tree = build(slots(period, keys, segments))
    evidence = evidence_of(period, sorted({key.device for key in keys}), segments)
    report = Report(
        project=period.project,
        metric=period.metric,
        start=period.start,
        end=period.end,
        interval=period.interval,
        leaves=tree.leaves,
        readings=tree.root.readings,
        exported=tree.root.exported,
        imported=tree.root.imported,
        root=tree.root.hash,
        previous=previous,
        data_hash=sha256(evidence),
    )
    return Sealed(report, tree, evidence)


def _counts(reading: Reading, key: DeviceKey | None) -> bool:
    return key is not None and key.is_live(reading.start, reading.end)
