// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationId} from "contracts/types/Ids.sol";

/// @dev What a verifier can state. Each has an EAS schema of its own. Later kinds are appended.
enum AttestationKind {
    None,
    /// The framework is green. Subject: frameworkSubject(bond, framework hash).
    FrameworkOpinion,
    /// The project is eligible. Subject: project id.
    ProjectCertification,
    /// A milestone of the project was reached. Subject: project id.
    MilestoneReached,
    /// The impact of a period is right. Subject: batch id.
    ImpactVerification,
    /// The disclosure is right. Subject: content hash.
    DisclosureAssurance
}

/// @title  Attestations
/// @notice Lets an attestation into the Ethereum Attestation Service only from an accredited,
///         unconflicted verifier, and answers the one question that domain contracts ask: is there
///         a live attestation of this kind about this subject.
/// @dev    Every schema is two words: `bytes32 subject, bytes32 statement`, the second being the
///         SHA-256 of the verifier's document. Names differ by kind, so that schema uids do.
///         INV-AT-1  an attestation is live only if it was accepted here, is not revoked, not
///                   expired, and is asked about under its own kind and subject
interface IAttestations {
    /// @notice The attester is not accredited for this kind on this day.
    error VerifierNotAccredited(address verifier, AttestationKind kind);
    /// @notice The attester operates the project it attests about.
    error VerifierInConflict(address verifier, bytes32 subject);
    /// @notice No such project.
    error SubjectUnknown(AttestationKind kind, bytes32 subject);
    /// @notice The schema is not one of the platform's.
    error SchemaUnknown(bytes32 schema);
    /// @notice The payload is not two words.
    error PayloadLength(uint256 actual, uint256 required);
    /// @notice A kind has one schema, for good, made for this resolver and revocable.
    error SchemaInvalid(bytes32 schema, AttestationKind kind);

    /// @notice A schema was bound to a kind.
    event SchemaBound(AttestationKind indexed kind, bytes32 indexed schema);
    /// @notice An attestation passed.
    event AttestationAccepted(
        AttestationId indexed attestation,
        AttestationKind indexed kind,
        bytes32 indexed subject,
        address verifier,
        bytes32 statement,
        uint64 expiresAt
    );
    /// @notice An attestation was withdrawn by its verifier.
    event AttestationRevoked(AttestationId indexed attestation);

    /// @notice Says which registered schema stands for `kind`, once. Caller: STEWARD.
    /// @custom:reverts SchemaInvalid
    function bindSchema(AttestationKind kind, bytes32 schema) external;

    /// @notice Whether `attestation` is of `kind`, about `subject`, not revoked and not expired.
    function isLive(AttestationId attestation, AttestationKind kind, bytes32 subject)
        external
        view
        returns (bool);

    /// @notice Schema of a kind, zero where none is bound.
    function schemaOf(AttestationKind kind) external view returns (bytes32);
}
