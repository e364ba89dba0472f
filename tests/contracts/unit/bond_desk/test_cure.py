"""BondDesk.cure: anyone ends the default once all that was due is paid."""

import pytest

from tests.support.bonds import fund_coupon
from tests.support.issued import go_to
from tests.support.reverts import reverts

OUTSTANDING, DEFAULTED, ACCELERATED = 4, 9, 10


@pytest.fixture
def defaulted(plain, anyone):
    go_to(plain, 188)
    plain.bond.declareDefault(anyone)
    return plain


def test_the_bond_is_as_before_once_the_coupon_is_paid(platform, defaulted, anyone):
    fund_coupon(platform, defaulted, 0)

    tx = defaulted.bond.cure(anyone)

    assert defaulted.bond.stage() == OUTSTANDING
    assert dict(tx.events["DefaultCured"]) == {"day": defaulted.issue_day + 188}
    assert dict(tx.events["StageChanged"]) == {"from": DEFAULTED, "to": OUTSTANDING}
    assert defaulted.bond.accruedInterest(defaulted.issue_day + 200) > 0


def test_reverts_while_something_is_late(defaulted, anyone):
    with reverts("StillInArrears", defaulted.issue_day + 180):
        defaulted.bond.cure(anyone)


def test_reverts_while_something_else_is_late(platform, defaulted, anyone):
    fund_coupon(platform, defaulted, 0)
    go_to(defaulted, 366)

    with reverts("StillInArrears", defaulted.issue_day + 365):
        defaulted.bond.cure(anyone)


def test_reverts_when_there_is_no_default(plain, anyone):
    with reverts("WrongStage", OUTSTANDING, DEFAULTED):
        plain.bond.cure(anyone)


def test_reverts_when_everything_was_made_due(defaulted, actors, anyone):
    defaulted.bond.accelerate({"from": actors.trustee})

    with reverts("WrongStage", ACCELERATED, DEFAULTED):
        defaulted.bond.cure(anyone)
