// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BatchId, PinId, ProjectId} from "contracts/types/Ids.sol";

/// @title  Impact
/// @notice Evaluates a project's pinned methodology over an anchored batch, on chain, and keeps the
///         result. Measured, that is: what a verifier says of it is an attestation of its own.
/// @dev    INV-IM-1  a batch is measured once under a pin
///         INV-IM-2  a project's total is the sum of its measured batches
interface IImpact {
    /// @notice Sums of a project over all its measured batches.
    /// @param exported  energy fed in [Wh]
    /// @param imported  energy drawn [Wh]
    /// @param reduction emission reduction [g CO2e]
    struct Total {
        uint64 exported;
        uint64 imported;
        int128 reduction;
    }

    /// @notice No batch of this project, metric and period was posted.
    error BatchMissing(BatchId batch);
    /// @notice The batch was measured before.
    error AlreadyMeasured(BatchId batch);
    /// @notice The pinned methodology measures something else.
    error MetricMismatch(bytes32 metric, bytes32 required);

    /// @notice A batch was measured.
    event ImpactMeasured(
        BatchId indexed batch,
        ProjectId indexed project,
        PinId indexed pin,
        uint64 exported,
        uint64 imported,
        int128 reduction
    );

    /// @notice Measures the batch of a project, metric and period. Anyone, once.
    /// @return reduction [g CO2e]
    /// @custom:reverts BatchMissing, AlreadyMeasured, UnknownPin (of Methodologies), MetricMismatch
    function measure(ProjectId project, bytes32 metric, uint40 start, uint40 end)
        external
        returns (int128 reduction);

    /// @notice Result of a batch [g CO2e]; `measured` is false where there is none.
    function reductionOf(BatchId batch) external view returns (int128 reduction, bool measured);

    /// @notice A project's sums.
    function totalOf(ProjectId project) external view returns (Total memory);
}
