"""ERC-1643: documents by name, with address, hash and time of the last change."""

import pytest

from tests.support.interfaces import topic
from tests.support.reverts import reverts
from tests.support.texts import digest32, text32

PROSPECTUS, OPINION, REPORT = (text32(each) for each in ("prospectus", "opinion", "report"))
URI, OTHER_URI = "https://issuer.example/prospectus.pdf", "ipfs://bafybeigdyrzt5"


@pytest.fixture
def issuer(actors):
    return {"from": actors.issuer}


def names(bond) -> set[str]:
    return {"0x" + bytes(each).hex() for each in bond.getAllDocuments()}


def document(bond, name) -> tuple:
    uri, hash_, modified_at = bond.getDocument(name)
    return uri, "0x" + bytes(hash_).hex(), modified_at


def test_a_document_is_attached_and_the_event_says_so(bond, issuer, chain):
    tx = bond.setDocument(PROSPECTUS, URI, digest32("prospectus"), issuer)

    assert document(bond, PROSPECTUS) == (URI, digest32("prospectus"), tx.timestamp)
    assert names(bond) == {PROSPECTUS}
    assert (
        bytes(tx.logs[0]["topics"][0]).hex()
        == (topic("DocumentUpdated(bytes32,string,bytes32)")[2:])
    )
    event = tx.events["DocumentUpdated"]
    assert (str(event["name"]), event["uri"]) == (PROSPECTUS, URI)
    assert str(event["documentHash"]) == digest32("prospectus")


def test_a_document_is_replaced_under_its_name(bond, issuer, chain):
    bond.setDocument(PROSPECTUS, URI, digest32("prospectus"), issuer)
    chain.mine(timestamp=chain.time() + 1_000)
    tx = bond.setDocument(PROSPECTUS, OTHER_URI, digest32("supplement"), issuer)

    assert document(bond, PROSPECTUS) == (OTHER_URI, digest32("supplement"), tx.timestamp)
    assert len(bond.getAllDocuments()) == 1


@pytest.mark.parametrize("removed", [PROSPECTUS, OPINION, REPORT])
def test_a_document_is_removed_and_the_others_stay(bond, issuer, removed):
    for name in (PROSPECTUS, OPINION, REPORT):
        bond.setDocument(name, URI, digest32(name), issuer)
    tx = bond.removeDocument(removed, issuer)

    assert names(bond) == {PROSPECTUS, OPINION, REPORT} - {removed}
    assert len(bond.getAllDocuments()) == 2
    assert document(bond, removed) == ("", "0x" + "00" * 32, 0)
    event = tx.events["DocumentRemoved"]
    assert (str(event["name"]), event["uri"]) == (removed, URI)
    assert str(event["documentHash"]) == digest32(removed)
    assert (
        bytes(tx.logs[0]["topics"][0]).hex()
        == (topic("DocumentRemoved(bytes32,string,bytes32)")[2:])
    )


def test_a_removed_document_can_come_back(bond, issuer):
    bond.setDocument(PROSPECTUS, URI, digest32("prospectus"), issuer)
    bond.removeDocument(PROSPECTUS, issuer)
    bond.setDocument(PROSPECTUS, OTHER_URI, digest32("prospectus"), issuer)
    assert names(bond) == {PROSPECTUS}


def test_an_unknown_document_is_empty(bond):
    assert document(bond, PROSPECTUS) == ("", "0x" + "00" * 32, 0)
    assert bond.getAllDocuments() == ()


def test_reverts_when_another_attaches_or_removes(bond, actors, issuer):
    stranger = {"from": actors.stranger}
    with reverts("NotParty", actors.stranger, actors.issuer):
        bond.setDocument(PROSPECTUS, URI, digest32("prospectus"), stranger)
    bond.setDocument(PROSPECTUS, URI, digest32("prospectus"), issuer)
    with reverts("NotParty", actors.stranger, actors.issuer):
        bond.removeDocument(PROSPECTUS, stranger)


@pytest.mark.parametrize(
    "given",
    [
        ("0x" + "00" * 32, URI, digest32("prospectus")),
        (PROSPECTUS, "", digest32("prospectus")),
        (PROSPECTUS, URI, "0x" + "00" * 32),
    ],
)
def test_reverts_when_a_part_is_missing(bond, issuer, given):
    with reverts("DocumentInvalid", given[0]):
        bond.setDocument(*given, issuer)


def test_reverts_when_there_is_nothing_to_remove(bond, issuer):
    with reverts("DocumentMissing", REPORT):
        bond.removeDocument(REPORT, issuer)
