"""BondDesk.framework, frameworkSubject: the green label and what an opinion is about."""

from tests.support.platform import FRAMEWORK_OPINION, announce, attest
from tests.support.texts import digest32

FRAMEWORK = digest32("framework")


def test_a_bond_without_framework_is_not_green(draft):
    document, opinion, is_green = draft.bond.framework()

    assert int(str(document), 16) == int(str(opinion), 16) == 0
    assert is_green is False


def test_the_label_is_of_the_framework_and_its_opinion(platform, draft):
    announce(platform, draft, FRAMEWORK)

    document, _, is_green = draft.bond.framework()
    assert (document, is_green) == (FRAMEWORK, True)


def test_the_label_ends_with_the_opinion(platform, draft, issuer, chain):
    expires_at = chain.time() + 1_000
    subject = draft.bond.frameworkSubject(FRAMEWORK)
    opinion = attest(platform, FRAMEWORK_OPINION, subject, expires_at=expires_at)
    draft.bond.announce(FRAMEWORK, opinion, issuer)
    assert draft.bond.framework()[2] is True

    chain.mine(timestamp=expires_at + 1)

    assert draft.bond.framework()[2] is False


def test_two_frameworks_of_two_bonds_have_four_subjects(plain, draft):
    one, other = "0x" + "01" * 32, "0x" + "02" * 32

    subjects = {str(b.frameworkSubject(f)) for b in (plain.bond, draft.bond) for f in (one, other)}
    assert len(subjects) == 4
