"""From what people say about a bond's dates to the rows of its schedule.

Unrolled coupon dates are whole steps of months from one anchor: from the end backwards where the
stub is at the front, from the start onwards where it is at the back. Then they are rolled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from oracle.core.errors import InvalidSchedule
from oracle.core.units import PPM_ONE, Day, Ppm
from oracle.desk.calendar import HolidayCalendar, Roll, add_months
from oracle.desk.day_counts import FREQUENCIES, Convention, full_fraction
from oracle.desk.terms import NO_DAY, Coupon, CouponKind, DayCount, Option, Rate
from oracle.desk.terms_code import encode_schedule

MAX_COUPONS = 360
"""Most coupons of a bond. Source: contracts/bond/BondFactory.sol."""

_MONTHS = 12
_LONGEST_MONTH = 31


class Stub(Enum):
    """Where a period goes that is no whole step, and whether it joins the one beside it."""

    SHORT_FRONT = "shortFront"
    LONG_FRONT = "longFront"
    SHORT_BACK = "shortBack"
    LONG_BACK = "longBack"

    @property
    def is_front(self) -> bool:
        """Whether coupon dates are counted from the end, so that the stub comes first."""
        return self in (Stub.SHORT_FRONT, Stub.LONG_FRONT)

    @property
    def is_long(self) -> bool:
        """Whether the stub takes in the whole step beside it."""
        return self in (Stub.LONG_FRONT, Stub.LONG_BACK)


@dataclass(frozen=True, slots=True)
class RecordRule:
    """The record day is `days` before the payment day, counted in business or calendar days."""

    days: int
    in_business_days: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """A bond's dates as its final terms state them, before any roll.

    frequency              coupons per year; 0: a zero coupon
    issue_day              interest begins; never rolled [day]
    maturity_day           as stated [day]
    roll                   of payment days, and of accrual days if `adjusted`
    stub                   where a step does not come out even
    record                 where record days are
    first_coupon_day       end of the first period, if stated, else 0 [day]
    last_coupon_day        start of the last period, if stated, else 0 [day]
    extended_maturity_day  latest maturity of a soft bullet, else 0 [day]
    fixing_lag             floating: the fixing is so many business days before the accrual
    rates                  step-up: of each coupon [ppb]
    baselines              impact-linked: of each coupon [g CO2e]
    shares                 amortising: repaid with each coupon, of the denomination [ppm]
    options                calls and puts
    """

    coupon_kind: CouponKind
    day_count: DayCount
    frequency: int
    issue_day: Day
    maturity_day: Day
    roll: Roll
    adjusted: bool
    stub: Stub
    record: RecordRule
    end_of_month: bool = False
    first_coupon_day: Day = NO_DAY
    last_coupon_day: Day = NO_DAY
    extended_maturity_day: Day = NO_DAY
    fixing_lag: int = 0
    rates: tuple[Rate, ...] = ()
    baselines: tuple[int, ...] = ()
    shares: tuple[Ppm, ...] = ()
    options: tuple[Option, ...] = ()

    @property
    def is_amortising(self) -> bool:
        """Whether coupons repay principal."""
        return bool(self.shares)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The dates of a bond, all rolled.

    maturity_day           end of the last accrual, `maturityDay` of the terms [day]
    extended_maturity_day  the same of the extension, else 0 [day]
    redemption_day         business day on which the maturity is paid [day]
    convention             how its coupons are counted
    """

    plan: Plan
    coupons: tuple[Coupon, ...]
    maturity_day: Day
    extended_maturity_day: Day
    redemption_day: Day
    convention: Convention

    @property
    def ex_days(self) -> tuple[Day, ...]:
        """For each coupon the first day on which a buyer does not get it."""
        return tuple(Day(coupon.record_day + 1) for coupon in self.coupons)

    def encode(self) -> bytes:
        """Bytes that the factory is given.

        Raises: Malformed
        """
        plan = self.plan
        head = (plan.coupon_kind, plan.is_amortising, plan.issue_day)
        return encode_schedule(*head, self.coupons, plan.options)


@dataclass(frozen=True, slots=True)
class _Period:
    start: Day
    end: Day
    is_regular: bool


