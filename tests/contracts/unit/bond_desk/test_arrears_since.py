"""BondDesk.arrearsSince: the earliest day on which something fell due that is unpaid."""

import pytest

from tests.support.bonds import fund_coupon
from tests.support.issued import HALVES, fund, go_to, issued
from tests.support.terms import CALL, DENOMINATION, PUT

CALLABLE, PUTTABLE = (CALL, 90, 365), (PUT, 30, 250)


@pytest.fixture(scope="module")
def optional(platform, verifier):
    return issued(platform, "ARREARSOPT01", HALVES, [CALLABLE, PUTTABLE])


def since(series):
    """Days after issue, None where nothing is late."""
    day = series.bond.arrearsSince()
    return day - series.issue_day if day else None


def test_a_coupon_is_late_the_day_after_its_payment_day(plain):
    go_to(plain, 180)
    assert since(plain) is None

    go_to(plain, 181)

    assert since(plain) == 180


def test_a_funded_coupon_is_not_late(platform, plain):
    fund_coupon(platform, plain, 0)
    go_to(plain, 300)

    assert since(plain) is None


def test_the_earliest_of_several_is_named(platform, plain):
    go_to(plain, 400)
    assert since(plain) == 180

    fund_coupon(platform, plain, 0)

    assert since(plain) == 365


def test_a_redemption_is_late_the_day_after_maturity(platform, plain):
    fund_coupon(platform, plain, 0)
    fund_coupon(platform, plain, 1)
    go_to(plain, 365)
    assert since(plain) is None

    go_to(plain, 366)

    assert since(plain) == 365


def test_a_called_bond_is_late_the_day_after_the_call(platform, optional, issuer):
    optional.bond.call(0, optional.issue_day + 180, issuer)
    fund_coupon(platform, optional, 0)
    go_to(optional, 181)
    assert since(optional) == 180

    optional.bond.fundRedemption(fund(platform, optional, 5 * DENOMINATION))
    go_to(optional, 400)

    assert since(optional) is None, "the second coupon fell away"


def test_a_put_is_late_the_day_after_its_day(platform, optional, actors):
    go_to(optional, 30)
    optional.bond.put(1, 1, {"from": actors.holder_a})
    fund_coupon(platform, optional, 0)
    go_to(optional, 250)
    assert since(optional) is None

    go_to(optional, 251)
    assert since(optional) == 250

    optional.bond.fundPut(1, fund(platform, optional, 2 * DENOMINATION))
    assert since(optional) is None


def test_a_put_that_nobody_used_is_not_late(platform, optional):
    fund_coupon(platform, optional, 0)
    go_to(optional, 251)

    assert since(optional) is None


def test_a_bond_that_was_never_issued_owes_nothing(draft, actors, chain):
    go_to(draft, 400)
    assert since(draft) is None

    draft.bond.cancel({"from": actors.issuer})

    assert since(draft) is None


def test_nothing_is_late_after_acceleration(plain, actors, anyone):
    go_to(plain, 188)
    plain.bond.declareDefault(anyone)
    assert since(plain) == 180

    plain.bond.accelerate({"from": actors.trustee})

    go_to(plain, 400)
    assert since(plain) is None


def test_nothing_is_late_when_the_whole_claim_was_distributed(platform, plain, actors, anyone):
    go_to(plain, 188)
    plain.bond.declareDefault(anyone)
    plain.bond.accelerate({"from": actors.trustee})
    claim, _ = plain.bond.claimOf()
    plain.bond.distribute(claim, fund(platform, plain, 5 * claim))

    go_to(plain, 400)

    assert since(plain) is None


def test_principal_is_late_after_the_payment_day_of_the_last_coupon(platform):
    rolled = ((0, 180, 170, 180), (180, 365, 355, 367))
    series = issued(platform, "ARREARSROLL1", rolled)
    fund_coupon(platform, series, 0)
    fund_coupon(platform, series, 1)
    go_to(series, 367)
    assert since(series) is None

    go_to(series, 368)

    assert since(series) == 367
