"""The stage: seal every accounting period that is due.

Run it after the index, so that every device of a project is known. A period in which a project has
no device has no batch; once a later one is sealed it cannot get one.
"""

from itertools import count
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select

from oracle.core.calendar import accounting_period, day_start
from oracle.core.codec import batch_id, to_hex
from oracle.core.errors import Rejected, SumOverflow
from oracle.core.log import log
from oracle.core.model import ELECTRICITY, DeviceKey, Period, Report
from oracle.core.spool import write_whole
from oracle.core.units import MAX_STORED, NO_BATCH, Day, Instant, ProjectId
from oracle.db.database import reading, writing
from oracle.db.records import device_keys_of, last_batch, segments_over
from oracle.db.tables import batches, heads, projects
from oracle.measure.seal import Sealed, common_interval, live_keys, seal

GRACE = 7 * 86_400
"""How long a period waits for a device that has not delivered up to its end [s]."""


def step(database: Engine, now: Instant, evidence: Path, grace: int = GRACE) -> int:
    """Seal each project's periods that have ended; return how many.

    A period is sealed as soon as every device has delivered up to its end, or `grace` seconds after
    its end if some device has delivered anything since it began. A project whose period cannot be
    sealed is logged and does not hold up the others.

    Raises: DatabaseUnavailable
    """
    with reading(database) as connection:
        known = list(connection.execute(select(projects.c.project).order_by(projects.c.project)))
    sealed = 0
    for (project,) in known:
        try:
            while seal_next(database, ProjectId(project), now, evidence, grace):
                sealed += 1
        except Rejected as error:
            log("seal_refused", project=project, reason=error.reason, detail=str(error))
    return sealed


def seal_next(
    database: Engine, project: ProjectId, now: Instant, evidence: Path, grace: int = GRACE
) -> bool:
    """Seal the next period of a project that is due; return whether there was one.

    The readings are read, and the batch is stored, in one transaction, so that no reading is taken
    in between. The evidence file is written before the batch that names it.

    Raises: MixedIntervals, SumOverflow, Malformed, DatabaseUnavailable
    """
    with writing(database) as connection:
        found = next_period(connection, project, now, grace)
        if found is None:
            return False
        period, keys = found
        last = last_batch(connection, project, period.metric)
        segments = {
            device: list(segments_over(connection, device, period.start, period.end))
            for device in {key.device for key in keys}
        }
        sealed = seal(period, keys, segments, NO_BATCH if last is None else last.batch)
        _store(connection, sealed, now, evidence)
        return True


def next_period(
    connection: Connection, project: ProjectId, now: Instant, grace: int
) -> tuple[Period, list[DeviceKey]] | None:
    """The next period of a project that may be sealed at `now`, and its live keys.

    Units:  s UTC, s
    Raises: MixedIntervals
            Malformed  the project is monitored from a day after the 28th
    """
    query = select(projects).where(projects.c.project == project)
    of_project = connection.execute(query).one()._mapping
    zone_offset, monitored_from = of_project["zone_offset"], Day(of_project["monitored_from"])
    last = last_batch(connection, project, ELECTRICITY)
    keys = device_keys_of(connection, project)
    for n in count():
        first, after = accounting_period(monitored_from, n)
        start, end = day_start(first, zone_offset), day_start(after, zone_offset)
        if end > now:
            return None
        live = live_keys(keys, start, end)
        if not live or (last is not None and start < last.report.end):
            continue
        if not _is_due(connection, live, (start, end), now - grace):
            return None
        return Period(project, ELECTRICITY, start, end, common_interval(live)), live
    return None


def _is_due(
    connection: Connection, keys: list[DeviceKey], window: tuple[Instant, Instant], late: int
) -> bool:
    """Whether every device delivered to the end, or enough of them and the grace is over.

    Without a word from any device since the period began there is nothing to seal: an outage is
    sealed as gaps when a device speaks again, and readings that are on their way are not shut out.
    """
    devices = {key.device for key in keys}
    query = select(heads.c.device, heads.c.end).where(heads.c.device.in_(devices))
    delivered = {device: end for device, end in connection.execute(query)}
    complete = all(delivered.get(device, 0) >= window[1] for device in devices)
    spoken = any(end > window[0] for end in delivered.values())
    return complete or (spoken and window[1] <= late)


def _store(connection: Connection, sealed: Sealed, now: Instant, evidence: Path) -> None:
    report = sealed.report
    batch = batch_id(report.project, report.metric, report.start, report.end)
    path = evidence / f"{batch[2:]}.json"
    write_whole(path, sealed.evidence)
    row = {
        **_report_row(report),
        "batch": batch,
        "evidence": path.name,
        "state": "sealed",
        "sealed_at": now,
    }
    connection.execute(insert(batches).values(row))
    figures = {"leaves": report.leaves, "readings": report.readings, "exported": report.exported}
    log("batch_sealed", batch=batch, project=report.project, root=to_hex(report.root), **figures)


def _report_row(report: Report) -> dict[str, object]:
    if max(report.exported, report.imported) > MAX_STORED:
        found = f"{report.exported}, {report.imported} Wh"
        raise SumOverflow("total", f"{found}; a column holds {MAX_STORED}")
    return {
        "project": report.project,
        "metric": report.metric,
        "start": report.start,
        "end": report.end,
        "interval": report.interval,
        "leaves": report.leaves,
        "readings": report.readings,
        "exported": report.exported,
        "imported": report.imported,
        "root": report.root,
        "previous": report.previous,
        "data_hash": report.data_hash,
    }
