"""BondDesk.cancelUnits: the issuer takes what it bought back off the register, for good."""

import pytest

from tests.support.issued import HALVES, go_to, issued
from tests.support.platform import admit
from tests.support.reverts import reverts
from tests.support.terms import PUT

DRAFT, OUTSTANDING = 0, 4
NOBODY = "0x" + "00" * 20


@pytest.fixture(scope="module")
def series(platform, verifier, actors):
    """The issuer bought 2 of the 3 units of A."""
    series = issued(platform, "CANCELUNITS1", HALVES, [(PUT, 10, 180)])
    admit(platform, actors.issuer)
    series.bond.transfer(actors.issuer, 2, {"from": actors.holder_a})
    return series


@pytest.fixture
def bond(series):
    return series.bond


def test_units_are_gone(bond, actors, issuer):
    tx = bond.cancelUnits(2, issuer)

    assert (bond.balanceOf(actors.issuer), bond.totalSupply()) == (0, 3)
    assert dict(tx.events["UnitsCancelled"]) == {"holder": actors.issuer, "units": 2}
    assert dict(tx.events["Transfer"]) == {"from": actors.issuer, "to": NOBODY, "value": 2}


def test_coupons_are_owed_on_what_is_left(series, bond, issuer, anyone):
    bond.cancelUnits(2, issuer)
    go_to(series, 171)
    bond.strike(anyone)

    assert bond.struckOf(0)["units"] == 3


def test_a_record_day_that_was_over_is_not_undone(series, bond, actors, issuer):
    go_to(series, 171)

    bond.cancelUnits(2, issuer)

    assert bond.struckOf(0)["units"] == 5
    assert bond.balanceAt(actors.issuer, 0) == 2


@pytest.mark.parametrize("units", [0, 3])
def test_reverts_when_it_is_nothing_or_more_than_the_issuer_has(bond, actors, issuer, units):
    with reverts("UnitsNotFree", actors.issuer, units, 2):
        bond.cancelUnits(units, issuer)


def test_reverts_when_the_units_are_frozen(bond, actors, issuer):
    bond.setFrozenTokens(actors.issuer, 1, {"from": actors.registrar})

    with reverts("UnitsNotFree", actors.issuer, 2, 1):
        bond.cancelUnits(2, issuer)
    bond.cancelUnits(1, issuer)


def test_reverts_when_the_units_are_put(series, bond, actors, issuer):
    go_to(series, 10)
    bond.put(0, 2, issuer)

    with reverts("UnitsNotFree", actors.issuer, 1, 0):
        bond.cancelUnits(1, issuer)


def test_reverts_when_the_bond_is_not_outstanding(draft, issuer):
    with reverts("WrongStage", DRAFT, OUTSTANDING):
        draft.bond.cancelUnits(1, issuer)


def test_reverts_when_caller_is_not_the_issuer(bond, actors):
    with reverts("NotParty", actors.holder_b, actors.issuer):
        bond.cancelUnits(1, {"from": actors.holder_b})
