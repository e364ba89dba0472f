// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationId} from "contracts/types/Ids.sol";
import {Coupon, Terms} from "contracts/types/Terms.sol";
import {Day} from "contracts/types/Units.sol";

/// @title  A bond
/// @notice One series under one set of terms: its register, its life, its coupons, its redemption.
///         An ERC-20 without decimals: one unit is one denomination.
/// @dev    INV-BO-1  supply = sum of balances, now and at every record day
///         INV-BO-2  cash held = funded - paid, exactly
///         INV-BO-3  a holder is never paid a coupon twice, nor more than units x coupon per unit
///         INV-BO-4  only the moves of `Stage` drawn below ever happen
///         INV-BO-5  `restrictionOf` answers None exactly where the transfer succeeds
///         INV-BO-6  frozen and locked units never move by a transfer
interface IBond {
    /// @dev Draft -> Announced -> Bookbuilding -> Priced -> Outstanding -> Matured -> Redeemed
    ///        \__________\_____________\-> Cancelled
    enum Stage {
        Draft,
        Announced,
        Bookbuilding,
        Priced,
        Outstanding,
        Matured,
        Redeemed,
        Cancelled
    }

    /// @notice Why units may not move. Later reasons are appended.
    enum Restriction {
        None,
        NotOutstanding,
        SenderNotEligible,
        SenderBlocked,
        ReceiverNotEligible,
        ReceiverBlocked,
        ReceiverClass,
        ReceiverJurisdiction,
        SenderLocked,
        InsufficientBalance,
        InsufficientUnfrozen
    }

    /// @notice A coupon once its record day has passed.
    /// @param units       supply at the end of the record day
    /// @param cashPerUnit what each unit is paid [cash base units], fixed and rounded once
    /// @param funded      the cash is here
    struct Struck {
        uint88 units;
        uint128 cashPerUnit;
        bool funded;
    }

    /// @notice The move would break a transfer rule.
    error TransferRestricted(address from, address to, uint256 units, Restriction reason);
    /// @notice The caller is not the party that may do this.
    error NotParty(address caller, address required);
    /// @notice The caller does not hold the platform role.
    error NotRole(address caller, uint64 role);
    /// @notice The bond is in another stage.
    error WrongStage(Stage actual, Stage required);
    /// @notice There is no live opinion on this framework for this bond.
    error OpinionNotLive(AttestationId opinion, bytes32 framework);
    /// @notice More units than the terms allow.
    error ExceedsIssue(uint256 units, uint256 left);
    /// @notice It is too early.
    error TooEarly(Day today, Day required);
    /// @notice Coupons are funded in order, once, after their record day.
    error CouponNotFundable(uint256 coupon, uint256 next, uint256 struck);
    /// @notice The coupon is not funded yet.
    error CouponNotFunded(uint256 coupon, uint256 fundedThrough);
    /// @notice The record day has not passed yet.
    error RecordDayAhead(uint256 index, uint256 epoch);
    /// @notice The permit's time is over.
    error PermitExpired(uint256 deadline, uint256 time);
    /// @notice The permit is not signed by the owner.
    error PermitInvalid(address signer, address owner);
    /// @notice Terms can be set once, by the factory.
    error AlreadyInitialized(address bond);

    /// @notice The bond moved along its life.
    event StageChanged(Stage from, Stage to);
    /// @notice The bond's framework and the opinion on it were set.
    event FrameworkPublished(bytes32 indexed framework, AttestationId indexed opinion);
    /// @notice A record day passed: who is owed is fixed, and how much.
    event CouponStruck(uint256 indexed coupon, uint256 units, uint256 cashPerUnit);
    /// @notice The issuer's cash for a coupon arrived.
    event CouponFunded(uint256 indexed coupon, address from, uint256 amount);
    /// @notice A holder was paid all its coupons below `paidThrough`.
    event CouponPaid(address indexed holder, uint256 paidThrough, uint256 amount);
    /// @notice A holder could not be paid; the coupons stay claimable.
    event CouponPaymentFailed(address indexed holder, uint256 amount);
    /// @notice The issuer's cash for redemption arrived.
    event RedemptionFunded(address from, uint256 amount);
    /// @notice A holder's units were redeemed.
    event Redeemed(address indexed holder, uint256 units, uint256 amount);
    /// @notice A holder could not be paid; the units stay redeemable.
    event RedemptionFailed(address indexed holder, uint256 amount);
    /// @notice Units of a holder were frozen up to `units` in all (ERC-7943).
    event Frozen(address indexed holder, uint256 units);
    /// @notice A holder may not send until the end of a day.
    event Locked(address indexed holder, Day lockedUntil);

