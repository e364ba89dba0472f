// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {AttestationKind, IAttestations} from "interfaces/IAttestations.sol";
import {ICommitments} from "interfaces/ICommitments.sol";
import {IProceedsVault} from "interfaces/IProceedsVault.sol";

import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {AttestationId, ProjectId} from "contracts/types/Ids.sol";

/// @title ProceedsVault
/// @dev   Specification, errors and events: IProceedsVault. A minimal clone; its parties are in its
///        code: cash 20, issuer 20, trustee 20, currency 3 bytes.
///
/// CASH
/// The cash token must move exactly the amount asked: no fee on transfer, no rebase. Cash sent here
/// without `receiveProceeds` is not proceeds and cannot be allocated.
/// TRUST
/// The issuer can earmark but never pay. The trustee can pay but never earmark, and only while the
/// project's certification is live, against a live milestone of the same project, each usable once.
/// PAYEE
/// No check that the payee is eligible: suppliers are not investors.
contract ProceedsVault is IProceedsVault, ReentrancyGuardTransient {
    using ExactCash for IERC20;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    struct Account {
        uint128 allocated;
        uint128 disbursed;
        AttestationId certification;
    }

    IAttestations public immutable attestations;
    ICommitments public immutable commitments;
    address public immutable offering;
    address public immutable bookbuilding;

    /// @inheritdoc IProceedsVault
    uint256 public received;
    /// @inheritdoc IProceedsVault
    uint256 public unallocated;
    mapping(ProjectId project => Account) private _accounts;
    mapping(AttestationId evidence => bool) private _spent;

    constructor(
        IAttestations attestations_,
        ICommitments commitments_,
        address offering_,
        address bookbuilding_
    ) {
        attestations = attestations_;
        commitments = commitments_;
        offering = offering_;
        bookbuilding = bookbuilding_;
    }

    modifier only(address required) {
        require(msg.sender == required, NotPermitted(msg.sender, required));
        _;
    }

    /* WRITES */

    /// @inheritdoc IProceedsVault
    function receiveProceeds(uint256 amount) external nonReentrant {
        require(
            msg.sender == offering || msg.sender == bookbuilding, NotPermitted(msg.sender, offering)
        );
        received += amount;
        unallocated += amount;

        emit ProceedsReceived(msg.sender, amount);

        cash().pullExact(msg.sender, amount);
    }

    /// @inheritdoc IProceedsVault
    function allocate(ProjectId project, AttestationId certification, uint256 amount)
        external
        only(issuer())
    {
        require(amount != 0, AmountMissing(project));
        require(amount <= unallocated, ExceedsProceeds(amount, unallocated));
        _requireCertified(certification, project);

        unallocated -= amount;
        Account storage account = _accounts[project];
        account.allocated += amount.toUint128();
        account.certification = certification;

        emit ProceedsAllocated(project, certification, amount);

        commitments.commit(project, amount, currency());
    }

    /// @inheritdoc IProceedsVault
    function disburse(
        ProjectId project,
        AttestationId evidence,
        bytes32 invoice,
        address payee,
        uint256 amount
    ) external only(trustee()) nonReentrant {
        Account storage account = _accounts[project];
        uint256 undisbursed = account.allocated - account.disbursed;
        require(amount != 0, AmountMissing(project));
        require(amount <= undisbursed, ExceedsAllocation(project, amount, undisbursed));
        require(!_spent[evidence], EvidenceSpent(evidence));
        _requireCertified(account.certification, project);
        require(
            attestations.isLive(
                evidence, AttestationKind.MilestoneReached, ProjectId.unwrap(project)
            ),
            EvidenceNotLive(evidence, project)
        );

        _spent[evidence] = true;
        account.disbursed += amount.toUint128();

        emit ProceedsDisbursed(project, evidence, invoice, payee, amount);

        commitments.markPaid(invoice, project);
        cash().safeTransfer(payee, amount);
    }

    /* VIEWS */

    /// @inheritdoc IProceedsVault
    function accountOf(ProjectId project)
        external
        view
        returns (uint256 allocated, uint256 disbursed, AttestationId certification)
    {
        Account storage account = _accounts[project];
        return (account.allocated, account.disbursed, account.certification);
    }

    /// @notice Settlement token of the bond.
    function cash() public view returns (IERC20) {
        return IERC20(_party(0));
    }

    /// @notice Issuer of the bond.
    function issuer() public view returns (address) {
        return _party(20);
    }

    /// @notice Trustee of the bond.
    function trustee() public view returns (address) {
        return _party(40);
    }

    /// @notice Currency of the bond, ISO 4217.
    function currency() public view returns (bytes3 code) {
        bytes memory args = Clones.fetchCloneArgs(address(this));
        assembly ("memory-safe") {
            code := mload(add(args, 92))
        }
    }

    /* INTERNAL */

    function _requireCertified(AttestationId certification, ProjectId project) private view {
        require(
            attestations.isLive(
                certification, AttestationKind.ProjectCertification, ProjectId.unwrap(project)
            ),
            CertificationNotLive(certification, project)
        );
    }

    function _party(uint256 offset) private view returns (address party) {
        bytes memory args = Clones.fetchCloneArgs(address(this));
        assembly ("memory-safe") {
            party := shr(96, mload(add(add(args, 32), offset)))
        }
    }
}
