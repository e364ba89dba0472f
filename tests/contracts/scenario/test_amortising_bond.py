"""An amortising bond through everything that changes a unit's face value or a holder's payment.

No bond of the market: all terms are made up. EUR 10 million in units of EUR 10,000, three years,
4.25 % half-yearly ACT/360, a tenth repaid with each of five coupons and the rest at the end. On the
way: tax withheld of two of three holders, a tap, a partial call, a put. Every amount below is
worked out by hand in the margin; oracle/desk and the chain have to agree with it. Amounts: cents.
"""

from dataclasses import replace

import pytest

from oracle.core.units import PPM_ONE, Ppm
from oracle.desk.calendar import Roll
from oracle.desk.schedule import Plan, RecordRule, Stub
from oracle.desk.terms import CouponKind, DayCount, Option, OptionKind
from tests.support.clock import mine_at
from tests.support.platform import admit
from tests.support.replay import Replay, centre, in_currency, moved, price, rate, term_sheet

MADRID = 3_600
TARGET = centre("EUTA", 2023, 2026, "2023-04-07", "2023-04-10", "2024-04-01", "2025-04-21")
CALL, PUT = 0, 1
PUT_DAY = moved("2025-03-31")
PLAN = Plan(
    coupon_kind=CouponKind.FIXED,
    day_count=DayCount.ACTUAL_360,
    frequency=2,
    issue_day=moved("2023-03-31"),
    maturity_day=moved("2026-03-31"),
    roll=Roll.FOLLOWING,
    adjusted=False,
    stub=Stub.SHORT_FRONT,
    record=RecordRule(2, True),
    end_of_month=True,
    shares=(*[Ppm(100_000)] * 5, Ppm(0)),
    options=(
        Option(OptionKind.CALL, moved("2024-03-01"), moved("2025-10-31"), Ppm(PPM_ONE), 30),
        Option(OptionKind.PUT, moved("2025-02-01"), PUT_DAY, price("99.5"), 20),
    ),
)
UNITS, TAPPED, DENOMINATION = 1_000, 200, 10_000_00
FACTORS = [  # pool factor [ppm] on which each coupon accrues, its days, and interest of one unit
    (1_000_000, 183, 21_604),  # 1,000,000 x 4.25 % x 183 / 360 = 21,604.1(6)
    (900_000, 183, 19_443),  # 900,000: 19,443.75
    (800_000, 183, 17_283),  # 800,000: 17,283.(3)
    (575_000, 182, 12_354),  # a tenth and 12.5 % called: 575,000: 12,354.5(13)
    (475_000, 183, 10_261),  # 475,000: 10,261.97(916)
    (375_000, 182, 8_057),  # 8,057.29(1)
]
STATEMENT = [
    ("2023-03-31", "issue", 1_000_000_000),
    ("2023-10-02", "coupon", 21_604_000),  # 30 September: a Saturday
    ("2023-10-02", "principal", 100_000_000),
    ("2023-12-15", "tap", 182_965_000),  # 200 x (100.75 % of 900,000, and 8,075 accrued)
    ("2024-04-02", "coupon", 23_331_600),  # 31 March: Easter Sunday
    ("2024-04-02", "principal", 120_000_000),
    ("2024-04-02", "tax", 4_422_592),
    ("2024-09-30", "coupon", 20_739_600),
    ("2024-09-30", "principal", 270_000_000),  # 1,200 x (100,000 and 125,000 called)
    ("2025-03-31", "coupon", 14_824_800),
    ("2025-03-31", "principal", 120_000_000),
    ("2025-03-31", "put", 47_262_500),  # 100 x 99.5 % of 475,000
    ("2025-09-30", "coupon", 11_287_100),
    ("2025-09-30", "principal", 110_000_000),
    ("2026-03-31", "coupon", 8_862_700),
    ("2026-03-31", "redemption", 412_500_000),  # 1,100 x 375,000
    ("2026-03-31", "tax", 5_424_683),
]
TAP_DAY = moved("2023-12-15")


