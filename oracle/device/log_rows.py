"""Rows of a parquet or CSV log as raw cells, streamed."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow
import pyarrow.parquet

from oracle.core.errors import Malformed, Misconfigured, MissingColumn, Rejected

_BATCH_ROWS = 4_096
_MAX_LINE = 65_536
_TICKS_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


@dataclass(frozen=True, slots=True)
class Ticks:
    """A binary timestamp: `count` ticks since 1970, in UTC if `zoned`, else in local time."""

    count: int
    per_second: int
    zoned: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One data row; `fault` says why it has no cells.

    number  from 1
    """

    number: int
    time: object
    power: object
    fault: Rejected | None = None


def parquet_rows(path: Path, time_column: str, power_column: str) -> Iterator[Row]:
    """Rows of a parquet file, in order.

    Raises: MissingColumn
            Malformed      the file cannot be read, from the start or from some row on
            Misconfigured  there is no such file
    """
    number = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            _expect_columns(file.schema_arrow.names, time_column, power_column)
            columns = [time_column, power_column]
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=columns):
                times = _time_cells(batch.column(time_column))
                powers = batch.column(power_column).to_pylist()
                for time, power in zip(times, powers, strict=True):
                    number += 1
                    yield Row(number, time, power)
    except FileNotFoundError:
        raise Misconfigured("path", f"there is no file {path}") from None
    except (pyarrow.ArrowException, OSError) as error:
        raise Malformed("file", f"unreadable after row {number}: {error}") from error


def csv_rows(path: Path, time_column: str, power_column: str, delimiter: str) -> Iterator[Row]:
    """Rows of a CSV file with a header line, in order; a line break always ends a row.

    Raises: MissingColumn
            Malformed      there is no header
            Misconfigured  there is no such file
    """
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            header = _cells(file.readline(_MAX_LINE), delimiter)
            _expect_columns(header, time_column, power_column)
            at_time, at_power = header.index(time_column), header.index(power_column)
            for number, line in enumerate(_lines(file), start=1):
                try:
                    cells = _cells(line, delimiter)
                    _expect_width(cells, header)
                except Malformed as fault:
                    yield Row(number, None, None, fault)
                else:
                    yield Row(number, cells[at_time].strip(), cells[at_power].strip())
    except FileNotFoundError:
        raise Misconfigured("path", f"there is no file {path}") from None


def _lines(file: IO[str]) -> Iterator[str]:
    while line := file.readline(_MAX_LINE):
        whole = line
        while line and not line.endswith(("\n", "\r")):
            line = file.readline(_MAX_LINE)
            whole = "" if line else whole  # too long: no cells
        yield whole


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise Malformed("line", f"not CSV: {error}") from error


def _expect_width(cells: list[str], header: list[str]) -> None:
    if len(cells) != len(header):
        raise Malformed("line", f"{len(cells)} cells; the header has {len(header)}")


def _expect_columns(names: list[str], *wanted: str) -> None:
    for column in wanted:
        if column not in names:
            raise MissingColumn(column, f"no such column; the file has {names[:20]}")
        if names.count(column) > 1:
            raise Malformed(column, "the column appears twice")


def _time_cells(column: Any) -> list[object]:
    kind = column.type
    if not pyarrow.types.is_timestamp(kind):
        return list(column.to_pylist())
    per_second, zoned = _TICKS_PER_SECOND[kind.unit], kind.tz is not None
    counts = column.cast(pyarrow.int64()).to_pylist()
    return [None if count is None else Ticks(count, per_second, zoned) for count in counts]
