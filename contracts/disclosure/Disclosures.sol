// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBond} from "interfaces/IBond.sol";
import {IDisclosures} from "interfaces/IDisclosures.sol";

/// @title Disclosures
/// @dev   Specification, errors and events: IDisclosures.
///
/// TRUST
/// The chain keeps hashes and their order, not judgement: whether a disclosure is right is what
/// anyone finds by recomputing it, and what a DisclosureAssurance states.
/// BONDS
/// A bond is asked for its issuer. A forged bond can only publish about itself.
contract Disclosures is IDisclosures {
    mapping(bytes32 contentHash => Publication) private _publications;
    mapping(bytes32 contentHash => bytes32) private _supersededBy;

    /// @inheritdoc IDisclosures
    function publish(bytes32 contentHash, Publication calldata publication) external {
        _publish(contentHash, publication);
    }

    /// @inheritdoc IDisclosures
    function supersede(
        bytes32 superseded,
        bytes32 contentHash,
        Publication calldata publication,
        bytes32 reason
    ) external {
        Publication storage old = _publications[superseded];
        require(old.bond != address(0), UnknownDisclosure(superseded));
        require(
            _supersededBy[superseded] == bytes32(0),
            SupersededBefore(superseded, _supersededBy[superseded])
        );
        require(
            old.bond == publication.bond && old.kind == publication.kind,
            SubjectMismatch(contentHash, superseded)
        );

        _supersededBy[superseded] = contentHash;
        _publish(contentHash, publication);

        emit DisclosureSuperseded(superseded, contentHash, reason);
    }

    /// @inheritdoc IDisclosures
    function disclosureOf(bytes32 contentHash)
        external
        view
        returns (Publication memory publication, bytes32 supersededBy)
    {
        return (_publications[contentHash], _supersededBy[contentHash]);
    }

    function _publish(bytes32 contentHash, Publication calldata p) private {
        address issuer = IBond(p.bond).terms().issuer;
        require(msg.sender == issuer, NotBondIssuer(msg.sender, issuer));
        require(
            contentHash != bytes32(0) && p.manifestHash != bytes32(0)
                && p.periodEnd > p.periodStart,
            PublicationInvalid(contentHash, p.periodStart, p.periodEnd)
        );
        require(_publications[contentHash].bond == address(0), ContentPublished(contentHash));

        _publications[contentHash] = p;

        emit DisclosurePublished(contentHash, p.bond, p);
    }
}
