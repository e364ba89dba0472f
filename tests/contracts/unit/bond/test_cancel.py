"""Bond.cancel: the issuer until the book opens, the offering until the price."""

from tests.support.bonds import as_contract
from tests.support.platform import announce, open_book
from tests.support.reverts import reverts

DRAFT, ANNOUNCED, BOOKBUILDING, OUTSTANDING, CANCELLED = 0, 1, 2, 4, 7


def test_the_issuer_cancels_a_draft(draft, actors):
    tx = draft.bond.cancel({"from": actors.issuer})

    assert draft.bond.stage() == CANCELLED
    assert dict(tx.events["StageChanged"]) == {"from": DRAFT, "to": CANCELLED}


def test_the_issuer_cancels_an_announced_bond(platform, draft, actors):
    announce(platform, draft)

    draft.bond.cancel({"from": actors.issuer})

    assert draft.bond.stage() == CANCELLED


def test_reverts_when_the_book_is_open_and_holds_cash(platform, draft, actors):
    announce(platform, draft)
    open_book(platform, draft)

    with reverts("WrongStage", BOOKBUILDING, ANNOUNCED):
        draft.bond.cancel({"from": actors.issuer})


def test_the_offering_cancels_what_it_began(platform, draft):
    announce(platform, draft)
    offering = {"from": as_contract(platform.offering)}
    draft.bond.advanceTo(BOOKBUILDING, offering)

    draft.bond.cancel(offering)

    assert draft.bond.stage() == CANCELLED


def test_reverts_when_an_offering_cancels_what_it_did_not_begin(platform, draft):
    announce(platform, draft)
    nobody = "0x" + "00" * 20

    with reverts("NotParty", platform.offering, nobody):
        draft.bond.cancel({"from": as_contract(platform.offering)})


def test_reverts_when_it_is_cancelled_already(draft, actors):
    draft.bond.cancel({"from": actors.issuer})

    with reverts("WrongStage", CANCELLED, ANNOUNCED):
        draft.bond.cancel({"from": actors.issuer})


def test_reverts_when_it_is_outstanding(bond, actors):
    with reverts("WrongStage", OUTSTANDING, ANNOUNCED):
        bond.cancel({"from": actors.issuer})


def test_reverts_when_caller_is_neither_issuer_nor_offering(draft, actors):
    with reverts("NotParty", actors.trustee, actors.issuer):
        draft.bond.cancel({"from": actors.trustee})
