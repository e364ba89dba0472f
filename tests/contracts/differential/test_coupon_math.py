"""CouponMath and DayCounts against exact rational arithmetic."""

from datetime import date
from fractions import Fraction

import pytest
from brownie.test import given, strategy

ACTUAL_365_FIXED, ACTUAL_360 = 0, 1
YEAR_DAYS = {ACTUAL_365_FIXED: 365, ACTUAL_360: 360}


@pytest.fixture(scope="module")
def coupon_math(CouponMathHarness, actors):
    return CouponMathHarness.deploy({"from": actors.admin})


def exact(denomination: int, rate: int, days: int, day_count: int) -> Fraction:
    return denomination * Fraction(rate, 1_000_000) * Fraction(days, YEAR_DAYS[day_count])


@given(
    denomination=strategy("uint96"),
    rate=strategy("uint32"),
    start=strategy("uint32", max_value=2**31),
    days=strategy("uint32", max_value=2**31 - 1),
    day_count=strategy("uint8", max_value=1),
)
def test_coupon_is_the_exact_value_rounded_down(
    coupon_math, denomination, rate, start, days, day_count
):
    due = coupon_math.couponPerUnitDown(denomination, rate, day_count, start, start + days)

    assert 0 <= exact(denomination, rate, days, day_count) - due < 1


@given(
    denomination=strategy("uint64", max_value=1_000_000),
    rate=strategy("uint32", max_value=200_000),
    days=strategy("uint16", max_value=400),
    day_count=strategy("uint8", max_value=1),
)
def test_a_small_coupon_is_rounded_down_once(coupon_math, denomination, rate, days, day_count):
    due = coupon_math.couponPerUnitDown(denomination, rate, day_count, 20_000, 20_000 + days)

    value = exact(denomination, rate, days, day_count)
    assert due == value.numerator // value.denominator


@given(start=strategy("uint32"), days=strategy("uint32"), day_count=strategy("uint8", max_value=1))
def test_the_year_fraction_is_actual_days_over_its_year(coupon_math, start, days, day_count):
    end = min(start + days, 2**32 - 1)

    fraction = coupon_math.yearFraction(day_count, start, end)

    assert fraction == (end - start, YEAR_DAYS[day_count])


@pytest.mark.parametrize(
    ("start", "end", "day_count", "value"),
    [
        # A leap day counts as any day; a stub is a fraction, never a whole period.
        (date(2012, 1, 15), date(2012, 7, 15), ACTUAL_365_FIXED, Fraction(182, 365)),
        (date(2011, 1, 15), date(2011, 7, 15), ACTUAL_365_FIXED, Fraction(181, 365)),
        (date(2012, 1, 15), date(2012, 7, 15), ACTUAL_360, Fraction(182, 360)),
        (date(2022, 6, 3), date(2023, 6, 3), ACTUAL_365_FIXED, Fraction(1)),
        (date(2022, 6, 3), date(2022, 6, 3), ACTUAL_365_FIXED, Fraction(0)),
        (date(2022, 6, 3), date(2022, 6, 4), ACTUAL_360, Fraction(1, 360)),
    ],
)
def test_known_periods(coupon_math, start, end, day_count, value):
    days = [(day - date(1970, 1, 1)).days for day in (start, end)]

    assert Fraction(*coupon_math.yearFraction(day_count, *days)) == value


def test_the_bond_of_2022_pays_50_000_yen_a_unit(coupon_math):
    year = [(day - date(1970, 1, 1)).days for day in (date(2022, 6, 3), date(2023, 6, 3))]

    assert coupon_math.couponPerUnitDown(100_000_000, 500, ACTUAL_365_FIXED, *year) == 50_000