def build(plan: Plan, calendar: HolidayCalendar) -> Schedule:
    """The schedule of a plan.

    Raises: InvalidSchedule  the plan contradicts itself or the factory's rules
            OutsideCalendar  a date in a year that the calendar does not cover
    """
    _require_plan(plan)
    periods = _periods(plan, calendar)
    for name in ("rates", "baselines", "shares"):
        given = len(getattr(plan, name))
        if given and given != len(periods):
            raise InvalidSchedule(name, f"{given} for {len(periods)} coupons")
    maturity = _accrual_day(plan, calendar, plan.maturity_day)
    extended = plan.extended_maturity_day
    empty = Schedule(
        plan,
        coupons=(),
        maturity_day=maturity,
        extended_maturity_day=_accrual_day(plan, calendar, extended) if extended else NO_DAY,
        redemption_day=calendar.adjust(plan.maturity_day, plan.roll),
        convention=Convention(plan.day_count, plan.frequency, plan.end_of_month, maturity),
    )
    rows = (_coupon(empty, calendar, period, index) for index, period in enumerate(periods))
    schedule = replace(empty, coupons=tuple(rows))
    _require_coupons(schedule)
    _require_options(schedule)
    return schedule


def _require_plan(plan: Plan) -> None:
    if plan.frequency not in (0, *FREQUENCIES):
        raise InvalidSchedule("frequency", f"{plan.frequency} is none of 0, {FREQUENCIES}")
    days = [plan.issue_day, plan.first_coupon_day, plan.last_coupon_day, plan.maturity_day]
    days.append(plan.extended_maturity_day)
    stated = [day for day in days if day]
    if any(later <= day for day, later in zip(stated, stated[1:], strict=False)):
        raise InvalidSchedule("days", f"{stated} do not rise")
    if plan.record.days < 1:
        raise InvalidSchedule("record", "the record day is before the payment day")
    for kind, name, is_needed in (
        (CouponKind.STEP_UP, "rates", True),
        (CouponKind.IMPACT_LINKED, "baselines", True),
        (CouponKind.FLOATING, "fixing_lag", False),
    ):
        given, fits = bool(getattr(plan, name)), plan.coupon_kind is kind
        if given and not fits or is_needed and fits and not given:
            raise InvalidSchedule(name, f"given {given} for a {plan.coupon_kind.name} bond")
    if sum(plan.shares) > PPM_ONE:
        raise InvalidSchedule("shares", f"{sum(plan.shares)} ppm are more than the whole")


def _periods(plan: Plan, calendar: HolidayCalendar) -> list[_Period]:
    """Accrual periods before any roll, those of the extension included."""
    if not plan.frequency:
        return []
    periods = _life(plan, calendar)
    return periods + _extension(plan, calendar) if plan.extended_maturity_day else periods


def _life(plan: Plan, calendar: HolidayCalendar) -> list[_Period]:
    """Periods from issue to maturity.

    Between the stated first and last coupon days, if any, there are only whole steps.
    """
    low = plan.first_coupon_day or plan.issue_day
    high = plan.last_coupon_day or plan.maturity_day
    is_front = plan.stub.is_front
    anchor, target = (high, low) if is_front else (low, high)
    walk = _Walk(plan, calendar, anchor, is_front)
    dates, has_stub = walk.to(target, plan.stub.is_long)
    stated = plan.first_coupon_day if is_front else plan.last_coupon_day
    if stated and has_stub:
        raise InvalidSchedule("days", f"no whole steps from {anchor} to {target}")
    regular = [True] * (len(dates) - 1)
    regular[-1] = not has_stub
    if is_front:
        dates.reverse()
        regular.reverse()
    # The walk goes on by one step each way to see whether what is stated is one.
    steps = len(dates) - 1
    if plan.first_coupon_day:
        before = walk.at(steps + 1 if is_front else -1)
        regular.insert(0, walk.meets(before, plan.issue_day, True))
        dates.insert(0, plan.issue_day)
    if plan.last_coupon_day:
        after = walk.at(-1 if is_front else steps + 1)
        regular.append(walk.meets(after, plan.maturity_day, False))
        dates.append(plan.maturity_day)
    return _pairs(dates, regular)


def _extension(plan: Plan, calendar: HolidayCalendar) -> list[_Period]:
    """Periods from maturity to the extended maturity, the last as short as it comes."""
    walk = _Walk(plan, calendar, plan.maturity_day, is_backward=False)
    dates, has_stub = walk.to(plan.extended_maturity_day, is_long=False)
    return _pairs(dates, [True] * (len(dates) - 2) + [not has_stub])


