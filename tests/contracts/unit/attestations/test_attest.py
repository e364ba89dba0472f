"""EAS.attest under our resolver: who may state what about which subject."""

import pytest
from brownie import ZERO_ADDRESS, chain

from tests.support.clock import DAY, mine_at
from tests.support.platform import (
    DISCLOSURE_ASSURANCE,
    FRAMEWORK_OPINION,
    IMPACT_VERIFICATION,
    MILESTONE_REACHED,
    PROJECT_CERTIFICATION,
    ZERO,
    accredit,
    attest,
    certify,
    send_attestation,
)
from tests.support.reverts import reverts
from tests.support.texts import digest32

ABOUT_PROJECTS = [PROJECT_CERTIFICATION, MILESTONE_REACHED]
ABOUT_HASHES = [FRAMEWORK_OPINION, IMPACT_VERIFICATION, DISCLOSURE_ASSURANCE]
KINDS = [*ABOUT_PROJECTS, *ABOUT_HASHES]
TOMORROW = 2**33


@pytest.mark.parametrize("kind", KINDS)
def test_an_accredited_verifier_passes_and_the_event_says_what(
    platform, verifier, project_id, kind
):
    tx = send_attestation(platform, kind, project_id, digest32("text"), expires_at=TOMORROW)

    attestation = tx.events["Attested"]["uid"]
    assert platform.attestations.isLive(attestation, kind, project_id)
    assert dict(tx.events["AttestationAccepted"]) == {
        "attestation": attestation,
        "kind": kind,
        "subject": project_id,
        "verifier": verifier,
        "statement": digest32("text"),
        "expiresAt": TOMORROW,
    }


@pytest.mark.parametrize("kind", ABOUT_HASHES)
def test_other_kinds_are_about_any_hash(platform, verifier, kind):
    subject = digest32("anything")

    assert platform.attestations.isLive(attest(platform, kind, subject), kind, subject)


@pytest.mark.parametrize("kind", KINDS)
def test_reverts_when_the_verifier_is_not_accredited_for_the_kind(
    platform, actors, project_id, kind
):
    accredit(platform, actors.reviewer, sum(1 << k for k in KINDS if k != kind))

    with reverts("VerifierNotAccredited", actors.reviewer, kind):
        attest(platform, kind, project_id, verifier=actors.reviewer)


def test_reverts_when_nobody_accredited_the_attester(platform, actors, project_id):
    with reverts("VerifierNotAccredited", actors.stranger, PROJECT_CERTIFICATION):
        certify(platform, project_id, verifier=actors.stranger)


def test_reverts_when_the_accreditation_is_over_or_ahead(platform, actors, project_id):
    tomorrow = chain.time() // DAY + 1
    accredit(platform, actors.reviewer, 1 << PROJECT_CERTIFICATION, tomorrow, tomorrow)

    with reverts("VerifierNotAccredited", actors.reviewer, PROJECT_CERTIFICATION):
        certify(platform, project_id, verifier=actors.reviewer)
    mine_at(tomorrow * DAY)
    certify(platform, project_id, verifier=actors.reviewer)
    mine_at((tomorrow + 1) * DAY)
    with reverts("VerifierNotAccredited", actors.reviewer, PROJECT_CERTIFICATION):
        certify(platform, project_id, verifier=actors.reviewer)


def test_reverts_when_the_verifier_is_suspended(platform, actors, verifier, project_id):
    platform.verifiers.setSuspended(verifier, True, {"from": actors.admin})

    with reverts("VerifierNotAccredited", verifier, PROJECT_CERTIFICATION):
        certify(platform, project_id)


def test_a_statement_stays_on_record_after_a_suspension(platform, actors, verifier, project_id):
    certification = certify(platform, project_id)

    platform.verifiers.setSuspended(verifier, True, {"from": actors.admin})

    assert platform.attestations.isLive(certification, PROJECT_CERTIFICATION, project_id)


@pytest.mark.parametrize("kind", ABOUT_PROJECTS)
def test_reverts_when_the_verifier_operates_the_project(platform, actors, project_id, kind):
    accredit(platform, actors.operator)

    with reverts("VerifierInConflict", actors.operator, project_id):
        attest(platform, kind, project_id, verifier=actors.operator)


@pytest.mark.parametrize("kind", ABOUT_PROJECTS)
def test_reverts_when_there_is_no_such_project(platform, verifier, kind):
    with reverts("SubjectUnknown", kind, digest32("none")):
        attest(platform, kind, digest32("none"))


@pytest.mark.parametrize("length", [0, 32, 63, 65, 96])
def test_reverts_when_the_payload_is_not_two_words(platform, verifier, length):
    schema = platform.attestations.schemaOf(PROJECT_CERTIFICATION)
    request = (schema, (ZERO_ADDRESS, 0, True, ZERO, b"\x01" * length, 0))
    with reverts("PayloadLength", length, 64):
        platform.eas.attest(request, {"from": verifier})


def test_reverts_when_the_schema_is_not_bound(platform, verifier, project_id):
    tx = platform.schema_registry.register(
        "bytes32 a,bytes32 b", platform.attestations, True, {"from": verifier}
    )
    schema = tx.events["Registered"]["uid"]
    with reverts("SchemaUnknown", schema):
        certify(platform, project_id, schema=schema)


def test_reverts_when_the_caller_is_not_eas(platform, actors, project_id):
    attestation = (
        *(ZERO, platform.attestations.schemaOf(PROJECT_CERTIFICATION), 0, 0, 0, ZERO),
        *(ZERO_ADDRESS, actors.verifier.address, True, project_id),
    )
    with reverts("AccessDenied"):
        platform.attestations.attest(attestation, {"from": actors.verifier})
    with reverts("AccessDenied"):
        platform.attestations.multiAttest([attestation], [0], {"from": actors.verifier})
    with reverts("AccessDenied"):
        platform.attestations.revoke(attestation, {"from": actors.verifier})
    with reverts("AccessDenied"):
        platform.attestations.multiRevoke([attestation], [0], {"from": actors.verifier})
