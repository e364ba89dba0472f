"""Offering.open: the bookrunner opens the book of a new bond, or of a tap of an outstanding one."""

import pytest

from tests.support.books import offer_of
from tests.support.clock import DAY, day_start, mine_at
from tests.support.platform import announce, create_bond, open_book, settle, subscribe
from tests.support.reverts import reverts
from tests.support.terms import BOOKBUILT, coupon

DRAFT, ANNOUNCED, BOOKBUILDING, OUTSTANDING = 0, 1, 2, 4
OPEN = 1


@pytest.fixture
def bookrunner(actors):
    return {"from": actors.bookrunner}


@pytest.fixture
def outstanding(platform, series, actors):
    """6 of 10 units are out, at 0.05 % on 100 million; the coupon is due after 365 days."""
    subscribe(platform, series, actors.holder_a, 6)
    settle(platform, series)
    return series


def test_the_book_takes_what_the_bookrunner_offers(platform, announced, bookrunner):
    offer = offer_of(announced, price=995_000, units=8, minimum_units=3)

    tx = platform.offering.open(announced.bond, offer, bookrunner)

    book = platform.offering.bookOf(announced.bond)
    closes_at = day_start(announced.issue_day - 1)
    assert book[:8] == (995_000, closes_at, 8, 0, 3, 0, 0, 0)
    assert book[8:11] == (announced.vault, 100_000_000, 0)
    assert book[11:] == (day_start(announced.issue_day), 0, OPEN, False)
    assert announced.bond.stage() == BOOKBUILDING
    assert dict(tx.events["BookOpened"]) == {
        "bond": announced.bond,
        "price": 995_000,
        "offered": 8,
        "closesAt": closes_at,
        "minimumUnits": 3,
        "settlementDay": announced.issue_day,
        "faceValue": 100_000_000,
        "accrued": 0,
        "isTap": False,
    }


def test_a_tap_costs_the_interest_accrued_by_its_settlement_day(platform, outstanding):
    day = outstanding.issue_day + 73  # a fifth of the year
    tx = open_tap(platform, outstanding, day, price=1_010_000)

    accrued = 100_000_000 * 500_000 * 73 // (1_000_000_000 * 365)
    assert outstanding.bond.accruedInterest(day) == accrued == 10_000
    opened = tx.events["BookOpened"]
    assert (opened["accrued"], opened["faceValue"], opened["isTap"]) == (accrued, 100_000_000, True)
    dirty = outstanding.bond.dirtyPrice(3, 1_010_000, day)
    assert platform.offering.costOf(outstanding.bond, 3) == dirty == 3 * (101_000_000 + accrued)
    assert outstanding.bond.stage() == OUTSTANDING


def test_a_tap_in_the_ex_period_costs_less_than_its_clean_price(platform, outstanding):
    day = outstanding.issue_day + 363  # the record day is 360, the coupon ends at 365
    open_tap(platform, outstanding, day)

    back = -outstanding.bond.accruedInterest(day)
    assert back > 0
    assert platform.offering.costOf(outstanding.bond, 2) == 2 * (100_000_000 - back)


def test_reverts_when_caller_is_not_the_bookrunner(platform, announced, actors):
    with reverts("NotBookrunner", actors.issuer, actors.bookrunner):
        platform.offering.open(announced.bond, offer_of(announced), {"from": actors.issuer})


@pytest.mark.parametrize(("price", "later"), [(0, 1_000), (1_000_000, 0)])
def test_reverts_when_price_or_time_is_missing(
    platform, announced, bookrunner, chain, price, later
):
    chain.mine(timestamp=chain.time() + 100)
    at = chain[-1].timestamp
    offer = offer_of(announced, price=price, closes_at=at + later)

    with reverts("BookInvalid", price, at + later, at):
        platform.offering.open.call(announced.bond, offer, bookrunner)


@pytest.mark.parametrize(("units", "minimum"), [(0, 0), (11, 0), (10, 11)])
def test_reverts_when_there_are_not_so_many_units(platform, announced, bookrunner, units, minimum):
    offer = offer_of(announced, units=units, minimum_units=minimum)
    with reverts("OfferOutOfRange", units, minimum, 10):
        platform.offering.open(announced.bond, offer, bookrunner)


def test_a_tap_has_only_the_units_that_are_not_out(platform, outstanding):
    with reverts("OfferOutOfRange", 5, 0, 4):
        open_tap(platform, outstanding, outstanding.issue_day + 73, units=5)


def test_reverts_when_a_new_bond_would_settle_on_another_day(platform, announced, bookrunner):
    day = announced.issue_day
    with reverts("SettlementDayInvalid", day + 1, day):
        platform.offering.open(
            announced.bond, offer_of(announced, settlement_day=day + 1), bookrunner
        )


def test_reverts_when_a_tap_would_settle_before_it_closes(platform, outstanding):
    day = outstanding.issue_day + 73
    with reverts("SettlementDayInvalid", day, day):
        open_tap(platform, outstanding, day, closes_at=day_start(day) + 1)


def test_reverts_when_the_bond_is_not_announced(platform, bookrunner):
    draft = create_bond(platform, isin="0x" + b"DRAFT0000003".hex())

    with reverts("WrongBondStage", DRAFT, ANNOUNCED):
        platform.offering.open(draft.bond, offer_of(draft), bookrunner)


def test_reverts_when_the_rate_comes_from_a_book(platform, verifier, bookrunner):
    isin = "0x" + b"UNRATED00001".hex()
    series = create_bond(platform, isin=isin, rate=0, coupon_kind=BOOKBUILT)
    announce(platform, series)
    with reverts("RateUnset", series.bond):
        platform.offering.open(series.bond, offer_of(series), bookrunner)


def test_reverts_while_a_book_is_open(platform, series, outstanding, bookrunner):
    open_tap(platform, outstanding, outstanding.issue_day + 73)
    with reverts("WrongPhase", series.bond, OPEN, 0):
        open_tap(platform, outstanding, outstanding.issue_day + 74)


def test_reverts_the_second_time(platform, series, bookrunner):
    with reverts("WrongPhase", series.bond, OPEN, 0):
        platform.offering.open(series.bond, offer_of(series), bookrunner)


def test_reverts_when_principal_is_repaid_before_the_settlement_day(
    platform, announced, verifier, actors
):
    issue_day = announced.issue_day
    coupons = [
        coupon(issue_day, 0, 182, 177, 182, principal=500_000),
        coupon(issue_day, 182, 365, 360, 365, principal=500_000),
    ]
    isin = "0x" + b"AMORTISING01".hex()
    series = create_bond(
        platform, coupons, isin=isin, issue_units=10, amortising=True, issue_day=issue_day
    )
    announce(platform, series)
    open_book(platform, series)
    subscribe(platform, series, actors.holder_a, 6)
    settle(platform, series)

    with reverts("PrincipalRepaidBefore", 0, issue_day + 178):
        open_tap(platform, series, issue_day + 178)
    open_tap(platform, series, issue_day + 177)


def open_tap(platform, series, day, **changes):
    """Open a tap of all units that are left, until the day before its settlement."""
    left = series.bond.terms()["issueUnits"] - series.bond.totalSupply()
    offer = {"settlement_day": day, "closes_at": day_start(day - 1), "units": left, **changes}
    if offer["closes_at"] - DAY > day_start(series.issue_day):
        mine_at(day_start(series.issue_day) + 1)
    return platform.offering.open(
        series.bond, offer_of(series, **offer), {"from": platform.actors.bookrunner}
    )
