"""Energy of the last 24 hours: signed readings that this node accepted and no batch anchors yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from oracle.core.units import SECONDS_PER_DAY, DeviceId, Instant
from oracle.db.database import reading
from oracle.db.tables import readings
from oracle.facts.figure import Quantity

FIGURE = "recent.exported"
"""Id of the figure; it rests on this node's readings and not on the chain."""


@dataclass(frozen=True, slots=True)
class MeterDay:
    """What one meter fed in: its readings by sequence and their sum [Wh]."""

    device: DeviceId
    first_sequence: int
    last_sequence: int
    count: int
    exported: int


@dataclass(frozen=True, slots=True)
class Recent:
    """The last 24 hours that have a reading: from, to and what each meter fed in."""

    start: Instant
    end: Instant
    meters: tuple[MeterDay, ...]

    @property
    def exported(self) -> Quantity:
        """Energy fed in by all meters."""
        return Quantity(sum(meter.exported for meter in self.meters), "Wh")


def recent_of(database: Engine, devices: Sequence[DeviceId]) -> Recent | None:
    """The 24 hours before the newest reading of these devices, None without one.

    Raises: DatabaseUnavailable
    """
    r = readings.c
    with reading(database) as connection:
        newest = connection.execute(select(func.max(r.end)).where(r.device.in_(devices))).scalar()
        if newest is None:
            return None
        start = newest - SECONDS_PER_DAY
        query = (
            select(r.device, r.sequence, r.exported)
            .where(r.device.in_(devices), r.start >= start)
            .order_by(r.device, r.sequence)
        )
        found: dict[str, list[tuple[int, int]]] = {}
        for row in connection.execute(query):
            found.setdefault(row.device, []).append((row.sequence, row.exported))
    meters = tuple(
        MeterDay(DeviceId(device), rows[0][0], rows[-1][0], len(rows), sum(e for _, e in rows))
        for device, rows in found.items()
    )
    return Recent(Instant(start), Instant(newest), meters)
