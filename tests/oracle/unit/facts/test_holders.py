"""oracle.facts.holders: who held how much at a record day, and what of it is unpaid"""

import random

import pytest

from oracle.core.errors import Malformed, SumMismatch
from oracle.core.units import Day
from oracle.facts.holders import Holding, lines_of, register_at
from tests.support import events as sample
from tests.support.bond_log import A, B, BondLog, C


def held(log: BondLog, index: int | None, today: int | None = None) -> dict[str, tuple[int, int]]:
    """Units and unpaid coupons by holder."""
    day = None if today is None else Day(today)
    register = register_at(log.history, log.bond, index, day)
    return {line.holder: (line.units, line.unpaid) for line in register.holdings}


@pytest.fixture
def log() -> BondLog:
    """A and B hold 60 and 40 units at the first record day; A sells 10 to C before the second."""
    told = BondLog()
    told.issue(A, 60)
    told.issue(B, 40)
    told.coupon(0)
    told.move(A, C, 10)
    told.coupon(1)
    return told


FIRST = 10_000 * 38_000_000 * 182 // (10**9 * 365)
SECOND = 10_000 * 38_000_000 * 184 // (10**9 * 365)


def test_the_register_at_a_record_day_is_who_held_then(log: BondLog) -> None:
    assert held(log, 0) == {A: (60, 60 * FIRST), B: (40, 40 * FIRST)}
    each = FIRST + SECOND
    assert held(log, 1) == {
        A: (50, 60 * FIRST + 50 * SECOND),
        B: (40, 40 * each),
        C: (10, 10 * SECOND),
    }


def test_later_moves_change_no_register_of_the_past(log: BondLog) -> None:
    before = held(log, 0)
    log.move(B, C, 40)
    log.issue(A, 5)
    assert held(log, 0) == before
    assert B not in {who for who, (units, _) in held(log, None).items() if units}


def test_as_it_stands_holds_the_balances_and_all_that_is_unpaid(log: BondLog) -> None:
    log.move(B, C, 40)
    register = register_at(log.history, log.bond, None)
    assert register.record_index is None
    assert register.record_day is None
    assert held(log, None)[B] == (0, 40 * (FIRST + SECOND))
    assert (register.units, register.unpaid) == (100, 100 * (FIRST + SECOND))


def test_what_was_paid_is_no_longer_unpaid(log: BondLog) -> None:
    log.pay(A, 1, 60 * FIRST)
    assert held(log, 0)[A] == (60, 0)
    assert held(log, 1)[A] == (50, 50 * SECOND)
    log.pay(A, 2, 50 * SECOND)
    assert held(log, 1)[A] == (50, 0)


def test_a_holder_of_nothing_that_is_owed_nothing_is_not_listed(log: BondLog) -> None:
    log.pay(B, 2, 40 * (FIRST + SECOND))
    log.move(B, A, 40)
    assert B not in held(log, None)
    assert held(log, 0)[B] == (40, 0)


def test_inv_bo_1_units_at_every_record_day_sum_to_what_was_struck(log: BondLog) -> None:
    for index in (0, 1):
        register = register_at(log.history, log.bond, index)
        assert register.units == log.ledger.rows[index].units == 100
        assert register.record_day == log.rows[index].record_day


def test_inv_bo_1_a_strike_on_other_units_is_refused(log: BondLog) -> None:
    log.say("CouponStruck", coupon=2, units=101)
    with pytest.raises(SumMismatch, match="101 units; the register gives 100"):
        held(log, 2)


def test_undetermined_coupons_are_not_counted_as_unpaid(log: BondLog) -> None:
    before = held(log, None)
    log.strike(2)
    assert held(log, 2) == before
    assert held(log, 2)[A][0] == 50


@pytest.mark.parametrize("index", [-1, 4, 99])
def test_a_record_day_that_the_bond_does_not_have_is_refused(log: BondLog, index: int) -> None:
    with pytest.raises(Malformed, match="the bond has 4 coupons"):
        held(log, index, today=10**6)


def test_a_record_day_ahead_is_refused_and_one_that_passed_unstruck_is_not(log: BondLog) -> None:
    day = log.rows[2].record_day
    for today in (None, day):
        with pytest.raises(Malformed, match="2 is ahead; 2 record days were struck"):
            held(log, 2, today)
    assert held(log, 2, day + 1) == held(log, None)


def test_a_coupon_that_fell_away_by_a_call_has_no_record_day(log: BondLog) -> None:
    log.say("CallAnnounced", option=0, day=log.rows[1].accrual_end, cashPerUnit=10_000)
    with pytest.raises(Malformed, match="is ahead"):
        held(log, 2, log.rows[2].record_day + 1)


