"""oracle.desk.accrual and oracle.desk.amounts"""

from fractions import Fraction

import pytest

from oracle.core.calendar import day_of_iso
from oracle.core.errors import InvalidSchedule, NoAccrual
from oracle.core.units import Day, Ppm
from oracle.desk.accrual import Claim, accrued_interest, claim_of, clean_price_up, dirty_price
from oracle.desk.amounts import amounts, interest_down, rates_of, redemption
from oracle.desk.calendar import Roll
from oracle.desk.day_counts import fraction
from oracle.desk.schedule import Plan, RecordRule, Stub, build
from oracle.desk.terms import PPB_ONE, CouponKind, DayCount, Rate
from tests.support.holidays import plain_calendar

CALENDAR = plain_calendar()
SHARES = (Ppm(0), Ppm(333_333), Ppm(0), Ppm(333_333))
PLAN = Plan(
    coupon_kind=CouponKind.FIXED,
    day_count=DayCount.ACTUAL_365_FIXED,
    frequency=2,
    issue_day=day_of_iso("2023-02-16"),
    maturity_day=day_of_iso("2025-02-16"),
    roll=Roll.FOLLOWING,
    adjusted=False,
    stub=Stub.SHORT_FRONT,
    record=RecordRule(5, in_business_days=True),
    extended_maturity_day=day_of_iso("2026-02-16"),
    shares=(*SHARES, Ppm(0), Ppm(333_334)),
)
SCHEDULE = build(PLAN, CALENDAR)
COUPONS = SCHEDULE.coupons
DENOMINATION = 1_000_003
RATES = [Rate(40_500_000)] * 6


def claim(is_extended: bool = False) -> Claim:
    return claim_of(SCHEDULE, DENOMINATION, RATES, is_extended)


def exact(index: int, day: Day) -> Fraction:
    part = Fraction(*fraction(SCHEDULE.convention, COUPONS[index], index == 0, day))
    return claim().faces[index] * Fraction(RATES[index], PPB_ONE) * part


def test_interest_is_on_the_face_value_left_and_rounded_down() -> None:
    paid = amounts(DENOMINATION, COUPONS, RATES)
    third = 333_333 * DENOMINATION // 1_000_000
    assert [of.face for of in paid[:5]] == [
        *[DENOMINATION] * 2,
        *[DENOMINATION - third] * 2,
        DENOMINATION - 2 * third,
    ]
    assert [of.principal for of in paid[:4]] == [0, third, 0, third]
    for index, of in enumerate(paid):
        assert 0 <= exact(index, COUPONS[index].accrual_end) - of.interest < 1
    assert sum(of.principal for of in paid) + redemption(DENOMINATION, paid) == DENOMINATION


def test_principal_is_never_more_than_the_face_value_left() -> None:
    assert interest_down(100, Rate(PPB_ONE), 1, 3) == 33
    with pytest.raises(InvalidSchedule, match="5 for 6 coupons"):
        amounts(DENOMINATION, COUPONS, RATES[:5])


def test_rates_stand_in_the_terms_or_nowhere() -> None:
    assert rates_of(CouponKind.FIXED, Rate(7), COUPONS) == (7,) * 6
    assert rates_of(CouponKind.STEP_UP, Rate(7), COUPONS) == (0,) * 6
    with pytest.raises(InvalidSchedule, match="FLOATING bond's rates are not in its terms"):
        rates_of(CouponKind.FLOATING, Rate(7), COUPONS)


def test_hkd_bond_of_a_year_pays_what_was_published() -> None:
    # HKD 800m at 4.05 % for 365 days: HKD 32.4m of interest
    assert interest_down(800_000_000_00, Rate(40_500_000), 1, 1) == 32_400_000_00


def test_accrued_interest_every_day() -> None:
    ours = claim()
    signs = set()
    for day in range(PLAN.issue_day, SCHEDULE.maturity_day + 3):
        expected = 0
        for index, coupon in enumerate(COUPONS[:4]):
            if coupon.accrual_start < day:
                expected += int(exact(index, min(Day(day), coupon.accrual_end)))
                if coupon.record_day < day:
                    expected -= int(exact(index, coupon.accrual_end))
        found = accrued_interest(ours, Day(day))
        assert found == expected
        signs.add((found > 0) - (found < 0))
    assert signs == {-1, 0, 1}


def test_ex_interest_is_what_has_not_accrued() -> None:
    first = COUPONS[0]
    whole = amounts(DENOMINATION, COUPONS, RATES)[0].interest
    on_record = accrued_interest(claim(), first.record_day)
    assert 0 < on_record < whole
    ex_day = SCHEDULE.ex_days[0]
    assert accrued_interest(claim(), ex_day) == int(exact(0, ex_day)) - whole < 0
    assert accrued_interest(claim(), first.accrual_end) == 0


def test_coupons_after_the_end_fall_away() -> None:
    day = Day(SCHEDULE.maturity_day + 20)
    assert claim().length == 4 and claim(True).length == 6
    assert accrued_interest(claim(), day) == 0
    assert accrued_interest(claim(True), day) == int(exact(4, day)) > 0
    assert claim().repaid == claim().faces[4]
    assert claim(True).repaid < 10  # what rounding left


def test_before_the_first_accrual_there_is_none() -> None:
    with pytest.raises(NoAccrual, match="interest begins on"):
        accrued_interest(claim(), Day(PLAN.issue_day - 1))
    assert accrued_interest(claim(), PLAN.issue_day) == 0


def test_dirty_price_is_the_clean_price_rounded_up_and_accrued_interest() -> None:
    day = Day(PLAN.issue_day + 100)
    clean = clean_price_up(7, DENOMINATION, Ppm(999_010))
    assert 0 <= clean - Fraction(7 * DENOMINATION * 999_010, 1_000_000) < 1
    dirty = dirty_price(claim(), 7, DENOMINATION, Ppm(999_010), day)
    assert dirty == clean + 7 * accrued_interest(claim(), day)
    assert dirty_price(claim(), 7, DENOMINATION, Ppm(0), SCHEDULE.ex_days[0]) == 0
