"""QuantLib's view of our plans: its calendars as data, its schedules, its day counters."""

import QuantLib as ql  # noqa: N813 -- its own documentation's name for it

from oracle.core.units import Day
from oracle.desk.calendar import HolidayCalendar, Roll
from oracle.desk.schedule import Plan
from oracle.desk.terms import DayCount

EPOCH_SERIAL = 25_569  # 1970-01-01
FIRST_YEAR, LAST_YEAR = 2000, 2070
NULL = ql.NullCalendar()
ROLLS = {
    Roll.NONE: ql.Unadjusted,
    Roll.FOLLOWING: ql.Following,
    Roll.MODIFIED_FOLLOWING: ql.ModifiedFollowing,
    Roll.PRECEDING: ql.Preceding,
}
CENTRES = (
    *(ql.TARGET(), ql.HongKong(), ql.Japan(), ql.UnitedKingdom()),
    *(ql.China(ql.China.IB), ql.Australia(), ql.UnitedStates(ql.UnitedStates.Settlement)),
)


def date_of(day: int) -> ql.Date:
    """QuantLib's date of a day."""
    return ql.Date(day + EPOCH_SERIAL)


def day_of(date: ql.Date) -> Day:
    """The day of QuantLib's date."""
    return Day(date.serialNumber() - EPOCH_SERIAL)


def calendar_of(centre: ql.Calendar) -> HolidayCalendar:
    """QuantLib's calendar as data."""
    first, last = ql.Date(1, 1, FIRST_YEAR), ql.Date(31, 12, LAST_YEAR)
    holidays = tuple(day_of(date) for date in centre.holidayList(first, last, False))
    weekend = tuple(day for day in (6, 7) if centre.isWeekend(day % 7 + 1))  # Sunday is its 1
    business = (day_of(date) for date in centre.businessDayList(first, last))
    workdays = tuple(day for day in business if (day + 3) % 7 + 1 in weekend)
    return HolidayCalendar(centre.name(), FIRST_YEAR, LAST_YEAR, weekend, holidays, workdays)


def step_of(plan: Plan) -> ql.Period:
    """Time between coupons."""
    return ql.Period(12 // plan.frequency, ql.Months)


def schedule_of(plan: Plan, calendar: ql.Calendar, roll: int) -> ql.Schedule:
    """QuantLib's schedule of the plan; its stubs are short where no day is stated."""
    stated = [
        date_of(day) if day else ql.Date() for day in (plan.first_coupon_day, plan.last_coupon_day)
    ]
    rule = ql.DateGeneration.Backward if plan.stub.is_front else ql.DateGeneration.Forward
    return ql.Schedule(
        *(date_of(plan.issue_day), date_of(plan.maturity_day), step_of(plan), calendar),
        *(roll, roll, rule, plan.end_of_month, *stated),
    )


def counter_of(plan: Plan, schedule: ql.Schedule, maturity: ql.Date) -> ql.DayCounter:
    """QuantLib's day counter of the plan."""
    if plan.day_count is DayCount.ACTUAL_ACTUAL_ICMA:
        return ql.ActualActual(ql.ActualActual.ISMA, schedule)
    if plan.day_count is DayCount.THIRTY_E_360_ISDA:
        return ql.Thirty360(ql.Thirty360.ISDA, maturity)
    return _COUNTERS[plan.day_count]


_COUNTERS = {
    DayCount.ACTUAL_365_FIXED: ql.Actual365Fixed(),
    DayCount.ACTUAL_360: ql.Actual360(),
    DayCount.ACTUAL_ACTUAL_ISDA: ql.ActualActual(ql.ActualActual.ISDA),
    DayCount.THIRTY_360: ql.Thirty360(ql.Thirty360.BondBasis),
    DayCount.THIRTY_E_360: ql.Thirty360(ql.Thirty360.EurobondBasis),
}
