// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {AttestationId} from "contracts/types/Ids.sol";
import {Option} from "contracts/types/Terms.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

/// @title  The bond's desk: what issuer, trustee and holders do rarely
/// @notice Announcement, accrued interest, options, extension, default.
/// @dev    One contract to its users: the bond passes these calls on to the desk's code
///         (docs/adr/0011).
///         INV-BO-7  a coupon once determined never changes, whatever is called, put or accelerated
interface IBondDesk is IBondTypes {
    /* LABEL */

    /// @notice Publishes the framework with the opinion on it, and announces the bond. Later calls
    ///         replace both. Caller: issuer.
    /// @param  framework SHA-256 of the framework document
    /// @param  opinion   live FrameworkOpinion about frameworkSubject(framework)
    /// @custom:reverts NotParty, OpinionNotLive
    function announce(bytes32 framework, AttestationId opinion) external;

    /// @notice Subject of an opinion on `framework` for this bond.
    function frameworkSubject(bytes32 framework) external view returns (bytes32);

    /// @notice Framework in force, and whether a live opinion stands behind it: the green label.
    function framework()
        external
        view
        returns (bytes32 document, AttestationId opinion, bool isGreen);

    /* INTEREST */

    /// @notice Interest accrued on one unit on `day`, rounded down [cash base units]. From the
    ///         ex-day on it is negative: what the buyer, who gets no coupon, is given back.
    /// @dev    Zero in default: the bond trades flat.
    /// @custom:reverts NoAccrual, RateUnknown
    function accruedInterest(Day day) external view returns (int256 perUnit);

    /// @notice Price of `units` on `day` [cash base units]: clean price of the outstanding face
    ///         value, rounded up once, plus units x accrued interest.
    /// @custom:reverts NoAccrual, RateUnknown
    function dirtyPrice(uint256 units, Ppm cleanPrice, Day day) external view returns (uint256);

    /// @notice Day from which a buyer does not get the coupon.
    /// @custom:reverts CouponNotOpen
    function exDay(uint256 coupon) external view returns (Day);

    /// @notice Day since which something is due and unpaid, 0 where nothing is.
    function arrearsSince() external view returns (Day);

    /* OPTIONS */

    /// @notice Calls the whole bond for `day`, at the option's price and the interest accrued by
    ///         then. Coupons that end later fall away. Caller: issuer, once.
    /// @custom:reverts NotParty, WrongStage, AlreadyCalled, NoSuchOption, OptionDay, CallCollides,
    ///                 RateUnknown
    function call(uint256 option, Day day) external;

    /// @notice Calls `share` of every unit's denomination, at par, with the payment of a coupon
    ///         whose record day is ahead. Caller: issuer.
    /// @custom:reverts NotParty, WrongStage, AlreadyCalled, NoSuchOption, PartialCallInvalid,
    ///                 OptionDay
    function callPartially(uint256 option, uint256 coupon, Ppm share) external;

    /// @notice Gives units back under a put option; they stay with the holder, and its coupons,
    ///         until repaid. 0 takes the notice back. Caller: the holder.
    /// @param  units in all under this option
    /// @custom:reverts WrongStage, NoSuchOption, OptionDay, PutNotFundable, PutStands, UnitsNotFree
    function put(uint256 option, uint256 units) external;

    /// @notice Pays in a put, on or after its day. Anyone, once.
    /// @custom:reverts PutNotFundable, TooEarly, RateUnknown, InexactCash
    function fundPut(uint256 option) external;

    /// @notice Repays a page of holders their put units and cancels these. Anyone.
    /// @dev    What rows struck since its day paid the units is taken off: nothing is paid twice.
    /// @custom:reverts PutNotFunded, RateUnknown
    function settlePut(uint256 option, address[] calldata holders) external;

    /// @notice Cancels units that the issuer holds, for good: they are not issued again.
    ///         Caller: issuer.
    /// @custom:reverts NotParty, WrongStage, UnitsNotFree
    function cancelUnits(uint256 units) external;

    /// @notice Puts maturity off to the extended maturity day, no later than the maturity day.
    ///         Caller: issuer.
    /// @custom:reverts NotParty, WrongStage, NotExtendable, TooLate
    function extendMaturity() external;

    /* DEFAULT */

    /// @notice Declares the default of what is in arrears longer than the grace period. Anyone.
    /// @custom:reverts WrongStage, NotInDefault
    function declareDefault() external;

    /// @notice Ends the default when nothing is in arrears any more. Anyone.
    /// @custom:reverts WrongStage, StillInArrears
    function cure() external;

    /// @notice Makes everything due at once. Coupons not funded become part of the claim of whoever
    ///         holds the unit: the bond trades flat. Caller: trustee.
    /// @custom:reverts NotParty, RateUnknown, WrongStage
    function accelerate() external;

    /// @notice Distributes cash pro rata to those who hold now: `perUnit` to each unit, a hundredth
    ///         of the claim at least, or the rest. Anyone pays.
    /// @custom:reverts WrongStage, DistributionInvalid, InexactCash
    function distribute(uint256 perUnit) external;

    /// @notice Claim of one unit since acceleration, and what was distributed of it.
    function claimOf() external view returns (uint256 claimPerUnit, uint256 distributedPerUnit);

    /// @notice Returns to the issuer what nobody claimed within `prescriptionDays` of the end, or
    ///         of the last payment into the bond, whichever is later. Anyone.
    /// @custom:reverts WrongStage, NotPrescribed
    function prescribe() external returns (uint256 amount);

    /* READING */

    /// @notice One option of the terms.
    /// @custom:reverts NoSuchOption
    function optionOf(uint256 index) external view returns (Option memory);

    /// @notice A holder's put notice.
    function putOf(address holder) external view returns (PutNotice memory);

    /// @notice Units put under an option, and its price per unit once funded, 0 before.
    function putTotalOf(uint256 option) external view returns (uint256 units, uint256 cashPerUnit);
}
