// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationKind, IAttestations} from "interfaces/IAttestations.sol";

import {AttestationId} from "contracts/types/Ids.sol";

/// @notice Attestations that are live when a test says so. Test only.
contract MockAttestations is IAttestations {
    /// @inheritdoc IAttestations
    mapping(
        AttestationId id => mapping(AttestationKind kind => mapping(bytes32 subject => bool))
    ) public isLive;
    /// @inheritdoc IAttestations
    mapping(AttestationKind kind => bytes32) public schemaOf;

    function setLive(AttestationId id, AttestationKind kind, bytes32 subject, bool live) external {
        isLive[id][kind][subject] = live;
    }

    /// @inheritdoc IAttestations
    function bindSchema(AttestationKind kind, bytes32 schema) external {
        schemaOf[kind] = schema;
        emit SchemaBound(kind, schema);
    }
}
