// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Identifiers. Each is its own type, so a project id cannot be passed where an attestation id is
// expected. Derivation of each: docs/spec.md, section 1.

/// @dev The bond's address, left-padded.
type BondId is bytes32;

/// @dev keccak256(abi.encode(chainid, Projects, operator, nonce of the operator)).
type ProjectId is bytes32;

/// @dev keccak256(abi.encode(project, serial number)).
type DeviceId is bytes32;

/// @dev keccak256(abi.encode(project, metric, start, end)).
type BatchId is bytes32;

/// @dev Uid of the attestation, as computed by the Ethereum Attestation Service.
type AttestationId is bytes32;

/// @dev Right-padded ASCII, name and version: "M01/1".
type MethodologyId is bytes32;

/// @dev Right-padded ASCII: "CN-NCSC-2012-NW-OM".
type FactorId is bytes32;

/// @dev keccak256(abi.encode(methodology, parameters)): what a project is measured by.
type PinId is bytes32;

using {batchEq as ==} for BatchId global;
using {isNone} for BatchId global;

function batchEq(BatchId a, BatchId b) pure returns (bool) {
    return BatchId.unwrap(a) == BatchId.unwrap(b);
}

function isNone(BatchId a) pure returns (bool) {
    return BatchId.unwrap(a) == bytes32(0);
}
