"""oracle.desk.day_counts"""

import json
from fractions import Fraction

import pytest

from oracle.core.calendar import day_of_iso, iso_of_day
from oracle.core.errors import Malformed, SumOverflow
from oracle.core.units import Day
from oracle.desk.day_counts import Convention, fraction, full_fraction, quasi_periods
from oracle.desk.terms import Coupon, DayCount
from tests.vectors import make_day_counts
from tests.vectors.rows import to_lines

FAR = day_of_iso("2099-01-01")


def between(day_count: DayCount, start: str, end: str, maturity: Day = FAR) -> tuple[int, int]:
    days = day_of_iso(start), day_of_iso(end)
    return full_fraction(Convention(day_count, 1, False, maturity), *days, True, False)


def stub(
    frequency: int, start: str, end: str, is_first: bool, end_of_month: bool = False
) -> Fraction:
    convention = Convention(DayCount.ACTUAL_ACTUAL_ICMA, frequency, end_of_month, FAR)
    days = day_of_iso(start), day_of_iso(end)
    return Fraction(*full_fraction(convention, *days, is_first, False))


def test_vectors_are_what_their_maker_gives() -> None:
    assert make_day_counts.TARGET.read_text() == to_lines(make_day_counts.rows())


def test_vectors_hold_every_case() -> None:
    rows = json.loads(make_day_counts.TARGET.read_text())
    assert len(rows) >= 2_000
    assert {row["dayCount"] for row in rows} == set(DayCount)
    icma = [row for row in rows if row["dayCount"] == DayCount.ACTUAL_ACTUAL_ICMA]
    regular = [
        row for row in icma if row["fullNumerator"] * row["frequency"] == row["fullDenominator"]
    ]
    stubs = [row for row in icma if row not in regular]
    assert len(regular) > 300
    for first in (True, False):
        assert sum(row["first"] is first for row in stubs) > 200
        assert any(
            row["fullNumerator"] * row["frequency"] > 2 * row["fullDenominator"]
            for row in stubs
            if row["first"] is first
        )


@pytest.mark.parametrize(
    ("start", "end", "bond", "euro", "isda"),
    [  # days by 30/360, 30E/360, 30E/360 ISDA
        ("2007-01-15", "2007-01-30", 15, 15, 15),
        ("2007-09-30", "2008-03-31", 180, 180, 180),
        ("2007-09-30", "2007-10-31", 30, 30, 30),
        ("2007-01-15", "2007-01-31", 16, 15, 15),
        ("2007-02-26", "2008-02-29", 363, 363, 364),
        ("2006-08-31", "2007-02-28", 178, 178, 180),
        ("2007-02-28", "2007-08-31", 183, 182, 180),
        ("2008-02-29", "2008-08-31", 182, 181, 180),
        ("2007-08-20", "2008-02-29", 189, 189, 190),
    ],
)
def test_months_of_30_days(start: str, end: str, bond: int, euro: int, isda: int) -> None:
    found = [
        Fraction(*between(day_count, start, end)) * 360
        for day_count in (DayCount.THIRTY_360, DayCount.THIRTY_E_360, DayCount.THIRTY_E_360_ISDA)
    ]
    assert found == [bond, euro, isda]


def test_the_end_of_february_is_not_lengthened_at_maturity() -> None:
    maturity = day_of_iso("2008-02-29")
    isda = DayCount.THIRTY_E_360_ISDA
    assert Fraction(*between(isda, "2007-08-20", "2008-02-29", maturity)) * 360 == 189


def test_actual_counts() -> None:
    assert between(DayCount.ACTUAL_365_FIXED, "2023-02-16", "2024-02-16") == (1, 1)
    assert between(DayCount.ACTUAL_360, "2023-02-16", "2024-02-16") == (73, 72)
    # 2003-11-01 to 2004-05-01: ISDA, EMU and Market Conventions (1998), first example
    isda = between(DayCount.ACTUAL_ACTUAL_ISDA, "2003-11-01", "2004-05-01")
    assert Fraction(*isda) == Fraction(61, 365) + Fraction(121, 366)
    assert stub(2, "2003-11-01", "2004-05-01", True) == Fraction(1, 2)


def test_stubs_of_the_isda_paper_of_1998() -> None:
    short_first = stub(1, "1999-02-01", "1999-07-01", True)
    assert short_first == Fraction(150, 365)
    long_first = stub(2, "2002-08-15", "2003-07-15", True)
    assert long_first == Fraction(1, 2) + Fraction(153, 184 * 2)
    long_last = stub(4, "1999-11-30", "2000-04-30", False, end_of_month=True)
    assert long_last == Fraction(91, 91 * 4) + Fraction(61, 92 * 4)
    short_last = stub(2, "2000-01-30", "2000-06-30", False)
    assert short_last == Fraction(152, 182 * 2)


def test_quasi_dates_are_counted_from_the_anchor() -> None:
    convention = Convention(DayCount.ACTUAL_ACTUAL_ICMA, 2, False, FAR)
    days = day_of_iso("2023-08-31"), day_of_iso("2025-03-01")
    dates = quasi_periods(convention, *days, False)
    assert list(map(iso_of_day, dates)) == ["2023-08-31", "2024-02-29", "2024-08-31", "2025-02-28",
                                            "2025-08-31"]  # fmt: skip


def test_a_regular_coupon_is_one_over_the_frequency_however_long() -> None:
    convention = Convention(DayCount.ACTUAL_ACTUAL_ICMA, 2, False, FAR)
    start, end = day_of_iso("2023-03-01"), day_of_iso("2023-09-04")
    assert full_fraction(convention, start, end, True, True) == (1, 2)
    coupon = Coupon(start, end, end, end, 1, 2)
    assert fraction(convention, coupon, True, Day(start + 17)) == (1, 22)  # 17 / (2 x 187)
    assert fraction(convention, coupon, True, start) == (0, 1)
    assert fraction(convention, coupon, True, Day(start - 1)) == (0, 1)
    assert fraction(convention, coupon, True, end) == (1, 2)


def test_a_front_stub_accrues_from_its_own_start() -> None:
    convention = Convention(DayCount.ACTUAL_ACTUAL_ICMA, 1, False, FAR)
    start, end = day_of_iso("2022-10-01"), day_of_iso("2024-07-01")
    coupon = Coupon(start, end, end, end, *full_fraction(convention, start, end, True, False))
    at_quasi_date = fraction(convention, coupon, True, day_of_iso("2023-07-01"))
    assert Fraction(*at_quasi_date) == Fraction(273, 365)
    later = fraction(convention, coupon, True, day_of_iso("2023-07-31"))
    assert Fraction(*later) == Fraction(273, 365) + Fraction(30, 366)


def test_a_day_after_the_coupon_is_malformed() -> None:
    coupon = Coupon(Day(100), Day(200), Day(199), Day(200), 100, 365)
    with pytest.raises(Malformed, match="201 is after the coupon's end, 200"):
        fraction(Convention(DayCount.ACTUAL_360, 1, False, FAR), coupon, True, Day(201))


def test_icma_without_a_frequency_is_malformed() -> None:
    convention = Convention(DayCount.ACTUAL_ACTUAL_ICMA, 5, False, FAR)
    with pytest.raises(Malformed, match="5 is none of"):
        full_fraction(convention, Day(100), Day(200), True, True)


def test_what_does_not_fit_32_bits_is_refused() -> None:
    convention = Convention(DayCount.ACTUAL_365_FIXED, 1, False, FAR)
    with pytest.raises(SumOverflow, match="does not fit two numbers of 32 bits"):
        full_fraction(convention, Day(0), Day(2**32 * 365), True, False)
