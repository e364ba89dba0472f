// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IBond} from "interfaces/IBond.sol";
import {IBondTypes} from "interfaces/IBondTypes.sol";
import {IDelivery} from "interfaces/IDelivery.sol";
import {IProceedsVault} from "interfaces/IProceedsVault.sol";

import {ExactCash} from "contracts/libraries/ExactCash.sol";

/// @title Delivery
/// @dev   Specification, errors and events: IDelivery. What Offering and Bookbuilding share.
///
/// BONDS
/// A bond is what lets this contract move its stage. A forged bond may lie about its terms and its
/// stage, so its cash is fixed when its book opens and no more leaves than came in for it: it can
/// cheat those who order it, and never touches another bond's escrow.
/// FAILURE
/// One order that cannot be delivered or refunded stops no other: what the bond or the vault
/// refuses is refunded, what the investor cannot be paid waits in `owed`. A caller that brings too
/// little gas does not turn a delivery into a refund: the 64th part that is then left is less than
/// a refund takes, so all of it reverts.
abstract contract Delivery is IDelivery, ReentrancyGuardTransient {
    using ExactCash for IERC20;
    using SafeERC20 for IERC20;

    struct Escrow {
        address cash;
        uint256 held; // [cash base units]
    }

    /// @dev One order on its way out.
    struct Parcel {
        address bond;
        address vault;
        address investor;
        uint256 order;
        uint256 units;
        uint256 cost; // [cash base units]
        uint256 escrowed; // [cash base units]
    }

    mapping(address bond => Escrow) private _escrows;
    /// @inheritdoc IDelivery
    mapping(address cash => mapping(address investor => uint256)) public owed;

    /* WRITES */

    /// @inheritdoc IDelivery
    function collect(address cash) external nonReentrant {
        uint256 amount = owed[cash][msg.sender];
        require(amount != 0, NothingOwed(msg.sender));

        owed[cash][msg.sender] = 0;

        emit RefundCollected(cash, msg.sender, amount);

        IERC20(cash).safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IDelivery
    function deliver(address bond, address vault, address investor, uint256 units, uint256 cost)
        external
    {
        require(msg.sender == address(this), OnlySelf(msg.sender));
        IERC20(_escrows[bond].cash).forceApprove(vault, cost);
        IProceedsVault(vault).receiveProceeds(cost);
        IBond(bond).issue(investor, units);
    }

    /* VIEWS */

    /// @inheritdoc IDelivery
    function escrowOf(address bond) external view returns (address cash, uint256 held) {
        Escrow storage escrow = _escrows[bond];
        return (escrow.cash, escrow.held);
    }

    /* INTERNAL */

    /// @dev Fixes the settlement token of a bond, for good.
    function _fixCash(address bond, address cash) internal {
        Escrow storage escrow = _escrows[bond];
        if (escrow.cash == address(0)) escrow.cash = cash;
    }

    function _hasEscrow(address bond) internal view returns (bool) {
        return _escrows[bond].cash != address(0);
    }

    /// @dev Takes `amount` from the caller for its order of a bond.
    function _pull(address bond, uint256 amount) internal {
        Escrow storage escrow = _escrows[bond];
        escrow.held += amount;
        IERC20(escrow.cash).pullExact(msg.sender, amount);
    }

    /// @dev Lets a bond's cash leave, no more of it than came in.
    function _release(address bond, uint256 amount) internal returns (IERC20 cash) {
        Escrow storage escrow = _escrows[bond];
        escrow.held -= amount;
        return IERC20(escrow.cash);
    }

    /// @dev Units and cash change hands together, or the investor gets all its cash back.
    function _settleOrder(Parcel memory p) internal {
        IERC20 cash = _release(p.bond, p.escrowed);
        // Eligibility may have lapsed since the order; then nothing is delivered.
        if (p.units != 0 && !_mayHold(p.bond, p.investor)) p.units = 0;
        if (p.units == 0 || !_tryDeliver(p)) (p.units, p.cost) = (0, 0);
        uint256 refund = p.escrowed - p.cost;

        emit OrderSettled(p.bond, p.investor, p.order, p.units, p.cost, refund);

        if (refund != 0) _refund(cash, p.investor, refund);
    }

    function _tryDeliver(Parcel memory p) private returns (bool delivered) {
        try this.deliver(p.bond, p.vault, p.investor, p.units, p.cost) {
            delivered = true;
        } catch (bytes memory reason) {
            emit DeliveryFailed(p.bond, p.investor, p.order, p.units, reason);
        }
    }

    function _refund(IERC20 cash, address investor, uint256 amount) internal {
        if (cash.tryPay(investor, amount)) return;
        owed[address(cash)][investor] += amount;
        emit RefundHeld(address(cash), investor, amount);
    }

    /// @dev The end of a new bond's sale. Nobody could be delivered: no debt, so no bond.
    function _concludeIssue(address bond) internal {
        if (IERC20(bond).totalSupply() == 0) IBond(bond).cancel();
        else IBond(bond).advanceTo(IBondTypes.Stage.Outstanding);
    }

    function _requireInvestor(address bond) internal view {
        IBondTypes.Restriction reason = IBond(bond).receiverRestrictionOf(msg.sender);
        require(reason == IBondTypes.Restriction.None, InvestorRestricted(msg.sender, reason));
    }

    function _requirePhase(address bond, Phase actual, Phase required) internal pure {
        require(actual == required, WrongPhase(bond, actual, required));
    }

    function _mayHold(address bond, address investor) private view returns (bool) {
        return IBond(bond).receiverRestrictionOf(investor) == IBondTypes.Restriction.None;
    }
}
