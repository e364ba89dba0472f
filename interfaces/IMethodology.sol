// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MethodologyId} from "contracts/types/Ids.sol";

/// @title  A methodology
/// @notice Named, versioned rule from measured quantities to an emission reduction, evaluated by
///         the chain itself. Its text is docs/methodology/, its result the same in Python.
interface IMethodology {
    /// @notice What was measured over one period.
    /// @param exported energy fed in [Wh]
    /// @param imported energy drawn [Wh]
    /// @param leaves   slots of the period, all devices
    /// @param readings slots that have a reading
    /// @param start    period, included [s UTC]
    /// @param end      period, excluded [s UTC]
    struct Quantities {
        uint64 exported;
        uint64 imported;
        uint32 leaves;
        uint32 readings;
        uint40 start;
        uint40 end;
    }

    /// @notice A weight or rounding policy is outside what the methodology allows.
    error ParameterOutOfRange(bytes32 parameter, uint256 actual, uint256 limit);

    /// @notice Name and version, right-padded ASCII.
    function id() external view returns (MethodologyId);

    /// @notice What it measures: "electricity".
    function metric() external view returns (bytes32);

    /// @notice Reverts unless `parameters` can be evaluated.
    function validate(bytes calldata parameters) external view;

    /// @notice Emission reduction of the period under `parameters`.
    /// @return reduction [g CO2e], negative where the project emitted more than it saved; rounded
    ///         down, toward minus infinity
    function evaluate(Quantities calldata quantities, bytes calldata parameters)
        external
        view
        returns (int256 reduction);
}
