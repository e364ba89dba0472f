// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBatches} from "interfaces/IBatches.sol";
import {IImpact} from "interfaces/IImpact.sol";
import {IMethodologies} from "interfaces/IMethodologies.sol";
import {IMethodology} from "interfaces/IMethodology.sol";
import {IProjects} from "interfaces/IProjects.sol";

import {BatchId, PinId, ProjectId} from "contracts/types/Ids.sol";

/// @title Impact
/// @dev   Specification, errors and events: IImpact.
///
/// TRUST
/// Nobody is trusted here: inputs are an anchored batch and the project's own pin, anyone may call,
/// and the result is the same whoever does. Nothing here knows about money.
contract Impact is IImpact {
    using SafeCast for int256;

    struct Result {
        int128 reduction;
        bool measured;
    }

    IBatches public immutable batches;
    IProjects public immutable projects;
    IMethodologies public immutable methodologies;

    mapping(BatchId batch => Result) private _results;
    mapping(ProjectId project => Total) private _totals;

    constructor(IBatches batches_, IProjects projects_, IMethodologies methodologies_) {
        batches = batches_;
        projects = projects_;
        methodologies = methodologies_;
    }

    /// @inheritdoc IImpact
    function measure(ProjectId project, bytes32 metric, uint40 start, uint40 end)
        external
        returns (int128 reduction)
    {
        BatchId id = BatchId.wrap(keccak256(abi.encode(project, metric, start, end)));
        IBatches.Batch memory batch = batches.batchOf(id);
        require(batch.root != bytes32(0), BatchMissing(id));
        require(!_results[id].measured, AlreadyMeasured(id));
        PinId pin = projects.pinOf(project);
        reduction = _evaluate(pin, metric, batch);

        _results[id] = Result(reduction, true);
        Total storage total = _totals[project];
        total.exported += batch.exported;
        total.imported += batch.imported;
        total.reduction += reduction;

        emit ImpactMeasured(id, project, pin, batch.exported, batch.imported, reduction);
    }

    /// @inheritdoc IImpact
    function reductionOf(BatchId batch) external view returns (int128 reduction, bool measured) {
        Result memory result = _results[batch];
        return (result.reduction, result.measured);
    }

    /// @inheritdoc IImpact
    function totalOf(ProjectId project) external view returns (Total memory) {
        return _totals[project];
    }

    function _evaluate(PinId pin, bytes32 metric, IBatches.Batch memory b)
        private
        view
        returns (int128)
    {
        (, IMethodology evaluator, bytes memory parameters) = methodologies.pinned(pin);
        bytes32 required = evaluator.metric();
        require(metric == required, MetricMismatch(metric, required));
        IMethodology.Quantities memory quantities = IMethodology.Quantities({
            exported: b.exported,
            imported: b.imported,
            leaves: b.leaves,
            readings: b.readings,
            start: b.start,
            end: b.end
        });
        return evaluator.evaluate(quantities, parameters).toInt128();
    }
}
