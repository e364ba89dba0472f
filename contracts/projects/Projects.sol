// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IMethodologies} from "interfaces/IMethodologies.sol";
import {IProjects} from "interfaces/IProjects.sol";

import {PinId, ProjectId} from "contracts/types/Ids.sol";

/// @title Projects
/// @dev   Specification, errors and events: IProjects.
///
/// TRUST
/// Anyone may propose. A proposal is a claim: nothing is financed on it until an accredited
/// verifier's certification is live (Attestations), which money asks for, not this contract.
contract Projects is IProjects {
    struct Entry {
        Proposal proposal;
        address operator;
        Stage stage;
    }

    /// @dev 14 hours, the widest zone in use [s]. Source: IANA tz database, Pacific/Kiritimati.
    int32 private constant ZONE_LIMIT = 50_400;

    IMethodologies public immutable methodologies;

    mapping(ProjectId project => Entry) private _projects;
    /// @notice Proposals made by an operator so far.
    mapping(address operator => uint256) public nonces;

    constructor(IMethodologies methodologies_) {
        methodologies = methodologies_;
    }

    /* WRITES */

    /// @inheritdoc IProjects
    function propose(Proposal calldata p) external returns (ProjectId project) {
        require(
            p.documents != bytes32(0) && PinId.unwrap(p.pin) != bytes32(0) && p.eligibleCost != 0,
            ProposalIncomplete(p.documents, p.pin, p.eligibleCost)
        );
        require(
            p.zoneOffset >= -ZONE_LIMIT && p.zoneOffset <= ZONE_LIMIT,
            ZoneOutOfRange(p.zoneOffset, ZONE_LIMIT)
        );
        methodologies.pinned(p.pin); // reverts where nobody pinned it

        project = ProjectId.wrap(
            keccak256(abi.encode(block.chainid, this, msg.sender, nonces[msg.sender]++))
        );
        _projects[project] = Entry(p, msg.sender, Stage.Proposed);

        emit ProjectProposed(project, msg.sender, p);
        emit ProjectStageChanged(project, Stage.None, Stage.Proposed);
    }

    /// @inheritdoc IProjects
    function commission(ProjectId project) external {
        _requireOperator(project);
        _advance(project, Stage.Proposed, Stage.Operating);
    }

    /// @inheritdoc IProjects
    function close(ProjectId project) external {
        _requireOperator(project);
        Stage from = _projects[project].stage;
        // A project that never ran may be closed as well.
        _advance(project, from == Stage.Proposed ? from : Stage.Operating, Stage.Closed);
    }

    /* VIEWS */

    /// @inheritdoc IProjects
    function projectOf(ProjectId project)
        external
        view
        returns (Proposal memory proposal, address operator, Stage stage)
    {
        Entry storage entry = _projects[project];
        return (entry.proposal, entry.operator, entry.stage);
    }

    /// @inheritdoc IProjects
    function operatorOf(ProjectId project) external view returns (address) {
        return _projects[project].operator;
    }

    /// @inheritdoc IProjects
    function pinOf(ProjectId project) external view returns (PinId) {
        return _projects[project].proposal.pin;
    }

    /// @inheritdoc IProjects
    function eligibleCostOf(ProjectId project) external view returns (uint128, bytes3) {
        Proposal storage proposal = _projects[project].proposal;
        return (proposal.eligibleCost, proposal.currency);
    }

    /* INTERNAL */

    function _requireOperator(ProjectId project) private view {
        address operator = _projects[project].operator;
        require(msg.sender == operator, NotOperator(project, msg.sender, operator));
    }

    function _advance(ProjectId project, Stage from, Stage to) private {
        Entry storage entry = _projects[project];
        require(entry.stage == from, WrongStage(project, entry.stage, from));
        entry.stage = to;
        emit ProjectStageChanged(project, from, to);
    }
}
