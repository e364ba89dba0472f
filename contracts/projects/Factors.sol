// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IFactors} from "interfaces/IFactors.sol";

import {FactorId} from "contracts/types/Ids.sol";

/// @title Factors
/// @dev   Specification, errors and events: IFactors.
///
/// TRUST
/// The steward copies a number from a publication whose hash stands beside it, so a wrong copy is
/// found by anyone who holds the publication; it cannot change one that results rest on.
contract Factors is IFactors, AccessManaged {
    /// @dev 1.5 t CO2e per MWh, above any grid or coal fleet. Source: docs/spec.md REQ-FA-2.
    uint64 private constant LIMIT = 1_500_000;

    mapping(FactorId factor => Factor) private _factors;
    mapping(FactorId factor => FactorId) private _supersededBy;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IFactors
    function publish(FactorId factor, Factor calldata entry) external restricted {
        require(_factors[factor].kind == Kind.None, FactorExists(factor));
        require(
            entry.kind != Kind.None && entry.dataYear != 0 && entry.documentHash != bytes32(0),
            FactorIncomplete(factor)
        );
        require(entry.value <= LIMIT, FactorOutOfRange(entry.value, LIMIT));

        _factors[factor] = entry;

        emit FactorPublished(factor, entry);
    }

    /// @inheritdoc IFactors
    function supersede(FactorId factor, FactorId by) external restricted {
        require(_factors[factor].kind != Kind.None, UnknownFactor(factor));
        require(_factors[by].kind != Kind.None, UnknownFactor(by));

        _supersededBy[factor] = by;

        emit FactorSuperseded(factor, by);
    }

    /// @inheritdoc IFactors
    function valueOf(FactorId factor, Kind kind) external view returns (uint64) {
        Factor storage entry = _factors[factor];
        require(entry.kind != Kind.None, UnknownFactor(factor));
        require(entry.kind == kind, WrongKind(factor, entry.kind, kind));
        return entry.value;
    }

    /// @inheritdoc IFactors
    function factorOf(FactorId factor)
        external
        view
        returns (Factor memory entry, FactorId supersededBy)
    {
        return (_factors[factor], _supersededBy[factor]);
    }
}
