// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationId} from "contracts/types/Ids.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

/// @title  What a bond's parts have in common: stages, records, errors, events
/// @dev    Functions: IBondLedger (holdings, coupons, settlement), IBondDesk (announcement,
///         interest, options, default), IBondOffice (enforcement, documents). Together: IBond.
interface IBondTypes {
    /// @dev Draft -> Announced -> Bookbuilding -> Priced -> Outstanding -> Matured or Called
    ///        \__________\____________\___________\-> Cancelled         -> Redeemed
    ///      Outstanding <-> Defaulted -> Matured or Called -> Redeemed
    ///                      Defaulted -> Accelerated -> Redeemed
    enum Stage {
        Draft,
        Announced,
        Bookbuilding,
        Priced,
        Outstanding,
        Matured,
        Redeemed,
        Cancelled,
        Called,
        Defaulted,
        Accelerated
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
        InsufficientUnfrozen,
        UnitsPut,
        ReceiverRecovered
    }

    /// @notice Why units are moved without their holder. Later reasons are appended.
    enum ForceReason {
        None,
        CourtOrder,
        RegulatorOrder,
        LostKey,
        Succession,
        Correction
    }

    /// @notice A coupon once its record day has passed, or a distribution in default.
    /// @param units       supply at the end of the record day
    /// @param cashPerUnit interest of each unit [cash base units], fixed and rounded once
    /// @param funded      the cash is here
    /// @param determined  the rate was known, so `cashPerUnit` is final
    /// @param repays      principal is paid with it: repaidWith
    /// @param lapsed      not funded before acceleration: part of the claim, no longer paid here
    struct Struck {
        uint88 units;
        uint128 cashPerUnit;
        bool funded;
        bool determined;
        bool repays;
        bool lapsed;
    }

    /// @notice Units that a holder gave back under a put option.
    struct PutNotice {
        uint8 option;
        uint88 units;
    }

    /// @notice A move without the holder that waits for its day.
    /// @param executableAt not before this instant [s UTC], 0 where there is none
    struct Force {
        uint40 executableAt;
        ForceReason reason;
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
    /// @notice It is too late.
    error TooLate(Day today, Day last);
    /// @notice Coupons are funded in order, once, after their record day.
    error CouponNotFundable(uint256 coupon, uint256 next, uint256 struck);
    /// @notice The coupon is not funded yet.
    error CouponNotFunded(uint256 coupon, uint256 fundedThrough);
    /// @notice The rate of this coupon is not known yet.
    error RateUnknown(uint256 coupon);
    /// @notice No such coupon, or its cash is fixed already, or its record day has not passed.
    error CouponNotOpen(uint256 coupon);
    /// @notice The record day has not passed yet.
    error RecordDayAhead(uint256 index, uint256 epoch);
    /// @notice The permit's time is over.
    error PermitExpired(uint256 deadline, uint256 time);
    /// @notice The permit is not signed by the owner.
    error PermitInvalid(address signer, address owner);
    /// @notice A bond is paid in its cash token only.
    error EtherRefused(uint256 amount);
    /// @notice Terms can be set once, by the factory.
    error AlreadyInitialized(address bond);
    /// @notice No accrual period holds this day.
    error NoAccrual(Day day);
    /// @notice The rate of a Bookbuilt bond is set once, when it is priced.
    error RateNotOpen(Rate rate);
    /// @notice The terms have no such option, or not of this kind.
    error NoSuchOption(uint256 option);
    /// @notice The day is outside the option, or the notice too short.
    error OptionDay(Day day, Day firstDay, Day lastDay, Day earliest);
    /// @notice A coupon that is struck already accrues beyond the day of the call.
    error CallCollides(uint256 coupon, Day day);
    /// @notice The bond was called for a day already.
    error AlreadyCalled(Day day);
    /// @notice A partial call is at par and of less than what is outstanding.
    error PartialCallInvalid(uint256 coupon, Ppm share);
    /// @notice The units are not free: not held, frozen, or given back already.
    error UnitsNotFree(address holder, uint256 units, uint256 free);
    /// @notice A notice was given under another option and stands.
    error PutStands(address holder, uint8 option);
    /// @notice The put was funded already, or nothing was put.
    error PutNotFundable(uint256 option);
    /// @notice The put is not funded.
    error PutNotFunded(uint256 option);
    /// @notice The terms do not let the bond be extended, or it was.
    error NotExtendable(Day extendedMaturityDay);
    /// @notice Nothing is due and unpaid for longer than the grace period.
    error NotInDefault(Day dueDay, Day today);
    /// @notice Something due is still unpaid.
    error StillInArrears(Day dueDay);
    /// @notice A distribution is a hundredth of the claim at least, or all that is left of it.
    error DistributionInvalid(uint256 perUnit, uint256 left);
    /// @notice Money can still be claimed.
    error NotPrescribed(Day today, Day lastDay);
    /// @notice A forced move names two different accounts and a reason.
    error ForceInvalid(address from, address to, ForceReason reason);
    /// @notice No such move was announced, or its days have not come, or are over.
    error ForceNotDue(address from, address to, uint256 units, uint256 executableAt);
    /// @notice Recovery is to a fresh account of the same identity.
    error RecoveryInvalid(address lost, address replacement);
    /// @notice No document of this name.
    error DocumentMissing(bytes32 name);
    /// @notice A document has a name, an address and a hash.
    error DocumentInvalid(bytes32 name);

