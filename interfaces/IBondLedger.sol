// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {Coupon, Terms} from "contracts/types/Terms.sol";
import {Day, Rate} from "contracts/types/Units.sol";

/// @title  The bond's ledger: who holds what, who is owed what, and the payments
/// @notice Register of holders, coupons by record day, delivery, redemption. Units are whole; one
///         unit is one denomination; decimals are 0.
/// @dev    INV-BO-1  supply = sum of balances, now and at every record day
///         INV-BO-2  cash held = funded - paid - remitted, exactly
///         INV-BO-3  a holder is never paid a coupon twice, nor more than units x coupon per unit
///         INV-BO-4  only the moves of `Stage` drawn in IBondTypes ever happen
///         INV-BO-5  `restrictionOf` answers None exactly where the transfer succeeds
///         INV-BO-6  frozen, locked and put units never move by a transfer
interface IBondLedger is IBondTypes {
    /// @notice Moves the bond into and out of its offering. Caller: an offering.
    /// @custom:reverts NotParty, WrongStage, RateNotOpen
    function advanceTo(Stage to) external;

    /// @notice Sets the rate of a Bookbuilt bond while its book is open. Caller: the book-building.
    /// @custom:reverts NotParty, WrongStage, RateNotOpen
    function setRate(Rate rate) external;

    /// @notice Cancels a bond that was not priced. Caller: issuer, or an offering.
    /// @custom:reverts NotParty, WrongStage
    function cancel() external;

    /// @notice Issues units against payment, when priced or in a tap. Caller: an offering, together
    ///         with the cash.
    /// @custom:reverts NotParty, WrongStage, AlreadyCalled, TooLate, ExceedsIssue,
    ///                 TransferRestricted
    function issue(address to, uint256 units) external;

    /// @notice Strikes the coupons whose record day has passed. Anyone; transfers do it as well.
    function strike() external;

    /// @notice Fixes the cash per unit of a struck coupon whose rate became known later. Anyone.
    /// @custom:reverts CouponNotOpen, RateUnknown
    function determine(uint256 coupon) external;

    /// @notice Pays in a struck coupon: units x (interest + principal per unit). Anyone; in order;
    ///         before or after the payment day.
    /// @custom:reverts CouponNotFundable, RateUnknown, InexactCash
    function fundCoupon(uint256 coupon) external;

    /// @notice Pays the caller its unpaid coupons below `through`, less what is withheld.
    /// @return amount what was paid [cash base units]
    /// @custom:reverts CouponNotFunded, TooEarly, SafeERC20FailedOperation
    function claimCoupons(uint256 through) external returns (uint256 amount);

    /// @notice Pays a page of holders their unpaid coupons below `through`. Anyone. One payee that
    ///         cannot be paid does not stop the others and stays claimable.
    /// @custom:reverts CouponNotFunded, TooEarly
    function payCoupons(address[] calldata holders, uint256 through) external;

    /// @notice Sends what was withheld so far to the tax account. Anyone.
    /// @return amount [cash base units]
    function remitTax() external returns (uint256 amount);

    /// @notice Pays in what all units are owed at the end, on or after that day, once every coupon
    ///         is funded. Anyone, once.
    /// @custom:reverts TooEarly, CouponNotFunded, WrongStage, InexactCash
    function fundRedemption() external;

    /// @notice Redeems the unfrozen units of a page of holders. Anyone.
    /// @custom:reverts WrongStage
    function redeem(address[] calldata holders) external;

    /// @notice Sets how many units of a holder must stay, absolute; may exceed the balance
    ///         (ERC-7943). Caller: REGISTER_AGENT.
    /// @custom:reverts NotRole
    function setFrozenTokens(address account, uint256 units) external returns (bool);

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

    /// @notice Whether an account may send at all (ERC-7943).
    function canSend(address account) external view returns (bool);

    /// @notice Whether an account may receive at all (ERC-7943).
    function canReceive(address account) external view returns (bool);

    /// @notice Whether a transfer would succeed (ERC-7943).
    function canTransfer(address from, address to, uint256 amount) external view returns (bool);

    /// @notice Units that must stay (ERC-7943).
    function getFrozenTokens(address account) external view returns (uint256);

    /// @notice Units held at the end of record day `index`. Reverts for days ahead.
    /// @custom:reverts RecordDayAhead
    function balanceAt(address holder, uint256 index) external view returns (uint256);

    /// @notice Unpaid coupons of a holder below `through`, determined ones only, before tax
    ///         [cash base units].
    function unpaidCoupons(address holder, uint256 through) external view returns (uint256);

    /// @notice Record days passed by now.
    function epoch() external view returns (uint256);

    /// @notice Coupons funded so far: all below this index.
    function fundedThrough() external view returns (uint256);

    /// @notice A coupon that was struck; all zero before.
    function struckOf(uint256 coupon) external view returns (Struck memory);

    /// @notice Principal that each unit was repaid with a struck coupon [cash base units].
    function repaidWith(uint256 coupon) external view returns (uint256);

    /// @notice Face value of one unit after what was struck so far [cash base units].
    function faceValue() external view returns (uint256);

    /// @notice What was withheld and not remitted yet [cash base units].
    function taxHeld() external view returns (uint256);

    /// @notice Rate of a Bookbuilt bond; 0 before pricing.
    function pricedRate() external view returns (Rate);

    /// @notice Stage of life.
    function stage() external view returns (Stage);

    /// @notice Day on which the bond ends as things stand: maturity, extended maturity or call.
    function endDay() external view returns (Day);

    /// @notice The terms.
    function terms() external view returns (Terms memory);

    /// @notice One coupon of the schedule.
    /// @custom:reverts CouponNotOpen
    function couponOf(uint256 index) external view returns (Coupon memory);

    /// @notice Number of coupons, those of an extension included.
    function couponCount() external view returns (uint256);
}
