// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationKind} from "interfaces/IAttestations.sol";

import {Day} from "contracts/types/Units.sol";

/// @title  Verifiers
/// @notice Who is accredited to state what, and from when to when.
/// @dev    INV-VE-1  a suspended or expired verifier is accredited for nothing on that day
interface IVerifiers {
    /// @notice A verifier's accreditation.
    /// @param scopes bit n set: may attest AttestationKind(n)
    /// @param from   first day [day, UTC]
    /// @param until  last day [day, UTC]
    /// @param record SHA-256 of the accreditation file
    struct Accreditation {
        uint16 scopes;
        Day from;
        Day until;
        bytes32 record;
    }

    /// @notice An accreditation needs a scope, a record and an end after its beginning.
    error AccreditationInvalid(address verifier, uint16 scopes, Day from, Day until);
    /// @notice The account was never accredited.
    error NotAccredited(address verifier);

    /// @notice A verifier was accredited, or its accreditation renewed.
    event VerifierAccredited(address indexed verifier, Accreditation accreditation);
    /// @notice A verifier was suspended, or its suspension lifted.
    event VerifierSuspended(address indexed verifier, bool suspended);

    /// @notice Accredits a verifier, or renews it. Caller: ACCREDITOR.
    /// @custom:reverts AccreditationInvalid
    function accredit(address verifier, Accreditation calldata accreditation) external;

    /// @notice Suspends a verifier or lifts its suspension. Caller: ACCREDITOR.
    /// @custom:reverts NotAccredited
    function setSuspended(address verifier, bool suspended) external;

    /// @notice Whether `verifier` may attest `kind` on `day`.
    function isAccredited(address verifier, AttestationKind kind, Day day)
        external
        view
        returns (bool);

    /// @notice A verifier's accreditation and suspension.
    function accreditationOf(address verifier)
        external
        view
        returns (Accreditation memory accreditation, bool suspended);
}
