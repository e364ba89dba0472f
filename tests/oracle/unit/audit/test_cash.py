"""oracle.audit.cash, coupons: orders and coupons of a bond are recomputed from its terms"""

from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest

from tests.support import events as sample
from tests.support.bond_log import A, BondLog
from tests.support.case import failed
from tests.support.cash_case import RATE, Views, checks_of, holders, plant, repaid, wrong

# --- coupons ---


def test_coupons_of_a_bond_that_repays_pass_every_check() -> None:
    checks = checks_of(repaid())
    assert failed(checks) == {}
    assert {f"coupon {n} {what}" for n in (1, 2, 3) for what in ("fraction", "funded")} <= {
        check.id for check in checks
    }


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("CouponDetermined", {"rate": 33_000_000}, {"coupon 3 rate"}),
        ("CouponDetermined", {"cashPerUnit": 108}, {"coupon 3 cash per unit"}),
        ("CouponStruck", {"units": 99}, {"coupon 3 units"}),
        ("CouponFunded", {"amount": 1}, {"coupon 3 funded"}),
    ],
)
def test_inv_au_1_a_coupon_that_does_not_follow_from_its_terms_is_named(
    name: str, change: dict[str, int], expected: set[str]
) -> None:
    log = repaid()
    plant(log, name, **change)
    assert wrong(log) == expected


def test_inv_au_1_a_fixed_coupon_at_another_rate_than_the_terms_is_named() -> None:
    log = holders()
    log.strike(0)
    log.determine(0, floor(10_000 * RATE * Fraction(182, 365)), rate=38_000_001)
    assert wrong(log) == {"coupon 1 rate"}


def test_inv_au_1_a_schedule_whose_fraction_is_not_that_of_its_day_count_is_named() -> None:
    rows = [replace(row, numerator=row.numerator + 1) for row in sample.coupons()]
    log = holders(rows=rows)
    log.coupon(0)
    assert wrong(log) == {"coupon 1 fraction"}


def test_a_fraction_in_other_terms_is_the_same_fraction() -> None:
    rows = [replace(row, numerator=2 * row.numerator, denominator=730) for row in sample.coupons()]
    log = holders(rows=rows)
    log.coupon(0)
    assert wrong(log) == set()


def test_the_rate_of_a_book_built_bond_is_that_of_its_book() -> None:
    log = holders(terms={"couponKind": "2", "rate": "0"})
    log.say("RateSet", rate=38_000_000)
    log.coupon(0)
    assert wrong(log) == set()
    plant(log, "RateSet", rate=38_000_001)
    assert wrong(log) == {"coupon 1 rate"}


@pytest.mark.parametrize(("kind", "source"), [("3", "FloatingRates"), ("4", "ImpactRates")])
def test_a_variable_rate_is_asked_of_its_source(kind: str, source: str) -> None:
    log = holders(terms={"couponKind": kind, "rateTerms": "0x" + "11" * 32})
    log.coupon(0)
    views = Views({0: 38_000_000})
    assert wrong(log, views) == set()
    assert f"{source}.rateOf" in views.asked
    assert "coupon 1 rate" in wrong(log, Views({0: 38_000_001}))
    assert "coupon 1 rate" in wrong(log, Views())
    assert "coupon 1 rate" in failed(checks_of(log, views, sources=False))


def test_inv_au_1_a_coupon_determined_but_never_struck_is_named() -> None:
    log = holders()
    log.coupon(0)
    log.say("CouponStruck", coupon=1, units=100)
    plant(log, "CouponStruck", coupon=0)
    assert "coupon 2 in order" in wrong(log)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"amount": 189}, "tax 1 remitted"),
        ({"taxAccount": sample.address(8)}, "tax 1 account"),
    ],
)
def test_inv_au_1_tax_is_remitted_whole_to_its_account(change: dict, expected: str) -> None:
    log = holders(terms={"taxAccount": sample.address(9)})
    interest = log.coupon(0)
    log.pay(A, 1, 60 * interest - 190, 190)
    log.say("TaxRemitted", taxAccount=sample.address(9), amount=190)
    assert wrong(log) == set()
    plant(log, "TaxRemitted", **change)
    assert wrong(log) == {expected}


def test_inv_au_1_tax_that_was_remitted_is_not_remitted_again() -> None:
    log = holders(terms={"taxAccount": sample.address(9)})
    for coupon, withheld in ((0, 190), (1, 70)):
        interest = log.coupon(coupon)
        log.pay(A, coupon + 1, 60 * interest - withheld, withheld)
        log.say("TaxRemitted", taxAccount=sample.address(9), amount=withheld)
    assert wrong(log) == set()
    plant(log, "TaxRemitted", amount=260)
    assert wrong(log) == {"tax 2 remitted"}


# --- orders ---


def order(log: BondLog, contract: str, name: str, **arguments: object) -> None:
    plain = {
        key: str(value) if isinstance(value, int) else value for key, value in arguments.items()
    }
    log.told.mine((contract, name, {"bond": sample.BOND, **plain}))


def test_a_tap_costs_its_price_rounded_up_once_and_accrued_interest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = BondLog()
    for price, accrued, units in ((1_000_000, 0, 10), (1_001_111, 57, 33)):
        book = {"price": price, "faceValue": 10_000, "accrued": accrued}
        order(log, "Offering", "BookOpened", **book)
        cash = -(-units * 10_000 * price // 10**6) + units * accrued
        order(log, "Offering", "OrderSettled", investor=A, order=0, units=units, cash=cash)
        log.told.mine(("ProceedsVault", "ProceedsReceived", {"from": A, "amount": str(cash)}))
    raised = log.figures.value("money.raised")
    monkeypatch.setattr(Views, "call", lambda *_: (raised,))
    assert wrong(log) == set()
    plant(log, "OrderSettled", cash=cash + 1)
    assert wrong(log) == {"order 0 cash"}
    plant(log, "ProceedsReceived", amount=cash + 1)
    assert {"order 0 cash", "proceeds = price x units"} <= wrong(log)


def test_an_order_without_a_book_is_named() -> None:
    log = BondLog()
    order(log, "Offering", "OrderSettled", investor=A, order=3, units=1, cash=10_000)
    assert "order 3 cash" in wrong(log)
