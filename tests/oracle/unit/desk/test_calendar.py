"""oracle.desk.calendar"""

from dataclasses import replace

import pytest

from oracle.core.calendar import day_of_iso, iso_of_day
from oracle.core.codec import canonical_json, sha256
from oracle.core.errors import Malformed, OutsideCalendar
from oracle.core.units import Day
from oracle.desk.calendar import (
    HolidayCalendar,
    Roll,
    add_months,
    calendar_of_json,
    is_month_end,
)

HOLIDAYS = tuple(map(day_of_iso, ("2023-01-02", "2023-05-01", "2023-12-25", "2023-12-26")))
CALENDAR = HolidayCalendar("TEST", 2022, 2024, (6, 7), HOLIDAYS)


def adjusted(text: str, roll: Roll) -> str:
    return iso_of_day(CALENDAR.adjust(day_of_iso(text), roll))


@pytest.mark.parametrize(
    ("day", "following", "modified", "preceding"),
    [
        ("2023-06-02", "2023-06-02", "2023-06-02", "2023-06-02"),  # a Friday
        ("2023-06-03", "2023-06-05", "2023-06-05", "2023-06-02"),  # a Saturday
        ("2023-04-29", "2023-05-02", "2023-04-28", "2023-04-28"),  # into a holiday, out of April
        ("2023-12-24", "2023-12-27", "2023-12-27", "2023-12-22"),  # a Sunday, then two holidays
        ("2022-12-31", "2023-01-03", "2022-12-30", "2022-12-30"),
    ],
)
def test_each_roll_goes_where_it_says(
    day: str, following: str, modified: str, preceding: str
) -> None:
    assert adjusted(day, Roll.NONE) == day
    assert adjusted(day, Roll.FOLLOWING) == following
    assert adjusted(day, Roll.MODIFIED_FOLLOWING) == modified
    assert adjusted(day, Roll.PRECEDING) == preceding


def test_business_days_are_counted_both_ways() -> None:
    friday = day_of_iso("2023-12-22")
    assert iso_of_day(CALENDAR.add_business_days(friday, 2)) == "2023-12-28"
    assert iso_of_day(CALENDAR.add_business_days(friday, -5)) == "2023-12-15"
    assert CALENDAR.add_business_days(Day(friday + 1), 0) == friday + 1


def test_a_working_weekend_is_business() -> None:
    saturday = day_of_iso("2023-01-28")
    assert not CALENDAR.is_business_day(saturday)
    assert replace(CALENDAR, workdays=(saturday,)).is_business_day(saturday)


@pytest.mark.parametrize("day", ["2021-12-31", "2025-01-01"])
def test_a_day_outside_the_years_is_refused(day: str) -> None:
    with pytest.raises(OutsideCalendar, match="calendar TEST: day .* it covers 2022-2024"):
        CALENDAR.is_business_day(day_of_iso(day))


def test_a_roll_out_of_the_years_is_refused() -> None:
    with pytest.raises(OutsideCalendar):
        CALENDAR.adjust(day_of_iso("2022-01-01"), Roll.PRECEDING)
    with pytest.raises(OutsideCalendar):
        CALENDAR.add_business_days(day_of_iso("2024-12-30"), 2)


@pytest.mark.parametrize(
    "change",
    [
        {"first_year": 2025},
        {"weekend": (7, 6)},
        {"weekend": (0,)},
        {"weekend": tuple(range(1, 8))},
        {"holidays": HOLIDAYS[::-1]},
        {"holidays": HOLIDAYS[:1] * 2},
        {"workdays": HOLIDAYS[:1]},
    ],
)
def test_a_calendar_that_contradicts_itself_is_malformed(change: dict[str, tuple[Day]]) -> None:
    with pytest.raises(Malformed, match="calendar"):
        replace(CALENDAR, **change)


def test_a_holiday_outside_the_years_is_refused() -> None:
    with pytest.raises(OutsideCalendar):
        replace(CALENDAR, last_year=2022)


def test_calendar_survives_json_and_is_named_by_its_hash() -> None:
    calendar = replace(CALENDAR, workdays=(day_of_iso("2023-01-28"),))
    assert calendar_of_json(calendar.to_json()) == calendar
    expected = (
        b'{"firstYear":2022,"holidays":["2023-01-02","2023-05-01","2023-12-25","2023-12-26"],'
        b'"lastYear":2024,"name":"TEST","weekend":[6,7],"workdays":["2023-01-28"]}'
    )
    assert canonical_json(calendar.to_json()) == expected
    assert calendar.digest == sha256(expected) != CALENDAR.digest


@pytest.mark.parametrize(
    "change",
    [
        {"name": 1},
        {"firstYear": "2022"},
        {"weekend": [True]},
        {"weekend": 6},
        {"holidays": [19_000]},
        {"holidays": ["2023-1-2"]},
        {"workdays": None},
        {"more": 1},
    ],
)
def test_json_of_another_form_is_malformed(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        calendar_of_json({**CALENDAR.to_json(), **change})


@pytest.mark.parametrize(
    ("anchor", "months", "end_of_month", "expected"),
    [
        ("2023-01-31", 1, False, "2023-02-28"),
        ("2023-01-31", 2, False, "2023-03-31"),  # from the anchor, not from February
        ("2023-02-28", 6, False, "2023-08-28"),
        ("2023-02-28", 6, True, "2023-08-31"),
        ("2024-02-28", 6, True, "2024-08-28"),  # not the last of a leap February
        ("2024-02-29", -12, True, "2023-02-28"),
        ("2024-02-29", 48, False, "2028-02-29"),
        ("2023-11-30", 3, False, "2024-02-29"),
        ("2100-01-31", 1, True, "2100-02-28"),  # no leap year
        ("2023-06-15", -7, True, "2022-11-15"),
    ],
)
def test_months_are_counted_from_the_anchor(
    anchor: str, months: int, end_of_month: bool, expected: str
) -> None:
    assert iso_of_day(add_months(day_of_iso(anchor), months, end_of_month)) == expected


def test_years_beyond_the_calendar_are_malformed() -> None:
    with pytest.raises(Malformed, match="year 10000"):
        add_months(day_of_iso("9999-12-31"), 1, False)
    assert is_month_end(day_of_iso("9999-12-31"))
