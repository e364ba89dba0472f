"""Getters of BondOffice (ERC-7092's names): the terms as other software asks for them."""

from tests.support.bonds import as_contract, fund_coupon
from tests.support.clock import day_start
from tests.support.force import announced
from tests.support.issued import HALVES, code, fund, go_to, interest, issued
from tests.support.platform import announce, create_bond
from tests.support.terms import BOOKBUILT, CALL, DENOMINATION, ISSUE_UNITS, RATE, STEP_UP


def test_isin_currency_denomination_and_volume_are_those_of_the_terms(platform, bond):
    assert bond.isin() == "OFFICE000001"
    assert bond.currency() == platform.deposit_token
    assert bond.denomination() == DENOMINATION
    assert bond.issueVolume() == ISSUE_UNITS


def test_dates_are_instants_of_the_bonds_zone(series, bond):
    assert bond.issueDate() == day_start(series.issue_day)
    assert bond.maturityDate() == day_start(series.maturity_day)


def test_the_maturity_date_is_that_of_the_call_or_the_extension(platform, verifier, issuer):
    called = issued(platform, "VIEWSCALL001", HALVES, [(CALL, 90, 365)])
    called.bond.call(0, called.issue_day + 180, issuer)
    extended = issued(platform, "VIEWSEXTEND1", extension=500)
    extended.bond.extendMaturity(issuer)

    assert called.bond.maturityDate() == day_start(called.issue_day + 180)
    assert extended.bond.maturityDate() == day_start(extended.issue_day + 500)


def test_the_coupon_rate_is_one_for_life_or_none(platform, verifier, bond):
    step_up = create_bond(platform, isin=code("VIEWSSTEP001"), coupon_kind=STEP_UP, rate=0)
    book = create_bond(platform, isin=code("VIEWSBOOK001"), coupon_kind=BOOKBUILT, rate=0)
    assert [bond.couponRate(), step_up.bond.couponRate()] == [RATE, 0]
    assert book.bond.couponRate() == 0

    announce(platform, book)
    book.bond.advanceTo(2, {"from": as_contract(platform.offering)})
    book.bond.setRate(7_500_000, {"from": as_contract(platform.bookbuilding)})

    assert book.bond.couponRate() == 7_500_000


def test_principal_is_the_outstanding_face_value_of_a_holder(platform, verifier, actors):
    series = issued(platform, "VIEWSPRINCIP", principals=[400_000, 600_000])
    assert series.bond.principalOf(actors.holder_a) == 3 * DENOMINATION
    go_to(series, 171)
    amount = 5 * (interest(180) + DENOMINATION * 4 // 10)
    series.bond.fundCoupon(0, fund(platform, series, amount))

    assert series.bond.principalOf(actors.holder_a) == 3 * DENOMINATION * 6 // 10
    assert series.bond.principalOf(actors.stranger) == 0


def test_a_plain_bond_keeps_its_face_value(platform, series, bond, actors):
    fund_coupon(platform, series, 0)

    assert bond.principalOf(actors.holder_b) == 2 * DENOMINATION


def test_a_force_that_was_not_announced_is_empty(platform, bond, actors):
    args = actors.holder_a, actors.holder_b, 1
    assert bond.forceOf(*args) == (0, 0)

    due = announced(platform, bond, *args)

    assert bond.forceOf(*args)["executableAt"] == due
