"""Bond.issue: the offering issues, within the terms, to those who may hold."""

import pytest

from tests.support.bonds import as_contract
from tests.support.platform import admit, announce
from tests.support.reverts import reverts

PRICED, OUTSTANDING = 3, 4
RECEIVER_NOT_ELIGIBLE, RECEIVER_CLASS = 4, 6
NOBODY = "0x" + "00" * 20


@pytest.fixture
def offering(platform):
    return {"from": as_contract(platform.offering)}


@pytest.fixture
def priced(platform, draft, offering, actors):
    admit(platform, actors.holder_a)
    announce(platform, draft)
    draft.bond.advanceTo(2, offering)
    draft.bond.advanceTo(3, offering)
    return draft.bond


def test_units_are_issued_to_the_holder(priced, offering, actors):
    tx = priced.issue(actors.holder_a, 5, offering)

    assert priced.balanceOf(actors.holder_a) == priced.totalSupply() == 5
    assert dict(tx.events["Transfer"]) == {"from": NOBODY, "to": actors.holder_a, "value": 5}


def test_reverts_when_more_is_issued_than_the_terms_allow(priced, offering, actors):
    priced.issue(actors.holder_a, 3, offering)

    with reverts("ExceedsIssue", 3, 2):
        priced.issue(actors.holder_a, 3, offering)


def test_reverts_when_the_receiver_was_not_admitted(priced, offering, actors):
    with reverts("TransferRestricted", NOBODY, actors.stranger, 1, RECEIVER_NOT_ELIGIBLE):
        priced.issue(actors.stranger, 1, offering)


def test_reverts_when_the_receiver_is_of_too_low_a_class(platform, priced, offering, actors):
    admit(platform, actors.holder_b, investor_class=1)

    with reverts("TransferRestricted", NOBODY, actors.holder_b, 1, RECEIVER_CLASS):
        priced.issue(actors.holder_b, 1, offering)


def test_reverts_when_the_bond_is_not_priced(bond, offering, actors):
    with reverts("WrongStage", OUTSTANDING, PRICED):
        bond.issue(actors.holder_a, 1, offering)


def test_reverts_when_caller_is_not_the_offering(priced, platform, actors):
    with reverts("NotParty", actors.issuer, platform.offering):
        priced.issue(actors.holder_a, 1, {"from": actors.issuer})
