// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProjectId} from "contracts/types/Ids.sol";

/// @title  Commitments
/// @notice What all green instruments of the platform together have committed to each project, and
///         which invoices were paid: so that no cost is financed and no invoice paid twice.
/// @dev    INV-CM-1  committed(project) <= eligible cost of the project, over all instruments
///         INV-CM-2  an invoice is paid once, on the whole platform
interface ICommitments {
    /// @notice Only enrolled instruments commit.
    error NotEnrolled(address instrument);
    /// @notice The project has less uncommitted eligible cost than was asked.
    error ExceedsEligibleCost(ProjectId project, uint256 asked, uint256 left);
    /// @notice The project's cost is in another currency.
    error CurrencyMismatch(ProjectId project, bytes3 actual, bytes3 required);
    /// @notice The invoice was paid before.
    error InvoicePaidBefore(bytes32 invoice);
    /// @notice An invoice is named by a hash.
    error InvoiceMissing(ProjectId project);

    /// @notice An instrument may commit from now on.
    event InstrumentEnrolled(address indexed instrument);
    /// @notice An instrument committed to a project.
    event CostCommitted(ProjectId indexed project, address indexed instrument, uint256 amount);
    /// @notice An invoice was paid.
    event InvoicePaid(
        bytes32 indexed invoice, ProjectId indexed project, address indexed instrument
    );

    /// @notice Lets an instrument commit. Caller: INSTRUMENTS (the factories).
    function enrol(address instrument) external;

    /// @notice Commits `amount` of the project's eligible cost. Caller: an enrolled instrument.
    /// @param  amount   [currency base units]
    /// @param  currency of the instrument, ISO 4217
    /// @custom:reverts NotEnrolled, CurrencyMismatch, ExceedsEligibleCost
    function commit(ProjectId project, uint256 amount, bytes3 currency) external;

    /// @notice Marks an invoice as paid. Caller: an enrolled instrument.
    /// @param  invoice salted SHA-256 of the invoice
    /// @custom:reverts NotEnrolled, InvoiceMissing, InvoicePaidBefore
    function markPaid(bytes32 invoice, ProjectId project) external;

    /// @notice Committed to a project by all instruments [currency base units].
    function committedTo(ProjectId project) external view returns (uint256);
}
