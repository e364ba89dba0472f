"""The structured green bond of February 2019, replayed: 35 million euros, six years, floating.

Published: EUR 35 million, 19 February 2019, six years, linked to the five-year EUR swap rate, one
investor. Not published, and assumed here: 350 units of 100,000, annual coupons ACT/360 fixed two
days before each year, swap rate plus 0.30 %, at least 0, at most 3.20 %. The fixings are samples of
the rate's course in those years, no market data. Days are eight years later, or as many times four
as the chain's clock asks, so that leap years fall alike. Every flow of cash is listed.
"""

from datetime import date

import pytest

from oracle.core.calendar import day_of_iso
from oracle.desk.amounts import interest_down
from oracle.desk.rates import FloatingTerms, fixing_of, floating_rate
from oracle.desk.terms import Rate
from tests.support.clock import DAY, day_start, mine_at, today
from tests.support.ledger import Ledger
from tests.support.platform import admit, announce, create_bond, mint, open_book, subscribe
from tests.support.rates import QUORUM, TOLERANCE, index_terms, quotes
from tests.support.reverts import reverts
from tests.support.terms import FLOATING, coupon
from tests.support.texts import text32

MADRID = 3_600
ACT_360, REDEEMED = 1, 6
UNITS, DENOMINATION = 350, 10_000_000  # [euro cents]
TERMS = FloatingTerms(spread=Rate(3_000_000), initial=Rate(0), cap=Rate(32_000_000), floor=Rate(0))

# Sample fixings by three sources [ppb], the days of each year, and what one unit is paid [cents].
YEARS = [
    ((1_600_000, 1_590_000, 1_610_000), 365, 46_638),  # 0.160 % + 0.30 %
    ((-2_000_000, -2_010_000, -1_990_000), 366, 10_166),  # negative, above the floor with spread
    ((-3_500_000, -3_490_000, -3_500_000), 365, 0),  # below it: nothing is paid
    ((6_000_000, 6_020_000, 6_010_000), 365, 91_351),  # 0.601 % + 0.30 %
    ((30_000_000, 30_010_000, 29_990_000), 365, 324_444),  # 3.30 % is above the cap
    ((27_000_000, 26_990_000, 27_040_000), 366, 305_000),  # 2.70 % + 0.30 %
]


@pytest.fixture
def first_year():
    """The next year with the leap years of 2019, a month ahead at least."""
    year = 2027
    while day_of_iso(f"{year}-02-19") < today() + 30:
        year += 4
    return year


@pytest.fixture
def index(platform, actors):
    given = index_terms(name=text32("EUR-SWAP-5Y"), zone_offset=MADRID)
    return str(platform.fixings.defineIndex(given, {"from": actors.stranger}).return_value)


@pytest.fixture
def series(platform, verifier, actors, index, first_year):
    """The bond in Draft; a month before its issue."""
    admit(platform, actors.holder_a)
    given = (index, TERMS.spread, TERMS.initial, TERMS.cap, TERMS.floor)
    anyone = {"from": actors.stranger}
    rate_terms = str(platform.floating_rates.defineTerms(given, anyone).return_value)
    days = [day_of_iso(date(first_year + n, 2, 19).isoformat()) for n in range(7)]
    mine_at(day_start(days[0] - 20, MADRID))
    coupons = [
        coupon(
            days[0],
            start=days[n] - days[0],
            end=days[n + 1] - days[0],
            record=days[n + 1] - days[0] - 1,
            payment=days[n + 1] - days[0],
            denominator=360,
            fixing_day=days[n] - 2,
        )
        for n in range(6)
    ]
    return create_bond(
        platform,
        coupons,
        coupon_kind=FLOATING,
        rate_terms=rate_terms,
        rate=0,
        day_count=ACT_360,
        denomination=DENOMINATION,
        issue_units=UNITS,
        currency="0x" + b"EUR".hex(),
        zone_offset=MADRID,
        isin="0x" + b"ES0000000019".hex(),
        name=text32("Structured green bond"),
        issue_day=days[0],
        maturity_day=days[6],
    )


