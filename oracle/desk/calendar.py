"""Holiday calendars as data, business-day rolls, and steps of whole months."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date
from enum import Enum

from oracle.core.calendar import day_of_iso, iso_of_day
from oracle.core.codec import canonical_json, sha256
from oracle.core.errors import Malformed, OutsideCalendar
from oracle.core.units import Day

_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS = 12
_WEEK = 7
_EPOCH_WEEKDAY = date(1970, 1, 1).isoweekday() - 1  # Monday is 0
_MEMBERS = {"name", "firstYear", "lastYear", "weekend", "holidays", "workdays"}


class Roll(Enum):
    """Where a day goes that is no business day. Source: 2006 ISDA Definitions, 4.12."""

    NONE = "none"
    FOLLOWING = "following"
    MODIFIED_FOLLOWING = "modifiedFollowing"
    PRECEDING = "preceding"


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """On which days business is done, in the years that it covers.

    name        of the financial centre, such as "HKHK"
    first_year  first year that it covers
    last_year   last year that it covers
    weekend     days of the week without business, ISO 8601: 6 is Saturday
    holidays    other days without business [day], rising
    workdays    days of a weekend with business all the same (调休) [day], rising

    Raises: Malformed  years, weekend or holidays are out of range or order
    """

    name: str
    first_year: int
    last_year: int
    weekend: tuple[int, ...]
    holidays: tuple[Day, ...]
    workdays: tuple[Day, ...] = ()
    _closed: frozenset[int] = field(init=False, repr=False, compare=False)
    _open: frozenset[int] = field(init=False, repr=False, compare=False)
    _idle: frozenset[int] = field(init=False, repr=False, compare=False)
    _first: int = field(init=False, repr=False, compare=False)
    _last: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not MINYEAR <= self.first_year <= self.last_year <= MAXYEAR:
            raise Malformed("calendar.years", f"{self.first_year} to {self.last_year}")
        rising = sorted(set(self.weekend))
        if list(self.weekend) != rising or not set(rising) < set(range(1, _WEEK + 1)):
            raise Malformed("calendar.weekend", f"{self.weekend} are not rising days 1 to 7")
        object.__setattr__(self, "_closed", frozenset(self.holidays))
        object.__setattr__(self, "_open", frozenset(self.workdays))
        object.__setattr__(self, "_idle", frozenset(day - 1 for day in self.weekend))
        object.__setattr__(self, "_first", day_of(date(self.first_year, 1, 1)))
        object.__setattr__(self, "_last", day_of(date(self.last_year, 12, 31)))
        if self._closed & self._open:
            raise Malformed("calendar.workdays", "some are holidays")
        for name, days in (("holidays", self.holidays), ("workdays", self.workdays)):
            if list(days) != sorted(set(days)):
                raise Malformed(f"calendar.{name}", "not rising")
            for day in (days[0], days[-1]) if days else ():
                self._require_covered(day)

    def is_business_day(self, day: Day) -> bool:
        """Whether business is done on `day`.

        Raises: OutsideCalendar
        """
        self._require_covered(day)
        if (day + _EPOCH_WEEKDAY) % _WEEK in self._idle:
            return day in self._open
        return day not in self._closed

    def adjust(self, day: Day, roll: Roll) -> Day:
        """The day itself if it is a business day, else where `roll` puts it.

        Raises: OutsideCalendar
        """
        if roll is Roll.NONE or self.is_business_day(day):
            return day
        if roll is Roll.PRECEDING:
            return self.add_business_days(day, -1)
        following = self.add_business_days(day, 1)
        if roll is Roll.FOLLOWING or date_of(following).month == date_of(day).month:
            return following
        return self.add_business_days(day, -1)

    def add_business_days(self, day: Day, count: int) -> Day:
        """The `count`-th business day after `day`, or before it where `count` is negative.

        Raises: OutsideCalendar
        """
        step = 1 if count > 0 else -1
        left = abs(count)
        while left:
            day = Day(day + step)
            left -= self.is_business_day(day)
        return day

    def to_json(self) -> dict[str, object]:
        """The calendar as JSON members."""
        return {
            "name": self.name,
            "firstYear": self.first_year,
            "lastYear": self.last_year,
            "weekend": list(self.weekend),
            "holidays": [iso_of_day(day) for day in self.holidays],
            "workdays": [iso_of_day(day) for day in self.workdays],
        }

    @property
    def digest(self) -> bytes:
        """SHA-256 of the canonical JSON: `calendar` of the terms."""
        return sha256(canonical_json(self.to_json()))

    def _require_covered(self, day: int) -> None:
        if not self._first <= day <= self._last:
            raise OutsideCalendar(
                f"calendar {self.name}", f"day {day}; it covers {self.first_year}-{self.last_year}"
            )


def calendar_of_json(value: Mapping[str, object]) -> HolidayCalendar:
    """The calendar of JSON members.

    Raises: Malformed
    """
    if set(value) != _MEMBERS:
        raise Malformed("calendar", f"members {sorted(value)}; {sorted(_MEMBERS)} are expected")
    name = value["name"]
    if not isinstance(name, str):
        raise Malformed("calendar.name", f"{name!r} is not text")
    first_year, last_year = _integers("years", [value["firstYear"], value["lastYear"]])
    weekend = _integers("weekend", value["weekend"])
    holidays, workdays = (_days(name, value[name]) for name in ("holidays", "workdays"))
    return HolidayCalendar(name, first_year, last_year, tuple(weekend), holidays, workdays)


def add_months(anchor: Day, months: int, end_of_month: bool) -> Day:
    """The day `months` after the anchor, or before it: of the same date, or the month's last.

    Where `end_of_month` and the anchor is the last of its month, so is the result. Dates are
    counted from the anchor, never from one another: a short month does not shorten later ones.

    Raises: Malformed  beyond the years 1 to 9999
    """
    first = date_of(anchor)
    year, month = divmod(first.year * _MONTHS + first.month - 1 + months, _MONTHS)
    if not MINYEAR <= year <= MAXYEAR:
        raise Malformed("day", f"year {year} is outside {MINYEAR} to {MAXYEAR}")
    length = monthrange(year, month + 1)[1]
    sticks = end_of_month and is_month_end(anchor)
    return day_of(date(year, month + 1, length if sticks else min(first.day, length)))


def is_month_end(day: Day) -> bool:
    """Whether the day is the last of its month."""
    found = date_of(day)
    return found.day == monthrange(found.year, found.month)[1]


def date_of(day: Day) -> date:
    """The civil date of a day."""
    return date.fromordinal(day + _EPOCH)


def day_of(found: date) -> Day:
    """The day of a civil date."""
    return Day(found.toordinal() - _EPOCH)


def _integers(name: str, values: object) -> Sequence[int]:
    if not isinstance(values, list) or not all(type(value) is int for value in values):
        raise Malformed(f"calendar.{name}", f"{values!r} are not integers")
    return values


def _days(name: str, values: object) -> tuple[Day, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise Malformed(f"calendar.{name}", "not a list of dates")
    return tuple(day_of_iso(value) for value in values)
