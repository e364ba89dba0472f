"""oracle.audit.price, cash: what a bond repays, and when, is recomputed from its terms"""

from fractions import Fraction
from math import floor

import pytest

from oracle.core.calendar import day_start
from oracle.desk.terms import OptionKind
from tests.support import events as sample
from tests.support.bond_log import A, B, BondLog, C
from tests.support.cash_case import MID, RATE, holders, option, plant, repaid, wrong
from tests.support.plant import ZONE


def test_redemption_is_of_the_face_value_that_is_left() -> None:
    log = repaid()
    left = 10_000 - 1_000 - 2_250 - 1_000
    log.say("RedemptionFunded", from_=sample.ISSUER, amount=100 * left)
    log.say("Redeemed", holder=A, units=60, amount=60 * left)
    assert wrong(log) == set()
    plant(log, "RedemptionFunded", amount=100 * 10_000)
    plant(log, "Redeemed", amount=60 * 10_000)
    assert wrong(log) == {"redemption funded", f"redemption of {A}"}


@pytest.mark.parametrize(
    ("day", "interest"),
    [
        (sample.coupons()[0].accrual_end, 0),
        (MID, floor(10_000 * RATE * Fraction(92, 365))),
        (sample.coupons()[1].accrual_end - 1, floor(10_000 * RATE * Fraction(183, 365))),
    ],
)
def test_a_call_is_at_its_price_and_the_interest_of_the_coupon_that_it_cuts(
    day: int, interest: int
) -> None:
    last = sample.coupons()[3].accrual_end
    log = holders(options=[option(OptionKind.CALL, last, 1_012_345)])
    log.coupon(0)
    each = 10_123 + interest
    log.say("CallAnnounced", option=0, day=day, cashPerUnit=each)
    log.say("RedemptionFunded", from_=sample.ISSUER, amount=100 * each)
    assert wrong(log) == set()
    plant(log, "CallAnnounced", cashPerUnit=each + 1)
    assert wrong(log) == {"call of option 1 cash per unit", "redemption funded"}


def test_a_call_is_of_the_face_value_that_stood_when_it_was_announced() -> None:
    last = sample.coupons()[3].accrual_end
    rows = sample.coupons(principal=100_000)
    calls = [option(OptionKind.CALL, last, 1_012_345)]
    log = holders(rows=rows, options=calls, terms={"amortising": True})
    log.say("PartialCallAnnounced", option=0, coupon=1, share=125_000)
    log.coupon(0, 1_000)
    interest = floor(6_750 * RATE * Fraction(10, 365))
    each = floor(6_750 * Fraction(1_012_345, 10**6)) + interest
    log.say("CallAnnounced", option=0, day=rows[2].accrual_start + 10, cashPerUnit=each)
    log.say("PartialCallAnnounced", option=0, coupon=0, share=500_000)
    assert "call of option 1 cash per unit" not in wrong(log)
    plant(log, "CallAnnounced", cashPerUnit=each + 1)
    assert "call of option 1 cash per unit" in wrong(log)


def put_bond(last: int) -> BondLog:
    """A puts 20 of 60 units and then is recovered by C; B puts and takes it back."""
    log = holders(options=[option(OptionKind.PUT, last, 990_000)])
    log.coupon(0)
    log.say("PutNoticed", option=0, holder=A, units=50)
    log.say("PutNoticed", option=0, holder=A, units=20)
    log.say("PutNoticed", option=0, holder=B, units=10)
    log.say("PutNoticed", option=0, holder=B, units=0)
    log.recover(A, C)
    return log


@pytest.mark.parametrize(
    ("last", "interest"),
    [
        (MID, floor(10_000 * RATE * Fraction(92, 365))),
        (
            sample.coupons()[1].record_day + 1,
            floor(10_000 * RATE * Fraction(180, 365)) - floor(10_000 * RATE * Fraction(184, 365)),
        ),
    ],
)
def test_a_put_is_paid_the_option_price_and_interest_for_what_was_given_back(
    last: int, interest: int
) -> None:
    log = put_bond(last)
    if interest < 0:
        log.coupon(1)
    each = 9_900 + interest
    log.say("PutFunded", option=0, from_=sample.ISSUER, cashPerUnit=each, amount=20 * each)
    log.say("PutSettled", option=0, holder=C, units=20, amount=20 * each)
    assert wrong(log) == set()
    plant(log, "PutSettled", amount=20 * each + 1)
    plant(log, "PutFunded", amount=30 * each)
    assert wrong(log) == {f"put 1 of {C}", "put 1 funded"}
    plant(log, "PutFunded", cashPerUnit=each - 1)
    assert "put 1 cash per unit" in wrong(log)


