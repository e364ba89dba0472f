"""Bond.announce: the issuer shows a live opinion on the framework of this very bond."""

import pytest

from tests.support.platform import (
    FRAMEWORK_OPINION,
    PROJECT_CERTIFICATION,
    attest,
    certify,
    create_bond,
)
from tests.support.reverts import reverts
from tests.support.texts import digest32

FRAMEWORK = digest32("framework")
DRAFT, ANNOUNCED = 0, 1


@pytest.fixture(scope="module")
def opinion(platform, draft):
    return attest(platform, FRAMEWORK_OPINION, draft.bond.frameworkSubject(FRAMEWORK))


@pytest.fixture
def issuer(actors):
    return {"from": actors.issuer}


def test_a_live_opinion_announces_the_bond_as_green(draft, opinion, issuer):
    tx = draft.bond.announce(FRAMEWORK, opinion, issuer)

    assert draft.bond.stage() == ANNOUNCED
    assert draft.bond.framework() == (FRAMEWORK, opinion, True)
    published = tx.events["FrameworkPublished"]
    assert str(published["framework"]) == FRAMEWORK
    assert str(published["opinion"]) == opinion
    assert dict(tx.events["StageChanged"]) == {"from": DRAFT, "to": ANNOUNCED}


def test_a_revoked_opinion_takes_the_label_and_not_the_bond(platform, draft, opinion, issuer):
    draft.bond.announce(FRAMEWORK, opinion, issuer)
    schema = platform.attestations.schemaOf(FRAMEWORK_OPINION)

    platform.eas.revoke((schema, (opinion, 0)), {"from": platform.actors.verifier})

    assert draft.bond.framework()[2] is False
    assert draft.bond.stage() == ANNOUNCED


def test_a_later_framework_replaces_the_first_and_moves_no_stage(platform, draft, opinion, issuer):
    draft.bond.announce(FRAMEWORK, opinion, issuer)
    newer = digest32("framework, second edition")
    second = attest(platform, FRAMEWORK_OPINION, draft.bond.frameworkSubject(newer))

    tx = draft.bond.announce(newer, second, issuer)

    assert draft.bond.framework() == (newer, second, True)
    assert "StageChanged" not in tx.events


def test_reverts_when_the_opinion_is_about_another_bond(platform, draft, issuer):
    other = create_bond(platform, isin="0x" + b"OTHER0000001".hex())
    opinion = attest(platform, FRAMEWORK_OPINION, other.bond.frameworkSubject(FRAMEWORK))

    with reverts("OpinionNotLive", opinion, FRAMEWORK):
        draft.bond.announce(FRAMEWORK, opinion, issuer)


def test_reverts_when_the_opinion_is_about_another_framework(draft, opinion, issuer):
    another = digest32("another framework")

    with reverts("OpinionNotLive", opinion, another):
        draft.bond.announce(another, opinion, issuer)


def test_reverts_when_the_attestation_is_of_another_kind(platform, draft, project_id, issuer):
    certification = certify(platform, project_id)

    with reverts("OpinionNotLive", certification, FRAMEWORK):
        draft.bond.announce(FRAMEWORK, certification, issuer)
    assert platform.attestations.isLive(certification, PROJECT_CERTIFICATION, project_id)


def test_reverts_when_the_opinion_was_revoked(platform, draft, opinion, issuer):
    schema = platform.attestations.schemaOf(FRAMEWORK_OPINION)
    platform.eas.revoke((schema, (opinion, 0)), {"from": platform.actors.verifier})

    with reverts("OpinionNotLive", opinion, FRAMEWORK):
        draft.bond.announce(FRAMEWORK, opinion, issuer)


def test_reverts_when_caller_is_not_the_issuer(draft, opinion, actors):
    with reverts("NotParty", actors.bookrunner, actors.issuer):
        draft.bond.announce(FRAMEWORK, opinion, {"from": actors.bookrunner})
