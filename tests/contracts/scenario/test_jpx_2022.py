"""The green digital track bond of June 2022, replayed: 500 million yen, 0.050 %, one year.

Published: JPY 500 million in units of JPY 100 million, 0.050 %, issued 3 June 2022 at par, due 3
June 2023, and so 250,000 yen of interest. Not published, and assumed: one coupon ACT/ACT ICMA; what
falls on a Saturday, as the due day does, is paid the business day before, in full, as is usual in
Japan; record day one business day before; holdings of 3 and 2 units. Days: tests/support/replay.py.
"""

from dataclasses import replace
from itertools import product

import pytest

from oracle.core.codec import canonical_json, sha256, to_hex
from oracle.desk.amounts import amounts
from oracle.desk.calendar import Roll
from oracle.desk.schedule import Plan, RecordRule, Stub, build
from oracle.desk.terms import CouponKind, DayCount
from tests.support.platform import admit
from tests.support.replay import Replay, centre, moved, rate, term_sheet

CALENDAR = centre("JPTO", 2022, 2023, "2022-07-18", "2023-05-03", "2023-05-04", "2023-05-05")
PLAN = Plan(
    coupon_kind=CouponKind.FIXED,
    day_count=DayCount.ACTUAL_ACTUAL_ICMA,
    frequency=1,
    issue_day=moved("2022-06-03"),
    maturity_day=moved("2023-06-03"),
    roll=Roll.PRECEDING,
    adjusted=True,
    stub=Stub.SHORT_FRONT,
    record=RecordRule(1, True),
)
UNITS, DENOMINATION, RATE = 5, 100_000_000, rate("0.050")
STATEMENT = [
    ("2022-06-03", "issue", 500_000_000),
    ("2023-06-02", "coupon", 250_000),  # published; 3 June 2023 was a Saturday
    ("2023-06-02", "redemption", 500_000_000),
]
REDEEMED = 6


def test_every_flow_from_issue_to_redemption(platform, verifier, actors):
    admit(platform, actors.holder_a, actors.holder_b)
    sheet = term_sheet(
        platform, PLAN, denomination=DENOMINATION, issue_units=UNITS, rate=RATE, currency="JPY"
    )
    replay = Replay(platform, sheet, CALENDAR)
    assert [due.interest for due in replay.amounts] == [50_000]

    replay.issue((actors.holder_a, 3), (actors.holder_b, 2))
    replay.pay(0)
    replay.redeem()

    assert replay.statement == STATEMENT
    assert replay.bond.stage() == REDEEMED
    balances = replay.cash.balances
    assert balances[actors.holder_a.address] == 3 * (DENOMINATION + 50_000)
    assert balances[actors.holder_b.address] == 2 * (DENOMINATION + 50_000)
    assert balances[replay.vault.address] == 500_000_000
    assert balances[replay.bond.address] == balances[platform.offering.address] == 0


def test_terms_on_chain_are_those_of_the_signed_document(platform, actors):
    sheet = term_sheet(platform, PLAN, denomination=DENOMINATION, issue_units=UNITS, rate=RATE)
    replay = Replay(platform, sheet, CALENDAR)

    terms = replay.bond.terms()

    assert str(terms["document"]) == to_hex(sha256(canonical_json(replay.document)))
    assert str(terms["calendar"]) == to_hex(CALENDAR.digest)
    assert (terms["denomination"], terms["issueUnits"], terms["rate"]) == (10**8, 5, 500_000)
    assert replay.document["Dates"]["maturityDate"] == "2051-06-03"  # as signed; 2023 moved
    assert terms["maturityDay"] == moved("2023-06-02")


@pytest.mark.parametrize(
    ("count", "roll"),
    list(
        product(
            (DayCount.ACTUAL_ACTUAL_ICMA, DayCount.ACTUAL_365_FIXED, DayCount.THIRTY_360),
            (Roll.NONE, Roll.FOLLOWING, Roll.PRECEDING),
        )
    ),
)
def test_other_usual_conventions_give_the_published_interest_too(count, roll):
    plan = replace(PLAN, day_count=count, roll=roll, adjusted=False)

    paid = amounts(DENOMINATION, build(plan, CALENDAR).coupons, [RATE])

    assert UNITS * paid[0].interest == 250_000
