"""Schedules, fractions, accruals and amounts against QuantLib, on 10,000 random bonds.

QuantLib computes in doubles. Every fraction here has a denominator below 2^21, so two that differ
are more than 2^-42 apart: within 2^-44 of one another they are the same fraction, and nothing is
let through. Our amounts are exact and rounded down once; QuantLib's are within half a base unit.

Where QuantLib 1.44 does otherwise, by name:
  month ends     with rolled dates its end-of-month rule begins at the last business day of a month,
                 ours at the last day. Its unrolled dates, rolled by its calendar, are ours.
  two stubs      ActualActual(ISMA, schedule) writes the last notional date over another one if a
                 long first period put a date before it, or is the last one too.
  short months   it counts notional dates from one another, so that a short month shortens later
                 ones, or they end before the stub does. ICMA counts from the anchor.
  In the last two cases its ActualActual(ISMA) is asked quasi period by quasi period, as in all.
"""

import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
import QuantLib as ql  # noqa: N813 -- its own documentation's name for it

from oracle.core.errors import InvalidSchedule
from oracle.core.units import Day
from oracle.desk.accrual import Claim, accrued_interest, claim_of
from oracle.desk.amounts import amounts
from oracle.desk.calendar import HolidayCalendar, Roll
from oracle.desk.day_counts import fraction
from oracle.desk.schedule import Plan, RecordRule, Schedule, build
from oracle.desk.terms import PPB_ONE, DayCount, Rate
from oracle.desk.yields import annual_yield, clean_price
from tests.support import quantlib
from tests.support.draws import Draws
from tests.support.plans import draw_plan
from tests.support.quantlib import NULL, ROLLS, date_of, day_of

BLOCKS, BONDS = 10, 1_000
SAME = 2.0**-44
HALF_UNIT = 0.5
DENOMINATION = 1_000_000_00
ICMA = ql.ActualActual(ql.ActualActual.ISMA)
CENTRES = [(centre, quantlib.calendar_of(centre)) for centre in quantlib.CENTRES]