    /// @notice Publishes the framework with the opinion on it, and announces the bond. Later calls
    ///         replace both. Caller: issuer.
    /// @param  framework SHA-256 of the framework document
    /// @param  opinion   live FrameworkOpinion about frameworkSubject(framework)
    /// @custom:reverts NotParty, OpinionNotLive
    function announce(bytes32 framework, AttestationId opinion) external;

    /// @notice Moves the bond into and out of its offering. Caller: the offering.
    /// @custom:reverts NotParty, WrongStage
    function advanceTo(Stage to) external;

    /// @notice Cancels a bond that was not priced. Caller: issuer, or the offering.
    /// @custom:reverts NotParty, WrongStage
    function cancel() external;

    /// @notice Issues units against payment. Caller: the offering, together with the cash.
    /// @custom:reverts NotParty, WrongStage, ExceedsIssue, TransferRestricted
    function issue(address to, uint256 units) external;

    /// @notice Strikes the coupons whose record day has passed. Anyone; transfers do it as well.
    function strike() external;

    /// @notice Pays in a struck coupon: units x cash per unit. Anyone; in order.
    /// @custom:reverts CouponNotFundable, InexactCash
    function fundCoupon(uint256 coupon) external;

    /// @notice Pays the caller its unpaid coupons below `through`.
    /// @return amount what was paid [cash base units]
    /// @custom:reverts CouponNotFunded, TooEarly, SafeERC20FailedOperation
    function claimCoupons(uint256 through) external returns (uint256 amount);

    /// @notice Pays a page of holders their unpaid coupons below `through`. Anyone. One payee that
    ///         cannot be paid does not stop the others and stays claimable.
    /// @custom:reverts CouponNotFunded, TooEarly
    function payCoupons(address[] calldata holders, uint256 through) external;

    /// @notice Pays in the face value of all units, on or after the maturity day. Anyone, once.
    /// @custom:reverts WrongStage, TooEarly, InexactCash
    function fundRedemption() external;

    /// @notice Redeems the unfrozen units of a page of holders at face value. Anyone.
    /// @custom:reverts WrongStage
    function redeem(address[] calldata holders) external;

    /// @notice Sets how many units of a holder must stay, absolute; may exceed the balance.
    ///         Caller: REGISTER_AGENT.
    /// @custom:reverts NotRole
    function setFrozenTokens(address holder, uint256 units) external;

    /// @notice Bars a holder from sending until the end of a day. Caller: REGISTER_AGENT.
    /// @custom:reverts NotRole
    function setLock(address holder, Day lockedUntil) external;

    /// @notice The one predicate: why `units` may not move, or None.
    function restrictionOf(address from, address to, uint256 units)
        external
        view
        returns (Restriction);

    /// @notice Why an account may not receive newly issued units, or None.
    function receiverRestrictionOf(address account) external view returns (Restriction);

    /// @notice Units that must stay (ERC-7943).
    function getFrozenTokens(address holder) external view returns (uint256);

    /// @notice Units held at the end of record day `index`. Reverts for days ahead.
    /// @custom:reverts RecordDayAhead
    function balanceAt(address holder, uint256 index) external view returns (uint256);

    /// @notice Unpaid coupons of a holder below `through`, struck ones only [cash base units].
    function unpaidCoupons(address holder, uint256 through) external view returns (uint256);

    /// @notice Record days passed by now.
    function epoch() external view returns (uint256);

    /// @notice Coupons funded so far: all below this index.
    function fundedThrough() external view returns (uint256);

    /// @notice A coupon that was struck; all zero before.
    function struckOf(uint256 coupon) external view returns (Struck memory);

    /// @notice Stage of life.
    function stage() external view returns (Stage);

    /// @notice The terms.
    function terms() external view returns (Terms memory);

    /// @notice One coupon of the schedule.
    function couponOf(uint256 index) external view returns (Coupon memory);

    /// @notice Number of coupons.
    function couponCount() external view returns (uint256);

    /// @notice Subject of an opinion on `framework` for this bond.
    function frameworkSubject(bytes32 framework) external view returns (bytes32);

    /// @notice Framework in force, and whether a live opinion stands behind it: the green label.
    function framework()
        external
        view
        returns (bytes32 document, AttestationId opinion, bool isGreen);
}
