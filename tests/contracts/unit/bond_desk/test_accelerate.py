"""BondDesk.accelerate: the trustee makes everything due; what nobody funded is in the claim."""

import pytest

from tests.support.bonds import fund_coupon
from tests.support.issued import HALVES, fund, go_to, interest, issued
from tests.support.reverts import reverts
from tests.support.terms import CALL, DENOMINATION, PUT

OUTSTANDING, DEFAULTED, ACCELERATED = 4, 9, 10
FIRST, SECOND = interest(180), interest(185)


@pytest.fixture
def trustee(actors):
    return {"from": actors.trustee}


def accelerated(series, day, sender):
    """Default declared and debt accelerated on a day; the claim of a unit."""
    go_to(series, day)
    series.bond.declareDefault(sender)
    return series.bond.accelerate(sender).events["DebtAccelerated"]["claimPerUnit"]


def test_face_value_interest_and_what_was_not_paid_are_due(plain, trustee):
    claim = accelerated(plain, 200, trustee)

    assert claim == DENOMINATION + FIRST + interest(20)
    assert plain.bond.stage() == ACCELERATED
    assert plain.bond.claimOf() == (claim, 0)
    assert plain.bond.struckOf(0)["lapsed"] is True


def test_a_funded_coupon_is_paid_besides_the_claim(platform, plain, actors, trustee):
    fund_coupon(platform, plain, 0)

    claim = accelerated(plain, 373, trustee)

    assert claim == DENOMINATION + SECOND
    assert [plain.bond.struckOf(n)["lapsed"] for n in (0, 1)] == [False, True]
    paid = plain.bond.claimCoupons(1, {"from": actors.holder_a})
    assert paid.events["CouponPaid"]["amount"] == 3 * FIRST


def test_between_ex_day_and_payment_the_running_coupon_counts_as_accrued(plain, trustee):
    claim = accelerated(plain, 360, trustee)

    # The second coupon was struck on day 356, ends on 365: its 180 days are in the claim.
    assert claim == DENOMINATION + FIRST + interest(180)


def test_a_coupon_paid_before_its_end_is_taken_off(platform, verifier, actors, trustee):
    """A put is late while the running coupon was funded right after its record day."""
    series = issued(platform, "ACCELEARLY01", HALVES, [(PUT, 10, 340)])
    go_to(series, 10)
    series.bond.put(0, 1, {"from": actors.holder_a})
    for number in (0, 1):
        fund_coupon(platform, series, number)

    claim = accelerated(series, 360, trustee)

    assert claim == DENOMINATION + interest(180) - SECOND


def test_interest_stops_at_the_bonds_end(plain, trustee):
    claim = accelerated(plain, 500, trustee)

    assert claim == DENOMINATION + FIRST + SECOND


def test_what_was_to_be_repaid_and_was_not_is_in_the_claim(platform, verifier, trustee):
    series = issued(platform, "ACCELPOOL001", principals=[400_000, 600_000])

    claim = accelerated(series, 200, trustee)

    assert claim == DENOMINATION + FIRST + interest(20, DENOMINATION * 6 // 10)


def test_what_was_repaid_is_not_in_the_claim(platform, verifier, trustee):
    series = issued(platform, "ACCELPOOL002", principals=[400_000, 600_000])
    go_to(series, 171)
    series.bond.strike(trustee)
    series.bond.fundCoupon(0, fund(platform, series, 5 * (FIRST + DENOMINATION * 4 // 10)))

    claim = accelerated(series, 373, trustee)

    face = DENOMINATION * 6 // 10
    assert claim == face + interest(185, face)


def test_a_called_bond_owes_the_price_of_its_call(platform, verifier, issuer, trustee):
    series = issued(platform, "ACCELCALL001", HALVES, [(CALL, 90, 365, 1_010_000)])
    series.bond.call(0, series.issue_day + 250, issuer)
    fund_coupon(platform, series, 0)

    claim = accelerated(series, 258, trustee)

    assert claim == DENOMINATION + DENOMINATION // 100 + interest(70)


def test_a_bond_called_for_a_later_day_owes_par_and_interest(platform, verifier, issuer, trustee):
    series = issued(platform, "ACCELCALL002", HALVES, [(CALL, 90, 365, 1_010_000)])
    series.bond.call(0, series.issue_day + 250, issuer)

    claim = accelerated(series, 200, trustee)

    assert claim == DENOMINATION + FIRST + interest(20)


def test_no_record_day_is_struck_any_more(plain, trustee):
    accelerated(plain, 200, trustee)
    go_to(plain, 400)

    assert "CouponStruck" not in plain.bond.strike(trustee).events
    assert plain.bond.epoch() == 1


def test_a_lapsed_coupon_is_neither_funded_nor_paid(plain, actors, trustee):
    accelerated(plain, 200, trustee)

    with reverts("CouponNotFundable", 0, 1, 1):
        plain.bond.fundCoupon(0, trustee)
    with reverts("CouponNotOpen", 0):
        plain.bond.determine(0, trustee)
    assert plain.bond.unpaidCoupons(actors.holder_a, 1) == 0


def test_units_still_move(plain, actors, trustee):
    accelerated(plain, 200, trustee)

    plain.bond.transfer(actors.holder_c, 1, {"from": actors.holder_a})

    assert plain.bond.balanceOf(actors.holder_c) == 1


def test_inv_bo_7_a_determined_coupon_does_not_change(plain, anyone, trustee):
    go_to(plain, 171)
    plain.bond.strike(anyone)
    before = plain.bond.struckOf(0)["cashPerUnit"]

    accelerated(plain, 200, trustee)

    assert plain.bond.struckOf(0)["cashPerUnit"] == before


def test_reverts_when_there_is_no_default(plain, trustee):
    with reverts("WrongStage", OUTSTANDING, DEFAULTED):
        plain.bond.accelerate(trustee)


def test_reverts_the_second_time(plain, trustee):
    accelerated(plain, 200, trustee)

    with reverts("WrongStage", ACCELERATED, DEFAULTED):
        plain.bond.accelerate(trustee)


def test_reverts_when_caller_is_not_the_trustee(plain, actors, anyone):
    go_to(plain, 188)
    plain.bond.declareDefault(anyone)

    with reverts("NotParty", actors.issuer, actors.trustee):
        plain.bond.accelerate({"from": actors.issuer})