def _pairs(dates: Sequence[Day], regular: Sequence[bool]) -> list[_Period]:
    return [_Period(*of) for of in zip(dates, dates[1:], regular, strict=False)]


@dataclass(frozen=True, slots=True)
class _Walk:
    """Whole steps from an anchor, backwards or onwards."""

    plan: Plan
    calendar: HolidayCalendar
    anchor: Day
    is_backward: bool

    def at(self, step: int) -> Day:
        """The day `step` steps from the anchor."""
        months = step * _MONTHS // self.plan.frequency
        sign = -1 if self.is_backward else 1
        return add_months(self.anchor, sign * months, self.plan.end_of_month)

    def to(self, target: Day, is_long: bool) -> tuple[list[Day], bool]:
        """Days from the anchor to the target, and whether the last step is not whole."""
        dates = [self.anchor]
        reached = self.at(1)
        while not self.meets(reached, target, self.is_backward):
            if (reached < target) is self.is_backward:
                if is_long and len(dates) > 1:
                    dates.pop()
                return [*dates, target], True
            dates.append(reached)
            reached = self.at(len(dates))
        return [*dates, target], False

    def meets(self, reached: Day, target: Day, is_backward: bool) -> bool:
        """Whether a step ends at the target, or so little before it that both roll to one day."""
        is_past = reached < target if is_backward else reached > target
        is_near = abs(reached - target) <= _LONGEST_MONTH
        if reached == target or is_past or not is_near or not self.plan.adjusted:
            return reached == target
        roll = self.plan.roll
        return self.calendar.adjust(reached, roll) == self.calendar.adjust(target, roll)


def _coupon(schedule: Schedule, calendar: HolidayCalendar, period: _Period, index: int) -> Coupon:
    plan = schedule.plan
    start = _accrual_day(plan, calendar, period.start) if index else plan.issue_day
    end = _accrual_day(plan, calendar, period.end)
    payment = calendar.adjust(period.end, plan.roll)
    if end <= start:
        raise InvalidSchedule(f"coupons[{index}]", f"ends on {end}, begins on {start}")
    fraction = full_fraction(schedule.convention, start, end, index == 0, period.is_regular)
    is_floating = plan.coupon_kind is CouponKind.FLOATING
    return Coupon(
        *(start, end, _record_day(plan, calendar, payment), payment, *fraction),
        rate=plan.rates[index] if plan.rates else Rate(0),
        fixing_day=_fixing_day(plan, calendar, start) if is_floating else NO_DAY,
        baseline=plan.baselines[index] if plan.baselines else 0,
        principal=plan.shares[index] if plan.shares else Ppm(0),
    )


def _accrual_day(plan: Plan, calendar: HolidayCalendar, day: Day) -> Day:
    return calendar.adjust(day, plan.roll) if plan.adjusted else day


def _record_day(plan: Plan, calendar: HolidayCalendar, payment: Day) -> Day:
    if plan.record.in_business_days:
        return calendar.add_business_days(payment, -plan.record.days)
    return Day(payment - plan.record.days)


def _fixing_day(plan: Plan, calendar: HolidayCalendar, start: Day) -> Day:
    if not plan.fixing_lag:
        return calendar.adjust(start, Roll.PRECEDING)
    return calendar.add_business_days(start, -plan.fixing_lag)


def _require_coupons(schedule: Schedule) -> None:
    """The factory's rules: contracts/bond/BondFactory.sol."""
    coupons, plan = schedule.coupons, schedule.plan
    if len(coupons) > MAX_COUPONS:
        raise InvalidSchedule("coupons", f"{len(coupons)}; a bond has at most {MAX_COUPONS}")
    last = schedule.extended_maturity_day or schedule.maturity_day
    accrued_to = last_record = plan.issue_day
    for index, c in enumerate(coupons):
        sound = accrued_to <= c.accrual_start < c.accrual_end <= last
        sound = sound and last_record < c.record_day < min(c.payment_day, last)
        if not sound:
            raise InvalidSchedule(f"coupons[{index}]", f"{c} is out of order")
        accrued_to, last_record = c.accrual_end, c.record_day


def _require_options(schedule: Schedule) -> None:
    last = schedule.extended_maturity_day or schedule.maturity_day
    for index, option in enumerate(schedule.plan.options):
        inside = schedule.plan.issue_day < option.first_day <= option.last_day <= last
        if not inside or not option.price:
            raise InvalidSchedule(f"options[{index}]", f"{option} is outside the bond's life")
