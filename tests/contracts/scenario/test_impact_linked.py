"""An impact-linked bond of six years: good, missing, late, bad and unverified reports.

Three per cent at a baseline of one tonne a year; 0.5 % less from 20 % above it on, 0.75 % more from
10 % below it on; 0.3 % more on the rate before where no verified report came within 60 days. Every
flow of cash is listed and is what oracle.desk computes.
"""

import pytest

from oracle.core.units import Ppm
from oracle.desk.amounts import interest_down
from oracle.desk.rates import ImpactTerms, impact_rates
from oracle.desk.terms import Rate
from tests.support.clock import day_start, mine_at, today
from tests.support.ledger import Ledger
from tests.support.platform import METRIC, admit, mint, outstanding_bond
from tests.support.rates import energy_of, impact_terms, measured, reduction_of, verified
from tests.support.reverts import reverts
from tests.support.terms import IMPACT_LINKED, coupon
from tests.support.texts import digest32

YEARS, YEAR_DAYS, BASELINE = 6, 365, 1_000_000
DENOMINATION, BOND_RATE = 1_000_000, 30_000_000
UNITS_A, UNITS_B = 700, 300
TERMS = ImpactTerms(
    start_period=1,
    deviation_floor=Ppm(100_000),
    deviation_cap=Ppm(200_000),
    margin_floor=Rate(500_000),
    margin_cap=Rate(750_000),
    penalty=Rate(300_000),
    report_days=60,
)
GOOD, BAD = energy_of(1_077_777), energy_of(880_000)
REDEEMED = 6

# What one unit is paid for each year.
PAID = [
    30_000,  # before the start period: 3 %
    29_805,  # good, 7.7777 % above: 2.980 555 7 %, rounded down
    30_105,  # missing: 0.3 % more
    30_405,  # late, so missing again
    30_750,  # bad, 12 % below: the most
    30_750,  # not verified: silence adds to it, but it is the most already
]


@pytest.fixture
def series(platform, project_id, verifier, actors):
    """The bond, issued to two holders."""
    admit(platform, actors.holder_a, actors.holder_b)
    anyone, issue_day = {"from": actors.stranger}, today() + 10
    linked = impact_terms(project_id, METRIC, TERMS)
    rate_terms = str(platform.impact_rates.defineTerms(linked, anyone).return_value)
    orders = [(actors.holder_a, UNITS_A), (actors.holder_b, UNITS_B)]
    return outstanding_bond(
        platform,
        orders,
        coupons=[_coupon(issue_day, year) for year in range(YEARS)],
        coupon_kind=IMPACT_LINKED,
        rate=BOND_RATE,
        rate_terms=rate_terms,
        denomination=DENOMINATION,
        issue_units=UNITS_A + UNITS_B,
        issue_day=issue_day,
        maturity_day=issue_day + YEARS * YEAR_DAYS,
    )


def _coupon(issue_day, year):
    start, end = year * YEAR_DAYS, (year + 1) * YEAR_DAYS
    return coupon(issue_day, start, end, end - 5, end, baseline=BASELINE if year else 0)


def test_a_life_of_good_missing_late_bad_and_unverified_reports(
    platform, project_id, actors, series
):
    ledger, rates = Ledger(platform), platform.impact_rates
    reported = {}

    _paid(platform, ledger, series, 0)
    reported[1] = _reported(platform, project_id, series, 1, GOOD)
    assert rates.rateOf(series.bond, 1)[0]
    _paid(platform, ledger, series, 1)

    _unknown_until_the_deadline(platform, series, 2)  # nobody reports
    _paid(platform, ledger, series, 2)

    _too_late(platform, project_id, series, 3)
    _paid(platform, ledger, series, 3)

    reported[4] = _reported(platform, project_id, series, 4, BAD)
    _paid(platform, ledger, series, 4)

    _refused_without_verification(platform, project_id, series, 5)
    _paid(platform, ledger, series, 5)

    _redeemed(platform, ledger, series)
    found = [rates.rateOf(series.bond, number) for number in range(YEARS)]
    baselines = [row[8] for row in series.coupons]
    mirror = impact_rates(BOND_RATE, baselines, reported, TERMS)
    assert found == [(True, rate) for rate in mirror]
    assert [interest_down(DENOMINATION, rate, 365, 365) for rate in mirror] == PAID


