"""A holiday calendar of our own, for tests that need one and no market's."""

from datetime import date

from oracle.core.units import Day
from oracle.desk.calendar import HolidayCalendar, day_of

FIRST_YEAR, LAST_YEAR = 1990, 2080
_DATES = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3), (12, 25), (12, 26))


def plain_calendar() -> HolidayCalendar:
    """Saturdays, Sundays and the same seven dates of every year."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    days = (day_of(date(year, month, day)) for year in years for month, day in _DATES)
    return HolidayCalendar("PLAIN", FIRST_YEAR, LAST_YEAR, (6, 7), tuple(map(Day, days)))