class Compared:
    """One bond of ours beside QuantLib's."""

    def __init__(self, plan: Plan, calendar: HolidayCalendar, centre: ql.Calendar) -> None:
        self.plan, self.centre = plan, centre
        self.schedule: Schedule = build(plan, calendar)
        coupons = self.schedule.coupons
        self.dates = [coupons[0].accrual_start, *(c.accrual_end for c in coupons)]
        self.ql_dates = [date_of(day) for day in self.dates]
        self.regular = self._compare_dates()
        rows = ql.Schedule(
            *(self.ql_dates, NULL, ql.Unadjusted, ql.Unadjusted, quantlib.step_of(plan)),
            *(ql.DateGeneration.Backward, plan.end_of_month, self.regular),
        )
        self.counter = quantlib.counter_of(plan, rows, self.ql_dates[-1])
        self.rows = rows

    def _compare_dates(self) -> list[bool]:
        plan = self.plan
        unrolled, regular = self._with_long_stub(quantlib.schedule_of(plan, NULL, ql.Unadjusted))
        if not plan.adjusted:
            assert [day_of(date) for date in unrolled] == self.dates
            return regular
        native = quantlib.schedule_of(plan, self.centre, ROLLS[plan.roll])
        rolled, flags = self._with_long_stub(native)
        if not self.is_business_month_end():
            assert [day_of(date) for date in rolled] == self.dates
            return flags
        # A step that meets the issue day only once both are rolled is whole: QuantLib says so too.
        ours = [self.centre.adjust(date, ROLLS[plan.roll]) for date in unrolled]
        merged = [n for n in range(1, len(ours)) if ours[n] == ours[n - 1]]
        for n in reversed(merged):
            del ours[n], regular[n - 1]
        assert [day_of(date) for date in ours] == self.dates
        return regular

    def _with_long_stub(self, schedule: ql.Schedule) -> tuple[list[ql.Date], list[bool]]:
        dates, regular = list(schedule.dates()), list(schedule.isRegular())
        stub, plan = self.plan.stub, self.plan
        if stub.is_long and len(regular) > 1:
            if stub.is_front and not plan.first_coupon_day and not regular[0]:
                del dates[1], regular[1]
            if not stub.is_front and not plan.last_coupon_day and not regular[-1]:
                del dates[-2], regular[-2]
        return dates, regular

    def is_business_month_end(self) -> bool:
        plan = self.plan
        anchors = (
            plan.last_coupon_day or plan.maturity_day,
            plan.first_coupon_day or plan.issue_day,
        )
        anchor = date_of(anchors[0 if plan.stub.is_front else 1])
        return (
            plan.end_of_month
            and self.centre.isEndOfMonth(anchor)
            and not ql.Date.isEndOfMonth(anchor)
        )

    def year_fraction(self, index: int, day: Day) -> float:
        """QuantLib's fraction from the start of a coupon to a day of it."""
        start, end = self.ql_dates[index : index + 2]
        until = date_of(day)
        if self.plan.day_count is not DayCount.ACTUAL_ACTUAL_ICMA:
            return self.counter.yearFraction(start, until)
        if self.regular[index]:
            return ICMA.yearFraction(start, until, start, end)
        total, quasi = 0.0, self.quasi_dates(index)
        for first, last in zip(quasi, quasi[1:], strict=False):
            if max(first, start) < min(last, until):
                total += ICMA.yearFraction(max(first, start), min(last, until), first, last)
        return total

    def quasi_dates(self, index: int) -> list[ql.Date]:
        """Dates by steps from a stub's anchor, by QuantLib's own arithmetic."""
        start, end = self.ql_dates[index : index + 2]
        anchor, sign = (end, -1) if index == 0 else (start, 1)
        found, step = [anchor], 12 // self.plan.frequency
        while not min(found[-1], anchor) <= start < end <= max(found[-1], anchor):
            months = ql.Period(sign * len(found) * step, ql.Months)
            found.append(NULL.advance(anchor, months, ql.Unadjusted, self.plan.end_of_month))
        return sorted(found)

    def is_limited(self) -> bool:
        """Whether ActualActual(ISMA, schedule) cannot be asked, for the reasons above."""
        if self.plan.day_count is not DayCount.ACTUAL_ACTUAL_ICMA:
            return False
        last = len(self.regular) - 1
        stubs = [n for n in {0, last} if not self.regular[n]]
        if any(self._is_clipped(n) for n in stubs):
            return True
        return not self.regular[last] and 0 in stubs and len(self.quasi_dates(0)) > 2

    def _is_clipped(self, index: int) -> bool:
        """Whether quasi dates counted from one another are others."""
        step = ql.Period((-12 if index == 0 else 12) // self.plan.frequency, ql.Months)
        date, *expected = self.quasi_dates(index)[:: -1 if index == 0 else 1]
        for other in expected:
            date = NULL.advance(date, step, ql.Unadjusted, self.plan.end_of_month)
            if date != other:
                return True
        return False


@pytest.mark.parametrize("block", range(BLOCKS))
def test_bonds_are_those_of_quantlib(block: int, capsys: pytest.CaptureFixture[str]) -> None:
    draws, seen = Draws(f"quantlib {block}"), Counter[str]()
    while seen["bonds"] < BONDS:
        centre, calendar = draws.choice(CENTRES)
        try:
            bond = Compared(draw_plan(draws, calendar), calendar, centre)
        except InvalidSchedule:  # a record day before the issue or after the maturity
            seen["refused"] += 1
            continue
        seen["bonds"] += 1
        seen["stubs"] += bond.regular.count(False)
        seen["business month ends"] += bond.plan.adjusted and bond.is_business_month_end()
        _compare_fractions(bond, seen)
        _compare_accruals(bond, draws, seen)
        _compare_amounts(bond, Rate(draws.below(120_000_000)), seen)
    with capsys.disabled():
        sys.stdout.write(f"\nblock {block}: {dict(seen)}\n")
    assert seen["coupons"] > 20 * BONDS and seen["accruals"] > BONDS and seen["stubs"] > BONDS // 3


def _compare_fractions(bond: Compared, seen: Counter[str]) -> None:
    limited = bond.is_limited()
    seen["limited"] += limited
    for index, coupon in enumerate(bond.schedule.coupons):
        ours = coupon.numerator / coupon.denominator
        assert abs(bond.year_fraction(index, coupon.accrual_end) - ours) < SAME, coupon
        if not limited:
            start, end = bond.ql_dates[index : index + 2]
            assert abs(bond.counter.yearFraction(start, end) - ours) < SAME, coupon
    seen["coupons"] += len(bond.schedule.coupons)


def _compare_accruals(bond: Compared, draws: Draws, seen: Counter[str]) -> None:
    schedule = bond.schedule
    for index in {0, len(schedule.coupons) - 1, draws.below(len(schedule.coupons))}:
        coupon = schedule.coupons[index]
        day = Day(draws.between(coupon.accrual_start, coupon.accrual_end))
        ours = fraction(schedule.convention, coupon, index == 0, day)
        theirs = bond.year_fraction(index, day)
        assert abs(theirs - ours[0] / ours[1]) < SAME, (coupon, day)
        seen["accruals"] += 1


def _compare_amounts(bond: Compared, rate: Rate, seen: Counter[str]) -> None:
    coupons = bond.schedule.coupons
    paid = amounts(DENOMINATION, coupons, [rate] * len(coupons))
    if bond.is_limited():
        theirs = [_ql_amount(bond, index, rate) for index in range(len(coupons))]
    else:
        theirs = [
            (coupon.amount(), coupon.date()) for coupon in _ql_bond(bond, rate).cashflows()[:-1]
        ]
    for coupon, of, (amount, date) in zip(coupons, paid, theirs, strict=True):
        exact = Fraction(DENOMINATION * rate * coupon.numerator, PPB_ONE * coupon.denominator)
        assert 0 <= exact - of.interest < 1
        assert abs(amount - exact) < HALF_UNIT
        assert coupon.payment_day == of.payment_day == day_of(date)
    seen["amounts"] += len(coupons)


def _ql_bond(bond: Compared, rate: Rate) -> ql.FixedRateBond:
    return ql.FixedRateBond(
        *(0, float(DENOMINATION), bond.rows, [rate / PPB_ONE], bond.counter),
        *(ROLLS[bond.plan.roll], 100.0, bond.ql_dates[0], bond.centre),
    )


def _ql_amount(bond: Compared, index: int, rate: Rate) -> tuple[float, ql.Date]:
    end = bond.dates[index + 1]
    amount = DENOMINATION * rate / PPB_ONE * bond.year_fraction(index, end)
    return amount, bond.centre.adjust(date_of(end), ROLLS[bond.plan.roll])


@pytest.mark.parametrize("block", range(2))
def test_prices_yields_and_ex_interest_are_those_of_quantlib(
    block: int, capsys: pytest.CaptureFixture[str]
) -> None:
    draws, seen = Draws(f"yields {block}"), Counter[str]()
    while seen["bonds"] < 100:
        centre, calendar = draws.choice(CENTRES)
        ex_days = draws.between(1, 12)
        plan = replace(
            draw_plan(draws, calendar),
            day_count=DayCount.ACTUAL_ACTUAL_ICMA,
            record=RecordRule(ex_days + 1, False),
            roll=Roll.NONE,
        )
        try:
            bond = Compared(plan, calendar, centre)
        except InvalidSchedule:
            continue
        if bond.is_limited() or len(bond.regular) > 40 or bond.regular.count(False):
            continue
        seen["bonds"] += 1
        rate = Rate(draws.below(120_000_000))
        theirs = ql.FixedRateBond(
            *(0, 100.0, bond.rows, [rate / PPB_ONE], bond.counter, ql.Unadjusted, 100.0),
            *(bond.ql_dates[0], NULL, ql.Period(ex_days, ql.Days), NULL),
        )
        claim = claim_of(bond.schedule, DENOMINATION, [rate] * len(bond.regular))
        for _ in range(3):
            day = Day(draws.between(plan.issue_day, plan.maturity_day - 1))
            _compare_prices(claim, theirs, day, draws, seen)
    with capsys.disabled():
        sys.stdout.write(f"\nblock {block}: {dict(seen)}\n")
    assert seen["ex"] > 10 and seen["cum"] > 100


def _compare_prices(
    claim: Claim, theirs: ql.FixedRateBond, day: Day, draws: Draws, seen: Counter[str]
) -> None:
    accrued = accrued_interest(claim, day)
    seen["ex" if accrued < 0 else "cum"] += 1
    assert abs(theirs.accruedAmount(date_of(day)) * DENOMINATION / 100 - accrued) <= 1
    market = Decimal(draws.between(-10_000, 150_000)).scaleb(-6)  # -1 % to 15 %
    price = clean_price(claim, day, market)
    counter, frequency = theirs.dayCounter(), claim.convention.frequency
    expected = theirs.cleanPrice(float(market), counter, ql.Compounded, frequency, date_of(day))
    assert abs(Decimal(expected) - price) < Decimal("1e-9")
    assert abs(annual_yield(claim, day, price) - market) < Decimal("1e-45")


@pytest.mark.parametrize("centre", range(len(CENTRES)))
def test_calendars_roll_every_day_as_quantlib_does(centre: int) -> None:
    theirs, ours = CENTRES[centre]
    draws = Draws(f"rolls {centre}")
    for _ in range(1_500):
        day = draws.day(quantlib.FIRST_YEAR + 1, quantlib.LAST_YEAR - 1)
        assert ours.is_business_day(day) == theirs.isBusinessDay(date_of(day))
        for roll, convention in ROLLS.items():
            assert ours.adjust(day, roll) == day_of(theirs.adjust(date_of(day), convention))
        count = draws.between(1, 9) * draws.choice([1, -1])
        assert ours.add_business_days(day, count) == day_of(
            theirs.advance(date_of(day), count, ql.Days)
        )
