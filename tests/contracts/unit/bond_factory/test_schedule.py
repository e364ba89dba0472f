"""BondFactory.create: coupons are in order, repay no more than all, and options are in their life.

Each limit is tried on both sides: the schedule that just keeps it is taken.
"""

import pytest

from tests.support.platform import create_bond
from tests.support.reverts import reverts
from tests.support.terms import CALL, PUT, STEP_UP, coupon, option, packed, terms

ISSUE = 30_000
MATURITY = ISSUE + 365
EXTENDED = ISSUE + 730
FIRST = (0, 180, 170, 180)
NO_SUCH_KIND = 2


@pytest.fixture
def issuer(actors):
    return {"from": actors.issuer}


def create(platform, issuer, coupons, options=(), **changes):
    dates = {"issue_day": ISSUE, "maturity_day": MATURITY, "option_count": len(options)}
    given = terms(platform, **{**dates, **changes})
    return platform.bond_factory.create(given, packed(given, coupons, options), issuer)


def coupons(*rows):
    return [coupon(ISSUE, *row) for row in rows]


# --- coupons


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        ((179, 365, 355, 365), "accrual begins before the last ended"),
        ((180, 180, 355, 365), "accrual ends as it begins"),
        ((181, 180, 355, 365), "accrual ends before it begins"),
        ((180, 365, 170, 365), "record day is the one before"),
        ((180, 365, 355, 355), "payment on the record day"),
        ((180, 365, 171, 179), "payment before the last"),
        ((180, 365, 365, 366), "record day at maturity"),
        ((180, 366, 355, 365), "accrual after maturity"),
        ((365, 366, 364, 365), "accrual from maturity"),
        ((400, 500, 400, 500), "all of it after maturity"),
    ],
)
def test_reverts_when_a_coupon_is_out_of_order(platform, issuer, second, fault):
    rows = [coupon(ISSUE, *FIRST), coupon(ISSUE, *second, numerator=0)]
    with reverts("ScheduleInvalid", 1):
        create(platform, issuer, rows)


@pytest.mark.parametrize(
    "second",
    [
        (180, 365, 171, 180),  # recorded the day after the last, paid on the same day
        (180, 181, 355, 356),  # a day long
        (364, 365, 364, 365),  # after a gap, on the last day
        (180, 365, 364, 65_535),  # paid long after maturity
    ],
)
def test_coupons_just_in_order_are_taken(platform, second):
    bond = create_bond(
        platform, coupons(FIRST, second), issue_day=ISSUE, maturity_day=MATURITY
    ).bond

    assert bond.couponCount() == 2
    assert bond.couponOf(1) == coupon(ISSUE, *second)


@pytest.mark.parametrize(
    ("first", "taken"),
    [((0, 180, 0, 180), False), ((0, 180, 1, 180), True)],
)
def test_the_first_record_day_is_after_the_issue_day(platform, issuer, first, taken):
    if taken:
        assert create(platform, issuer, coupons(first)).status == 1
        return
    with reverts("ScheduleInvalid", 0):
        create(platform, issuer, coupons(first))


# --- coupons of an extension


@pytest.mark.parametrize(
    ("last", "fault"),
    [
        ((180, 366, 355, 365), "accrual across maturity"),
        ((180, 365, 365, 366), "record day at maturity, of a coupon before"),
        ((365, 731, 700, 730), "accrual after the extension"),
        ((365, 730, 364, 730), "recorded before it is known whether the bond is extended"),
        ((365, 730, 730, 731), "record day at the end of the extension"),
    ],
)
def test_reverts_when_a_coupon_is_of_both_sides_of_maturity(platform, issuer, last, fault):
    with reverts("ScheduleInvalid", 1):
        create(platform, issuer, coupons(FIRST, last), extended_maturity_day=EXTENDED)


