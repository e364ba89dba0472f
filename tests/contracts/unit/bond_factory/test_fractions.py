"""BondFactory.create: every coupon's fraction of a year is the one of its day count."""

from datetime import date, timedelta

import pytest

from tests.support.reverts import reverts
from tests.support.terms import coupon, packed, terms

ACT_365, ACT_360, ICMA, ISDA, THIRTY, THIRTY_E, THIRTY_E_ISDA = range(7)
ISSUE = date(2027, 8, 31)
HALF = date(2028, 2, 29)


@pytest.fixture
def issuer(actors):
    return {"from": actors.issuer}


def number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def row(start: date, end: date, numerator: int, denominator: int) -> tuple:
    issue, accrual = number(ISSUE), (number(start) - number(ISSUE), number(end) - number(ISSUE))
    record = accrual[1] - 1
    stored = {"numerator": numerator, "denominator": denominator}
    return coupon(issue, *accrual, record, accrual[1], **stored)


def dated(
    platform, day_count, frequency=2, end_of_month=False, maturity=date(2032, 2, 29)
) -> tuple:
    return terms(
        platform,
        day_count=day_count,
        frequency=2,
        end_of_month=end_of_month,
        issue_day=number(ISSUE),
        maturity_day=number(maturity),
    )


def create(platform, issuer, rows, *convention, **changes):
    """Create a bond without keeping it: only what is refused matters here."""
    given = dated(platform, *convention, **changes)
    return platform.bond_factory.create.call(given, packed(given, rows), issuer)


@pytest.mark.parametrize(
    ("day_count", "numerator", "denominator"),
    [
        (ACT_365, 182, 365),
        (ACT_360, 182, 360),
        (ISDA, 123 * 366 + 59 * 365, 365 * 366),
        (THIRTY, 179, 360),
        (THIRTY_E, 179, 360),
        (THIRTY_E_ISDA, 180, 360),
    ],
)
def test_the_fraction_of_the_day_count_is_taken_and_no_other(
    platform, issuer, day_count, numerator, denominator
):
    create(platform, issuer, [row(ISSUE, HALF, numerator, denominator)], day_count)

    wrong = [(1, 0), (0, 0), (0, denominator), (numerator, denominator + 1)]
    for stored in [(numerator + 1, denominator), (numerator - 1, denominator), *wrong]:
        with reverts("FractionInvalid", 0, numerator, denominator):
            create(platform, issuer, [row(ISSUE, HALF, *stored)], day_count)


def test_a_fraction_is_taken_reduced_or_not(platform, issuer):
    for times in (1, 180, 2**31 - 1):
        create(platform, issuer, [row(ISSUE, HALF, times, 2 * times)], THIRTY_E_ISDA)


def test_every_coupon_is_counted(platform, issuer):
    rows = [row(ISSUE, HALF, 182, 365), row(HALF, HALF + timedelta(184), 183, 365)]

    with reverts("FractionInvalid", 1, 184, 365):
        create(platform, issuer, rows, ACT_365)


def test_only_at_maturity_the_end_of_february_is_itself(platform, issuer):
    rows = [row(ISSUE, HALF, 179, 360)]

    create(platform, issuer, rows, THIRTY_E_ISDA, maturity=HALF)
    with reverts("FractionInvalid", 0, 180, 360):
        create(platform, issuer, rows, THIRTY_E_ISDA, maturity=HALF + timedelta(1))


@pytest.mark.parametrize(("days", "stub"), [(170, (170, 368)), (195, (197, 368))])
def test_reverts_when_a_regular_period_is_too_short_or_long(platform, issuer, days, stub):
    with reverts("FractionInvalid", 0, *stub):
        create(platform, issuer, [row(ISSUE, ISSUE + timedelta(days), 1, 2)], ICMA)


@pytest.mark.parametrize("days", [171, 182, 194])
def test_a_regular_period_is_one_over_the_frequency(platform, issuer, days):
    create(platform, issuer, [row(ISSUE, ISSUE + timedelta(days), 1, 2)], ICMA)


def test_a_regular_period_needs_a_fraction(platform, issuer):
    with reverts("FractionInvalid", 0, 184, 368):
        create(platform, issuer, [row(ISSUE, HALF, 0, 0)], ICMA, end_of_month=True)


def test_the_first_coupon_is_a_stub_at_the_front(platform, issuer):
    autumn = date(2027, 11, 15)
    create(platform, issuer, [row(ISSUE, autumn, 76, 2 * 184)], ICMA)

    with reverts("FractionInvalid", 0, 76, 368):
        create(platform, issuer, [row(ISSUE, autumn, 76, 2 * 182)], ICMA)


@pytest.mark.parametrize(("end_of_month", "period"), [(False, 182), (True, 184)])
def test_a_later_coupon_is_a_stub_at_the_back(platform, issuer, end_of_month, period):
    whole, spring = row(ISSUE, HALF, 1, 2), date(2028, 5, 15)
    sticks = {"end_of_month": end_of_month}
    create(platform, issuer, [whole, row(HALF, spring, 76, 2 * period)], ICMA, **sticks)

    with reverts("FractionInvalid", 1, 76, 2 * period):
        create(platform, issuer, [whole, row(HALF, spring, 76, 365)], ICMA, **sticks)
