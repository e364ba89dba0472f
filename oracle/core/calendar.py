"""Civil days, instants and accounting periods, in zones of fixed offset."""

from datetime import MAXYEAR, MINYEAR, date

from oracle.core.errors import Malformed
from oracle.core.units import SECONDS_PER_DAY, Day, Instant

_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = 12
_LAST_COMMON_DAY = 28


def day_of_iso(text: str) -> Day:
    """The civil day written as `YYYY-MM-DD`.

    Units:  ISO 8601 date -> day
    Raises: Malformed
    """
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise Malformed("day", f"{text!r} is not a date YYYY-MM-DD")
    return Day(found.toordinal() - _EPOCH)


def iso_of_day(day: Day) -> str:
    """The civil day as `YYYY-MM-DD`.

    Units:  day -> ISO 8601 date
    """
    return date.fromordinal(day + _EPOCH).isoformat()


def day_start(day: Day, zone_offset: int) -> Instant:
    """The instant at which a civil day begins.

    Units:  day, s -> s UTC
    Source: docs/spec.md, REQ-UN-2
    """
    return Instant(SECONDS_PER_DAY * day - zone_offset)


def day_at(at: Instant, zone_offset: int) -> Day:
    """The civil day in which an instant lies.

    Units:  s UTC, s -> day
    """
    return Day((at + zone_offset) // SECONDS_PER_DAY)


def is_on_grid(at: Instant, interval: int, zone_offset: int) -> bool:
    """Whether `at` is a whole number of intervals after local midnight.

    Units:  s UTC, s, s
    """
    return (at + zone_offset) % SECONDS_PER_DAY % interval == 0


def accounting_period(monitored_from: Day, n: int) -> tuple[Day, Day]:
    """First day of accounting period `n` (from 0) and first day of the one after.

    Units:  day, count -> day, day
    Raises: Malformed  `monitored_from` is after the 28th of its month
    Source: docs/spec.md, REQ-PE-1
    """
    first = date.fromordinal(monitored_from + _EPOCH)
    if first.day > _LAST_COMMON_DAY:
        raise Malformed("monitoredFrom", f"{first.isoformat()} is after the 28th of its month")
    return _months_later(first, n), _months_later(first, n + 1)


def _months_later(first: date, months: int) -> Day:
    year, month = divmod(first.year * _MONTHS + first.month - 1 + months, _MONTHS)
    if not MINYEAR <= year <= MAXYEAR:
        raise Malformed("period", f"year {year} is outside {MINYEAR} to {MAXYEAR}")
    return Day(date(year, month + 1, first.day).toordinal() - _EPOCH)
