"""Fractions of a year from the start of a coupon to a day: contracts/libraries/DayCounts.sol.

ActualActualIcma: a coupon whose full fraction is one over the frequency is regular, however long.
Any other is a stub, cut by quasi-coupon dates: the first coupon's go back from its end, another's
go on from its start.
"""

from calendar import isleap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from oracle.core.errors import Malformed, SumOverflow
from oracle.core.units import Day
from oracle.desk.calendar import add_months, date_of, day_of, is_month_end
from oracle.desk.terms import Coupon, DayCount

FREQUENCIES = (1, 2, 3, 4, 6, 12)
"""Coupons per year that a bond can have. Source: contracts/types/Terms.sol."""

_MONTHS = 12
_MAX_U32 = 2**32 - 1
_LEAP_YEAR, _COMMON_YEAR = 366, 365
_FEBRUARY = 2


@dataclass(frozen=True, slots=True)
class Convention:
    """What a bond's terms say about counting days.

    frequency     coupons per year; only ActualActualIcma asks
    end_of_month  quasi-coupon dates stick to the end of months; only ActualActualIcma asks
    maturity_day  not lengthened to the 30th; only ThirtyE360Isda asks [day]
    """

    day_count: DayCount
    frequency: int
    end_of_month: bool
    maturity_day: Day


def fraction(convention: Convention, coupon: Coupon, is_first: bool, day: Day) -> tuple[int, int]:
    """Fraction of a year from the coupon's start (included) to `day` (excluded), lowest terms.

    A day before the start counts as the start.

    Shape:  -> numerator, denominator, each of 32 bits
    Raises: Malformed    the day is after the coupon's end, or there is no such frequency
            SumOverflow  numerator or denominator is over 2^32-1
    """
    if day > coupon.accrual_end:
        raise Malformed("day", f"{day} is after the coupon's end, {coupon.accrual_end}")
    if day <= coupon.accrual_start:
        return 0, 1
    if convention.day_count is DayCount.ACTUAL_ACTUAL_ICMA:
        exact = _icma(convention, coupon, is_first, day)
    else:
        rule = _RULES[convention.day_count]
        exact = rule(coupon.accrual_start, day, convention.maturity_day)
    return _lowest_terms(exact)


def full_fraction(
    convention: Convention, start: Day, end: Day, is_first: bool, is_regular: bool
) -> tuple[int, int]:
    """Fraction of a year of a whole coupon: `numerator` and `denominator` of its row.

    `is_regular` is whether the period is one step of the schedule; only ActualActualIcma asks.

    Raises: Malformed, SumOverflow
    """
    if convention.day_count is DayCount.ACTUAL_ACTUAL_ICMA and is_regular:
        return 1, _frequency(convention)
    coupon = Coupon(start, end, start, end, 0, 1)
    return fraction(convention, coupon, is_first, end)


def is_regular(convention: Convention, coupon: Coupon) -> bool:
    """Whether the terms count the coupon's period as one of `frequency` equal ones."""
    return coupon.numerator * convention.frequency == coupon.denominator


def quasi_periods(convention: Convention, start: Day, end: Day, is_first: bool) -> list[Day]:
    """Quasi-coupon dates that enclose a stub, rising; they cut it into parts.

    Raises: Malformed  there is no such frequency
    Source: ICMA Rule 251.1(iii); ISDA, EMU and Market Conventions: Recent Developments (1998)
    """
    months = _MONTHS // _frequency(convention)
    anchor, step = (end, -months) if is_first else (start, months)
    dates = [anchor]
    while not min(dates[0], dates[-1]) <= start < end <= max(dates[0], dates[-1]):
        dates.append(add_months(anchor, len(dates) * step, convention.end_of_month))
    return sorted(dates)


def _icma(convention: Convention, coupon: Coupon, is_first: bool, day: Day) -> Fraction:
    frequency = _frequency(convention)
    start, end = coupon.accrual_start, coupon.accrual_end
    if is_regular(convention, coupon):
        return Fraction(day - start, frequency * (end - start))
    dates = quasi_periods(convention, start, end, is_first)
    total = Fraction(0)
    for first, last in zip(dates, dates[1:], strict=False):
        part = min(last, day) - max(first, start)
        if part > 0:
            total += Fraction(part, frequency * (last - first))
    return total


def _actual_365(start: Day, end: Day, _maturity: Day) -> Fraction:
    return Fraction(end - start, _COMMON_YEAR)


def _actual_360(start: Day, end: Day, _maturity: Day) -> Fraction:
    return Fraction(end - start, 360)


def _actual_isda(start: Day, end: Day, _maturity: Day) -> Fraction:
    leap = _leap_days_before(end) - _leap_days_before(start)
    common = end - start - leap
    return Fraction(_LEAP_YEAR * common + _COMMON_YEAR * leap, _LEAP_YEAR * _COMMON_YEAR)


def _thirty(start: Day, end: Day, _maturity: Day) -> Fraction:
    first, last = date_of(start), date_of(end)
    first_date = min(first.day, 30)
    last_date = 30 if last.day == 31 and first_date == 30 else last.day
    return _months_of_30(first, last, first_date, last_date)


def _thirty_e(start: Day, end: Day, _maturity: Day) -> Fraction:
    first, last = date_of(start), date_of(end)
    return _months_of_30(first, last, min(first.day, 30), min(last.day, 30))


def _thirty_e_isda(start: Day, end: Day, maturity: Day) -> Fraction:
    first, last = date_of(start), date_of(end)
    first_date = 30 if _ends_february(start) else min(first.day, 30)
    last_date = 30 if _ends_february(end) and end != maturity else min(last.day, 30)
    return _months_of_30(first, last, first_date, last_date)


_RULES: dict[DayCount, Callable[[Day, Day, Day], Fraction]] = {
    DayCount.ACTUAL_365_FIXED: _actual_365,  # 2006 ISDA Definitions, 4.16(d)
    DayCount.ACTUAL_360: _actual_360,  # 4.16(e)
    DayCount.ACTUAL_ACTUAL_ISDA: _actual_isda,  # 4.16(b)
    DayCount.THIRTY_360: _thirty,  # 4.16(f), "Bond Basis"
    DayCount.THIRTY_E_360: _thirty_e,  # 4.16(g), "Eurobond Basis"
    DayCount.THIRTY_E_360_ISDA: _thirty_e_isda,  # 4.16(h)
}


def _months_of_30(first: date, last: date, first_date: int, last_date: int) -> Fraction:
    months = _MONTHS * (last.year - first.year) + last.month - first.month
    return Fraction(30 * months + last_date - first_date, 360)


@lru_cache(maxsize=4_096)
def _leap_days_before(day: int) -> int:
    """Days in leap years before `day`, since the year 1."""
    found = date_of(Day(day))
    before = found.year - 1
    count = _LEAP_YEAR * (before // 4 - before // 100 + before // 400)
    return count + (day - day_of(date(found.year, 1, 1)) if isleap(found.year) else 0)


def _ends_february(day: Day) -> bool:
    return date_of(day).month == _FEBRUARY and is_month_end(day)


def _frequency(convention: Convention) -> int:
    if convention.frequency not in FREQUENCIES:
        raise Malformed("frequency", f"{convention.frequency} is none of {FREQUENCIES}")
    return convention.frequency


def _lowest_terms(exact: Fraction) -> tuple[int, int]:
    if max(exact.numerator, exact.denominator) > _MAX_U32:
        raise SumOverflow("fraction", f"{exact} does not fit two numbers of 32 bits")
    return exact.numerator, exact.denominator
