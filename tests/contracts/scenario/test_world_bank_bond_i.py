"""The bond of August 2018 on a blockchain, replayed: AUD 110 million, 2.20 %, two years, tapped.

Published: AUD 110 million, 2.20 % half-yearly, 28 August 2018 to 28 August 2020, price 99.901 for a
yield of 2.251 %, seven investors; tapped by AUD 50 million in August 2019 at 101.318 for a yield of
0.915 %. Not published, and assumed: ACT/ACT ICMA, units of AUD 10,000, who bought how much, record
day seven days before payment, business days of Sydney, following, unadjusted. The tap's day is
inferred: by this convention both published figures agree on one day of that August only, the 16th.
Amounts: cents.
"""

from decimal import Decimal

import pytest

from oracle.desk.accrual import accrued_interest, claim_of
from oracle.desk.calendar import Roll
from oracle.desk.schedule import Plan, RecordRule, Stub, build
from oracle.desk.terms import CouponKind, DayCount
from oracle.desk.yields import annual_yield, clean_price, quote
from tests.support.platform import admit
from tests.support.replay import Replay, centre, in_currency, moved, price, rate, term_sheet

CALENDAR = centre("AUSY", 2018, 2020, "2019-01-28", "2020-01-27")
PLAN = Plan(
    coupon_kind=CouponKind.FIXED,
    day_count=DayCount.ACTUAL_ACTUAL_ICMA,
    frequency=2,
    issue_day=moved("2018-08-28"),
    maturity_day=moved("2020-08-28"),
    roll=Roll.FOLLOWING,
    adjusted=False,
    stub=Stub.SHORT_FRONT,
    record=RecordRule(7, False),
)
SYDNEY = 10 * 3_600
DENOMINATION, RATE = 10_000_00, rate("2.20")
ISSUED, TAPPED = 11_000, 5_000  # units
TAP_DAY, ACCRUED = "2019-08-16", 10_270  # 169 of 181 days of 11,000 cents a unit
STATEMENT = [
    ("2018-08-28", "issue", 109_891_100_00),  # 99.901 of 110 million
    ("2019-02-28", "coupon", 1_210_000_00),
    ("2019-08-16", "tap", 50_659_000_00 + 513_500_00),  # 101.318 of 50 million, and accrued
    ("2019-08-28", "coupon", 1_760_000_00),
    ("2020-02-28", "coupon", 1_760_000_00),
    ("2020-08-28", "coupon", 1_760_000_00),
    ("2020-08-28", "redemption", 160_000_000_00),
]
QUOTES = [  # (day, clean price, yield): all published, but for the second day
    ("2018-08-28", "99.901", "2.251"),
    (TAP_DAY, "101.318", "0.915"),
]


@pytest.fixture
def claim():
    return claim_of(build(PLAN, CALENDAR), DENOMINATION, [RATE] * 4)


def test_every_flow_with_the_tap_between_coupons(platform, verifier, actors, accounts):
    a, b, c = actors.holder_a, actors.holder_b, actors.holder_c
    seven = [a, b, c, *accounts[15:19]]
    admit(platform, *seven)
    in_aud = in_currency(platform, "AUD", 2)
    sheet = term_sheet(
        in_aud,
        PLAN,
        denomination=DENOMINATION,
        issue_units=ISSUED + TAPPED,
        issue_price=price("99.901"),
        rate=RATE,
        currency="AUD",
        zone_offset=SYDNEY,
        country="US",
    )
    replay = Replay(in_aud, sheet, CALENDAR)

    first = (3_000, 2_500, 2_000, 1_500, 1_000, 700, 300)
    replay.issue(*zip(seven, first, strict=True))
    replay.pay(0)
    assert replay.bond.accruedInterest(moved(TAP_DAY)) == ACCRUED
    whole = replay.bond.dirtyPrice(TAPPED, price("101.318"), moved(TAP_DAY))
    assert whole == 5_117_250_000  # AUD 51,172,500
    replay.tap(moved(TAP_DAY), price("101.318"), (a, 2_000), (c, 3_000))
    for number in (1, 2, 3):
        replay.pay(number)
    replay.redeem()

    assert replay.statement == STATEMENT
    # Who bought in the tap got the whole coupon of twelve days later, having paid for it.
    assert replay.cash.balances[c.address] == 5_000 * (DENOMINATION + 3 * 11_000) + 2_000 * 11_000
    assert replay.cash.balances[replay.vault.address] == 109_891_100_00 + 51_172_500_00
    assert replay.cash.balances[replay.bond.address] == 0


@pytest.mark.parametrize(("day", "clean", "annual"), QUOTES)
def test_price_and_yield_are_the_published_digits_both_ways(claim, day, clean, annual):
    of_yield = clean_price(claim, moved(day), Decimal(annual) / 100)
    of_price = 100 * annual_yield(claim, moved(day), Decimal(clean))

    assert quote(of_yield, 3) == Decimal(clean)
    assert quote(of_price, 3) == Decimal(annual)


def test_the_published_quotes_of_the_tap_agree_on_one_day_of_august_only(claim):
    days = [f"2019-08-{day:02d}" for day in range(1, 32)]

    agreeing = [
        day
        for day in days
        if quote(clean_price(claim, moved(day), Decimal("0.00915")), 3) == Decimal("101.318")
        and quote(100 * annual_yield(claim, moved(day), Decimal("101.318")), 3) == Decimal("0.915")
    ]

    assert agreeing == [TAP_DAY]
    assert accrued_interest(claim, moved(TAP_DAY)) == ACCRUED