    /// @notice The bond moved along its life.
    event StageChanged(Stage from, Stage to);
    /// @notice The bond's framework and the opinion on it were set.
    event FrameworkPublished(bytes32 indexed framework, AttestationId indexed opinion);
    /// @notice The book set the rate of a Bookbuilt bond.
    event RateSet(Rate rate);
    /// @notice A record day passed: who is owed is fixed.
    event CouponStruck(uint256 indexed coupon, uint256 units);
    /// @notice What each unit is owed is fixed, interest and principal [cash base units].
    event CouponDetermined(
        uint256 indexed coupon, Rate rate, uint256 cashPerUnit, uint256 principalPerUnit
    );
    /// @notice The issuer's cash for a coupon arrived.
    event CouponFunded(uint256 indexed coupon, address from, uint256 amount);
    /// @notice A holder was paid all its coupons below `paidThrough`: `amount` went to it,
    ///         `withheld` is the tax account's.
    event CouponPaid(address indexed holder, uint256 paidThrough, uint256 amount, uint256 withheld);
    /// @notice A holder could not be paid; the coupons stay claimable.
    event CouponPaymentFailed(address indexed holder, uint256 amount);
    /// @notice What was withheld went to the tax account.
    event TaxRemitted(address indexed taxAccount, uint256 amount);
    /// @notice The issuer's cash for redemption arrived.
    event RedemptionFunded(address from, uint256 amount);
    /// @notice A holder's units were redeemed.
    event Redeemed(address indexed holder, uint256 units, uint256 amount);
    /// @notice A holder could not be paid; the units stay redeemable.
    event RedemptionFailed(address indexed holder, uint256 amount);
    /// @notice What nobody claimed in time went back to the issuer.
    event Prescribed(address indexed issuer, uint256 amount);
    /// @notice Units of a holder were frozen up to `units` in all (ERC-7943).
    event Frozen(address indexed account, uint256 units);
    /// @notice A holder may not send until the end of a day.
    event Locked(address indexed holder, Day lockedUntil);
    /// @notice The whole bond was called for a day at a price per unit, accrued interest included.
    event CallAnnounced(uint256 indexed option, Day day, uint256 cashPerUnit);
    /// @notice A share of every unit's denomination was called with a coupon, at par.
    event PartialCallAnnounced(uint256 indexed option, uint256 indexed coupon, Ppm share);
    /// @notice A holder gave units back, `units` in all under this option.
    event PutNoticed(uint256 indexed option, address indexed holder, uint256 units);
    /// @notice The issuer's cash for a put arrived.
    event PutFunded(uint256 indexed option, address from, uint256 cashPerUnit, uint256 amount);
    /// @notice A holder's put units were repaid and cancelled.
    event PutSettled(uint256 indexed option, address indexed holder, uint256 units, uint256 amount);
    /// @notice A holder's put could not be paid; it stays payable.
    event PutPaymentFailed(uint256 indexed option, address indexed holder, uint256 amount);
    /// @notice The issuer cancelled units it had bought back.
    event UnitsCancelled(address indexed holder, uint256 units);
    /// @notice Maturity was put off as the terms allow.
    event MaturityExtended(Day maturityDay);
    /// @notice Something was due since `dueDay` and not paid within the grace period.
    event DefaultDeclared(Day dueDay);
    /// @notice All that was due has been paid.
    event DefaultCured(Day day);
    /// @notice The trustee made everything due at once: `claimPerUnit` of each unit.
    event DebtAccelerated(uint256 claimPerUnit);
    /// @notice Cash was distributed pro rata in default, as row `index` after the coupons.
    event ClaimDistributed(uint256 indexed index, address from, uint256 perUnit, uint256 amount);
    /// @notice A move without the holder was announced; recoveries name no units.
    event ForceAnnounced(
        address indexed from,
        address indexed to,
        uint256 units,
        ForceReason reason,
        bytes32 document,
        uint256 executableAt
    );
    /// @notice An announced move was withdrawn.
    event ForceWithdrawn(address indexed from, address indexed to, uint256 units);
    /// @notice Units moved without their holder (ERC-7943).
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);
    /// @notice A lost account's units, blocks, unpaid coupons and history became another's.
    event HolderRecovered(address indexed lost, address indexed replacement, uint256 units);
    /// @notice A document was attached or replaced (ERC-1643).
    event DocumentUpdated(bytes32 indexed name, string uri, bytes32 documentHash);
    /// @notice A document was removed (ERC-1643).
    event DocumentRemoved(bytes32 indexed name, string uri, bytes32 documentHash);
}
