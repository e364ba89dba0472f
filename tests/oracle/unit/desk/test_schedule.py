"""oracle.desk.schedule"""

import json
from dataclasses import replace

import pytest

from oracle.core.calendar import day_of_iso, iso_of_day
from oracle.core.codec import from_hex
from oracle.core.errors import InvalidSchedule, OutsideCalendar
from oracle.core.units import Day, Ppm
from oracle.desk.calendar import Roll
from oracle.desk.schedule import Plan, RecordRule, Schedule, Stub, build
from oracle.desk.terms import CouponKind, DayCount, Option, OptionKind, Rate
from oracle.desk.terms_code import decode_schedule
from tests.support.draws import Draws
from tests.support.holidays import plain_calendar
from tests.support.plans import draw_plan
from tests.vectors import make_schedules
from tests.vectors.rows import to_lines

CALENDAR = plain_calendar()
PLAN = Plan(
    coupon_kind=CouponKind.FIXED,
    day_count=DayCount.ACTUAL_ACTUAL_ICMA,
    frequency=2,
    issue_day=day_of_iso("2023-03-15"),
    maturity_day=day_of_iso("2025-03-15"),  # a Saturday
    roll=Roll.FOLLOWING,
    adjusted=False,
    stub=Stub.SHORT_FRONT,
    record=RecordRule(2, in_business_days=True),
)


def plan(**changes: object) -> Plan:
    days = {name: day_of_iso(at) for name, at in changes.items() if name.endswith("_day")}
    return replace(PLAN, **{**changes, **days})


def ends(schedule: Schedule) -> list[str]:
    return [iso_of_day(coupon.accrual_end) for coupon in schedule.coupons]


def test_vectors_are_what_their_maker_gives() -> None:
    assert make_schedules.TARGET.read_text() == to_lines(make_schedules.rows())


