"""BondOffice.setDocument: the issuer attaches papers by name, address and hash (ERC-1643)."""

import pytest

from tests.support.reverts import reverts
from tests.support.texts import digest32, text32

NAME, URI, HASH = text32("prospectus"), "ipfs://prospectus", digest32("prospectus")
EMPTY = "0x" + "00" * 32


def test_a_document_is_kept_with_its_time(bond, issuer):
    tx = bond.setDocument(NAME, URI, HASH, issuer)

    assert bond.getDocument(NAME) == (URI, HASH, tx.timestamp)
    assert bond.getAllDocuments() == (NAME,)
    event = tx.events["DocumentUpdated"]
    assert (str(event["name"]), event["uri"], str(event["documentHash"])) == (NAME, URI, HASH)


def test_a_later_document_of_the_name_replaces_the_first(bond, issuer, chain):
    bond.setDocument(NAME, URI, HASH, issuer)
    chain.mine(timestamp=chain.time() + 1_000)
    newer = digest32("supplement")

    tx = bond.setDocument(NAME, "ipfs://supplement", newer, issuer)

    assert bond.getDocument(NAME) == ("ipfs://supplement", newer, tx.timestamp)
    assert bond.getAllDocuments() == (NAME,)


def test_it_can_be_done_in_every_stage(draft, issuer):
    draft.bond.setDocument(NAME, URI, HASH, issuer)
    draft.bond.cancel(issuer)
    draft.bond.setDocument(text32("notice"), URI, HASH, issuer)

    assert draft.bond.getAllDocuments() == (NAME, text32("notice"))


@pytest.mark.parametrize("given", [(EMPTY, URI, HASH), (NAME, "", HASH), (NAME, URI, EMPTY)])
def test_reverts_when_a_part_is_missing(bond, issuer, given):
    with reverts("DocumentInvalid", given[0]):
        bond.setDocument(*given, issuer)


def test_reverts_when_caller_is_not_the_issuer(bond, actors):
    with reverts("NotParty", actors.trustee, actors.issuer):
        bond.setDocument(NAME, URI, HASH, {"from": actors.trustee})
