"""oracle.core.calendar"""

import pytest

from oracle.core.calendar import (
    accounting_period,
    day_at,
    day_of_iso,
    day_start,
    is_on_grid,
    iso_of_day,
)
from oracle.core.errors import Malformed
from oracle.core.units import Day, Instant


def test_day_of_the_glossary_example() -> None:
    assert day_of_iso("2012-06-03") == 15_494
    assert iso_of_day(Day(15_494)) == "2012-06-03"


@pytest.mark.parametrize("text", ["2012-6-3", "20120603", "2012-02-30", "", "2012-06-03T00:00"])
def test_other_forms_of_a_day_are_malformed(text: str) -> None:
    with pytest.raises(Malformed, match="not a date"):
        day_of_iso(text)


def test_a_day_begins_at_local_midnight_and_ends_before_the_next() -> None:
    start = day_start(Day(15_494), -25_200)
    assert start == 1_338_706_800  # 2012-06-03T07:00Z
    assert day_at(start, -25_200) == 15_494
    assert day_at(Instant(start - 1), -25_200) == 15_493


def test_grid_is_counted_from_local_midnight() -> None:
    kolkata = 19_800
    assert is_on_grid(day_start(Day(15_494), kolkata), 3_600, kolkata)
    assert not is_on_grid(Instant(86_400 * 15_494), 3_600, kolkata)


def test_periods_are_calendar_months_from_the_same_day() -> None:
    spans = [accounting_period(day_of_iso("2012-11-28"), n) for n in range(4)]
    days = [iso_of_day(first) for first, _ in spans]
    assert days == ["2012-11-28", "2012-12-28", "2013-01-28", "2013-02-28"]
    assert all(a[1] == b[0] for a, b in zip(spans, spans[1:], strict=False))


def test_monitoring_from_the_29th_is_malformed() -> None:
    with pytest.raises(Malformed, match="after the 28th"):
        accounting_period(day_of_iso("2012-01-29"), 0)