def test_vectors_decode_to_their_coupons() -> None:
    rows = json.loads(make_schedules.TARGET.read_text())
    assert len(rows) == make_schedules.BONDS
    assert {row["couponKind"] for row in rows} == set(CouponKind)
    assert {row["dayCount"] for row in rows} == set(DayCount)
    for row in rows:
        data = from_hex(row["schedule"], len(row["schedule"]) // 2 - 1, "schedule")
        head = row["couponKind"], row["amortising"], Day(row["issueDay"]), row["optionCount"]
        coupons, options = decode_schedule(*head, data)
        assert [make_schedules._members(coupon) for coupon in coupons] == row["coupons"]
        assert [make_schedules._members(option) for option in options] == row["options"]


def test_unadjusted_accruals_stay_while_payments_roll() -> None:
    schedule = build(PLAN, CALENDAR)
    assert ends(schedule) == ["2023-09-15", "2024-03-15", "2024-09-15", "2025-03-15"]
    payments = [iso_of_day(coupon.payment_day) for coupon in schedule.coupons]
    assert payments == ["2023-09-15", "2024-03-15", "2024-09-16", "2025-03-17"]
    records = [iso_of_day(coupon.record_day) for coupon in schedule.coupons]
    assert records == ["2023-09-13", "2024-03-13", "2024-09-12", "2025-03-13"]
    assert [iso_of_day(day) for day in schedule.ex_days][:2] == ["2023-09-14", "2024-03-14"]
    assert {(coupon.numerator, coupon.denominator) for coupon in schedule.coupons} == {(1, 2)}
    assert iso_of_day(schedule.maturity_day) == "2025-03-15"
    assert iso_of_day(schedule.redemption_day) == "2025-03-17"


def test_adjusted_accruals_roll_with_their_payments() -> None:
    schedule = build(plan(adjusted=True, day_count=DayCount.ACTUAL_360), CALENDAR)
    assert ends(schedule) == ["2023-09-15", "2024-03-15", "2024-09-16", "2025-03-17"]
    assert all(c.accrual_end == c.payment_day for c in schedule.coupons)
    assert iso_of_day(schedule.maturity_day) == "2025-03-17"
    last = schedule.coupons[-1]
    assert (last.numerator, last.denominator) == (182 // 2, 360 // 2)


@pytest.mark.parametrize(
    ("stub", "expected"),
    [
        (Stub.SHORT_FRONT, ["2023-05-20", "2023-11-20", "2024-05-20"]),
        (Stub.LONG_FRONT, ["2023-11-20", "2024-05-20"]),
        (Stub.SHORT_BACK, ["2023-09-15", "2024-03-15", "2024-05-20"]),
        (Stub.LONG_BACK, ["2023-09-15", "2024-05-20"]),
    ],
)
def test_stubs_stand_where_they_are_put(stub: Stub, expected: list[str]) -> None:
    assert ends(build(plan(maturity_day="2024-05-20", stub=stub), CALENDAR)) == expected


@pytest.mark.parametrize("stub", list(Stub))
def test_a_bond_shorter_than_a_step_is_one_stub(stub: Stub) -> None:
    schedule = build(plan(maturity_day="2023-06-15", stub=stub), CALENDAR)
    assert ends(schedule) == ["2023-06-15"]
    # 92 days of the 182 (front) from 15 December 2022: the first coupon's stub is at the front
    assert (schedule.coupons[0].numerator, schedule.coupons[0].denominator) == (23, 91)


def test_stated_first_and_last_days_are_kept() -> None:
    days = {"first_coupon_day": "2023-12-01", "last_coupon_day": "2024-12-01"}
    schedule = build(plan(**days), CALENDAR)
    assert ends(schedule) == ["2023-12-01", "2024-06-01", "2024-12-01", "2025-03-15"]
    same = build(plan(**days, stub=Stub.SHORT_BACK), CALENDAR)
    assert same.coupons == schedule.coupons
    fractions = [(c.numerator, c.denominator) for c in schedule.coupons]
    assert fractions[1:3] == [(1, 2)] * 2
    assert fractions[3] == (2, 7)  # 104 days of 182, twice a year


def test_stated_days_that_are_whole_steps_are_no_stubs() -> None:
    days = {"first_coupon_day": "2023-09-15", "last_coupon_day": "2024-09-15"}
    assert build(plan(**days), CALENDAR).coupons == build(PLAN, CALENDAR).coupons


def test_stated_days_that_no_steps_join_are_refused() -> None:
    days = {"first_coupon_day": "2023-12-01", "last_coupon_day": "2024-12-02"}
    with pytest.raises(InvalidSchedule, match="no whole steps"):
        build(plan(**days), CALENDAR)


def test_end_of_month_sticks() -> None:
    leap = {"issue_day": "2023-02-28", "maturity_day": "2024-02-29"}
    sticks = build(plan(**leap, end_of_month=True), CALENDAR)
    assert ends(sticks) == ["2023-08-31", "2024-02-29"]
    assert {c.numerator * 2 for c in sticks.coupons} == {sticks.coupons[0].denominator}
    assert ends(build(plan(**leap), CALENDAR)) == ["2023-08-29", "2024-02-29"]


def test_record_days_count_calendar_days_if_asked() -> None:
    schedule = build(plan(record=RecordRule(10, in_business_days=False)), CALENDAR)
    assert all(c.payment_day - c.record_day == 10 for c in schedule.coupons)


def test_fixings_are_business_days_before_the_accrual() -> None:
    floating = plan(coupon_kind=CouponKind.FLOATING, fixing_lag=2)
    fixings = [iso_of_day(c.fixing_day) for c in build(floating, CALENDAR).coupons]
    assert fixings == ["2023-03-13", "2023-09-13", "2024-03-13", "2024-09-12"]
    on_the_day = build(replace(floating, fixing_lag=0), CALENDAR).coupons
    assert iso_of_day(on_the_day[3].fixing_day) == "2024-09-13"  # the 15th is a Sunday


def test_an_extension_goes_on_from_maturity() -> None:
    soft = build(plan(extended_maturity_day="2026-04-15"), CALENDAR)
    assert ends(soft)[4:] == ["2025-09-15", "2026-03-15", "2026-04-15"]
    assert iso_of_day(soft.maturity_day) == "2025-03-15"
    assert iso_of_day(soft.extended_maturity_day) == "2026-04-15"
    last = soft.coupons[-1]
    assert (last.numerator, last.denominator) == (31, 368)


def test_each_coupon_takes_its_own_rate_baseline_and_share() -> None:
    rates = tuple(Rate(10_000_000 * n) for n in range(1, 5))
    shares = (Ppm(0), Ppm(250_000), Ppm(250_000), Ppm(500_000))
    stepped = build(plan(coupon_kind=CouponKind.STEP_UP, rates=rates, shares=shares), CALENDAR)
    assert tuple(c.rate for c in stepped.coupons) == rates
    assert tuple(c.principal for c in stepped.coupons) == shares
    linked = plan(coupon_kind=CouponKind.IMPACT_LINKED, baselines=(1, 2, 3, 4))
    assert [c.baseline for c in build(linked, CALENDAR).coupons] == [1, 2, 3, 4]


def test_a_zero_coupon_has_no_rows() -> None:
    schedule = build(plan(frequency=0), CALENDAR)
    assert schedule.coupons == () and schedule.encode() == b""


CALL = Option(OptionKind.CALL, Day(PLAN.issue_day + 10), PLAN.maturity_day, Ppm(1_000_000), 30)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"frequency": 5}, "frequency: 5 is none of"),
        ({"maturity_day": "2023-03-15"}, "do not rise"),
        ({"first_coupon_day": "2025-03-15"}, "do not rise"),
        ({"extended_maturity_day": "2025-03-01"}, "do not rise"),
        ({"record": RecordRule(0, True)}, "before the payment day"),
        ({"rates": (Rate(1),) * 4}, "rates: given True for a FIXED bond"),
        ({"coupon_kind": CouponKind.STEP_UP}, "rates: given False for a STEP_UP bond"),
        ({"coupon_kind": CouponKind.IMPACT_LINKED}, "baselines: given False"),
        ({"fixing_lag": 2}, "fixing_lag: given True for a FIXED bond"),
        ({"coupon_kind": CouponKind.STEP_UP, "rates": (Rate(1),) * 3}, "3 for 4 coupons"),
        ({"shares": (Ppm(500_000), Ppm(500_000), Ppm(1), Ppm(0))}, "1000001 ppm are more"),
        ({"record": RecordRule(190, False)}, r"coupons\[0\].* is out of order"),
        ({"options": (replace(CALL, last_day=Day(PLAN.maturity_day + 1)),)}, r"options\[0\]"),
        ({"options": (CALL, replace(CALL, first_day=PLAN.issue_day))}, r"options\[1\]"),
        ({"options": (replace(CALL, price=Ppm(0)),)}, r"options\[0\]"),
        ({"frequency": 12, "maturity_day": "2054-03-15"}, "372; a bond has at most 360"),
    ],
)
def test_a_plan_that_no_bond_can_have_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidSchedule, match=message):
        build(plan(**changes), CALENDAR)


