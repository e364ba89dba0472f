"""A bond that defaults twice: cured, then accelerated and wound up, while a holder loses its key.

No bond of the market: all terms are made up. JPY 1 billion in units of a million, five years,
5.125 % yearly ACT/365F, record day five days before payment, ten days of grace. The second coupon
comes late and cures; the third never comes. Of the claim 35 % and then 20 % are distributed, pro
rata. Units trade in between, flat, and an account that has claimed nothing since the first coupon
is recovered.
"""

import pytest

from oracle.desk.accrual import accrued_interest
from oracle.desk.calendar import Roll
from oracle.desk.schedule import Plan, RecordRule, Stub
from oracle.desk.terms import CouponKind, DayCount
from tests.support.clock import mine_at
from tests.support.force import recover
from tests.support.platform import admit
from tests.support.replay import Replay, centre, moved, rate, term_sheet
from tests.support.reverts import reverts

PLAN = Plan(
    coupon_kind=CouponKind.FIXED,
    day_count=DayCount.ACTUAL_365_FIXED,
    frequency=1,
    issue_day=moved("2019-04-01"),
    maturity_day=moved("2024-04-01"),
    roll=Roll.NONE,
    adjusted=False,
    stub=Stub.SHORT_FRONT,
    record=RecordRule(5, False),
)
UNITS, DENOMINATION, GRACE = 1_000, 1_000_000, 10
CLAIM = 1_000_000 + 51_250 + 12_636  # principal, the third coupon, 90 days of the fourth
FIRST, SECOND = 372_360, 212_777  # 35 % and 20 % of 1,063,886, rounded down
STATEMENT = [
    ("2019-04-01", "issue", 1_000_000_000),
    ("2020-04-01", "coupon", 51_390_000),  # 366 days: 51,390.4 a unit
    ("2021-04-20", "coupon", 51_250_000),  # due on the 1st
    ("2022-09-30", "distribution", 372_360_000),
    ("2023-03-31", "distribution", 212_777_000),
]
OUTSTANDING, DEFAULTED, ACCELERATED = 4, 9, 10


@pytest.fixture
def new(platform, accounts):
    """A fresh account of holder C, by the same identity."""
    admit(platform, accounts[15])
    return accounts[15]


@pytest.fixture
def replay(platform, verifier, actors):
    """A holds 600, B 300, C 100."""
    admit(platform, actors.holder_a, actors.holder_b, actors.holder_c)
    given = {"denomination": DENOMINATION, "issue_units": UNITS, "grace_days": GRACE}
    sheet = term_sheet(platform, PLAN, rate=rate("5.125"), **given)
    replay = Replay(platform, sheet, centre("NONE", 2019, 2024))
    replay.issue((actors.holder_a, 600), (actors.holder_b, 300), (actors.holder_c, 100))
    return replay


def test_cured_then_wound_up(platform, replay, actors, new):
    a, b, c = actors.holder_a, actors.holder_b, actors.holder_c
    replay.pay(0)
    _missed(replay, 1)
    _cured(replay, 1, {a: 600, b: 300})  # C does not ask for its own
    _missed(replay, 2)
    _accelerated(replay, actors)

    _distributed(replay, "2022-09-30", FIRST)
    _paid(replay, 4, {a: 600 * FIRST, b: 300 * FIRST})
    with replay.cash.flows():  # flat: units alone change hands
        replay.bond.transfer(a, 50, {"from": b})
        _recovered(platform, replay, c, new)
    _distributed(replay, "2023-03-31", SECOND)
    unclaimed = 100 * (51_250 + FIRST)
    _paid(replay, 5, {a: 650 * SECOND, b: 250 * SECOND, new: 100 * SECOND + unclaimed, c: 0})

    assert replay.statement == STATEMENT
    assert replay.bond.claimOf() == (CLAIM, FIRST + SECOND)
    assert replay.bond.stage() == ACCELERATED  # for the rest
    balances = replay.cash.balances
    assert balances[replay.bond.address] == 0
    assert balances[c.address] == 100 * 51_390  # its first coupon, before the key was lost
    paid = [balances[holder.address] for holder in (a, b, c, new)]
    assert sum(paid) == sum(amount for _, what, amount in STATEMENT if what != "issue")


