// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PinId, ProjectId} from "contracts/types/Ids.sol";
import {Day} from "contracts/types/Units.sol";

/// @title  Projects
/// @notice Green projects: what they are, where, what they may cost, and what they are measured by.
/// @dev    A project says nothing about its own certification: that is an attestation about it.
///         INV-PJ-1  only the moves of `Stage` drawn below ever happen
interface IProjects {
    /// @dev Proposed -> Operating -> Closed
    ///          \____________________/^
    enum Stage {
        None,
        Proposed,
        Operating,
        Closed
    }

    /// @notice What an operator proposes. Immutable afterwards.
    /// @param name          right-padded ASCII, for readers
    /// @param category      taxonomy and code, right-padded ASCII: "CN-GBEPC-2021:3.2.1.2"
    /// @param place         geohash, right-padded ASCII
    /// @param documents     SHA-256 of the project file's manifest
    /// @param pin           methodology and parameters it is measured by
    /// @param capacity      nameplate [W]
    /// @param eligibleCost  total cost that green instruments may finance [currency base units]
    /// @param currency      ISO 4217 code of `eligibleCost`
    /// @param zoneOffset    accounting zone: local time minus UTC [s]
    /// @param monitoredFrom first day of the first accounting period, 1st to 28th of a month [day]
    struct Proposal {
        bytes32 name;
        bytes32 category;
        bytes32 place;
        bytes32 documents;
        PinId pin;
        uint64 capacity;
        uint128 eligibleCost;
        bytes3 currency;
        int32 zoneOffset;
        Day monitoredFrom;
    }

    /// @notice The caller is not the operator of the project.
    error NotOperator(ProjectId project, address caller, address operator);
    /// @notice The project is not in the stage that the move starts from.
    error WrongStage(ProjectId project, Stage actual, Stage required);
    /// @notice A zone is at most 14 hours from UTC.
    error ZoneOutOfRange(int32 zoneOffset, int32 limit);
    /// @notice A proposal needs a project file, a pinned methodology and a cost.
    error ProposalIncomplete(bytes32 documents, PinId pin, uint128 eligibleCost);

    /// @notice A project was proposed.
    event ProjectProposed(ProjectId indexed project, address indexed operator, Proposal proposal);
    /// @notice A project moved along its life.
    event ProjectStageChanged(ProjectId indexed project, Stage from, Stage to);

    /// @notice Proposes a project; the caller becomes its operator.
    /// @return project its id
    /// @custom:reverts ProposalIncomplete, ZoneOutOfRange, UnknownPin (of Methodologies)
    function propose(Proposal calldata proposal) external returns (ProjectId project);

    /// @notice Says that a proposed project runs. Caller: operator.
    /// @custom:reverts NotOperator, WrongStage
    function commission(ProjectId project) external;

    /// @notice Ends a project. Caller: operator.
    /// @custom:reverts NotOperator, WrongStage
    function close(ProjectId project) external;

    /// @notice Everything about one project; `stage` is None where there is none.
    function projectOf(ProjectId project)
        external
        view
        returns (Proposal memory proposal, address operator, Stage stage);

    /// @notice Operator of a project, zero where there is none.
    function operatorOf(ProjectId project) external view returns (address);

    /// @notice What a project is measured by.
    function pinOf(ProjectId project) external view returns (PinId);

    /// @notice The cost that green instruments may finance, and its currency.
    function eligibleCostOf(ProjectId project) external view returns (uint128, bytes3);
}
