"""CouponMath against exact rational arithmetic."""

from datetime import date
from fractions import Fraction

import pytest
from brownie.test import given, strategy

PPB = 1_000_000_000


@pytest.fixture(scope="module")
def coupon_math(CouponMathHarness, actors):
    return CouponMathHarness.deploy({"from": actors.admin})


def exact(face: int, rate: int, numerator: int, denominator: int) -> Fraction:
    return face * Fraction(rate, PPB) * Fraction(numerator, denominator)


@given(
    face=strategy("uint96"),
    rate=strategy("uint32"),
    numerator=strategy("uint64"),
    denominator=strategy("uint64", min_value=1),
)
def test_interest_is_the_exact_value_rounded_down(coupon_math, face, rate, numerator, denominator):
    interest = coupon_math.interestPerUnitDown(face, rate, numerator, denominator)

    assert 0 <= exact(face, rate, numerator, denominator) - interest < 1


@given(
    face=strategy("uint64", max_value=1_000_000),
    rate=strategy("uint32", max_value=200_000_000),
    days=strategy("uint16", max_value=400),
    year=strategy("uint16", min_value=360, max_value=366),
)
def test_a_small_interest_is_rounded_down_once(coupon_math, face, rate, days, year):
    interest = coupon_math.interestPerUnitDown(face, rate, days, year)

    value = exact(face, rate, days, year)
    assert interest == value.numerator // value.denominator


def test_the_largest_face_rate_and_fraction_do_not_overflow(coupon_math):
    ends = (2**96 - 1, 2**32 - 1, 2**64 - 1, 1)

    value = exact(*ends)
    assert coupon_math.interestPerUnitDown(*ends) == value.numerator // value.denominator


@pytest.mark.parametrize(
    ("face", "rate", "numerator", "denominator", "interest"),
    [
        (100_000_000, 500_000, 365, 365, 50_000),  # JPY 100 million at 0.05 %
        (1_000, 41_250_000, 1, 2, 20),  # 20.625
        (1_000_00, 41_250_000, 1, 2, 2_062),  # 2,062.5
        (10_000_000, 1, 1, 1, 0),  # 0.01
        (PPB, 1, 359, 360, 0),
        (PPB, 1, 360, 360, 1),
    ],
)
def test_known_amounts(coupon_math, face, rate, numerator, denominator, interest):
    assert coupon_math.interestPerUnitDown(face, rate, numerator, denominator) == interest


def test_the_bond_of_2022_pays_50_000_yen_a_unit(coupon_math):
    days = (date(2023, 6, 3) - date(2022, 6, 3)).days

    assert coupon_math.interestPerUnitDown(100_000_000, 500_000, days, 365) == 50_000