def test_nobody_is_paid_a_distribution_twice(platform, replay, actors, new):
    """By push and by claim, before the recovery and after it."""
    a, b, c = actors.holder_a, actors.holder_b, actors.holder_c
    replay.pay(0)
    replay.pay(1)
    _missed(replay, 2)
    _accelerated(replay, actors)
    _distributed(replay, "2022-09-30", FIRST)
    with replay.cash.flows((replay.bond, c, 100 * FIRST)):
        replay.bond.claimCoupons(4, {"from": c})
    _recovered(platform, replay, c, new, unpaid=0)

    _paid(replay, 4, {a: 600 * FIRST, b: 300 * FIRST, c: 0, new: 0})
    _paid(replay, 4, {a: 0, b: 0, c: 0, new: 0})

    assert replay.cash.balances[replay.bond.address] == 0


def _missed(replay, number):
    """The record day passes, the payment day and the grace too; then anybody may say so."""
    bond, due = replay.bond, replay.coupons[number].payment_day
    replay.strike(number)
    mine_at(replay.start(due + GRACE))
    assert bond.arrearsSince() == due
    with reverts("NotInDefault", due, due + GRACE):
        bond.declareDefault(replay.anyone)
    assert bond.accruedInterest(due + GRACE) > 0

    mine_at(replay.start(due + GRACE + 1))
    bond.declareDefault(replay.anyone)

    assert bond.stage() == DEFAULTED
    assert bond.accruedInterest(due + GRACE + 1) == 0


def _cured(replay, number, asking):
    """The late coupon arrives whole on the twentieth; those who ask are paid."""
    due = replay.coupons[number].payment_day
    with reverts("StillInArrears", due):
        replay.bond.cure(replay.anyone)
    mine_at(replay.start(moved("2021-04-20")))
    paid = replay.amounts[number]
    replay.fund_coupon(number, paid, replay.units)
    replay.bond.cure(replay.anyone)
    assert replay.bond.stage() == OUTSTANDING
    replay.push(number, paid, asking)


def _accelerated(replay, actors):
    """The trustee makes all due: as the desk reckons it, and as it is worked out by hand."""
    day = moved("2022-06-30")
    mine_at(replay.start(day))
    with reverts("NotParty", actors.stranger, actors.trustee):
        replay.bond.accelerate(replay.anyone)
    tx = replay.bond.accelerate({"from": actors.trustee})

    desk = DENOMINATION + replay.amounts[2].interest + accrued_interest(replay.claim, day)
    assert tx.events["DebtAccelerated"]["claimPerUnit"] == desk == CLAIM
    assert replay.bond.struckOf(2)["lapsed"]


def _distributed(replay, iso, per_unit):
    mine_at(replay.start(moved(iso)))
    amount = UNITS * per_unit
    replay.pay_in(amount, lambda: replay.bond.distribute(per_unit, replay.issuer))
    replay.enter("distribution", amount)


def _paid(replay, through, paid):
    """What each holder is paid of the rows below `through`."""
    with replay.cash.flows(*[(replay.bond, holder, amount) for holder, amount in paid.items()]):
        replay.bond.payCoupons(list(paid), through, replay.anyone)


def _recovered(platform, replay, lost, new, unpaid=100 * (51_250 + FIRST)):
    """What the lost account was owed, two rows of three years, is owed to the new one."""
    bond = replay.bond
    assert [bond.unpaidCoupons(holder, 4) for holder in (lost, new)] == [unpaid, 0]
    recover(platform, bond, lost, new)
    assert [bond.unpaidCoupons(holder, 4) for holder in (lost, new)] == [0, unpaid]
    assert [bond.balanceOf(holder) for holder in (lost, new)] == [0, 100]
