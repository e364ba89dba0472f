"""BondOffice.getDocument, getAllDocuments: what is attached, and nothing else (ERC-1643)."""

from tests.support.texts import digest32, text32


def test_a_new_bond_has_no_documents(bond):
    assert bond.getAllDocuments() == ()
    assert bond.getDocument(text32("prospectus")) == ("", "0x" + "00" * 32, 0)


def test_documents_are_the_bonds_own(bond, draft, issuer):
    bond.setDocument(text32("notice"), "ipfs://notice", digest32("notice"), issuer)

    assert draft.bond.getAllDocuments() == ()


def test_an_address_longer_than_a_word_is_kept(bond, issuer):
    uri = "https://issuer.example/" + "0123456789" * 30

    bond.setDocument(text32("notice"), uri, digest32("notice"), issuer)

    assert bond.getDocument(text32("notice"))[0] == uri
