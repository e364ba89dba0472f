"""BondOffice.removeDocument: the issuer takes a paper off the list (ERC-1643)."""

import pytest

from tests.support.reverts import reverts
from tests.support.texts import digest32, text32

NAMES = [text32(name) for name in ("prospectus", "framework", "opinion")]
NOTHING = ("", "0x" + "00" * 32, 0)


@pytest.fixture
def three(bond, issuer):
    for number, name in enumerate(NAMES):
        bond.setDocument(name, f"ipfs://{number}", digest32(f"{number}"), issuer)
    return bond


@pytest.mark.parametrize("removed", range(3))
def test_the_others_stay(three, issuer, removed):
    tx = three.removeDocument(NAMES[removed], issuer)

    left = {name for name in NAMES if name != NAMES[removed]}
    assert {str(name) for name in three.getAllDocuments()} == left
    assert len(three.getAllDocuments()) == 2
    assert three.getDocument(NAMES[removed]) == NOTHING
    event = tx.events["DocumentRemoved"]
    assert (str(event["name"]), event["uri"]) == (NAMES[removed], f"ipfs://{removed}")
    assert str(event["documentHash"]) == digest32(f"{removed}")


def test_a_removed_name_can_be_used_again(three, issuer):
    three.removeDocument(NAMES[0], issuer)

    three.setDocument(NAMES[0], "ipfs://new", digest32("new"), issuer)

    assert len(three.getAllDocuments()) == 3
    assert three.getDocument(NAMES[0])[0] == "ipfs://new"


def test_reverts_when_there_is_no_such_document(three, issuer):
    with reverts("DocumentMissing", text32("ghost")):
        three.removeDocument(text32("ghost"), issuer)
    three.removeDocument(NAMES[1], issuer)

    with reverts("DocumentMissing", NAMES[1]):
        three.removeDocument(NAMES[1], issuer)


def test_reverts_when_caller_is_not_the_issuer(three, actors):
    with reverts("NotParty", actors.registrar, actors.issuer):
        three.removeDocument(NAMES[0], {"from": actors.registrar})
