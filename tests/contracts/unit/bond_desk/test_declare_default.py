"""BondDesk.declareDefault: anyone, once something is late for longer than the grace period."""

from tests.support.bonds import fund_coupon, fund_redemption
from tests.support.issued import go_to
from tests.support.reverts import reverts

DRAFT, OUTSTANDING, MATURED, DEFAULTED, ACCELERATED = 0, 4, 5, 9, 10
GRACE = 7


def test_a_coupon_later_than_the_grace_period_is_a_default(plain, anyone):
    go_to(plain, 180 + GRACE + 1)

    tx = plain.bond.declareDefault(anyone)

    assert plain.bond.stage() == DEFAULTED
    assert dict(tx.events["DefaultDeclared"]) == {"dueDay": plain.issue_day + 180}
    assert dict(tx.events["StageChanged"]) == {"from": OUTSTANDING, "to": DEFAULTED}


def test_a_redemption_later_than_the_grace_period_is_a_default(platform, plain, anyone):
    for number in (0, 1):
        fund_coupon(platform, plain, number)
    go_to(plain, 365 + GRACE + 1)

    tx = plain.bond.declareDefault(anyone)

    assert tx.events["DefaultDeclared"]["dueDay"] == plain.issue_day + 365


def test_units_still_move(plain, actors, anyone):
    go_to(plain, 188)
    plain.bond.declareDefault(anyone)

    plain.bond.transfer(actors.holder_c, 1, {"from": actors.holder_a})

    assert plain.bond.balanceOf(actors.holder_c) == 1


def test_the_late_redemption_ends_it(platform, plain, anyone):
    for number in (0, 1):
        fund_coupon(platform, plain, number)
    go_to(plain, 400)
    plain.bond.declareDefault(anyone)

    fund_redemption(platform, plain)

    assert plain.bond.stage() == MATURED


def test_reverts_on_the_last_day_of_grace(plain, anyone):
    go_to(plain, 180 + GRACE)

    with reverts("NotInDefault", plain.issue_day + 180, plain.issue_day + 180 + GRACE):
        plain.bond.declareDefault(anyone)


def test_reverts_when_nothing_is_late(plain, anyone):
    go_to(plain, 180)

    with reverts("NotInDefault", 0, plain.issue_day + 180):
        plain.bond.declareDefault(anyone)


def test_reverts_when_it_is_in_default_already(plain, actors, anyone):
    go_to(plain, 188)
    plain.bond.declareDefault(anyone)
    with reverts("WrongStage", DEFAULTED, OUTSTANDING):
        plain.bond.declareDefault(anyone)

    plain.bond.accelerate({"from": actors.trustee})
    with reverts("WrongStage", ACCELERATED, OUTSTANDING):
        plain.bond.declareDefault(anyone)


def test_reverts_when_the_bond_is_not_outstanding(draft, anyone):
    go_to(draft, 400)

    with reverts("WrongStage", DRAFT, OUTSTANDING):
        draft.bond.declareDefault(anyone)
