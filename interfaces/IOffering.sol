// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBond} from "interfaces/IBond.sol";

import {Ppm} from "contracts/types/Units.sol";

/// @title  Offering
/// @notice Sells a bond at a fixed price: orders with escrowed cash, allotment, and delivery of
///         units against payment in one transaction.
/// @dev    Allotment of order i, in the order of their numbers: let C be demand up to and including
///         i, S what is sold = min(offered, demand), D demand; the order gets
///         floor(C x S / D) - floor((C - units) x S / D). Allotments sum to S exactly, and anyone
///         recomputes each from the log.
///         INV-OF-1  cash held = escrowed - delivered - refunded, for every bond
///         INV-OF-2  allotments sum to min(offered, demand)
///         INV-OF-3  units are delivered if and only if their cash went to the vault
interface IOffering {
    /// @notice An order of one investor.
    struct Order {
        address investor;
        uint88 units;
    }

    /// @notice The book of one bond.
    /// @param price    of face value [ppm]
    /// @param closesAt orders are taken before this instant [s UTC]
    /// @param offered  units on offer
    /// @param demand   units of standing orders
    /// @param orders   orders taken, withdrawn ones included
    /// @param settled  orders settled so far
    /// @param walked   demand of the settled orders [units]
    struct Book {
        Ppm price;
        uint40 closesAt;
        uint88 offered;
        uint88 demand;
        uint32 orders;
        uint32 settled;
        uint88 walked;
    }

    /// @notice Only the bond's bookrunner opens its book.
    error NotBookrunner(address caller, address bookrunner);
    /// @notice The factory did not make this bond.
    error UnknownBond(address bond);
    /// @notice A price is positive and a book closes later than now.
    error BookInvalid(Ppm price, uint40 closesAt, uint256 time);
    /// @notice The book takes no orders (any more).
    error BookNotOpen(address bond, uint40 closesAt, uint256 time);
    /// @notice The book still takes orders.
    error BookStillOpen(address bond, uint40 closesAt, uint256 time);
    /// @notice The investor may not hold this bond.
    error InvestorRestricted(address investor, IBond.Restriction reason);
    /// @notice An order is for at least one unit and at most the offer.
    error OrderOutOfRange(uint256 units, uint256 limit);
    /// @notice The order is not the caller's, or was withdrawn.
    error NotYourOrder(address bond, uint256 order, address investor);
    /// @notice The bond is not ready for this step.
    error WrongBondStage(IBond.Stage actual, IBond.Stage required);
    /// @notice Settlement begins on the issue day.
    error TooEarlyToSettle(uint256 time, uint256 issueAt);
    /// @notice Nothing is owed to this account.
    error NothingOwed(address account);

    /// @notice A book was opened.
    event BookOpened(address indexed bond, Ppm price, uint88 offered, uint40 closesAt);
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
    /// @notice An order was settled: units delivered against cash, the rest refunded.
    event OrderSettled(
        address indexed bond,
        address indexed investor,
        uint256 order,
        uint256 units,
        uint256 cash,
        uint256 refund
    );
    /// @notice Cash could not be returned to an investor and waits for it.
    event RefundHeld(address indexed cash, address indexed investor, uint256 amount);
    /// @notice Held cash was collected.
    event RefundCollected(address indexed cash, address indexed investor, uint256 amount);

    /// @notice Opens the book of an announced bond at a fixed price. Caller: bookrunner.
    /// @custom:reverts UnknownBond, NotBookrunner, BookInvalid, WrongStage (of the bond)
    function open(address bond, Ppm price, uint40 closesAt) external;

    /// @notice Orders units and escrows their price, rounded up. Caller: the investor.
    /// @return order its number
    /// @custom:reverts BookNotOpen, OrderOutOfRange, InvestorRestricted, InexactCash
    function subscribe(address bond, uint88 units) external returns (uint256 order);

    /// @notice Withdraws an order before the book closes. Caller: the investor.
    /// @custom:reverts BookNotOpen, NotYourOrder
    function withdraw(address bond, uint256 order) external;

    /// @notice Closes the book once its time is over; without demand the bond is cancelled. Anyone.
    /// @custom:reverts BookStillOpen, WrongBondStage
    function close(address bond) external;

    /// @notice Settles the next `count` orders, on or after the issue day. Anyone. An investor that
    ///         may no longer hold gets its cash back instead; nobody else is held up.
    /// @custom:reverts WrongBondStage, TooEarlyToSettle
    function settle(address bond, uint256 count) external;

    /// @notice Collects cash whose refund had failed. Caller: the investor.
    /// @custom:reverts NothingOwed
    function collect(address cash) external;

    /// @notice The book of a bond.
    function bookOf(address bond) external view returns (Book memory);

    /// @notice An order.
    function orderOf(address bond, uint256 order) external view returns (Order memory);

    /// @notice Price of `units`, rounded up [cash base units].
    function costOf(address bond, uint256 units) external view returns (uint256);
}
