"""BondDesk.accruedInterest: what a buyer owes the seller of one unit, to any day."""

import pytest

from tests.support.issued import HALVES, go_to, interest, issued
from tests.support.reverts import reverts
from tests.support.terms import CALL, DENOMINATION

SIX_TENTHS = DENOMINATION * 6 // 10


def accrued(series, day):
    return series.bond.accruedInterest(series.issue_day + day)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (0, 0),
        (1, interest(1)),
        (100, interest(100)),
        (170, interest(170)),  # the record day itself
        (171, interest(171) - interest(180)),  # the ex-day: the buyer gets no coupon
        (179, interest(179) - interest(180)),
        (180, 0),
        (181, interest(1)),
        (356, interest(176) - interest(185)),
        (365, 0),
        (400, 0),
    ],
)
def test_it_accrues_by_the_day_and_is_negative_from_the_ex_day(plain, day, expected):
    assert accrued(plain, day) == expected


def test_it_does_not_depend_on_who_struck_the_coupon(plain, anyone):
    go_to(plain, 200)
    before = [accrued(plain, day) for day in (170, 175, 200)]

    plain.bond.strike(anyone)

    assert [accrued(plain, day) for day in (170, 175, 200)] == before


def test_striking_changes_no_day_of_a_long_schedule(platform, verifier, anyone):
    """Pricing skips what is over: before and after its end, recorded early or late."""
    periods = tuple(
        (60 * n, 60 * n + 60, 60 * n + 63, 60 * n + 65)
        if n % 2
        else (60 * n, 60 * n + 60, 60 * n + 50, 60 * n + 60)
        for n in range(6)
    )
    series = issued(platform, "LONGSCHEDUL1", periods)
    days = range(0, 366, 3)
    before = [accrued(series, day) for day in days]

    for now in (64, 190, 300, 364):
        go_to(series, now)
        series.bond.strike(anyone)
        assert [accrued(series, day) for day in days] == before


def test_a_coupon_not_recorded_yet_is_the_buyers_though_it_is_over(platform, verifier):
    late_records = ((0, 180, 185, 190), (180, 365, 355, 365))
    series = issued(platform, "LATERECORD01", late_records)

    assert accrued(series, 183) == interest(180) + interest(3)
    assert accrued(series, 185) == interest(180) + interest(5)
    assert accrued(series, 186) == interest(6)


def test_it_accrues_on_what_is_not_repaid(platform, verifier, anyone):
    series = issued(platform, "ACCRUEDPOOL1", principals=[400_000, 600_000])
    expected = {100: interest(100), 200: interest(20, SIX_TENTHS)}
    assert {day: accrued(series, day) for day in expected} == expected

    go_to(series, 171)
    series.bond.strike(anyone)

    assert {day: accrued(series, day) for day in expected} == expected


def test_a_zero_coupon_bond_accrues_nothing(platform, verifier):
    series = issued(platform, "ACCRUEDZERO1", periods=(), rate=0)

    assert accrued(series, 100) == 0


def test_a_coupon_cut_by_a_call_accrues_until_the_call(platform, verifier, issuer):
    series = issued(platform, "ACCRUEDCALL1", HALVES, [(CALL, 90, 365)])
    series.bond.call(0, series.issue_day + 300, issuer)

    assert accrued(series, 250) == interest(70)
    assert accrued(series, 300) == accrued(series, 360) == interest(120)


def test_a_bond_in_default_trades_flat(plain, anyone):
    go_to(plain, 188)
    plain.bond.declareDefault(anyone)

    assert accrued(plain, 200) == 0


def test_reverts_before_the_first_day_of_accrual(plain):
    with reverts("NoAccrual", plain.issue_day - 1):
        accrued(plain, -1)


def test_reverts_while_the_rate_is_unknown(platform, verifier, mock_rates, anyone):
    series = mock_rates.floating_bond("ACCRUEDFLOAT")

    with reverts("RateUnknown", 0):
        accrued(series, 10)
    mock_rates.contract.set(series.bond, 0, 30_000_000, anyone)
    assert accrued(series, 10) == interest(10, rate=30_000_000)
    with reverts("RateUnknown", 1):
        accrued(series, 190)
