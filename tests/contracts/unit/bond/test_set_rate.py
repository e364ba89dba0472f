"""Bond.setRate: the book sets the rate of a Bookbuilt bond once, while it is open."""

import pytest

from tests.support.bonds import as_contract, fund_coupon
from tests.support.clock import today
from tests.support.issued import HALVES, STAGES, code, interest
from tests.support.platform import admit, announce, create_bond
from tests.support.reverts import reverts
from tests.support.terms import BOOKBUILT, coupon

ANNOUNCED, BOOKBUILDING, PRICED = 1, 2, 3
RATE = 7_500_000


@pytest.fixture
def book(platform):
    return {"from": as_contract(platform.bookbuilding)}


@pytest.fixture
def series(platform, verifier, book):
    """A Bookbuilt bond whose book is open."""
    issue_day = today() + 10
    coupons = [coupon(issue_day, *days) for days in HALVES]
    series = create_bond(
        platform,
        coupons,
        isin=code("BOOKBUILT001"),
        issue_day=issue_day,
        coupon_kind=BOOKBUILT,
        rate=0,
    )
    announce(platform, series)
    series.bond.advanceTo(BOOKBUILDING, book)
    return series


def test_the_rate_is_set_and_told(series, book):
    assert series.bond.pricedRate() == 0

    tx = series.bond.setRate(RATE, book)

    assert series.bond.pricedRate() == RATE
    assert dict(tx.events["RateSet"]) == {"rate": RATE}


def test_coupons_are_paid_by_it(platform, series, book, actors):
    admit(platform, actors.holder_a)
    series.bond.setRate(RATE, book)
    series.bond.advanceTo(PRICED, book)
    series.bond.issue(actors.holder_a, 3, book)
    series.bond.advanceTo(STAGES["Outstanding"], book)

    tx = fund_coupon(platform, series, 0)

    assert tx.events["CouponFunded"]["amount"] == interest(180, rate=RATE, units=3)
    assert series.bond.accruedInterest(series.issue_day + 10) == interest(10, rate=RATE)


def test_reverts_the_second_time(series, book):
    series.bond.setRate(RATE, book)

    with reverts("RateNotOpen", RATE):
        series.bond.setRate(RATE + 1, book)


def test_reverts_when_the_rate_is_none(series, book):
    with reverts("RateNotOpen", 0):
        series.bond.setRate(0, book)


def test_reverts_when_the_terms_have_a_rate(platform, verifier, book):
    fixed = create_bond(platform, isin=code("FIXEDRATE001"))
    announce(platform, fixed)
    fixed.bond.advanceTo(BOOKBUILDING, book)

    with reverts("RateNotOpen", 0):
        fixed.bond.setRate(RATE, book)


def test_reverts_when_the_book_is_not_open(platform, verifier, series, book):
    early = create_bond(platform, isin=code("BOOKBUILT002"), coupon_kind=BOOKBUILT, rate=0)
    announce(platform, early)
    with reverts("WrongStage", ANNOUNCED, BOOKBUILDING):
        early.bond.setRate(RATE, book)

    series.bond.setRate(RATE, book)
    series.bond.advanceTo(PRICED, book)
    with reverts("WrongStage", PRICED, BOOKBUILDING):
        series.bond.setRate(RATE, book)


def test_reverts_when_it_would_be_priced_without_a_rate(series, book):
    with reverts("RateNotOpen", 0):
        series.bond.advanceTo(PRICED, book)


@pytest.mark.parametrize("who", ["offering", "issuer"])
def test_reverts_when_caller_is_not_the_book(platform, series, actors, who):
    caller = actors.issuer if who == "issuer" else as_contract(platform.offering)

    with reverts("NotParty", caller, platform.bookbuilding):
        series.bond.setRate(RATE, {"from": caller})
