// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {ICommitments} from "interfaces/ICommitments.sol";
import {IProjects} from "interfaces/IProjects.sol";

import {ProjectId} from "contracts/types/Ids.sol";

/// @title Commitments
/// @dev   Specification, errors and events: ICommitments.
///
/// TRUST
/// Instruments are clones made by an enrolled factory, so their rules are known. The admin decides
/// which factories there are.
contract Commitments is ICommitments, AccessManaged {
    IProjects public immutable projects;

    /// @notice Whether an instrument may commit.
    mapping(address instrument => bool) public isEnrolled;
    /// @inheritdoc ICommitments
    mapping(ProjectId project => uint256) public committedTo;
    /// @notice Whether an invoice was paid.
    mapping(bytes32 invoice => bool) public isPaid;

    constructor(address authority, IProjects projects_) AccessManaged(authority) {
        projects = projects_;
    }

    modifier onlyEnrolled() {
        require(isEnrolled[msg.sender], NotEnrolled(msg.sender));
        _;
    }

    /// @inheritdoc ICommitments
    function enrol(address instrument) external restricted {
        isEnrolled[instrument] = true;

        emit InstrumentEnrolled(instrument);
    }

    /// @inheritdoc ICommitments
    function commit(ProjectId project, uint256 amount, bytes3 currency) external onlyEnrolled {
        (uint256 eligible, bytes3 required) = projects.eligibleCostOf(project);
        require(currency == required, CurrencyMismatch(project, currency, required));
        uint256 left = eligible - committedTo[project];
        require(amount <= left, ExceedsEligibleCost(project, amount, left));

        committedTo[project] += amount;

        emit CostCommitted(project, msg.sender, amount);
    }

    /// @inheritdoc ICommitments
    function markPaid(bytes32 invoice, ProjectId project) external onlyEnrolled {
        require(invoice != bytes32(0), InvoiceMissing(project));
        require(!isPaid[invoice], InvoicePaidBefore(invoice));

        isPaid[invoice] = true;

        emit InvoicePaid(invoice, project, msg.sender);
    }
}
