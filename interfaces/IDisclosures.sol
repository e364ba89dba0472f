// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Day} from "contracts/types/Units.sol";

/// @title  Disclosures
/// @notice Which document an issuer published about its bond, by hash, and what replaced it.
/// @dev    INV-DI-1  a content hash is published once
///         INV-DI-2  a published disclosure is never edited, only superseded, once
interface IDisclosures {
    /// @notice A published disclosure.
    /// @param bond         bond it is about
    /// @param kind         right-padded ASCII: "allocation-impact"
    /// @param periodStart  first day [day]
    /// @param periodEnd    day after the last [day]
    /// @param manifestHash SHA-256 of the manifest of its renditions
    struct Publication {
        address bond;
        bytes32 kind;
        Day periodStart;
        Day periodEnd;
        bytes32 manifestHash;
    }

    /// @notice Only the bond's issuer publishes about it.
    error NotBondIssuer(address caller, address issuer);
    /// @notice The same bytes were published before.
    error ContentPublished(bytes32 contentHash);
    /// @notice No such disclosure.
    error UnknownDisclosure(bytes32 contentHash);
    /// @notice It was superseded before.
    error SupersededBefore(bytes32 contentHash, bytes32 by);
    /// @notice A disclosure is superseded by one about the same bond and of the same kind.
    error SubjectMismatch(bytes32 contentHash, bytes32 superseded);
    /// @notice A period ends after it begins; content and manifest have hashes.
    error PublicationInvalid(bytes32 contentHash, Day periodStart, Day periodEnd);

    /// @notice A disclosure was published.
    event DisclosurePublished(
        bytes32 indexed contentHash, address indexed bond, Publication publication
    );
    /// @notice A disclosure was replaced by a newer one, for a stated reason.
    event DisclosureSuperseded(bytes32 indexed contentHash, bytes32 indexed by, bytes32 reason);

    /// @notice Publishes a disclosure. Caller: issuer of the bond.
    /// @param  contentHash SHA-256 of the canonical JSON (RFC 8785)
    /// @custom:reverts NotBondIssuer, PublicationInvalid, ContentPublished
    function publish(bytes32 contentHash, Publication calldata publication) external;

    /// @notice Publishes a disclosure that replaces `superseded`. Caller: issuer of the bond.
    /// @param  reason SHA-256 of the stated reason
    /// @custom:reverts UnknownDisclosure, SupersededBefore, SubjectMismatch and those of `publish`
    function supersede(
        bytes32 superseded,
        bytes32 contentHash,
        Publication calldata publication,
        bytes32 reason
    ) external;

    /// @notice A disclosure and what superseded it; `bond` is zero where there is none.
    function disclosureOf(bytes32 contentHash)
        external
        view
        returns (Publication memory publication, bytes32 supersededBy);
}
