// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationId, ProjectId} from "contracts/types/Ids.sol";

/// @title  Proceeds vault
/// @notice Holds the net proceeds of one bond and lets them out only against evidence.
/// @dev    All amounts are in base units of the cash token. At all times:
///         INV-PV-1  disbursed(p) <= allocated(p), for every project p
///         INV-PV-2  received = unallocated + sum of allocated(p)
///         INV-PV-3  cash held >= received - sum of disbursed(p)
///         INV-PV-4  every disbursement has one evidence and one invoice, each used once
interface IProceedsVault {
    /// @notice The caller is not the party that may do this.
    error NotPermitted(address caller, address required);
    /// @notice The bond has not raised enough to cover this allocation.
    error ExceedsProceeds(uint256 asked, uint256 unallocated);
    /// @notice The project has less left of its allocation than was asked.
    error ExceedsAllocation(ProjectId project, uint256 asked, uint256 undisbursed);
    /// @notice There is no such live certification of the project.
    error CertificationNotLive(AttestationId certification, ProjectId project);
    /// @notice The evidence is unknown, revoked, expired or about another project.
    error EvidenceNotLive(AttestationId evidence, ProjectId project);
    /// @notice The attestation has already released money once.
    error EvidenceSpent(AttestationId evidence);
    /// @notice Nothing is moved by moving nothing.
    error AmountMissing(ProjectId project);

    /// @notice Net proceeds arrived in the vault.
    event ProceedsReceived(address indexed from, uint256 amount);
    /// @notice Proceeds were earmarked for a project; no money moved.
    event ProceedsAllocated(
        ProjectId indexed project, AttestationId indexed certification, uint256 amount
    );
    /// @notice Money left the vault for a project.
    event ProceedsDisbursed(
        ProjectId indexed project,
        AttestationId indexed evidence,
        bytes32 indexed invoice,
        address payee,
        uint256 amount
    );

    /// @notice Takes `amount` of net proceeds from the caller. Caller: the offering, in the
    ///         transaction that delivers the units.
    /// @param  amount net proceeds [cash base units]
    /// @custom:reverts NotPermitted, InexactCash
    function receiveProceeds(uint256 amount) external;

    /// @notice Earmarks `amount` of the proceeds for `project`. Caller: issuer.
    /// @param  project       a project with uncommitted eligible cost
    /// @param  certification live ProjectCertification about it
    /// @param  amount        earmarked on top of what was earmarked before [cash base units]
    /// @custom:reverts NotPermitted, AmountMissing, ExceedsProceeds, CertificationNotLive,
    ///                 ExceedsEligibleCost, CurrencyMismatch (of Commitments)
    function allocate(ProjectId project, AttestationId certification, uint256 amount) external;

    /// @notice Pays `amount` of a project's allocation to `payee`. Caller: trustee.
    /// @param  project  the project that is paid
    /// @param  evidence live MilestoneReached about it; usable once
    /// @param  invoice  salted SHA-256 of the invoice; payable once on the whole platform
    /// @param  payee    account that receives the cash
    /// @param  amount   paid out [cash base units]
    /// @custom:reverts NotPermitted, AmountMissing, ExceedsAllocation, EvidenceSpent,
    ///                 CertificationNotLive, EvidenceNotLive, InvoicePaidBefore, InvoiceMissing
    function disburse(
        ProjectId project,
        AttestationId evidence,
        bytes32 invoice,
        address payee,
        uint256 amount
    ) external;

    /// @notice Proceeds received so far [cash base units].
    function received() external view returns (uint256);
    /// @notice Proceeds received and not yet earmarked [cash base units].
    function unallocated() external view returns (uint256);
    /// @notice Earmarked and paid out for `project` [cash base units], and the certification that
    ///         it rests on.
    function accountOf(ProjectId project)
        external
        view
        returns (uint256 allocated, uint256 disbursed, AttestationId certification);
}
