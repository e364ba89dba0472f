"""Bond.advanceTo: the offering leads from the announcement to the first settlement."""

import pytest

from tests.support.bonds import as_contract
from tests.support.platform import announce
from tests.support.reverts import reverts

DRAFT, ANNOUNCED, BOOKBUILDING, PRICED, OUTSTANDING, MATURED = range(6)


@pytest.fixture
def offering(platform):
    return as_contract(platform.offering)


def test_the_offering_moves_it_one_step_at_a_time(platform, draft, offering):
    announce(platform, draft)

    for stage in (BOOKBUILDING, PRICED, OUTSTANDING):
        tx = draft.bond.advanceTo(stage, {"from": offering})
        assert draft.bond.stage() == stage
        assert dict(tx.events["StageChanged"]) == {"from": stage - 1, "to": stage}


@pytest.mark.parametrize("stage", [DRAFT, ANNOUNCED, PRICED, OUTSTANDING, 7])
def test_reverts_when_a_step_is_skipped_or_taken_back(platform, draft, offering, stage):
    announce(platform, draft)

    with reverts("WrongStage", ANNOUNCED, stage):
        draft.bond.advanceTo(stage, {"from": offering})


def test_reverts_when_the_bond_was_not_announced(draft, offering):
    """No offering leads it yet."""
    with reverts("NotParty", offering, "0x" + "00" * 20):
        draft.bond.advanceTo(ANNOUNCED, {"from": offering})


def test_reverts_when_it_would_mature_without_money(bond, offering):
    with reverts("WrongStage", OUTSTANDING, MATURED):
        bond.advanceTo(MATURED, {"from": offering})


def test_reverts_when_another_offering_takes_over(platform, draft, offering):
    announce(platform, draft)
    other = as_contract(platform.bookbuilding)
    draft.bond.advanceTo(BOOKBUILDING, {"from": offering})

    with reverts("NotParty", other, offering):
        draft.bond.advanceTo(PRICED, {"from": other})
    with reverts("NotParty", other, offering):
        draft.bond.cancel({"from": other})


def test_the_book_building_leads_what_it_began(platform, draft):
    announce(platform, draft)
    book = as_contract(platform.bookbuilding)

    for stage in (BOOKBUILDING, PRICED, OUTSTANDING):
        draft.bond.advanceTo(stage, {"from": book})

    assert draft.bond.stage() == OUTSTANDING


def test_reverts_when_caller_is_not_the_offering(draft, platform, actors):
    with reverts("NotParty", actors.issuer, platform.offering):
        draft.bond.advanceTo(ANNOUNCED, {"from": actors.issuer})
