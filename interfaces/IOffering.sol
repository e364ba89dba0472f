// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IDelivery} from "interfaces/IDelivery.sol";

import {Day, Ppm} from "contracts/types/Units.sol";

/// @title  Offering
/// @notice Sells units of a bond at a fixed price: the first time, or as a tap of a bond that is
///         outstanding. Orders with escrowed cash, allotment, and delivery of units against payment
///         in one transaction.
/// @dev    Allotment of order i, in the order of their numbers: let C be demand up to and including
///         i, S what is sold = min(offered, demand), D demand; the order gets
///         floor(C x S / D) - floor((C - units) x S / D). Allotments sum to S exactly, and anyone
///         recomputes each from the log. Below `minimumUnits` nothing is sold.
///         The price of n units is ceil(n x faceValue x price / 10^6) + n x accrued: IBond's
///         dirtyPrice on the settlement day. Face value and accrued interest are fixed when the
///         book opens. A tap is delivered only while they hold: bond outstanding, and no record
///         day passed but those before the settlement day; else its orders are refunded in full.
///         INV-OF-1  cash held = escrowed - delivered - refunded, for every bond
///         INV-OF-2  allotments sum to min(offered, demand)
///         INV-OF-3  units are delivered if and only if their cash went to the vault
///         INV-OF-4  a tap never moves the bond's stage
interface IOffering is IDelivery {
    /// @notice What the bookrunner sets.
    /// @param price         clean price, of face value [ppm]
    /// @param closesAt      orders are taken before this instant [s UTC]
    /// @param settlementDay the issue day; in a tap a day on or after the closing [day]
    /// @param units         units on offer
    /// @param minimumUnits  demand below this is refunded in full; 0: any demand will do
    struct OfferTerms {
        Ppm price;
        uint40 closesAt;
        Day settlementDay;
        uint88 units;
        uint88 minimumUnits;
    }

    /// @notice An order of one investor.
    struct Order {
        address investor;
        uint88 units;
    }

    /// @notice The book of one bond. Orders are numbered through all books of a bond.
    /// @param price        clean price, of face value [ppm]
    /// @param closesAt     orders are taken before this instant [s UTC]
    /// @param offered      units on offer
    /// @param demand       units of standing orders
    /// @param minimumUnits demand below this is refunded in full
    /// @param walked       demand of the settled orders [units]
    /// @param orders       orders taken, withdrawn ones and those of earlier books included
    /// @param settled      orders settled so far
    /// @param vault        proceeds vault of the bond
    /// @param faceValue    of one unit [cash base units]
    /// @param accrued      interest of one unit on the settlement day, below 0 when ex [cash base
    ///                     units]
    /// @param settlesAt    orders are settled from this instant [s UTC]
    /// @param epoch        record days that will have passed on the settlement day
    /// @param phase        where the sale stands
    /// @param isTap        the bond was outstanding when the book opened
    struct Book {
        Ppm price;
        uint40 closesAt;
        uint88 offered;
        uint88 demand;
        uint88 minimumUnits;
        uint88 walked;
        uint32 orders;
        uint32 settled;
        address vault;
        uint96 faceValue;
        int128 accrued;
        uint40 settlesAt;
        uint32 epoch;
        Phase phase;
        bool isTap;
    }

    /// @notice A bond is opened for the first time once, whatever it says of itself.
    error UnknownBond(address bond);
    /// @notice The rate of a Bookbuilt bond comes from a book: it is sold there first.
    error RateUnset(address bond);
    /// @notice A price is positive, a book closes later than now, and settlement is not before.
    error BookInvalid(Ppm price, uint40 closesAt, uint256 time);
    /// @notice A new bond settles on its issue day, a tap not before its book closes.
    error SettlementDayInvalid(Day day, Day required);
    /// @notice More units, or a higher minimum, than there is to offer.
    error OfferOutOfRange(uint256 units, uint256 minimumUnits, uint256 limit);
    /// @notice Principal is repaid between now and the settlement day: the face value would change.
    error PrincipalRepaidBefore(uint256 coupon, Day settlementDay);

    /// @notice A book was opened.
    event BookOpened(
        address indexed bond,
        Ppm price,
        uint88 offered,
        uint40 closesAt,
        uint88 minimumUnits,
        Day settlementDay,
        uint256 faceValue,
        int256 accrued,
        bool isTap
    );
    /// @notice An order came in and its cash was escrowed.
    event OrderPlaced(
        address indexed bond, address indexed investor, uint256 order, uint256 units, uint256 cash
    );
    /// @notice An order was withdrawn and its cash returned.
    event OrderWithdrawn(
        address indexed bond, address indexed investor, uint256 order, uint256 cash
    );
    /// @notice The book closed.
    event BookClosed(address indexed bond, uint256 demand, uint256 sold);

    /// @notice Opens the book of an announced bond, or of a tap of an outstanding one.
    ///         Caller: bookrunner.
    /// @custom:reverts NotBookrunner, BookInvalid, OfferOutOfRange, WrongPhase, WrongBondStage,
    ///                 RateUnset, UnknownBond, SettlementDayInvalid, PrincipalRepaidBefore,
    ///                 NoAccrual, RateUnknown (of the bond)
    function open(address bond, OfferTerms calldata offer) external;

    /// @notice Orders units and escrows their price. Caller: the investor.
    /// @return order its number
    /// @custom:reverts BookNotOpen, OrderOutOfRange, InvestorRestricted, InexactCash
    function subscribe(address bond, uint88 units) external returns (uint256 order);

    /// @notice Withdraws an order before the book closes. Caller: the investor.
    /// @custom:reverts BookNotOpen, NotYourOrder
    function withdraw(address bond, uint256 order) external;

    /// @notice Closes the book once its time is over; a new bond with too little demand is
    ///         cancelled. Anyone.
    /// @custom:reverts WrongPhase, BookStillOpen
    function close(address bond) external;

    /// @notice Settles the next `count` orders, on or after the settlement day; refunds of a book
    ///         below its minimum need not wait. Anyone. An investor that may no longer hold gets
    ///         its cash back instead; nobody else is held up.
    /// @custom:reverts WrongPhase, TooEarlyToSettle
    function settle(address bond, uint256 count) external;

    /// @notice The book of a bond, the last one where there were several.
    function bookOf(address bond) external view returns (Book memory);

    /// @notice An order.
    function orderOf(address bond, uint256 order) external view returns (Order memory);

    /// @notice Price of `units` [cash base units].
    function costOf(address bond, uint256 units) external view returns (uint256);
}
