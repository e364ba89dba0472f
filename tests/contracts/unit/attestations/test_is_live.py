"""Attestations.isLive: accepted, not revoked, not expired, of that kind and subject."""

from brownie import ZERO_ADDRESS, chain

from tests.support.platform import (
    FRAMEWORK_OPINION,
    IMPACT_VERIFICATION,
    MILESTONE_REACHED,
    PROJECT_CERTIFICATION,
    ZERO,
    attest,
    certify,
)
from tests.support.texts import digest32

KINDS = range(1, 6)


def test_inv_at_1_live_only_if_accepted_unrevoked_unexpired_and_asked_as_stated(
    platform, verifier, project_id
):
    live = platform.attestations.isLive
    certification = certify(platform, project_id, expires_at=chain.time() + 1_000)

    for kind in KINDS:
        for subject in (project_id, digest32("other"), ZERO):
            expected = (kind, subject) == (PROJECT_CERTIFICATION, project_id)
            assert live(certification, kind, subject) is expected
            assert not live(ZERO, kind, subject)
            assert not live(digest32("none"), kind, subject)

    chain.sleep(2_000)
    chain.mine()
    assert not live(certification, PROJECT_CERTIFICATION, project_id)

    again = certify(platform, project_id)
    schema = platform.attestations.schemaOf(PROJECT_CERTIFICATION)
    platform.eas.revoke((schema, (again, 0)), {"from": verifier})
    assert not live(again, PROJECT_CERTIFICATION, project_id)


def test_it_expires_in_the_second_it_says(platform, verifier, project_id):
    expires_at = chain.time() + 1_000
    certification = certify(platform, project_id, expires_at=expires_at)

    chain.mine(timestamp=expires_at - 1)
    assert platform.attestations.isLive(certification, PROJECT_CERTIFICATION, project_id)
    chain.mine(timestamp=expires_at)
    assert not platform.attestations.isLive(certification, PROJECT_CERTIFICATION, project_id)


def test_it_stays_live_for_good_without_an_expiry(platform, verifier, project_id):
    milestone = attest(platform, MILESTONE_REACHED, project_id)

    chain.mine(timestamp=chain.time() + 10**9)

    assert platform.attestations.isLive(milestone, MILESTONE_REACHED, project_id)


def test_an_attestation_that_eas_holds_under_a_foreign_schema_is_not_live(
    platform, actors, project_id
):
    tx = platform.schema_registry.register(
        "bytes32 project,bytes32 certificate", ZERO_ADDRESS, True, {"from": actors.stranger}
    )
    foreign = tx.events["Registered"]["uid"]
    attestation = certify(platform, project_id, verifier=actors.stranger, schema=foreign)

    assert not platform.attestations.isLive(attestation, PROJECT_CERTIFICATION, project_id)


def test_the_subject_of_one_kind_says_nothing_about_another(platform, verifier):
    subject = digest32("subject")
    opinion = attest(platform, FRAMEWORK_OPINION, subject)

    assert platform.attestations.isLive(opinion, FRAMEWORK_OPINION, subject)
    assert not platform.attestations.isLive(opinion, IMPACT_VERIFICATION, subject)