def test_a_put_that_is_paid_late_is_less_what_the_units_were_paid_since() -> None:
    log = put_bond(MID)
    each = 9_900 + floor(10_000 * RATE * Fraction(92, 365))
    log.say("PutFunded", option=0, from_=sample.ISSUER, cashPerUnit=each, amount=20 * each)
    interest = log.coupon(1)
    left = 20 * (each - interest)
    log.say("PutSettled", option=0, holder=C, units=20, amount=left)
    assert wrong(log) == set()
    plant(log, "PutSettled", amount=20 * each)
    assert wrong(log) == {f"put 1 of {C}"}


def test_a_put_that_is_funded_late_is_less_the_coupons_struck_after_its_day() -> None:
    log = put_bond(MID)
    interest = log.coupon(1)
    each = 9_900 + floor(10_000 * RATE * Fraction(92, 365)) - interest
    log.say("PutFunded", option=0, from_=sample.ISSUER, cashPerUnit=each, amount=20 * each)
    assert wrong(log) == set()


def test_inv_au_1_a_put_that_was_settled_without_being_funded_is_named() -> None:
    log = put_bond(MID)
    log.say("PutSettled", option=0, holder=C, units=20, amount=1)
    assert wrong(log) == {f"put 1 of {C}"}


def test_a_notice_of_the_replacement_takes_the_place_of_the_lost_holders() -> None:
    log = put_bond(MID)
    log.say("PutNoticed", option=0, holder=C, units=7)
    each = 9_900 + floor(10_000 * RATE * Fraction(92, 365))
    log.say("PutFunded", option=0, from_=sample.ISSUER, cashPerUnit=each, amount=7 * each)
    assert wrong(log) == set()


def defaulted() -> tuple[BondLog, int]:
    """Coupon 1 is paid, coupon 2 struck and not funded; accelerated 10 days into coupon 3."""
    log = holders()
    log.coupon(0)
    log.strike(1)
    lapsed = floor(10_000 * RATE * Fraction(184, 365))
    log.determine(1, lapsed)
    log.told.time = day_start(log.rows[1].accrual_end + 10, ZONE)
    claim = 10_000 + lapsed + floor(10_000 * RATE * Fraction(10, 365))
    log.say("DebtAccelerated", claimPerUnit=claim)
    each = 4_000
    log.say("ClaimDistributed", index=2, from_=A, perUnit=each, amount=100 * each)
    return log, claim


def test_a_claim_is_face_value_lapsed_coupons_and_interest_to_the_day() -> None:
    log, claim = defaulted()
    assert wrong(log) == set()
    plant(log, "DebtAccelerated", claimPerUnit=claim + 1)
    assert wrong(log) == {"claim per unit"}


def test_a_claim_after_the_day_of_a_call_is_its_price() -> None:
    rows = sample.coupons()
    log = holders(options=[option(OptionKind.CALL, rows[3].accrual_end)])
    log.coupon(0)
    day = rows[1].accrual_start + 92
    each = 10_000 + floor(10_000 * RATE * Fraction(92, 365))
    log.say("CallAnnounced", option=0, day=day, cashPerUnit=each)
    log.told.time = day_start(day + 20, ZONE)
    log.say("DebtAccelerated", claimPerUnit=each)
    assert wrong(log) == set()
    plant(log, "DebtAccelerated", claimPerUnit=each + 1)
    assert wrong(log) == {"claim per unit"}


def test_interest_of_a_claim_before_the_day_of_a_call_counts_the_coupon_that_it_cuts() -> None:
    rows = sample.coupons()
    log = holders(options=[option(OptionKind.CALL, rows[3].accrual_end)])
    log.coupon(0)
    day = rows[1].accrual_start + 92
    each = 10_000 + floor(10_000 * RATE * Fraction(92, 365))
    log.say("CallAnnounced", option=0, day=day, cashPerUnit=each)
    log.told.time = day_start(rows[1].accrual_start + 30, ZONE)
    log.say("DebtAccelerated", claimPerUnit=10_000 + floor(10_000 * RATE * Fraction(30, 365)))
    assert wrong(log) == set()


def test_inv_au_1_a_distribution_is_the_same_for_every_unit_and_within_the_claim() -> None:
    log, claim = defaulted()
    plant(log, "ClaimDistributed", amount=1)
    assert wrong(log) == {"distribution 1 funded"}
    plant(log, "ClaimDistributed", perUnit=claim + 1, amount=100 * (claim + 1))
    assert wrong(log) == {"distribution 1 within the claim"}
