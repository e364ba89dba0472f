"""DayCounts and CivilDates against Python's calendar, the definitions word by word, and vectors.

The definitions here walk: from day to day, and from one notional coupon date to the next. The
contract does neither.
"""

import json
import random
from calendar import isleap, monthrange
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from tests.support.calls import answers

VECTORS = Path(__file__).parents[2] / "vectors" / "day_counts.json"
EPOCH = date(1970, 1, 1)
ACT_365, ACT_360, ICMA, ISDA, THIRTY, THIRTY_E, THIRTY_E_ISDA = range(7)
FREQUENCIES = (1, 2, 3, 4, 6, 12)
PAGE = 1_000
"""Calls in one request: the node refuses a longer one."""
STUB = (0, 1)
"""A stored fraction that is no regular one."""


@pytest.fixture(scope="module")
def day_counts(DayCountsHarness, actors):
    return DayCountsHarness.deploy({"from": actors.admin})


# --- the definitions


def number(day: date) -> int:
    return (day - EPOCH).days


def month_end(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def shifted(anchor: date, months: int, end_of_month: bool) -> date:
    """The same date in another month, or its last."""
    year, month = divmod(12 * anchor.year + anchor.month - 1 + months, 12)
    last = month_end(year, month + 1)
    sticks = end_of_month and anchor.day == month_end(anchor.year, anchor.month)
    return date(year, month + 1, last if sticks else min(anchor.day, last))


def isda(start: date, end: date) -> Fraction:
    """Source: 2006 ISDA Definitions 4.16(b)."""
    days = [start + timedelta(n) for n in range((end - start).days)]
    leap = sum(isleap(day.year) for day in days)
    return Fraction(leap, 366) + Fraction(len(days) - leap, 365)


def thirty(kind: int, start: date, end: date, maturity: date) -> Fraction:
    """Source: 2006 ISDA Definitions 4.16(f), (g), (h)."""
    d1, d2 = start.day, end.day
    if kind == THIRTY:
        d1 = min(d1, 30)
        d2 = 30 if d2 == 31 and d1 > 29 else d2
    elif kind == THIRTY_E:
        d1, d2 = min(d1, 30), min(d2, 30)
    else:
        february = [month_end(day.year, 2) if day.month == 2 else 31 for day in (start, end)]
        d1 = 30 if d1 in (31, february[0]) else d1
        d2 = 30 if d2 == 31 or (d2 == february[1] and end != maturity) else d2
    months = 12 * (end.year - start.year) + end.month - start.month
    return Fraction(30 * months + d2 - d1, 360)


def icma(start: date, end: date, day: date, frequency: int, first: bool, end_of_month: bool):
    """Source: ISDA, EMU and Market Conventions: Recent Developments (1998), 2(b)."""
    anchor, step = (end, -12 // frequency) if first else (start, 12 // frequency)
    dates = [anchor]
    while dates[-1] > start if first else dates[-1] < end:
        dates.append(shifted(anchor, len(dates) * step, end_of_month))
    return sum(
        Fraction(max((min(right, day) - max(left, start)).days, 0), frequency * (right - left).days)
        for left, right in pairwise(sorted(dates))
    )


def fraction(case: tuple) -> Fraction:
    """What a case's convention gives from its start to its day."""
    (kind, frequency, end_of_month, maturity), (start, end, stored), first, day = case
    if kind in (ACT_365, ACT_360):
        return Fraction((day - start).days, 365 if kind == ACT_365 else 360)
    if kind == ISDA:
        return isda(start, day)
    if kind != ICMA:
        return thirty(kind, start, day, maturity) if day > start else Fraction(0)
    if stored[0] * frequency == stored[1]:
        return Fraction((day - start).days, frequency * (end - start).days)
    return icma(start, end, day, frequency, first, end_of_month)


# --- cases


def drawn_day(draw: random.Random) -> date:
    """Any day; every third one within two days of a month's end, many of February's."""
    day = date(1970, 1, 1) + timedelta(draw.randrange(60_000))
    if draw.randrange(3):
        return day
    month = draw.choice((1, 2, 2, 2, day.month))
    return date(day.year, month, month_end(day.year, month)) + timedelta(draw.randint(-2, 1))


def drawn_case(draw: random.Random, kind: int) -> tuple:
    start = max(drawn_day(draw), EPOCH)
    longest = draw.choice((3, 35, 400, 4_000))
    end = max(start + timedelta(1), min(drawn_day(draw), start + timedelta(longest)))
    if draw.randrange(2):
        end = start + timedelta(draw.randint(1, longest))
    day = draw.choice((start, end, start + timedelta(draw.randint(0, (end - start).days))))
    maturity = draw.choice((end, day, date(2150, 1, 1)))
    frequency = draw.choice(FREQUENCIES)
    stored = draw.choice((STUB, STUB, (1, frequency), (7, 7 * frequency)))
    convention = (kind, frequency, draw.random() < 0.5, maturity)
    return convention, (start, end, stored), draw.random() < 0.5, day


def arguments(case: tuple) -> tuple:
    """A case as the contract takes it."""
    (kind, frequency, end_of_month, maturity), (start, end, stored), first, day = case
    convention = (kind, frequency, end_of_month, number(maturity))
    coupon = (number(start), number(end), 0, 0, *stored, 0, 0, 0, 0)
    return convention, coupon, first, number(day)


# --- tests


@pytest.mark.parametrize("kind", range(7))
def test_the_fraction_is_what_the_definition_says(day_counts, kind):
    draw = random.Random(kind)
    cases = [drawn_case(draw, kind) for _ in range(1_500)]

    found = answers(day_counts.fraction, [arguments(case) for case in cases])

    differing = [
        case
        for case, (numerator, denominator) in zip(cases, found, strict=True)
        if Fraction(numerator, denominator) != fraction(case)
    ]
    assert not differing, f"{len(differing)} of {len(cases)}, first {differing[0]}"


def test_contract_and_oracle_count_the_same_days(day_counts):
    vectors = json.loads(VECTORS.read_text())
    given = []
    for v in vectors:
        convention = (v["dayCount"], v["frequency"], v["endOfMonth"], v["maturityDay"])
        full = (v["fullNumerator"], v["fullDenominator"])
        coupon = (v["start"], v["end"], 0, 0, *full, 0, 0, 0, 0)
        given += [(convention, coupon, v["first"], day) for day in (v["day"], v["end"])]

    pages = [given[n : n + PAGE] for n in range(0, len(given), PAGE)]
    found = [answer for page in pages for answer in answers(day_counts.fraction, page)]

    for v, to_day, to_end in zip(vectors, found[::2], found[1::2], strict=True):
        assert Fraction(*to_day) == Fraction(v["numerator"], v["denominator"]), v
        assert Fraction(*to_end) == Fraction(v["fullNumerator"], v["fullDenominator"]), v
    assert {v["dayCount"] for v in vectors} == set(range(7))


@pytest.mark.parametrize(
    ("kind", "start", "end", "value"),
    [
        # 2006 ISDA Definitions 4.16 and its example of a leap year.
        (ACT_365, date(2012, 1, 15), date(2012, 7, 15), Fraction(182, 365)),
        (ACT_360, date(2012, 1, 15), date(2012, 7, 15), Fraction(182, 360)),
        (ISDA, date(2003, 11, 1), date(2004, 5, 1), Fraction(61, 365) + Fraction(121, 366)),
        (THIRTY, date(2006, 8, 31), date(2007, 2, 28), Fraction(178, 360)),
        (THIRTY, date(2007, 2, 28), date(2007, 3, 31), Fraction(33, 360)),
        (THIRTY_E, date(2007, 2, 28), date(2007, 3, 31), Fraction(32, 360)),
        (THIRTY_E_ISDA, date(2007, 2, 28), date(2007, 3, 31), Fraction(30, 360)),
        (THIRTY_E_ISDA, date(2006, 8, 31), date(2007, 2, 28), Fraction(180, 360)),
    ],
)
def test_known_periods(day_counts, kind, start, end, value):
    case = (kind, 2, False, date(2050, 1, 1)), (start, end, STUB), True, end

    assert Fraction(*day_counts.fraction(*arguments(case))) == value == fraction(case)


@pytest.mark.parametrize(
    ("start", "end", "frequency", "first", "value"),
    [
        # ISDA's paper of 1998: short first, long first, short last and long last periods.
        (date(1999, 2, 1), date(1999, 7, 1), 1, True, Fraction(150, 365)),
        (date(2002, 8, 15), date(2003, 7, 15), 2, True, Fraction(1, 2) + Fraction(153, 368)),
        (date(2000, 1, 30), date(2000, 6, 30), 2, False, Fraction(152, 364)),
        (date(1999, 11, 30), date(2000, 4, 30), 4, False, Fraction(1, 4) + Fraction(61, 368)),
    ],
)
def test_known_stubs(day_counts, start, end, frequency, first, value):
    case = (ICMA, frequency, True, date(2050, 1, 1)), (start, end, STUB), first, end

    assert Fraction(*day_counts.fraction(*arguments(case))) == value == fraction(case)


def test_at_maturity_the_end_of_february_is_itself(day_counts):
    start, end = date(2006, 8, 31), date(2007, 2, 28)
    case = (THIRTY_E_ISDA, 2, False, end), (start, end, STUB), True, end

    assert Fraction(*day_counts.fraction(*arguments(case))) == Fraction(178, 360)


def test_days_and_dates_are_those_of_the_calendar(day_counts):
    draw = random.Random(5)
    days = [drawn_day(draw) for _ in range(500)] + [EPOCH, date(2000, 2, 29), date(9999, 12, 31)]
    days = [day for day in days if day >= EPOCH]
    dates = [(day.year, day.month, day.day) for day in days]

    assert [tuple(d) for d in answers(day_counts.dateOf, [(number(d),) for d in days])] == dates
    assert answers(day_counts.dayOf, dates) == [number(day) for day in days]


def test_months_have_their_lengths(day_counts):
    months = [(y, m) for y in (1999, 2000, 2024, 2100, 2400) for m in range(1, 13)]

    assert answers(day_counts.monthLength, months) == [month_end(*month) for month in months]


def test_months_are_added_from_the_anchor(day_counts):
    draw = random.Random(6)
    given = [
        (drawn_day(draw) + timedelta(4_000), draw.randint(-120, 1_200), draw.random() < 0.5)
        for _ in range(1_000)
    ]

    found = answers(day_counts.addMonths, [(number(d), n, end) for d, n, end in given])

    assert found == [number(shifted(*each)) for each in given]
