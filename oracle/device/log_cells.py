"""Raw cells of a log as exact numbers and instants. The only place that meets a float."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

from oracle.core.errors import Malformed, NoValue, OffGrid
from oracle.core.units import Instant
from oracle.device.log_rows import Ticks

_NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,2})?", re.ASCII)
_NOTHING = {"", "nan", "null", "none", "n/a", "na"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_END_OF_TIME = 2**40


def number_of(cell: object, column: str) -> Fraction:
    """The exact number in a cell, of a binary float as of a decimal text.

    Raises: NoValue    null, empty or not a number
            Malformed  not a number of this notation (no decimal comma), or infinite
    """
    if cell is None or (isinstance(cell, str) and cell.lower() in _NOTHING):
        raise NoValue(column, "no value in the row")
    if isinstance(cell, str):
        if not _NUMBER.fullmatch(cell):
            raise Malformed(column, f"{cell[:40]!r} is not a number like -12.5")
        return Fraction(Decimal(cell))
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        raise Malformed(column, f"a {type(cell).__name__} is not a number")
    try:
        return Fraction(cell)
    except ValueError:
        raise NoValue(column, "not a number (NaN) in the row") from None
    except OverflowError:
        raise Malformed(column, "an infinite number") from None


def instant_of(cell: object, zone_offset: int, column: str) -> Instant:
    """The instant in a cell: ISO 8601 text or a binary timestamp; local where it names no zone.

    Raises: Malformed  not a time, or outside 1970 to the year 36812
            OffGrid    not a whole second
    """
    if isinstance(cell, str):
        ticks = _ticks_of_text(cell, zone_offset, column)
    elif isinstance(cell, Ticks):
        ticks = cell
    else:
        raise Malformed(column, "no time in the row")
    seconds, rest = divmod(ticks.count, ticks.per_second)
    if not ticks.zoned:
        seconds -= zone_offset
    if not 0 <= seconds < _END_OF_TIME:
        raise Malformed(column, f"{seconds} s since 1970 is not from 0 to {_END_OF_TIME - 1}")
    if rest:
        raise OffGrid(column, f"{rest}/{ticks.per_second} s past a whole second")
    return Instant(seconds)


def _ticks_of_text(text: str, zone_offset: int, column: str) -> Ticks:
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            at = at.replace(tzinfo=timezone(timedelta(seconds=zone_offset)))
        return Ticks((at - _EPOCH) // timedelta(microseconds=1), 1_000_000, zoned=True)
    except (ValueError, OverflowError):
        raise Malformed(column, f"{text[:40]!r} is not an ISO 8601 time") from None