@pytest.fixture
def replay(platform, verifier, actors, accounts):
    """A is exempt, of B 15 % is withheld and of C 26.375 %."""
    a, b, c = actors.holder_a, actors.holder_b, actors.holder_c
    rates = {a: 0, b: 150_000, c: 263_750}
    for holder, withheld in rates.items():
        admit(platform, holder, withholding=withheld)
    in_eur = in_currency(platform, "EUR", 2)
    sheet = term_sheet(
        in_eur,
        PLAN,
        denomination=DENOMINATION,
        issue_units=UNITS + TAPPED,
        rate=rate("4.25"),
        currency="EUR",
        zone_offset=MADRID,
        country="ES",
        tax_account=accounts[19].address.lower(),
    )
    replay = Replay(in_eur, sheet, TARGET)
    replay.withholding.update(rates)
    return replay


def test_every_flow_of_three_years(replay, actors, accounts):
    a, b, c = actors.holder_a, actors.holder_b, actors.holder_c

    replay.issue((a, 500), (b, 300), (c, 200))
    replay.pay(0)
    assert replay.bond.accruedInterest(TAP_DAY) == 8_075  # 900,000 x 4.25 % x 76 / 360
    replay.tap(TAP_DAY, price("100.75"), (a, 120), (c, 80))
    replay.pay(1)
    _remit(replay, accounts[19])
    _call_an_eighth(replay)
    replay.pay(2)
    _give_back(replay, b)
    replay.pay(3)
    _put(replay, b)
    replay.pay(4)
    replay.pay(5)
    replay.redeem()
    _remit(replay, accounts[19])

    assert replay.statement == STATEMENT
    paid_in = sum(n for _, what, n in STATEMENT if what not in ("issue", "tap", "tax"))
    received = sum(replay.cash.balances[place.address] for place in (a, b, c, accounts[19]))
    assert received == paid_in
    assert replay.cash.balances[replay.bond.address] == 0
    assert replay.cash.balances[replay.vault.address] == 1_000_000_000 + 182_965_000


def test_pool_factors_by_hand_by_the_desk_and_on_chain(replay, actors):
    replay.issue((actors.holder_a, UNITS))
    factors = []
    for number in range(len(FACTORS)):
        if number == 2:
            _call_an_eighth(replay)
        factors.append(replay.bond.faceValue())
        replay.pay(number)

    assert factors == [DENOMINATION * factor // PPM_ONE for factor, _, _ in FACTORS]
    assert factors == [due.face for due in replay.amounts]
    assert [due.interest for due in replay.amounts] == [paid for _, _, paid in FACTORS]
    days = [c.numerator * 360 // c.denominator for c in replay.coupons]
    assert days == [counted for _, counted, _ in FACTORS]
    assert sum(due.principal for due in replay.amounts) + replay.repaid == DENOMINATION


def _call_an_eighth(replay):
    """12.5 % of every unit, at par, with the coupon of 30 September 2024."""
    mine_at(replay.start(moved("2024-06-03")))
    share = Ppm(125_000)
    replay.bond.callPartially(CALL, 2, share, replay.issuer)
    rows = list(replay.coupons)
    rows[2] = replace(rows[2], principal=Ppm(rows[2].principal + share))
    replay.coupons = tuple(rows)


def _give_back(replay, holder):
    """100 of its units, within the notice of the put."""
    mine_at(replay.start(moved("2025-03-03")))
    replay.bond.put(PUT, 100, {"from": holder})


def _put(replay, holder):
    """What was given back is repaid, after its coupon and below par, and gone."""
    mine_at(replay.start(PUT_DAY))
    per_unit = replay.face(PUT_DAY) * price("99.5") // PPM_ONE
    amount = 100 * per_unit
    replay.pay_in(amount, lambda: replay.bond.fundPut(PUT, replay.issuer))
    replay.enter("put", amount)
    with replay.cash.flows((replay.bond, holder, amount)):
        replay.bond.settlePut(PUT, [holder], replay.anyone)
    replay.units[holder] -= 100
    assert replay.bond.balanceOf(holder) == replay.units[holder] == 200


def _remit(replay, tax_account):
    """All that was withheld so far."""
    amount, replay.withheld = replay.withheld, 0
    with replay.cash.flows((replay.bond, tax_account, amount)):
        replay.bond.remitTax(replay.anyone)
    replay.enter("tax", amount)
