"""Random bonds: every day count, roll, stub, frequency and kind of coupon."""

from collections.abc import Sequence
from dataclasses import replace

from oracle.core.units import PPM_ONE, Day, Ppm
from oracle.desk.calendar import HolidayCalendar, Roll, add_months
from oracle.desk.schedule import Plan, RecordRule, Stub
from oracle.desk.terms import CouponKind, DayCount, Option, OptionKind, Rate
from tests.support.draws import Draws

MONTHS = 12
FIRST_YEAR, LAST_YEAR = 2001, 2035


def draw_plan(
    draws: Draws, calendar: HolidayCalendar, frequencies: Sequence[int] = (1, 2, 4, 12)
) -> Plan:
    """A fixed bond of 1 to 30 years, issued on a business day."""
    frequency = draws.choice(frequencies)
    issue = calendar.adjust(draws.day(FIRST_YEAR, LAST_YEAR), Roll.FOLLOWING)
    end_of_month = draws.chance(50)
    months = MONTHS * (draws.between(1, 30) if draws.chance(15) else draws.between(1, 6))
    maturity = add_months(issue, months, end_of_month)
    plan = Plan(
        coupon_kind=CouponKind.FIXED,
        day_count=draws.choice(list(DayCount)),
        frequency=frequency,
        issue_day=issue,
        maturity_day=maturity,
        roll=draws.choice(list(Roll)),
        adjusted=draws.chance(50),
        stub=draws.choice(list(Stub)),
        record=RecordRule(draws.between(1, 5), draws.chance(50)),
        end_of_month=end_of_month,
    )
    if draws.chance(30):  # no stub
        return plan
    plan = replace(plan, maturity_day=Day(maturity + draws.between(1, 400 // frequency)))
    return _with_stated_days(draws, plan) if draws.chance(50) else plan


def _with_stated_days(draws: Draws, plan: Plan) -> Plan:
    """With a first or last coupon day, or both, so that stubs are of at most two steps."""
    step = MONTHS // plan.frequency
    front = draws.chance(50)
    plan = replace(plan, stub=Stub.SHORT_FRONT if front else Stub.SHORT_BACK)
    anchor, sign = (plan.maturity_day, -1) if front else (plan.issue_day, 1)
    if draws.chance(50):  # a second stub, at the anchor's side
        anchor = Day(anchor + sign * draws.between(5, 500 // plan.frequency))
        plan = replace(plan, **{"last_coupon_day" if front else "first_coupon_day": anchor})
    target = plan.issue_day if front else plan.maturity_day
    steps = 0
    while (add_months(anchor, sign * (steps + 1) * step, plan.end_of_month) - target) * sign < 0:
        steps += 1
    steps -= draws.below(2)
    if steps < 1:
        return plan
    stated = add_months(anchor, sign * steps * step, plan.end_of_month)
    return replace(plan, **{"first_coupon_day" if front else "last_coupon_day": stated})


def with_kind(draws: Draws, plan: Plan, count: int) -> Plan:
    """The plan as one of any kind of coupon; `count` is how many it has."""
    kind = draws.choice(list(CouponKind))
    plan = replace(plan, coupon_kind=kind)
    if kind is CouponKind.STEP_UP:
        rates = tuple(Rate(20_000_000 + 1_250_000 * index) for index in range(count))
        plan = replace(plan, rates=rates)
    if kind is CouponKind.FLOATING:
        plan = replace(plan, fixing_lag=draws.below(4))
    if kind is CouponKind.IMPACT_LINKED:
        baselines = tuple(draws.below(10**12) for _ in range(count))
        plan = replace(plan, baselines=baselines)
    if draws.chance(40):
        plan = replace(plan, shares=_shares(draws, count))
    return replace(plan, options=_options(draws, plan)) if draws.chance(50) else plan


def with_extension(draws: Draws, plan: Plan) -> Plan:
    """The plan as a soft bullet."""
    extended = Day(add_months(plan.maturity_day, MONTHS, False) + draws.below(2) * 40)
    return replace(plan, extended_maturity_day=extended)


def _shares(draws: Draws, count: int) -> tuple[Ppm, ...]:
    whole = PPM_ONE // count
    return tuple(Ppm(draws.below(whole + 1)) for _ in range(count))


def _options(draws: Draws, plan: Plan) -> tuple[Option, ...]:
    life = plan.maturity_day - plan.issue_day - 5  # maturity may be rolled back
    first = Day(plan.issue_day + draws.between(1, life // 2))
    last = Day(first + draws.below(life // 2))
    price = Ppm(PPM_ONE + 500 * draws.below(40))
    call = Option(OptionKind.CALL, first, last, price, draws.between(5, 60))
    put = Option(OptionKind.PUT, first, last, Ppm(PPM_ONE), 15)
    return draws.choice([(call,), (put,), (call, put)])
