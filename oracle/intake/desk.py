"""Take one spool line into the database: every line ends in exactly one outcome.

A segment whose predecessor is missing waits; it is judged again, with its own source and row, as
soon as the predecessor is taken. A segment that comes after its period was sealed is rejected with
`PeriodSealed`, but it keeps its place in the device's chain, so that those after it can be taken.
"""

from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Connection, delete, func, insert, select, update

from oracle.core.codec import segment_hash, sha256
from oracle.core.errors import (
    AwaitsPredecessor,
    Malformed,
    PeriodSealed,
    Rejected,
    UnknownDevice,
)
from oracle.core.model import ELECTRICITY, DeviceKey, Head, SignedSegment
from oracle.core.spool import SEGMENT, UNUSABLE
from oracle.core.units import MAX_STORED, DeviceId, Instant
from oracle.core.wire import expect_names, integer_in, parse_object, segment_from_json, text_in
from oracle.db.records import find_device_key
from oracle.db.tables import batches, heads, projects, readings, rejections, segments, waiting
from oracle.intake.accept import Accepted, accept, check_open
from oracle.intake.signature import verify

_UNUSABLE_NAMES = {"source", "row", "field", "reason", "detail"}


class Outcome(Enum):
    """What became of a line; `late` is rejected with `PeriodSealed` but keeps its place."""

    ACCEPTED = "accepted"
    HELD = "held"
    WAITING = "waiting"
    LATE = "late"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it came: where from, which, and its bytes."""

    source: str
    row: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Judge:
    """What judging a line needs besides the database."""

    deployment_salt: bytes
    now: Instant


def take_line(connection: Connection, line: Line, judge: Judge) -> Outcome:
    """Take one line, and what waited for it; the caller commits.

    Raises: nothing of the tree's Rejected: a rejection is a row
    """
    try:
        members = parse_object(line.content)
        kind = text_in(members, "kind")
        del members["kind"]
        if kind == UNUSABLE:
            return _note_unusable(connection, line, members, judge)
        if kind != SEGMENT:
            raise Malformed("kind", f"{kind[:40]!r} is neither {SEGMENT} nor {UNUSABLE}")
        signed = segment_from_json(members)
        outcome = _take_segment(connection, line, signed, judge)
    except Rejected as error:
        return _reject(connection, line, error, judge)
    if outcome in (Outcome.ACCEPTED, Outcome.LATE):
        _take_waiting(connection, signed.segment.device, judge)
    return outcome


def _take_segment(
    connection: Connection, line: Line, signed: SignedSegment, judge: Judge
) -> Outcome:
    key, zone_offset = _registered(connection, signed)
    verify(signed, key, judge.deployment_salt)
    if _is_held(connection, signed):
        return Outcome.HELD
    head = _head(connection, signed.segment.device)
    try:
        accepted = accept(signed, key, head, zone_offset, judge.now)
    except AwaitsPredecessor:
        return _wait(connection, line, signed)
    try:
        check_open(signed, _sealed_until(connection, key))
    except PeriodSealed as error:
        _store(connection, line, accepted, judge, "late")
        _reject(connection, line, error, judge)
        return Outcome.LATE
    _store(connection, line, accepted, judge, "accepted")
    return Outcome.ACCEPTED


def _registered(connection: Connection, signed: SignedSegment) -> tuple[DeviceKey, int]:
    device, epoch = signed.segment.device, signed.segment.key_epoch
    key = find_device_key(connection, device, epoch)
    if key is None:
        raise UnknownDevice("device", f"{device} with key epoch {epoch} is not registered")
    query = select(projects.c.zone_offset).where(projects.c.project == key.project)
    zone_offset = connection.execute(query).scalar_one_or_none()
    if zone_offset is None:
        raise UnknownDevice("device", f"{device} is of the unknown project {key.project}")
    return key, zone_offset


def _is_held(connection: Connection, signed: SignedSegment) -> bool:
    first = segments.c.first_sequence == signed.segment.first_sequence
    query = select(segments.c.hash).where(segments.c.device == signed.segment.device, first)
    return connection.execute(query).scalar_one_or_none() == segment_hash(signed.segment)


def _head(connection: Connection, device: DeviceId) -> Head | None:
    row = connection.execute(select(heads).where(heads.c.device == device)).one_or_none()
    return None if row is None else Head(**row._mapping)


def _sealed_until(connection: Connection, key: DeviceKey) -> Instant | None:
    stream = (batches.c.project == key.project, batches.c.metric == ELECTRICITY)
    end = connection.execute(select(func.max(batches.c.end)).where(*stream)).scalar_one()
    return None if end is None else Instant(end)


def _wait(connection: Connection, line: Line, signed: SignedSegment) -> Outcome:
    place = {
        "device": signed.segment.device,
        "first_sequence": signed.segment.first_sequence,
        "hash": segment_hash(signed.segment),
    }
    if connection.execute(select(waiting.c.row).filter_by(**place)).first() is None:
        row = {**place, "source": line.source, "row": line.row, "payload": line.content}
        connection.execute(insert(waiting).values(row))
    return Outcome.WAITING


def _take_waiting(connection: Connection, device: DeviceId, judge: Judge) -> None:
    """Judge again all that the device's new head lets judge, one segment after the other."""
    while head := _head(connection, device):
        due = (waiting.c.device == device, waiting.c.first_sequence <= head.sequence + 1)
        order = (waiting.c.first_sequence, waiting.c.hash)
        row = connection.execute(select(waiting).where(*due).order_by(*order)).first()
        if row is None:
            return
        found = row._mapping
        this = (due[0], waiting.c.hash == found["hash"])
        connection.execute(delete(waiting).where(*this))
        line = Line(found["source"], found["row"], found["payload"])
        try:
            members = parse_object(line.content)
            del members["kind"]
            _take_segment(connection, line, segment_from_json(members), judge)
        except Rejected as error:
            _reject(connection, line, error, judge)


