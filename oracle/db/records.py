"""Rows as records, for rows that more than one stage reads."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, select

from oracle.core.model import (
    DeviceKey,
    Reading,
    Report,
    SealedBatch,
    Segment,
    SignedSegment,
)
from oracle.core.units import Address, BatchId, DeviceId, Instant, ProjectId, Wh
from oracle.db.tables import batches, device_keys, readings, segments

_READING = tuple(column.name for column in fields(Reading))


def find_device_key(connection: Connection, device: DeviceId, epoch: int) -> DeviceKey | None:
    """One key of one device, None where there is none."""
    query = select(device_keys).where(device_keys.c.device == device, device_keys.c.epoch == epoch)
    row = connection.execute(query).one_or_none()
    return None if row is None else _device_key(row)


def device_keys_of(connection: Connection, project: ProjectId) -> list[DeviceKey]:
    """Every key of every device of a project, by device and epoch."""
    query = (
        select(device_keys)
        .where(device_keys.c.project == project)
        .order_by(device_keys.c.device, device_keys.c.epoch)
    )
    return [_device_key(row) for row in connection.execute(query)]


def segments_over(
    connection: Connection, device: DeviceId, start: Instant, end: Instant
) -> Iterator[SignedSegment]:
    """Accepted segments of a device that reach into `[start, end)`, whole and in order."""
    s, r = segments.c, readings.c
    query = (
        select(segments)
        .where(s.device == device, s.state == "accepted", s.start < end, s.end > start)
        .order_by(s.first_sequence)
    )
    rows = connection.execute(query).all()
    if not rows:
        return
    first, last = (row._mapping["first_sequence"] for row in (rows[0], rows[-1]))
    theirs = select(r.first_sequence, *(r[name] for name in _READING)).where(
        r.device == device, r.first_sequence >= first, r.first_sequence <= last
    )
    by_segment: dict[int, list[Reading]] = {}
    for first_sequence, *values in connection.execute(theirs.order_by(r.sequence)):
        by_segment.setdefault(first_sequence, []).append(Reading(*values))
    for row in rows:
        signature, segment = row._mapping["signature"], _segment(row)
        yield SignedSegment(segment, signature, tuple(by_segment[segment.first_sequence]))


def find_batch(connection: Connection, batch: BatchId) -> SealedBatch | None:
    """One batch, None where there is none."""
    row = connection.execute(select(batches).where(batches.c.batch == batch)).one_or_none()
    return None if row is None else sealed_batch(row)


def last_batch(connection: Connection, project: ProjectId, metric: str) -> SealedBatch | None:
    """Newest batch of a stream, None where there is none."""
    query = (
        select(batches)
        .where(batches.c.project == project, batches.c.metric == metric)
        .order_by(batches.c.start.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else sealed_batch(row)


def sealed_batch(row: Row[*tuple[Any, ...]]) -> SealedBatch:
    """A row of `batches` as a record; `node_set` is 0 while the post stage has not set it."""
    r = row._mapping
    report = Report(
        project=ProjectId(r["project"]),
        metric=r["metric"],
        start=Instant(r["start"]),
        end=Instant(r["end"]),
        interval=r["interval"],
        leaves=r["leaves"],
        readings=r["readings"],
        exported=Wh(r["exported"]),
        imported=Wh(r["imported"]),
        root=r["root"],
        previous=BatchId(r["previous"]),
        data_hash=r["data_hash"],
        node_set=r["node_set"] or 0,
    )
    return SealedBatch(BatchId(r["batch"]), report, r["evidence"], r["state"])


def _device_key(row: Row[*tuple[Any, ...]]) -> DeviceKey:
    r = row._mapping
    return DeviceKey(
        device=DeviceId(r["device"]),
        project=ProjectId(r["project"]),
        epoch=r["epoch"],
        algorithm=r["algorithm"],
        address=Address(r["key_address"]),
        rated_maximum=r["rated_maximum"],
        interval=r["interval"],
        valid_from=Instant(r["valid_from"]),
        valid_until=r["valid_until"],
        revoked_at=r["revoked_at"],
    )


def _segment(row: Row[*tuple[Any, ...]]) -> Segment:
    r = row._mapping
    return Segment(
        device=DeviceId(r["device"]),
        first_sequence=r["first_sequence"],
        count=r["count"],
        start=Instant(r["start"]),
        end=Instant(r["end"]),
        exported=Wh(r["exported"]),
        imported=Wh(r["imported"]),
        root=r["root"],
        previous_segment=r["previous_segment"],
        key_epoch=r["key_epoch"],
    )
