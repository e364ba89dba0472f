"""Writes day_counts.json: fractions of a year that Solidity and Python must both give.

Days are since 1970-01-01; `numerator` and `denominator` are of start to day, in lowest terms.

python -m tests.vectors.make_day_counts
"""

from pathlib import Path

from oracle.core.units import Day
from oracle.desk.calendar import add_months, date_of, day_of
from oracle.desk.day_counts import FREQUENCIES, Convention, fraction, full_fraction
from oracle.desk.terms import Coupon, DayCount
from tests.support.draws import Draws
from tests.vectors.rows import to_lines

TARGET = Path(__file__).with_name("day_counts.json")
CASES = 300
ICMA_CASES = 1_200


def rows() -> list[dict[str, int | bool]]:
    """All vectors, always the same."""
    draws = Draws("day counts")
    found = []
    for day_count in DayCount:
        is_icma = day_count is DayCount.ACTUAL_ACTUAL_ICMA
        found += [_row(draws, day_count) for _ in range(ICMA_CASES if is_icma else CASES)]
    return found


def _row(draws: Draws, day_count: DayCount) -> dict[str, int | bool]:
    frequency = draws.choice(FREQUENCIES)
    end_of_month, is_first = draws.chance(50), draws.chance(50)
    start = draws.day(1995, 2095)
    is_regular = draws.chance(35)
    end = _end(draws, start, frequency, end_of_month, is_regular)
    # What ThirtyE360Isda asks: is the end of accrual the maturity?
    maturity = end if draws.chance(30) else Day(end + draws.between(1, 4_000))
    convention = Convention(day_count, frequency, end_of_month, maturity)
    full = full_fraction(convention, start, end, is_first, is_regular)
    coupon = Coupon(start, end, start, end, *full)
    day = _day(draws, start, end)
    part = fraction(convention, coupon, is_first, day)
    return {
        "dayCount": int(day_count),
        "frequency": frequency,
        "endOfMonth": end_of_month,
        "maturityDay": maturity,
        "first": is_first,
        "start": start,
        "end": end,
        "day": day,
        "numerator": part[0],
        "denominator": part[1],
        "fullNumerator": full[0],
        "fullDenominator": full[1],
    }


def _end(draws: Draws, start: Day, frequency: int, end_of_month: bool, is_regular: bool) -> Day:
    months = 12 // frequency
    if is_regular:  # a step, rolled by a few days
        return Day(add_months(start, months, end_of_month) + draws.below(4))
    if draws.chance(25):  # a step, whatever the terms say about it
        return add_months(start, months, end_of_month)
    end = Day(start + draws.between(1, 100 * months))  # up to three steps and a bit
    return max(_near_month_end(draws, end), Day(start + 1))


def _day(draws: Draws, start: Day, end: Day) -> Day:
    if draws.chance(20):
        return draws.choice([start, Day(start + 1), Day(end - 1), end])
    near = _near_month_end(draws, Day(draws.between(start, end)))
    return min(max(near, start), end)


def _near_month_end(draws: Draws, day: Day) -> Day:
    """The day, or in half of the cases one at the turn of its month."""
    if draws.chance(50):
        return day
    first = day_of(date_of(day).replace(day=1))
    return Day(first - draws.below(3))


if __name__ == "__main__":
    TARGET.write_text(to_lines(rows()))
