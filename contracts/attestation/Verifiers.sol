// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {AttestationKind} from "interfaces/IAttestations.sol";
import {IVerifiers} from "interfaces/IVerifiers.sol";

import {Day} from "contracts/types/Units.sol";

/// @title Verifiers
/// @dev   Specification, errors and events: IVerifiers.
///
/// TRUST
/// The accreditor says who is competent. It signs no statement itself, and a statement made while
/// a verifier was accredited stays on record after a suspension.
contract Verifiers is IVerifiers, AccessManaged {
    struct Entry {
        uint16 scopes;
        Day from;
        Day until;
        bool suspended;
        bytes32 record;
    }

    mapping(address verifier => Entry) private _entries;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IVerifiers
    function accredit(address verifier, Accreditation calldata a) external restricted {
        require(
            a.scopes != 0 && a.until >= a.from && a.record != bytes32(0),
            AccreditationInvalid(verifier, a.scopes, a.from, a.until)
        );

        Entry storage entry = _entries[verifier];
        // A renewal does not lift a suspension.
        _entries[verifier] = Entry(a.scopes, a.from, a.until, entry.suspended, a.record);

        emit VerifierAccredited(verifier, a);
    }

    /// @inheritdoc IVerifiers
    function setSuspended(address verifier, bool suspended) external restricted {
        Entry storage entry = _entries[verifier];
        require(entry.scopes != 0, NotAccredited(verifier));

        entry.suspended = suspended;

        emit VerifierSuspended(verifier, suspended);
    }

    /// @inheritdoc IVerifiers
    function isAccredited(address verifier, AttestationKind kind, Day day)
        external
        view
        returns (bool)
    {
        Entry memory entry = _entries[verifier];
        return entry.scopes & uint16(1 << uint8(kind)) != 0 && !entry.suspended && day >= entry.from
            && day <= entry.until;
    }

    /// @inheritdoc IVerifiers
    function accreditationOf(address verifier)
        external
        view
        returns (Accreditation memory accreditation, bool suspended)
    {
        Entry memory e = _entries[verifier];
        return (Accreditation(e.scopes, e.from, e.until, e.record), e.suspended);
    }
}
