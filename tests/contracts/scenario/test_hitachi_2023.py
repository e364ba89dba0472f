"""The digital green bond of December 2023, replayed: ten billion yen, five years, 0.598 %.

Published: JPY 10 billion, five years, 0.598 %, priced 7 December 2023, payment 13 December 2023,
half of it bought by one life insurer. There units were delivered free of payment; here they are
delivered against payment, in one transaction. Not published, and assumed: due 13 December 2028,
units of JPY 100 million at par, half-yearly coupons ACT/ACT ICMA, each in full on the business day
before where its day is none, record day one business day before; the other half in two parts.
"""

from fractions import Fraction

from oracle.desk.calendar import Roll
from oracle.desk.schedule import Plan, RecordRule, Stub
from oracle.desk.terms import CouponKind, DayCount
from tests.support.platform import admit
from tests.support.replay import Replay, centre, moved, rate, term_sheet

CALENDAR = centre("JPTO", 2023, 2028, "2024-01-01", "2025-01-01", "2026-01-01", "2027-01-01")
PLAN = Plan(
    coupon_kind=CouponKind.FIXED,
    day_count=DayCount.ACTUAL_ACTUAL_ICMA,
    frequency=2,
    issue_day=moved("2023-12-13"),
    maturity_day=moved("2028-12-13"),
    roll=Roll.PRECEDING,
    adjusted=True,
    stub=Stub.SHORT_FRONT,
    record=RecordRule(1, True),
)
UNITS, DENOMINATION, RATE = 100, 100_000_000, rate("0.598")
PRINCIPAL, HALF_YEAR = 10_000_000_000, 29_900_000
STATEMENT = [
    ("2023-12-13", "issue", PRINCIPAL),
    ("2024-06-13", "coupon", HALF_YEAR),
    ("2024-12-13", "coupon", HALF_YEAR),
    ("2025-06-13", "coupon", HALF_YEAR),
    ("2025-12-12", "coupon", HALF_YEAR),  # the 13th: a Saturday
    ("2026-06-12", "coupon", HALF_YEAR),  # a Saturday
    ("2026-12-11", "coupon", HALF_YEAR),  # a Sunday
    ("2027-06-11", "coupon", HALF_YEAR),  # a Sunday
    ("2027-12-13", "coupon", HALF_YEAR),
    ("2028-06-13", "coupon", HALF_YEAR),
    ("2028-12-13", "coupon", HALF_YEAR),
    ("2028-12-13", "redemption", PRINCIPAL),
]


def test_every_flow_of_five_years(platform, verifier, actors):
    insurer, b, c = actors.holder_a, actors.holder_b, actors.holder_c
    admit(platform, insurer, b, c)
    sheet = term_sheet(
        platform, PLAN, denomination=DENOMINATION, issue_units=UNITS, rate=RATE, currency="JPY"
    )
    replay = Replay(platform, sheet, CALENDAR)
    assert [due.interest for due in replay.amounts] == [299_000] * 10

    settled = replay.issue((insurer, 50), (b, 30), (c, 20))
    for number in range(10):
        replay.pay(number)
    replay.redeem()

    delivered = [(e["investor"], e["units"], e["cash"]) for e in settled.events["OrderSettled"]]
    assert delivered[0] == (insurer.address, 50, PRINCIPAL // 2)
    assert [units for _, units, _ in delivered] == [50, 30, 20]
    assert replay.statement == STATEMENT
    interest = sum(amount for _, what, amount in replay.statement if what == "coupon")
    assert interest == PRINCIPAL * Fraction("0.00598") * 5 == 299_000_000
    balances = replay.cash.balances
    assert balances[insurer.address] == PRINCIPAL // 2 + interest // 2
    assert balances[replay.bond.address] == 0


def test_units_and_cash_change_hands_in_one_transaction_or_not_at_all(platform, verifier, actors):
    insurer = actors.holder_a
    admit(platform, insurer)
    sheet = term_sheet(platform, PLAN, denomination=DENOMINATION, issue_units=UNITS, rate=RATE)
    replay = Replay(platform, sheet, CALENDAR)

    settled = replay.issue((insurer, UNITS))

    moves = [(e["to"], e["value"]) for e in settled.events["Transfer"]]
    assert moves == [(replay.vault.address, PRINCIPAL), (insurer.address, UNITS)]


def test_an_investor_barred_before_the_payment_day_keeps_its_cash(platform, verifier, actors):
    insurer, b = actors.holder_a, actors.holder_b
    admit(platform, insurer, b)
    sheet = term_sheet(platform, PLAN, denomination=DENOMINATION, issue_units=UNITS, rate=RATE)
    replay = Replay(platform, sheet, CALENDAR)
    replay.open("issue", (insurer, 50), (b, 50))
    platform.investors.setBlocked(b, False, True, {"from": actors.registrar})

    half = PRINCIPAL // 2
    with replay.cash.flows((platform.offering, replay.vault, half), (platform.offering, b, half)):
        replay.settle()

    assert [replay.bond.balanceOf(holder) for holder in (insurer, b)] == [50, 0]
