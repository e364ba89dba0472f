"""The covered bonds of May 2020, replayed: EUR 40 million, zero interest, callable, soft bullet.

Published: EUR 40 million in units of EUR 100,000, issued 14 May 2020, zero interest, the issuer's
call at par on any day with at least six business days' notice, soft bullet of one more year, paid
for in central bank money. Not published, and assumed: due 14 May 2025, extended 14 May 2026, issued
at par to two buyers, business days of TARGET. Notice on chain is in calendar days: the longest that
six business days ever take. Amounts: cents.
"""

import pytest

from oracle.core.units import PPM_ONE, Ppm
from oracle.desk.calendar import Roll
from oracle.desk.schedule import Plan, RecordRule, Stub
from oracle.desk.terms import CouponKind, DayCount, Option, OptionKind
from tests.support.clock import DAY, mine_at
from tests.support.platform import admit
from tests.support.replay import Replay, centre, in_currency, moved, published, term_sheet
from tests.support.reverts import reverts

FRANKFURT = 3_600
EASTERS = {  # Good Friday and Easter Monday
    2020: ("2020-04-10", "2020-04-13"),
    2021: ("2021-04-02", "2021-04-05"),
    2022: ("2022-04-15", "2022-04-18"),
    2023: ("2023-04-07", "2023-04-10"),
    2024: ("2024-03-29", "2024-04-01"),
    2025: ("2025-04-18", "2025-04-21"),
    2026: ("2026-04-03", "2026-04-06"),
}
FIXED_DAYS = ("01-01", "05-01", "12-25", "12-26")
TARGET = centre(
    *("EUTA", 2020, 2026),
    *(f"{year}-{day}" for year in EASTERS for day in FIXED_DAYS),
    *(day for days in EASTERS.values() for day in days),
)
ISSUE, MATURITY, EXTENDED = moved("2020-05-14"), moved("2025-05-14"), moved("2026-05-14")
UNITS, DENOMINATION, PRINCIPAL = 400, 100_000_00, 40_000_000_00
NOTICE, BUSINESS_DAYS = 13, 6
PLAN = Plan(
    coupon_kind=CouponKind.FIXED,
    day_count=DayCount.ACTUAL_365_FIXED,
    frequency=0,
    issue_day=ISSUE,
    maturity_day=MATURITY,
    extended_maturity_day=EXTENDED,
    roll=Roll.FOLLOWING,
    adjusted=False,
    stub=Stub.SHORT_FRONT,
    record=RecordRule(1, True),
    options=(Option(OptionKind.CALL, ISSUE + 1, MATURITY, Ppm(PPM_ONE), NOTICE),),
)
REDEEMED = 6
ISSUED = ("2020-05-14", "issue", PRINCIPAL)


@pytest.fixture
def replay(platform, verifier, actors):
    """All 400 units issued and paid for."""
    admit(platform, actors.holder_a, actors.holder_b)
    in_eur = in_currency(platform, "EUR", 2)
    sheet = term_sheet(
        in_eur,
        PLAN,
        denomination=DENOMINATION,
        issue_units=UNITS,
        currency="EUR",
        zone_offset=FRANKFURT,
        country="FR",
        rank="covered bond, obligation de financement de l'habitat",
    )
    replay = Replay(in_eur, sheet, TARGET)
    replay.issue((actors.holder_a, 250), (actors.holder_b, 150))
    assert replay.bond.couponCount() == 0
    assert replay.bond.accruedInterest(ISSUE + 700) == 0
    return replay


def test_called_at_par_after_six_business_days(replay, actors):
    given, day = moved("2023-12-22"), moved("2024-01-04")
    assert TARGET.add_business_days(given, BUSINESS_DAYS) == day == given + NOTICE
    mine_at(replay.start(given))
    with reverts("OptionDay", day - 1, ISSUE + 1, MATURITY, day):  # five business days
        replay.bond.call(0, day - 1, replay.issuer)

    called = replay.bond.call(0, day, replay.issuer)

    assert called.events["CallAnnounced"]["cashPerUnit"] == DENOMINATION
    assert replay.bond.endDay() == day
    with reverts("TooEarly", given, day):
        replay.bond.fundRedemption(replay.issuer)
    mine_at(replay.start(day) + DAY // 2)
    replay.redeem(DENOMINATION, day)
    assert replay.statement == [ISSUED, ("2024-01-04", "redemption", PRINCIPAL)]
    _paid_off(replay, actors)


def test_redeemed_at_maturity(replay, actors):
    with reverts("NotParty", actors.stranger, actors.issuer):
        replay.bond.extendMaturity(replay.anyone)

    replay.redeem()

    assert replay.statement == [ISSUED, ("2025-05-14", "redemption", PRINCIPAL)]
    _paid_off(replay, actors)


def test_extended_on_the_maturity_day_and_redeemed_a_year_later(replay, actors):
    mine_at(replay.start(MATURITY))
    replay.bond.extendMaturity(replay.issuer)

    assert replay.bond.endDay() == EXTENDED
    with reverts("TooEarly", MATURITY, EXTENDED):
        replay.bond.fundRedemption(replay.issuer)
    mine_at(replay.start(EXTENDED))
    assert replay.bond.arrearsSince() == 0  # a year without payment is no default
    replay.redeem(day=EXTENDED)

    assert replay.statement == [ISSUED, ("2026-05-14", "redemption", PRINCIPAL)]
    _paid_off(replay, actors)


def test_what_is_neither_extended_nor_paid_is_in_arrears(replay):
    mine_at(replay.start(MATURITY + 1))

    assert replay.bond.arrearsSince() == MATURITY
    with reverts("TooLate", MATURITY + 1, MATURITY):
        replay.bond.extendMaturity(replay.issuer)


def test_the_notice_on_chain_is_the_least_that_always_holds_six_business_days():
    days = [day for day in range(ISSUE + NOTICE, MATURITY + 1) if TARGET.is_business_day(day)]

    spans = {day: day - TARGET.add_business_days(day, -BUSINESS_DAYS) for day in days}

    longest = [published(day) for day in days if spans[day] == NOTICE]
    assert max(spans.values()) == NOTICE
    assert longest == ["2024-01-02", "2024-01-03", "2024-01-04", "2025-01-02", "2025-01-06"]


def _paid_off(replay, actors):
    """Each buyer has its price back, to the cent; nothing is left behind."""
    assert replay.bond.stage() == REDEEMED
    balances = replay.cash.balances
    holders = (actors.holder_a.address, actors.holder_b.address)
    assert [balances[holder] for holder in holders] == [250 * DENOMINATION, 150 * DENOMINATION]
    assert balances[replay.vault.address] == PRINCIPAL
    assert balances[replay.bond.address] == 0
