"""BondDesk.dirtyPrice: the clean price of the outstanding face value and the interest accrued."""

import pytest

from tests.support.issued import go_to, interest, issued
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION

PAR = 1_000_000
SIX_TENTHS = DENOMINATION * 6 // 10


def price(series, units, clean, day):
    return series.bond.dirtyPrice(units, clean, series.issue_day + day)


def test_it_is_the_clean_price_and_the_accrued_interest(plain):
    expected = 3 * DENOMINATION * 990_010 // PAR + interest(100, units=3)

    assert price(plain, 3, 990_010, 100) == expected


def test_from_the_ex_day_the_buyer_is_given_back_what_it_does_not_get(plain):
    expected = 2 * DENOMINATION + interest(175, units=2) - interest(180, units=2)

    assert price(plain, 2, PAR, 175) == expected


def test_the_clean_price_of_all_units_is_rounded_up_once(platform, verifier):
    series = issued(platform, "DIRTYROUND01", periods=(), rate=0, denomination=1_000)

    assert price(series, 1, 333_333, 10) == 334
    assert price(series, 3, 333_333, 10) == 1_000
    assert price(series, 1_000, 333_333, 10) == 333_333


def test_it_is_never_below_nothing(plain):
    assert price(plain, 1, 0, 171) == 0
    assert price(plain, 0, PAR, 100) == 0


@pytest.mark.parametrize("is_struck", [False, True])
def test_principal_goes_to_the_holder_of_the_record_day(platform, verifier, anyone, is_struck):
    series = issued(platform, "DIRTYPOOL001", principals=[400_000, 600_000])
    go_to(series, 171)
    if is_struck:
        series.bond.strike(anyone)

    ex_interest = interest(171) - interest(180)
    assert price(series, 1, PAR, 170) == DENOMINATION + interest(170)
    assert price(series, 1, PAR, 171) == SIX_TENTHS + ex_interest
    assert price(series, 1, 500_000, 200) == SIX_TENTHS // 2 + interest(20, SIX_TENTHS)
    assert price(series, 1, PAR, 356) == 0, "all is repaid to the holder of the record day"


def test_a_bond_in_default_trades_flat(plain, anyone):
    go_to(plain, 188)
    plain.bond.declareDefault(anyone)

    assert price(plain, 2, 300_000, 200) == 2 * DENOMINATION * 3 // 10


def test_reverts_before_the_first_day_of_accrual(plain):
    with reverts("NoAccrual", plain.issue_day - 1):
        price(plain, 1, PAR, -1)


def test_reverts_while_the_rate_is_unknown(platform, verifier, mock_rates):
    series = mock_rates.floating_bond("DIRTYFLOAT01")

    with reverts("RateUnknown", 0):
        price(series, 1, PAR, 10)
