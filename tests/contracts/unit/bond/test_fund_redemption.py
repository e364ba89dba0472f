"""Bond.fundRedemption: the face value of all units, on or after the maturity day, once."""

from tests.support.bonds import fund_redemption
from tests.support.clock import day_start
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION

DRAFT, OUTSTANDING, MATURED = 0, 4, 5


def test_the_face_value_of_all_units_arrives(platform, series, bond, actors):
    tx = fund_redemption(platform, series)

    assert platform.deposit_token.balanceOf(bond) == 5 * DENOMINATION
    assert bond.stage() == MATURED
    event = {"from": actors.issuer, "amount": 5 * DENOMINATION}
    assert dict(tx.events["RedemptionFunded"]) == event


def test_reverts_before_the_maturity_day(series, bond, actors, chain):
    chain.mine(timestamp=day_start(series.maturity_day) - 2)

    with reverts("TooEarly", series.maturity_day - 1, series.maturity_day):
        bond.fundRedemption.call({"from": actors.issuer})


def test_reverts_the_second_time(platform, series, bond, actors):
    fund_redemption(platform, series)

    with reverts("WrongStage", MATURED, OUTSTANDING):
        bond.fundRedemption({"from": actors.issuer})


def test_reverts_when_nothing_was_issued(draft, actors, chain):
    chain.mine(timestamp=day_start(draft.maturity_day))

    with reverts("WrongStage", DRAFT, OUTSTANDING):
        draft.bond.fundRedemption({"from": actors.issuer})
