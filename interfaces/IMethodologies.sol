// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMethodology} from "interfaces/IMethodology.sol";

import {MethodologyId, PinId} from "contracts/types/Ids.sol";

/// @title  Methodologies
/// @notice Versioned methodologies, identified by name and code hash; never edited, only
///         superseded. A project pins one together with its parameters.
/// @dev    INV-ME-1  the code behind a published methodology is the code that was published
interface IMethodologies {
    /// @notice A published methodology.
    /// @param evaluator    contract that computes it
    /// @param codeHash     keccak256 of the evaluator's code at publication
    /// @param documentHash SHA-256 of its text
    struct Entry {
        IMethodology evaluator;
        bytes32 codeHash;
        bytes32 documentHash;
    }

    /// @notice The methodology is published: publish the next version.
    error MethodologyExists(MethodologyId methodology);
    /// @notice The methodology was never published.
    error UnknownMethodology(MethodologyId methodology);
    /// @notice The evaluator has no code, or calls itself something else.
    error EvaluatorMismatch(address evaluator, MethodologyId methodology);
    /// @notice Nobody pinned this.
    error UnknownPin(PinId pin);

    /// @notice A methodology was published.
    event MethodologyPublished(MethodologyId indexed methodology, Entry entry);
    /// @notice A methodology was superseded; results under it stay as they were.
    event MethodologySuperseded(MethodologyId indexed methodology, MethodologyId indexed by);
    /// @notice A methodology was pinned with its parameters.
    event MethodologyPinned(PinId indexed pin, MethodologyId indexed methodology, bytes parameters);

    /// @notice Publishes a methodology for good. Caller: STEWARD.
    /// @custom:reverts MethodologyExists, EvaluatorMismatch
    function publish(MethodologyId methodology, IMethodology evaluator, bytes32 documentHash)
        external;

    /// @notice Marks a methodology as superseded. Caller: STEWARD.
    /// @custom:reverts UnknownMethodology
    function supersede(MethodologyId methodology, MethodologyId by) external;

    /// @notice Fixes a methodology with its parameters under one id. Anyone; idempotent.
    /// @return pinId keccak256(abi.encode(methodology, parameters))
    /// @custom:reverts UnknownMethodology and those of the methodology's `validate`
    function pin(MethodologyId methodology, bytes calldata parameters)
        external
        returns (PinId pinId);

    /// @notice The evaluator and parameters behind a pin.
    /// @custom:reverts UnknownPin
    function pinned(PinId pinId)
        external
        view
        returns (MethodologyId methodology, IMethodology evaluator, bytes memory parameters);

    /// @notice A methodology and what superseded it, zero where nothing has.
    function methodologyOf(MethodologyId methodology)
        external
        view
        returns (Entry memory entry, MethodologyId supersededBy);
}
