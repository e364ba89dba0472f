"""BondDesk.fundPut: the price of the units put and their accrued interest, on or after the day."""

import pytest

from tests.support.bonds import fund_coupon
from tests.support.clock import today
from tests.support.issued import HALVES, fund, go_to, interest, issued, issued_in
from tests.support.reverts import reverts
from tests.support.terms import CALL, DENOMINATION, PUT, option

PRICE, AT_PRICE = 995_000, DENOMINATION * 995 // 1_000
ON_THE_COUPON, BETWEEN, EX, A_CALL = range(4)
OPTIONS = [(PUT, 10, 180, PRICE), (PUT, 10, 250, PRICE), (PUT, 10, 175, PRICE), (CALL, 90, 365)]
SIX_TENTHS = DENOMINATION * 6 // 10


@pytest.fixture(scope="module")
def series(platform, verifier):
    return issued(platform, "FUNDPUT00001", HALVES, OPTIONS)


@pytest.fixture
def bond(series):
    go_to(series, 10)
    return series.bond


def put(series, actors, option=ON_THE_COUPON):
    """A gives back 2 units, B 1."""
    go_to(series, 10)
    series.bond.put(option, 2, {"from": actors.holder_a})
    series.bond.put(option, 1, {"from": actors.holder_b})


def test_units_times_price_arrive(platform, series, bond, actors):
    put(series, actors)
    go_to(series, 180)

    tx = bond.fundPut(ON_THE_COUPON, fund(platform, series, 3 * AT_PRICE))

    assert platform.deposit_token.balanceOf(bond) == 3 * AT_PRICE
    assert bond.putTotalOf(ON_THE_COUPON) == (3, AT_PRICE)
    event = {"option": 0, "from": actors.issuer, "cashPerUnit": AT_PRICE, "amount": 3 * AT_PRICE}
    assert dict(tx.events["PutFunded"]) == event


@pytest.mark.parametrize(
    ("which", "day", "accrued"),
    [(BETWEEN, 250, interest(70)), (EX, 175, interest(175) - interest(180))],
)
def test_accrued_interest_comes_on_top_or_off(platform, series, bond, actors, which, day, accrued):
    put(series, actors, which)
    go_to(series, day)

    tx = bond.fundPut(which, fund(platform, series, 4 * DENOMINATION))

    assert tx.events["PutFunded"]["cashPerUnit"] == AT_PRICE + accrued


def test_interest_stops_on_the_day_though_the_cash_is_late(platform, series, bond, actors):
    put(series, actors, BETWEEN)
    go_to(series, 300)

    tx = bond.fundPut(BETWEEN, fund(platform, series, 4 * DENOMINATION))

    assert tx.events["PutFunded"]["cashPerUnit"] == AT_PRICE + interest(70)


@pytest.mark.parametrize(
    ("which", "day", "expected"),
    [
        (ON_THE_COUPON, 180, SIX_TENTHS * 995 // 1_000),
        (BETWEEN, 250, SIX_TENTHS * 995 // 1_000 + interest(70, SIX_TENTHS)),
        # the holders of the record day are repaid the principal, and the whole coupon
        (EX, 175, SIX_TENTHS * 995 // 1_000 + interest(175) - interest(180)),
    ],
)
def test_the_price_is_of_what_is_not_repaid_otherwise(
    platform, verifier, actors, which, day, expected
):
    series = issued(platform, "FUNDPUTPOOL1", HALVES, OPTIONS, [400_000, 600_000])
    put(series, actors, which)
    go_to(series, day)

    tx = series.bond.fundPut(which, fund(platform, series, 4 * DENOMINATION))

    assert tx.events["PutFunded"]["cashPerUnit"] == expected


def test_a_put_is_paid_in_default_too(platform, series, bond, actors, anyone):
    put(series, actors)
    go_to(series, 188)
    bond.declareDefault(anyone)

    bond.fundPut(ON_THE_COUPON, fund(platform, series, 3 * AT_PRICE))

    assert bond.putTotalOf(ON_THE_COUPON)["cashPerUnit"] == AT_PRICE


def test_a_coupon_struck_since_is_not_paid_twice(platform, series, bond, actors):
    """The record day of the second coupon passed before the cash came."""
    put(series, actors, BETWEEN)
    go_to(series, 356)

    tx = bond.fundPut(BETWEEN, fund(platform, series, 4 * DENOMINATION))

    expected = AT_PRICE + interest(70) - interest(185)
    assert tx.events["PutFunded"]["cashPerUnit"] == expected


def test_reverts_before_the_day(series, bond, actors, issuer):
    put(series, actors)
    go_to(series, 179)

    with reverts("TooEarly", series.issue_day + 179, series.issue_day + 180):
        bond.fundPut(ON_THE_COUPON, issuer)


def test_reverts_when_nothing_was_put(series, bond, issuer):
    go_to(series, 180)

    for option_ in (ON_THE_COUPON, A_CALL, 17):
        with reverts("PutNotFundable", option_):
            bond.fundPut(option_, issuer)


def test_reverts_the_second_time(platform, series, bond, actors, issuer):
    put(series, actors)
    go_to(series, 180)
    bond.fundPut(ON_THE_COUPON, fund(platform, series, 3 * AT_PRICE))

    with reverts("PutNotFundable", ON_THE_COUPON):
        bond.fundPut(ON_THE_COUPON, issuer)


def test_reverts_when_the_bond_was_called_and_paid_before(platform, series, bond, actors, issuer):
    put(series, actors, BETWEEN)
    bond.call(A_CALL, series.issue_day + 180, issuer)
    fund_coupon(platform, series, 0)
    go_to(series, 250)
    bond.fundRedemption(fund(platform, series, 5 * DENOMINATION))

    with reverts("PutNotFundable", BETWEEN):
        bond.fundPut(BETWEEN, issuer)


def test_reverts_when_the_cash_token_keeps_a_fee(platform, verifier, FeeCash, actors):
    cash = FeeCash.deploy({"from": actors.admin})
    options = [option(PUT, today() + 11, today() + 110)]
    series = issued_in(platform, cash, "FUNDPUTFEE01", coupons=[], rate=0, options=options)
    go_to(series, 50)
    series.bond.put(0, 3, {"from": actors.holder_a})
    go_to(series, 100)
    amount = 3 * DENOMINATION
    cash.mint(actors.issuer, amount, {"from": actors.admin})
    cash.approve(series.bond, amount, {"from": actors.issuer})

    with reverts("InexactCash", cash, amount, amount - 1):
        series.bond.fundPut(0, {"from": actors.issuer})


def test_reverts_while_the_rate_is_unknown(mock_rates, actors, issuer):
    series = mock_rates.floating_bond("FUNDPUTFLOAT", options=[(PUT, 10, 100)])
    put(series, actors)
    go_to(series, 100)

    with reverts("RateUnknown", 0):
        series.bond.fundPut(0, issuer)