def test_coupons_of_an_extension_are_taken(platform):
    rows = coupons(FIRST, (180, 365, 364, 365), (365, 600, 365, 600), (600, 730, 729, 730))
    dates = {"issue_day": ISSUE, "maturity_day": MATURITY, "extended_maturity_day": EXTENDED}

    assert create_bond(platform, rows, **dates).bond.couponCount() == 4


# --- principal


@pytest.mark.parametrize("shares", [(1_000_001,), (500_000, 500_001), (2**32 - 1, 2**32 - 1)])
def test_reverts_when_more_than_all_is_repaid(platform, issuer, shares):
    rows = [(0, 180, 170, 180), (180, 365, 355, 365)]
    given = [coupon(ISSUE, *row, principal=p) for row, p in zip(rows, shares, strict=False)]

    with reverts("PrincipalInvalid", sum(shares)):
        create(platform, issuer, given, amortising=True)


def test_all_can_be_repaid_with_the_coupons(platform):
    rows = [(0, 180, 170, 180), (180, 365, 355, 365)]
    given = [coupon(ISSUE, *row, principal=500_000) for row in rows]
    dates = {"issue_day": ISSUE, "maturity_day": MATURITY}

    bond = create_bond(platform, given, amortising=True, coupon_kind=STEP_UP, **dates).bond
    assert [bond.couponOf(n)["principal"] for n in range(2)] == [500_000, 500_000]


# --- options


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (option(NO_SUCH_KIND, ISSUE + 1, ISSUE + 2), "no such kind"),
        (option(255, ISSUE + 1, ISSUE + 2), "no such kind"),
        (option(CALL, ISSUE + 2, ISSUE + 1), "ends before it begins"),
        (option(CALL, ISSUE, ISSUE), "ends on the issue day"),
        (option(PUT, ISSUE + 1, MATURITY + 1), "ends after maturity"),
        (option(PUT, ISSUE + 1, ISSUE + 2, 0, 0), "has no price"),
        (option(PUT, ISSUE + 1, ISSUE + 9, notice_days=9), "no day is left for notice"),
    ],
)
def test_reverts_when_an_option_is_out_of_order(platform, issuer, wrong, fault):
    with reverts("OptionInvalid", 1):
        create(platform, issuer, coupons(FIRST), [option(CALL, ISSUE + 1, ISSUE + 1), wrong])


def test_options_just_inside_the_life_are_taken(platform):
    options = [
        option(CALL, ISSUE, ISSUE + 1, 1, 0),
        option(PUT, ISSUE + 1, MATURITY, 2**32 - 1, MATURITY - ISSUE - 1),
    ]
    dates = {"issue_day": ISSUE, "maturity_day": MATURITY, "extended_maturity_day": EXTENDED}

    bond = create_bond(platform, coupons(FIRST), options, **dates).bond
    assert [bond.optionOf(n) for n in range(2)] == options
    assert bond.couponCount() == 1


def test_reverts_when_an_option_is_in_the_extension(platform, issuer):
    with reverts("OptionInvalid", 0):
        create(
            platform,
            issuer,
            coupons(FIRST),
            [option(CALL, ISSUE + 1, MATURITY + 1)],
            extended_maturity_day=EXTENDED,
        )


# --- length


@pytest.mark.parametrize(
    ("length", "options", "kind", "amortising"),
    [
        (1, 0, 0, False),
        (15, 0, 0, False),
        (17, 0, 0, False),
        (16, 0, 0, True),
        (16, 0, 1, False),
        (20, 0, 1, True),
        (11, 1, 0, False),
        (23, 2, 0, False),
        (16, 1, 0, False),
        (0, 255, 0, False),
    ],
)
def test_reverts_when_the_schedule_is_not_of_whole_rows(
    platform, issuer, length, options, kind, amortising
):
    shape = {"option_count": options, "coupon_kind": kind, "amortising": amortising}
    with reverts("ScheduleLength", length):
        platform.bond_factory.create(terms(platform, **shape), bytes(length), issuer)
