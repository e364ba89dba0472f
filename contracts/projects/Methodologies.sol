// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IMethodologies} from "interfaces/IMethodologies.sol";
import {IMethodology} from "interfaces/IMethodology.sol";

import {MethodologyId, PinId} from "contracts/types/Ids.sol";

/// @title Methodologies
/// @dev   Specification, errors and events: IMethodologies.
///
/// TRUST
/// The steward chooses which rules exist. It cannot change one that a project has pinned: the
/// evaluators hold no state of their own and have no owner.
contract Methodologies is IMethodologies, AccessManaged {
    struct Pin {
        MethodologyId methodology;
        bytes parameters;
    }

    mapping(MethodologyId methodology => Entry) private _entries;
    mapping(MethodologyId methodology => MethodologyId) private _supersededBy;
    mapping(PinId pin => Pin) private _pins;

    constructor(address authority) AccessManaged(authority) {}

    /* WRITES */

    /// @inheritdoc IMethodologies
    function publish(MethodologyId methodology, IMethodology evaluator, bytes32 documentHash)
        external
        restricted
    {
        require(
            address(_entries[methodology].evaluator) == address(0), MethodologyExists(methodology)
        );
        require(
            address(evaluator).code.length != 0
                && MethodologyId.unwrap(evaluator.id()) == MethodologyId.unwrap(methodology),
            EvaluatorMismatch(address(evaluator), methodology)
        );

        Entry memory entry = Entry(evaluator, address(evaluator).codehash, documentHash);
        _entries[methodology] = entry;

        emit MethodologyPublished(methodology, entry);
    }

    /// @inheritdoc IMethodologies
    function supersede(MethodologyId methodology, MethodologyId by) external restricted {
        _evaluator(methodology);
        _evaluator(by);

        _supersededBy[methodology] = by;

        emit MethodologySuperseded(methodology, by);
    }

    /// @inheritdoc IMethodologies
    function pin(MethodologyId methodology, bytes calldata parameters)
        external
        returns (PinId pinId)
    {
        _evaluator(methodology).validate(parameters);
        pinId = PinId.wrap(keccak256(abi.encode(methodology, parameters)));
        if (_pins[pinId].parameters.length != 0) return pinId;

        _pins[pinId] = Pin(methodology, parameters);

        emit MethodologyPinned(pinId, methodology, parameters);
    }

    /* VIEWS */

    /// @inheritdoc IMethodologies
    function pinned(PinId pinId)
        external
        view
        returns (MethodologyId methodology, IMethodology evaluator, bytes memory parameters)
    {
        Pin storage entry = _pins[pinId];
        require(entry.parameters.length != 0, UnknownPin(pinId));
        return (entry.methodology, _entries[entry.methodology].evaluator, entry.parameters);
    }

    /// @inheritdoc IMethodologies
    function methodologyOf(MethodologyId methodology)
        external
        view
        returns (Entry memory entry, MethodologyId supersededBy)
    {
        return (_entries[methodology], _supersededBy[methodology]);
    }

    /* INTERNAL */

    function _evaluator(MethodologyId methodology) private view returns (IMethodology evaluator) {
        evaluator = _entries[methodology].evaluator;
        require(address(evaluator) != address(0), UnknownMethodology(methodology));
    }
}
