// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FactorId} from "contracts/types/Ids.sol";

/// @title  Factors
/// @notice Published emission factors: never edited, only superseded. A value may rise.
/// @dev    INV-FA-1  a factor's value never changes once published
interface IFactors {
    /// @dev What a factor is of. One grid and year has several; they are never mixed up.
    enum Kind {
        None,
        Average,
        OperatingMargin,
        BuildMargin,
        Thermal,
        Residual,
        Footprint
    }

    /// @notice One published factor.
    /// @param kind         what it is of
    /// @param value        [micrograms CO2e per Wh, equal to g/MWh]
    /// @param dataYear     year of the data behind it
    /// @param region       right-padded ASCII
    /// @param documentHash SHA-256 of the publication
    struct Factor {
        Kind kind;
        uint64 value;
        uint16 dataYear;
        bytes32 region;
        bytes32 documentHash;
    }

    /// @notice No grid emits more than `limit`: a unit was mixed up.
    error FactorOutOfRange(uint64 value, uint64 limit);
    /// @notice A factor needs a kind, a year and the hash of its publication.
    error FactorIncomplete(FactorId factor);
    /// @notice The factor is published: publish a new one and supersede this.
    error FactorExists(FactorId factor);
    /// @notice The factor was never published.
    error UnknownFactor(FactorId factor);
    /// @notice The factor is of another kind than is needed.
    error WrongKind(FactorId factor, Kind actual, Kind required);

    /// @notice A factor was published.
    event FactorPublished(FactorId indexed factor, Factor entry);
    /// @notice A factor was superseded; results under it stay as they were.
    event FactorSuperseded(FactorId indexed factor, FactorId indexed by);

    /// @notice Publishes a factor for good. Caller: STEWARD.
    /// @custom:reverts FactorExists, FactorIncomplete, FactorOutOfRange
    function publish(FactorId factor, Factor calldata entry) external;

    /// @notice Marks `factor` as superseded by a newer one. Caller: STEWARD.
    /// @custom:reverts UnknownFactor
    function supersede(FactorId factor, FactorId by) external;

    /// @notice Value of a factor of the kind that is needed [micrograms CO2e per Wh].
    /// @custom:reverts UnknownFactor, WrongKind
    function valueOf(FactorId factor, Kind kind) external view returns (uint64);

    /// @notice A factor and what superseded it, zero where nothing has.
    function factorOf(FactorId factor)
        external
        view
        returns (Factor memory entry, FactorId supersededBy);
}