def _reported(platform, project_id, series, number, energy):
    """Half-yearly batches over the year before, measured, verified, reported by anyone."""
    start, end = series.coupons[number - 1][:2]
    halves = [(part // 2, part // 2) for part in energy]
    rest = tuple(whole - half[0] for whole, half in zip(energy, halves, strict=True))
    energies = [tuple(half[0] for half in halves), rest]
    batches = measured(platform, project_id, start, end, *energies)
    proofs = verified(platform, batches)
    platform.impact_rates.report(
        series.bond, number, batches, proofs, {"from": platform.actors.stranger}
    )
    return sum(reduction_of(each) for each in energies)


def _unknown_until_the_deadline(platform, series, number):
    """Neither the rate nor what accrued is known before."""
    rates = platform.impact_rates
    deadline = rates.deadlineOf(series.bond, number)
    assert deadline == series.coupons[number][0] + TERMS.report_days
    mine_at(day_start(deadline + 1) - 60)
    assert rates.rateOf(series.bond, number) == (False, 0)
    with reverts("RateUnknown", number):
        series.bond.accruedInterest(deadline)

    mine_at(day_start(deadline + 1))
    assert rates.rateOf(series.bond, number)[0]
    assert series.bond.accruedInterest(deadline) > 0


def _too_late(platform, project_id, series, number):
    """All is there, a day after the deadline."""
    batches = measured(platform, project_id, *series.coupons[number - 1][:2], GOOD)
    proofs = verified(platform, batches)
    deadline = platform.impact_rates.deadlineOf(series.bond, number)
    mine_at(day_start(deadline + 1))
    with reverts("ReportTooLate", deadline + 1, deadline):
        platform.impact_rates.report(
            series.bond, number, batches, proofs, {"from": platform.actors.issuer}
        )


def _refused_without_verification(platform, project_id, series, number):
    """A splendid year that no verifier attests."""
    batches = measured(platform, project_id, *series.coupons[number - 1][:2], GOOD)
    with reverts("NotVerified", batches[0], digest32("none")):
        platform.impact_rates.report(
            series.bond, number, batches, [digest32("none")], {"from": platform.actors.issuer}
        )


def _paid(platform, ledger, series, number):
    """Determined after the record day, funded, paid on the day: to both holders, exactly."""
    bond, actors, per_unit = series.bond, platform.actors, PAID[number]
    record_day, payment_day = series.coupons[number][2:4]
    mine_at(day_start(record_day + 1))
    bond.strike({"from": actors.stranger})
    bond.determine(number, {"from": actors.stranger})
    struck = bond.struckOf(number)
    assert (struck["units"], struck["cashPerUnit"]) == (UNITS_A + UNITS_B, per_unit)

    amount = (UNITS_A + UNITS_B) * per_unit
    mint(platform, actors.issuer, amount)
    platform.deposit_token.approve(bond, amount, {"from": actors.issuer})
    with ledger.flows((actors.issuer, bond, amount)):
        bond.fundCoupon(number, {"from": actors.issuer})
    mine_at(day_start(payment_day))
    a, b = actors.holder_a, actors.holder_b
    with ledger.flows((bond, a, UNITS_A * per_unit), (bond, b, UNITS_B * per_unit)):
        bond.payCoupons([a, b], number + 1, {"from": actors.stranger})


def _redeemed(platform, ledger, series):
    bond, actors = series.bond, platform.actors
    amount = (UNITS_A + UNITS_B) * DENOMINATION
    mint(platform, actors.issuer, amount)
    platform.deposit_token.approve(bond, amount, {"from": actors.issuer})
    with ledger.flows((actors.issuer, bond, amount)):
        bond.fundRedemption({"from": actors.issuer})
    a, b = actors.holder_a, actors.holder_b
    with ledger.flows((bond, a, UNITS_A * DENOMINATION), (bond, b, UNITS_B * DENOMINATION)):
        bond.redeem([a, b], {"from": actors.stranger})
    assert bond.stage() == REDEEMED
    assert platform.deposit_token.balanceOf(bond) == 0