def test_a_forced_transfer_moves_units_and_no_coupon_of_before(log: BondLog) -> None:
    log.move(A, B, 50)
    log.say("ForcedTransfer", from_=A, to=B, amount=50)
    assert held(log, None)[A] == (0, 60 * FIRST + 50 * SECOND)
    assert held(log, None)[B][0] == 90


# --- recovery ---


def test_inv_bo_8_a_recovered_holder_has_the_units_and_unpaid_coupons_of_the_lost(
    log: BondLog,
) -> None:
    log.pay(A, 1, 60 * FIRST)
    fresh = sample.address(77)
    before = {index: held(log, index) for index in (0, 1, None)}
    log.recover(A, fresh)
    for index, lines in before.items():
        expected = {fresh if who == A else who: line for who, line in lines.items()}
        assert held(log, index) == expected
        assert A not in held(log, index)


def test_inv_bo_8_the_replacement_is_paid_what_the_lost_account_was_owed(log: BondLog) -> None:
    log.pay(A, 1, 60 * FIRST)
    fresh, again = sample.address(77), sample.address(78)
    log.recover(A, fresh)
    log.recover(fresh, again)
    log.pay(again, 2, 50 * SECOND)
    assert held(log, None)[again] == (50, 0)
    log.say("CouponPaid", holder=A, paidThrough=2, amount=60 * FIRST, withheld=0)
    with pytest.raises(SumMismatch, match="the register gives 0"):
        held(log, None)


def test_inv_bo_8_an_account_that_sold_everything_leaves_its_unpaid_coupons(log: BondLog) -> None:
    log.move(A, B, 50)
    fresh = sample.address(77)
    log.recover(A, fresh)
    assert held(log, None)[fresh] == (0, 60 * FIRST + 50 * SECOND)


# --- in default ---


def test_a_distribution_has_a_register_of_its_own_and_lapsed_coupons_are_not_owed() -> None:
    log = BondLog()
    log.issue(A, 60)
    log.issue(B, 40)
    log.coupon(0)
    log.strike(1)
    log.determine(1, SECOND)
    log.say("DebtAccelerated", claimPerUnit=10_000 + SECOND)
    log.move(A, C, 10)
    log.say("ClaimDistributed", index=2, from_=sample.ISSUER, perUnit=30, amount=3_000)
    assert held(log, 1) == {A: (60, 60 * FIRST), B: (40, 40 * FIRST)}
    assert held(log, 2)[C] == (10, 300)
    assert held(log, 2)[A] == (50, 60 * FIRST + 1_500)
    assert register_at(log.history, log.bond, 2).record_day is None
    log.pay(A, 3, 60 * FIRST + 1_500)
    assert held(log, 2)[A] == (50, 0)
    with pytest.raises(Malformed, match="is ahead"):
        held(log, 3, today=10**6)


# --- any order of life ---


def test_inv_bo_3_a_random_life_pays_every_unit_its_coupons_once() -> None:
    chance = random.Random(20_26)
    log = BondLog()
    holders = [sample.address(n) for n in range(30, 36)]
    for holder in holders:
        log.issue(holder, chance.randint(1, 50))
    funded = paid = moves = recovered = 0
    for coupon in range(4):
        for _ in range(8):
            sender, receiver = chance.sample(holders, 2)
            units = chance.randint(0, log.ledger.balances.get(sender, 0))
            if units:
                log.move(sender, receiver, units)
                moves += 1
        funded += log.coupon(coupon) * log.ledger.rows[coupon].units
        for at, holder in enumerate(list(holders)):
            if chance.random() < 0.2:
                holders[at] = sample.address(100 + coupon * 10 + at)
                log.recover(holder, holders[at])
                recovered += 1
            elif chance.random() < 0.5:
                due = log.ledger.unpaid(holder, coupon + 1)
                log.pay(holder, coupon + 1, due)
                paid += due
    register = register_at(log.history, log.bond, None)
    assert moves > 10
    assert recovered > 1
    assert 0 < paid < funded
    assert register.unpaid == funded - paid


def test_the_export_has_one_line_a_holder_in_order_of_address(log: BondLog) -> None:
    register = register_at(log.history, log.bond, 0)
    lines = lines_of(register)
    assert lines == sorted(lines)
    assert dict((who, units) for who, units, _ in lines) == {A: "60", B: "40"}
    assert Holding(A, 60, 60 * FIRST) in register.holdings
