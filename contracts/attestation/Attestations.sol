// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEAS, Attestation} from "@ethereum-attestation-service/eas-contracts/contracts/IEAS.sol";
import {
    SchemaRecord
} from "@ethereum-attestation-service/eas-contracts/contracts/ISchemaRegistry.sol";
import {
    SchemaResolver
} from "@ethereum-attestation-service/eas-contracts/contracts/resolver/SchemaResolver.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {AttestationKind, IAttestations} from "interfaces/IAttestations.sol";
import {IProjects} from "interfaces/IProjects.sol";
import {IVerifiers} from "interfaces/IVerifiers.sol";

import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {AttestationId, ProjectId} from "contracts/types/Ids.sol";

/// @title Attestations
/// @dev   Specification, errors and events: IAttestations. A schema resolver of EAS: EAS holds the
///        statements (delegated signing, expiry, revocation, explorers), this decides which pass.
///
/// RECORD
/// One word per attestation: bits 0-175 of keccak256(kind, subject), 176-239 expiry [s UTC, 0 is
/// none], 240 accepted, 241 revoked. So `isLive` costs one storage read and no call to EAS.
/// TRUST
/// The steward binds a schema to a kind once. It cannot pass or revoke a statement.
contract Attestations is IAttestations, SchemaResolver, AccessManaged {
    uint256 private constant DIGEST_MASK = (1 << 176) - 1;
    uint256 private constant ACCEPTED = 1 << 240;
    uint256 private constant REVOKED = 1 << 241;
    uint256 private constant PAYLOAD = 64;

    IVerifiers public immutable verifiers;
    IProjects public immutable projects;

    /// @inheritdoc IAttestations
    mapping(AttestationKind kind => bytes32) public schemaOf;
    mapping(bytes32 schema => AttestationKind) private _kindOf;
    mapping(AttestationId attestation => uint256) private _records;

    constructor(address authority, IEAS eas, IVerifiers verifiers_, IProjects projects_)
        SchemaResolver(eas)
        AccessManaged(authority)
    {
        verifiers = verifiers_;
        projects = projects_;
    }

    /* WRITES */

    /// @inheritdoc IAttestations
    function bindSchema(AttestationKind kind, bytes32 schema) external restricted {
        SchemaRecord memory record = _eas.getSchemaRegistry().getSchema(schema);
        require(
            kind != AttestationKind.None && schemaOf[kind] == bytes32(0)
                && _kindOf[schema] == AttestationKind.None
                && address(record.resolver) == address(this) && record.revocable,
            SchemaInvalid(schema, kind)
        );

        schemaOf[kind] = schema;
        _kindOf[schema] = kind;

        emit SchemaBound(kind, schema);
    }

    /* VIEWS */

    /// @inheritdoc IAttestations
    function isLive(AttestationId attestation, AttestationKind kind, bytes32 subject)
        external
        view
        returns (bool)
    {
        uint256 record = _records[attestation];
        // forge-lint: disable-next-line(unsafe-typecast)
        uint64 expiresAt = uint64(record >> 176);
        return record & (ACCEPTED | REVOKED) == ACCEPTED
            && record & DIGEST_MASK == _digest(kind, subject)
            && (expiresAt == 0 || block.timestamp < expiresAt);
    }

    /* EAS */

    function onAttest(Attestation calldata a, uint256) internal override returns (bool) {
        AttestationKind kind = _kindOf[a.schema];
        require(kind != AttestationKind.None, SchemaUnknown(a.schema));
        require(a.data.length == PAYLOAD, PayloadLength(a.data.length, PAYLOAD));
        (bytes32 subject, bytes32 statement) = abi.decode(a.data, (bytes32, bytes32));
        require(
            verifiers.isAccredited(a.attester, kind, CivilTime.dayOf(block.timestamp, 0)),
            VerifierNotAccredited(a.attester, kind)
        );
        _requireNoConflict(a.attester, kind, subject);

        AttestationId id = AttestationId.wrap(a.uid);
        _records[id] = _digest(kind, subject) | uint256(a.expirationTime) << 176 | ACCEPTED;

        emit AttestationAccepted(id, kind, subject, a.attester, statement, a.expirationTime);
        return true;
    }

    function onRevoke(Attestation calldata a, uint256) internal override returns (bool) {
        AttestationId id = AttestationId.wrap(a.uid);
        _records[id] |= REVOKED;

        emit AttestationRevoked(id);
        return true;
    }

    /* INTERNAL */

    function _requireNoConflict(address verifier, AttestationKind kind, bytes32 subject)
        private
        view
    {
        if (
            kind != AttestationKind.ProjectCertification && kind != AttestationKind.MilestoneReached
        ) return;
        address operator = projects.operatorOf(ProjectId.wrap(subject));
        require(operator != address(0), SubjectUnknown(kind, subject));
        require(operator != verifier, VerifierInConflict(verifier, subject));
    }

    function _digest(AttestationKind kind, bytes32 subject) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(kind, subject))) & DIGEST_MASK;
    }
}
