"""The tokenised green bond of February 2023, replayed: HKD 800 million, 365 days, 4.05 %.

Published: HKD 800 million, priced 15 February 2023, issued 16 February 2023, 365 days, 4.05 %,
delivered against payment in cash tokens. Its one coupon of HKD 32.4 million follows from these with
ACT/365F. Not published, and assumed: that day count and single coupon, units of HKD 1 million at
par, four buyers, business days of Hong Kong, record day one business day before. Amounts: cents.
"""

from fractions import Fraction

from oracle.desk.calendar import Roll
from oracle.desk.schedule import Plan, RecordRule, Stub
from oracle.desk.terms import CouponKind, DayCount
from tests.support.platform import admit
from tests.support.replay import Replay, centre, in_currency, moved, rate, term_sheet

CALENDAR = centre("HKHK", 2023, 2024, "2024-02-12", "2024-02-13")
ISSUE, DAYS = "2023-02-16", 365
PLAN = Plan(
    coupon_kind=CouponKind.FIXED,
    day_count=DayCount.ACTUAL_365_FIXED,
    frequency=1,
    issue_day=moved(ISSUE),
    maturity_day=moved("2024-02-16"),
    roll=Roll.FOLLOWING,
    adjusted=True,
    stub=Stub.SHORT_FRONT,
    record=RecordRule(1, True),
)
UNITS, DENOMINATION = 800, 1_000_000_00
PRINCIPAL, COUPON = 800_000_000_00, 32_400_000_00
STATEMENT = [
    ("2023-02-16", "issue", PRINCIPAL),
    ("2024-02-16", "coupon", COUPON),
    ("2024-02-16", "redemption", PRINCIPAL),
]
HONG_KONG = 8 * 3_600


def test_every_flow_of_365_days(platform, verifier, actors, accounts):
    buyers = [actors.holder_a, actors.holder_b, actors.holder_c, accounts[19]]
    admit(platform, *buyers)
    in_hkd = in_currency(platform, "HKD", 2)
    sheet = term_sheet(
        in_hkd,
        PLAN,
        denomination=DENOMINATION,
        issue_units=UNITS,
        rate=rate("4.05"),
        currency="HKD",
        zone_offset=HONG_KONG,
        country="HK",
    )
    replay = Replay(in_hkd, sheet, CALENDAR)
    assert replay.coupons[0].accrual_end - replay.coupons[0].accrual_start == DAYS
    assert UNITS * replay.amounts[0].interest == PRINCIPAL * Fraction("0.0405") == COUPON

    settled = replay.issue(*zip(buyers, (400, 250, 100, 50), strict=True))
    replay.pay(0)
    replay.redeem()

    # Delivery against payment: each order's cash and units move in the one settlement.
    moves = [(e["to"], e["value"]) for e in settled.events["Transfer"]]
    wanted = zip(buyers, (400, 250, 100, 50), strict=True)
    pairs = [((replay.vault.address, n * DENOMINATION), (buyer.address, n)) for buyer, n in wanted]
    assert moves == [move for pair in pairs for move in pair]
    assert replay.statement == STATEMENT
    balances = replay.cash.balances
    assert balances[buyers[0].address] == (PRINCIPAL + COUPON) // 2
    assert balances[replay.bond.address] == 0
    assert platform.deposit_token.totalSupply() == 0  # all of it was in HKD