def _store(
    connection: Connection, line: Line, accepted: Accepted, judge: Judge, state: str
) -> None:
    segment = accepted.signed.segment
    row = {
        "device": segment.device,
        "first_sequence": segment.first_sequence,
        "count": segment.count,
        "start": segment.start,
        "end": segment.end,
        "exported": segment.exported,
        "imported": segment.imported,
        "root": segment.root,
        "previous_segment": segment.previous_segment,
        "key_epoch": segment.key_epoch,
        "signature": accepted.signed.signature,
        "hash": accepted.head.segment,
        "state": state,
        "source": line.source,
        "row": line.row,
        "taken_at": judge.now,
    }
    connection.execute(insert(segments), [row])
    if state == "accepted":
        connection.execute(insert(readings), _reading_rows(accepted))
    _move_head(connection, accepted.head)


def _reading_rows(accepted: Accepted) -> list[dict[str, object]]:
    first = accepted.signed.segment.first_sequence
    return [
        {
            "device": reading.device,
            "sequence": reading.sequence,
            "first_sequence": first,
            "start": reading.start,
            "end": reading.end,
            "export_register": reading.export_register,
            "import_register": reading.import_register,
            "exported": reading.exported,
            "imported": reading.imported,
            "flags": reading.flags,
            "salt": reading.salt,
            "previous": reading.previous,
            "hash": hashed,
        }
        for reading, hashed in zip(accepted.signed.readings, accepted.hashes, strict=True)
    ]


def _move_head(connection: Connection, head: Head) -> None:
    row = {
        "device": head.device,
        "sequence": head.sequence,
        "end": head.end,
        "export_register": head.export_register,
        "import_register": head.import_register,
        "reading": head.reading,
        "segment": head.segment,
    }
    moved = connection.execute(update(heads).where(heads.c.device == head.device).values(row))
    if moved.rowcount == 0:
        connection.execute(insert(heads).values(row))


def _note_unusable(
    connection: Connection, line: Line, members: dict[str, object], judge: Judge
) -> Outcome:
    """Keep a device's word that a row of its log could not be used, under the log's name."""
    expect_names(members, _UNUSABLE_NAMES, "line")
    text = {name: text_in(members, name) for name in ("source", "field", "reason", "detail")}
    row = integer_in(members["row"], MAX_STORED, "row")
    _keep(connection, line, {**text, "row": row}, judge)
    return Outcome.REJECTED


def _reject(connection: Connection, line: Line, error: Rejected, judge: Judge) -> Outcome:
    place = {"source": line.source, "row": line.row}
    why = {"field": error.field, "reason": error.reason, "detail": error.detail}
    _keep(connection, line, {**place, **why}, judge)
    return Outcome.REJECTED


def _keep(connection: Connection, line: Line, what: dict[str, object], judge: Judge) -> None:
    known = {name: what[name] for name in ("source", "row", "field", "reason")}
    content = sha256(line.content).hex()
    if connection.execute(select(rejections.c.id).filter_by(**known, content=content)).first():
        return
    # NUL is no text in PostgreSQL; `content` still commits to the line as it came.
    payload = line.content.decode("utf-8", errors="replace").replace("\0", "\ufffd")
    row = {**what, "payload": payload, "content": content, "rejected_at": judge.now}
    connection.execute(insert(rejections).values(row))
