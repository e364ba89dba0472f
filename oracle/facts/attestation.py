"""Verifiers' statements, and whether each stands at a block."""

from collections.abc import Collection
from dataclasses import dataclass

from oracle.core.units import Address, Instant
from oracle.facts.event import Event
from oracle.facts.history import History

KINDS = (
    *("None", "FrameworkOpinion", "ProjectCertification", "MilestoneReached"),
    *("ImpactVerification", "DisclosureAssurance"),
)
"""What a verifier can state. Source: interfaces/IAttestations.sol, AttestationKind."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """One statement of a verifier.

    statement   SHA-256 of the verifier's document
    expires_at  0 while it never does [s UTC]
    state       live, revoked or expired, at the block that the statement is as of
    """

    uid: str
    kind: str
    subject: str
    verifier: Address
    statement: str
    expires_at: Instant
    state: str
    accepted: Event


def attestations_about(
    history: History, subjects: Collection[str], uids: Collection[str], time: Instant
) -> list[Attestation]:
    """Statements about any of `subjects`, or with one of `uids`, as they stand at `time`."""
    revoked = {
        event.fields.hex("attestation")
        for event in history.of("Attestations", "AttestationRevoked")
    }
    return [
        _attestation(event, revoked, time)
        for event in history.of("Attestations", "AttestationAccepted")
        if event.fields.hex("subject") in subjects or event.fields.hex("attestation") in uids
    ]


def _attestation(event: Event, revoked: set[str], time: Instant) -> Attestation:
    fields = event.fields
    uid, expires_at = fields.hex("attestation"), fields.instant("expiresAt")
    if uid in revoked:
        state = "revoked"
    else:
        state = "expired" if expires_at and expires_at <= time else "live"
    kind = fields.number("kind")
    return Attestation(
        uid=uid,
        kind=KINDS[kind] if kind < len(KINDS) else str(kind),
        subject=fields.hex("subject"),
        verifier=fields.address("verifier"),
        statement=fields.hex("statement"),
        expires_at=expires_at,
        state=state,
        accepted=event,
    )