def test_six_years_on_the_swap_rate(platform, actors, series, index):
    ledger, bond = Ledger(platform), series.bond
    announce(platform, series)
    open_book(platform, series)
    subscribe(platform, series, actors.holder_a, UNITS)
    _fixed(platform, series, index, 0)
    _delivered(platform, ledger, series)

    for number in range(len(YEARS)):
        if number:
            _fixed(platform, series, index, number)
        _paid(platform, ledger, series, number)
    _redeemed(platform, ledger, series)

    rates = [platform.floating_rates.rateOf(bond, number) for number in range(6)]
    mirror = [floating_rate(fixing_of(v, QUORUM, TOLERANCE), TERMS) for v, _, _ in YEARS]
    assert rates == [(True, rate) for rate in mirror]
    assert rates[2][1] == TERMS.floor and rates[4][1] == TERMS.cap
    for rate, (_, days, paid) in zip(mirror, YEARS, strict=True):
        assert interest_down(DENOMINATION, rate, days, 360) == paid


def _fixed(platform, series, index, number):
    """Unknown before, and known once two of three sources' quotes are published."""
    values, days, _ = YEARS[number]
    start, end, *_ = series.coupons[number]
    assert end - start == days
    day = series.coupons[number][7]
    given = quotes(platform.fixings, index, day, *values)
    mine_at(day_start(day, MADRID))
    assert platform.floating_rates.rateOf(series.bond, number) == (False, 0)
    with reverts("TooFewQuotes", 1, QUORUM):
        platform.fixings.publish(index, day, given[:1], {"from": platform.actors.issuer})

    platform.fixings.publish(index, day, given, {"from": platform.actors.stranger})

    assert platform.floating_rates.rateOf(series.bond, number)[0]


def _delivered(platform, ledger, series):
    """Units against 35 million euros, in one transaction on the issue day."""
    escrow, anyone = platform.offering, {"from": platform.actors.stranger}
    mine_at(day_start(series.issue_day - 1))
    escrow.close(series.bond, anyone)
    mine_at(day_start(series.issue_day, MADRID))
    with ledger.flows((escrow, series.vault, 3_500_000_000)):
        escrow.settle(series.bond, 1, anyone)
    assert series.bond.balanceOf(platform.actors.holder_a) == UNITS


def _paid(platform, ledger, series, number):
    """Determined at the record day, funded, and paid a year after it began to accrue."""
    bond, actors = series.bond, platform.actors
    per_unit = YEARS[number][2]
    record_day, payment_day = series.coupons[number][2:4]
    mine_at(day_start(record_day, MADRID) + DAY)
    bond.strike({"from": actors.stranger})
    bond.determine(number, {"from": actors.stranger})
    struck = bond.struckOf(number)
    assert (struck["units"], struck["cashPerUnit"]) == (UNITS, per_unit)

    amount, holder = UNITS * per_unit, actors.holder_a
    mint(platform, actors.issuer, max(amount, 1))
    platform.deposit_token.approve(bond, amount, {"from": actors.issuer})
    with ledger.flows(*[(actors.issuer, bond, amount)] * (amount > 0)):
        bond.fundCoupon(number, {"from": actors.issuer})
    mine_at(day_start(payment_day, MADRID))
    with ledger.flows(*[(bond, holder, amount)] * (amount > 0)):
        bond.payCoupons([holder], number + 1, {"from": actors.stranger})


def _redeemed(platform, ledger, series):
    bond, actors = series.bond, platform.actors
    amount = UNITS * DENOMINATION
    mint(platform, actors.issuer, amount)
    platform.deposit_token.approve(bond, amount, {"from": actors.issuer})
    with ledger.flows((actors.issuer, bond, amount)):
        bond.fundRedemption({"from": actors.issuer})
    with ledger.flows((bond, actors.holder_a, amount)):
        bond.redeem([actors.holder_a], {"from": actors.stranger})
    assert bond.stage() == REDEEMED
    assert platform.deposit_token.balanceOf(bond) == 0
