"""EAS.revoke under our resolver: a verifier withdraws its statement, for good."""

from tests.support.platform import PROJECT_CERTIFICATION, certify
from tests.support.reverts import reverts


def revoke(platform, attestation, sender):
    schema = platform.attestations.schemaOf(PROJECT_CERTIFICATION)
    return platform.eas.revoke((schema, (attestation, 0)), {"from": sender})


def test_a_revoked_attestation_is_live_no_more(platform, verifier, project_id):
    certification, other = certify(platform, project_id), certify(platform, project_id)

    tx = revoke(platform, certification, verifier)

    assert not platform.attestations.isLive(certification, PROJECT_CERTIFICATION, project_id)
    assert platform.attestations.isLive(other, PROJECT_CERTIFICATION, project_id)
    assert dict(tx.events["AttestationRevoked"]) == {"attestation": certification}


def test_a_suspended_verifier_may_still_withdraw(platform, actors, verifier, project_id):
    certification = certify(platform, project_id)
    platform.verifiers.setSuspended(verifier, True, {"from": actors.admin})

    revoke(platform, certification, verifier)

    assert not platform.attestations.isLive(certification, PROJECT_CERTIFICATION, project_id)


def test_reverts_when_somebody_else_withdraws(platform, actors, verifier, project_id):
    certification = certify(platform, project_id)
    with reverts("AccessDenied"):
        revoke(platform, certification, actors.admin)


def test_reverts_when_it_was_withdrawn_before(platform, verifier, project_id):
    certification = certify(platform, project_id)
    revoke(platform, certification, verifier)
    with reverts("AlreadyRevoked"):
        revoke(platform, certification, verifier)
