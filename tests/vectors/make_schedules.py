"""Writes schedules.json: whole bonds whose schedule Solidity and Python must read alike.

Units of the rows: days since 1970-01-01, rates in ppb, shares and prices in ppm, money in base
units; `rates` is what each coupon pays, `amounts` are interest and principal of one unit.

python -m tests.vectors.make_schedules
"""

from dataclasses import asdict
from pathlib import Path

from oracle.core.codec import to_hex
from oracle.core.errors import InvalidSchedule
from oracle.desk.amounts import amounts, redemption
from oracle.desk.schedule import Schedule, build
from oracle.desk.terms import Rate
from tests.support.draws import Draws
from tests.support.holidays import plain_calendar
from tests.support.plans import draw_plan, with_extension, with_kind
from tests.vectors.rows import to_lines

TARGET = Path(__file__).with_name("schedules.json")
BONDS = 60
MOST_COUPONS = 40
DENOMINATIONS = (1, 100, 1_000_00, 100_000_000, 1_000 * 10**6, 10**23)


def rows() -> list[dict[str, object]]:
    """All vectors, always the same."""
    draws, calendar = Draws("schedules"), plain_calendar()
    found: list[dict[str, object]] = []
    while len(found) < BONDS:
        plan = draw_plan(draws, calendar, (1, 2, 3, 4, 6, 12))
        if draws.chance(20):
            plan = with_extension(draws, plan)
        try:
            count = len(build(plan, calendar).coupons)
            schedule = build(with_kind(draws, plan, count), calendar)
        except InvalidSchedule:  # a stub so short that its record day is before the issue
            continue
        if count <= MOST_COUPONS:
            found.append(_row(draws, schedule))
    return found


def _row(draws: Draws, schedule: Schedule) -> dict[str, object]:
    plan = schedule.plan
    denomination = draws.choice(DENOMINATIONS)
    fixed = Rate(draws.below(120_000_000))
    rates = [plan.rates[n] if plan.rates else fixed for n in range(len(schedule.coupons))]
    paid = amounts(denomination, schedule.coupons, rates)
    return {
        "couponKind": int(plan.coupon_kind),
        "dayCount": int(plan.day_count),
        "frequency": plan.frequency,
        "endOfMonth": plan.end_of_month,
        "amortising": plan.is_amortising,
        "issueDay": plan.issue_day,
        "maturityDay": schedule.maturity_day,
        "extendedMaturityDay": schedule.extended_maturity_day,
        "optionCount": len(plan.options),
        "denomination": str(denomination),
        "schedule": to_hex(schedule.encode()),
        "coupons": [_members(coupon) for coupon in schedule.coupons],
        "options": [_members(option) for option in plan.options],
        "rates": rates,
        "amounts": [[str(of.interest), str(of.principal)] for of in paid],
        "redemption": str(redemption(denomination, paid)),
    }


def _members(record: object) -> dict[str, int | str]:
    """A record's fields under their Solidity names; 64-bit numbers as text."""
    named = {}
    for name, value in asdict(record).items():  # type: ignore[call-overload]
        first, *others = name.split("_")
        named[first + "".join(map(str.title, others))] = (
            str(value) if name == "baseline" else int(value)
        )
    return named


if __name__ == "__main__":
    TARGET.write_text(to_lines(rows()))