def test_dates_outside_the_calendar_are_refused() -> None:
    with pytest.raises(OutsideCalendar):
        build(plan(maturity_day="2081-03-15", frequency=1), CALENDAR)


def test_the_factorys_rules_hold_for_random_plans() -> None:
    draws, built = Draws("factory"), 0
    for _ in range(300):
        drawn = draw_plan(draws, CALENDAR, (1, 2, 3, 4, 6, 12))
        try:
            schedule = build(drawn, CALENDAR)
        except InvalidSchedule:
            continue
        built += 1
        coupons = schedule.coupons
        assert coupons[0].accrual_start == drawn.issue_day
        assert coupons[-1].accrual_end == schedule.maturity_day
        for one, other in zip(coupons, coupons[1:], strict=False):
            assert one.accrual_end == other.accrual_start
            assert one.record_day < other.record_day
        for coupon in coupons:
            assert drawn.issue_day < coupon.record_day < coupon.payment_day
            assert coupon.record_day < schedule.maturity_day
            assert drawn.roll is Roll.NONE or CALENDAR.is_business_day(coupon.payment_day)
    assert built > 250


def test_a_step_that_rolls_onto_the_issue_day_is_whole_only_if_it_is_not_before_it() -> None:
    sunday = {"maturity_day": "2027-09-14", "frequency": 4, "adjusted": True}  # 14 March 2027
    after = build(plan(**sunday, issue_day="2027-03-15"), CALENDAR)
    assert ends(after) == ["2027-06-14", "2027-09-14"]
    assert (after.coupons[0].numerator, after.coupons[0].denominator) == (91, 4 * 92)
    before = build(plan(**sunday, issue_day="2027-03-12", roll=Roll.PRECEDING), CALENDAR)
    assert ends(before) == ["2027-06-14", "2027-09-14"]
    assert (before.coupons[0].numerator, before.coupons[0].denominator) == (1, 4)
