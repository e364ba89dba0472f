"""oracle.desk.yields"""

from dataclasses import replace
from decimal import Decimal

import pytest

from oracle.core.calendar import day_of_iso
from oracle.core.errors import Malformed
from oracle.core.units import Day, Ppm
from oracle.desk.accrual import Claim, claim_of
from oracle.desk.calendar import Roll
from oracle.desk.schedule import Plan, RecordRule, Stub, build
from oracle.desk.terms import CouponKind, DayCount, Rate
from oracle.desk.yields import annual_yield, clean_price, flows, quote
from tests.support.holidays import plain_calendar

# World Bank bond-i, 2018: 2.20 % semi-annual, two years; docs of the issue and of its tap.
BOND_I = Plan(
    coupon_kind=CouponKind.FIXED,
    day_count=DayCount.ACTUAL_ACTUAL_ICMA,
    frequency=2,
    issue_day=day_of_iso("2018-08-28"),
    maturity_day=day_of_iso("2020-08-28"),
    roll=Roll.FOLLOWING,
    adjusted=False,
    stub=Stub.SHORT_FRONT,
    record=RecordRule(8, in_business_days=False),
)
TIGHT = Decimal("1e-45")


def claim(plan: Plan = BOND_I, rate: int = 22_000_000) -> Claim:
    schedule = build(plan, plain_calendar())
    return claim_of(schedule, 1_000_00, [Rate(rate)] * len(schedule.coupons))


def test_bond_i_at_issue_has_the_published_price_and_yield() -> None:
    day = BOND_I.issue_day
    assert quote(clean_price(claim(), day, Decimal("0.02251")), 3) == Decimal("99.901")
    assert quote(annual_yield(claim(), day, Decimal("99.901")) * 100, 3) == Decimal("2.251")


def test_bond_i_at_its_tap_has_the_published_price_and_yield() -> None:
    day = day_of_iso("2019-08-16")
    assert quote(clean_price(claim(), day, Decimal("0.00915")), 3) == Decimal("101.318")
    assert quote(annual_yield(claim(), day, Decimal("101.318")) * 100, 3) == Decimal("0.915")


@pytest.mark.parametrize("market", ["-0.9", "-0.005", "0", "0.02", "0.35", "3"])
@pytest.mark.parametrize("after", [0, 1, 175, 179, 180, 184, 500, 729])
def test_yield_and_price_are_inverse(market: str, after: int) -> None:
    day = Day(BOND_I.issue_day + after)
    price = clean_price(claim(), day, Decimal(market))
    assert abs(annual_yield(claim(), day, price) - Decimal(market)) < TIGHT


def test_at_par_the_yield_is_the_rate_on_coupon_dates() -> None:
    for date in ("2018-08-28", "2019-02-28", "2019-08-28", "2020-02-28"):
        found = annual_yield(claim(), day_of_iso(date), Decimal(100))
        assert abs(found - Decimal("0.022")) < TIGHT


def test_an_amortising_bond_at_par_yields_its_rate() -> None:
    shares = (Ppm(250_000),) * 4
    amortised = claim(replace(BOND_I, shares=shares))
    assert sum(flow.amount for flow in flows(amortised, BOND_I.issue_day)) > 1_000_00
    for date in ("2018-08-28", "2019-08-28"):
        found = annual_yield(amortised, day_of_iso(date), Decimal(100))
        assert abs(found - Decimal("0.022")) < TIGHT


def test_a_zero_coupon_is_discounted_by_its_day_count() -> None:
    zero = claim(replace(BOND_I, frequency=0, day_count=DayCount.ACTUAL_365_FIXED))
    day = Day(zero.end_day - 365)
    assert abs(clean_price(zero, day, Decimal("0.25")) - 80) < TIGHT
    assert abs(annual_yield(zero, day, Decimal(80)) - Decimal("0.25")) < TIGHT


def test_the_ex_buyer_gets_no_coupon_and_pays_less() -> None:
    record = day_of_iso("2019-02-20")
    cum, ex = flows(claim(), record), flows(claim(), Day(record + 1))
    assert len(cum) == len(ex) + 1
    prices = [clean_price(claim(), Day(record + n), Decimal("0.022")) for n in (0, 1)]
    assert abs(prices[0] - prices[1]) < Decimal("0.001")  # clean does not jump, dirty does


@pytest.mark.parametrize("date", ["2018-08-27", "2020-08-28"])
def test_outside_the_bonds_life_there_is_no_price(date: str) -> None:
    with pytest.raises(Malformed, match="is not from"):
        clean_price(claim(), day_of_iso(date), Decimal("0.02"))


def test_what_loses_all_is_no_yield_and_nothing_is_no_price() -> None:
    with pytest.raises(Malformed, match="loses more than all"):
        clean_price(claim(), BOND_I.issue_day, Decimal(-2))
    with pytest.raises(Malformed, match="is not positive"):
        annual_yield(claim(), BOND_I.issue_day, Decimal(0))


def test_quotes_are_rounded_half_up() -> None:
    assert quote(Decimal("99.9005"), 3) == Decimal("99.901")
    assert quote(Decimal("99.9015"), 3) == Decimal("99.902")
