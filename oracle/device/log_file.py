"""Read a meter's log, parquet or CSV, into samples and named rejections, one row after the other.

A row that cannot be used is named with its number and field; the rows around it stay intact.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

from oracle.core.calendar import is_on_grid
from oracle.core.errors import (
    AboveRatedMaximum,
    Duplicate,
    Misconfigured,
    OffGrid,
    OutOfOrder,
    Rejected,
    Sentinel,
)
from oracle.core.model import Rejection
from oracle.core.units import SECONDS_PER_DAY, Instant
from oracle.device.log_cells import instant_of, number_of
from oracle.device.log_rows import Row, csv_rows, parquet_rows
from oracle.device.meter import Sample

_MILLIWATTS = {"W": 1_000, "kW": 1_000_000}
_MAX_ZONE = 14 * 3_600


@dataclass(frozen=True, slots=True)
class LogMapping:
    """Where the log's values are and what they mean.

    unit           of the power column: W or kW
    interval       length of each row's interval; the time column marks its start [s]
    zone_offset    of times that name no zone, and of the grid: local time minus UTC [s]
    rated_maximum  largest power that the meter can measure, in either direction [W]
    sentinels      numbers that the logger writes for "no value", in the column's unit
    delimiter      of CSV columns
    """

    path: Path
    time_column: str
    power_column: str
    unit: str
    interval: int
    zone_offset: int
    rated_maximum: int
    sentinels: tuple[Fraction, ...] = field(default=(Fraction(-1_000_000), Fraction(-9_999)))
    delimiter: str = ","


def load_mapping(path: Path) -> LogMapping:
    """A mapping from a TOML file; a relative `path` in it is beside that file.

    Raises: Misconfigured  a setting is missing, unknown or of the wrong kind
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError) as error:
        raise Misconfigured(str(path), f"not a readable TOML file: {error}") from error
    kinds = {"path": str, "time_column": str, "power_column": str, "unit": str, "delimiter": str}
    numbers = ("interval", "zone_offset", "rated_maximum")
    wanted = {**kinds, **dict.fromkeys(numbers, int), "sentinels": list}
    for name, value in given.items():
        if name not in wanted or type(value) is not wanted[name]:
            raise Misconfigured(f"{path}: {name}", f"unknown, or not of kind {wanted.get(name)}")
    for name in wanted.keys() - given.keys() - {"sentinels", "delimiter"}:
        raise Misconfigured(f"{path}: {name}", "is missing")
    sentinels = given.pop("sentinels", None)
    if sentinels is not None:
        given["sentinels"] = _sentinels(path, sentinels)
    return check_mapping(LogMapping(**{**given, "path": path.parent / given["path"]}))


def _sentinels(path: Path, numbers: list[object]) -> tuple[Fraction, ...]:
    exact = [n for n in numbers if isinstance(n, int) or (isinstance(n, Decimal) and n.is_finite())]
    if exact != numbers:
        raise Misconfigured(f"{path}: sentinels", f"{numbers} are not all numbers")
    return tuple(map(Fraction, exact))


def check_mapping(mapping: LogMapping) -> LogMapping:
    """Return `mapping` if its settings make sense.

    Raises: Misconfigured
    """
    limits = {
        "unit": mapping.unit in _MILLIWATTS,
        "interval": mapping.interval > 0 and SECONDS_PER_DAY % mapping.interval == 0,
        "zone_offset": abs(mapping.zone_offset) <= _MAX_ZONE,
        "rated_maximum": mapping.rated_maximum > 0,
        "delimiter": len(mapping.delimiter) == 1 and mapping.delimiter not in '\r\n"',
    }
    for name, holds in limits.items():
        if not holds:
            raise Misconfigured(name, f"{getattr(mapping, name)!r} is not possible")
    return mapping


def read_log(mapping: LogMapping) -> Iterator[Sample | Rejection]:
    """Every data row of a log, in order, as a sample or as a rejection that names it.

    A log without its columns, or that cannot be read, is one rejection of row 0.

    Raises: Misconfigured  there is no such file, or the mapping is not possible
    """
    check_mapping(mapping)
    last: Instant | None = None
    try:
        for row in _rows(mapping):
            taken = _take(mapping, row, last)
            if isinstance(taken, Sample):
                last = taken.start
            yield taken
    except Rejected as error:
        yield _rejection(mapping, 0, error, None)


def _rows(mapping: LogMapping) -> Iterator[Row]:
    columns = (mapping.time_column, mapping.power_column)
    if mapping.path.suffix == ".parquet":
        return parquet_rows(mapping.path, *columns)
    return csv_rows(mapping.path, *columns, mapping.delimiter)


def _take(mapping: LogMapping, row: Row, last: Instant | None) -> Sample | Rejection:
    at: Instant | None = None
    try:
        if row.fault is not None:
            raise row.fault
        at = instant_of(row.time, mapping.zone_offset, mapping.time_column)
        _check_time(mapping, at, last)
        milliwatts = _milliwatts(mapping, number_of(row.power, mapping.power_column))
    except Rejected as error:
        return _rejection(mapping, row.number, error, at)
    return Sample(row.number, at, Instant(at + mapping.interval), milliwatts)


def _check_time(mapping: LogMapping, at: Instant, last: Instant | None) -> None:
    column = mapping.time_column
    if not is_on_grid(at, mapping.interval, mapping.zone_offset):
        raise OffGrid(column, f"{at} is not on a grid of {mapping.interval} s from local midnight")
    if last is not None and at == last:
        raise Duplicate(column, f"{at} was taken from a row before")
    if last is not None and at < last:
        raise OutOfOrder(column, f"{at} is before {last}, the last row taken")


def _milliwatts(mapping: LogMapping, power: Fraction) -> int:
    column, unit = mapping.power_column, mapping.unit
    if power in mapping.sentinels:
        raise Sentinel(column, f"{power} {unit} stands for no value")
    milliwatts = power * _MILLIWATTS[unit]
    if abs(milliwatts) > mapping.rated_maximum * 1_000:
        # Shown in whole milliwatts: a fraction in full would be long.
        found = floor(milliwatts)
        raise AboveRatedMaximum(
            column, f"{found} mW; the meter's limit is {mapping.rated_maximum} W"
        )
    return floor(milliwatts)


def _rejection(mapping: LogMapping, row: int, error: Rejected, at: Instant | None) -> Rejection:
    return Rejection(mapping.path.name, row, error.field, error.reason, error.detail, at)
