// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IBond} from "interfaces/IBond.sol";
import {IOffering} from "interfaces/IOffering.sol";
import {IProceedsVault} from "interfaces/IProceedsVault.sol";

import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {Terms} from "contracts/types/Terms.sol";
import {PPM_ONE, Ppm} from "contracts/types/Units.sol";

/// @title Offering
/// @dev   Specification, errors and events: IOffering. One for all bonds; books are kept per bond.
///
/// TRUST
/// The bookrunner sets the price and the closing time, nothing else: who gets what follows from the
/// orders. Escrowed cash goes to the bond's own vault against units, or back to its investor.
/// CASH
/// Books of different bonds may share a cash token; each is settled from its own orders only.
/// BONDS
/// A bond is what lets this contract move its stage. A forged bond may lie about its terms and its
/// stage, so its cash is fixed when its book opens and no more leaves than came in for it: it can
/// cheat those who order it, and never touches another bond's escrow.
contract Offering is IOffering, ReentrancyGuardTransient {
    using ExactCash for IERC20;
    using SafeERC20 for IERC20;

    struct Escrow {
        address cash;
        uint256 held; // [cash base units]
    }

    mapping(address bond => Book) private _books;
    mapping(address bond => Escrow) private _escrows;
    mapping(address bond => mapping(uint256 order => Order)) private _orders;
    /// @notice Refunds that could not be delivered [cash base units].
    mapping(address cash => mapping(address investor => uint256)) public owed;

    /* WRITES */

    /// @inheritdoc IOffering
    function open(address bond, Ppm price, uint40 closesAt) external {
        Terms memory t = IBond(bond).terms();
        require(msg.sender == t.bookrunner, NotBookrunner(msg.sender, t.bookrunner));
        require(
            Ppm.unwrap(price) != 0 && closesAt > block.timestamp,
            BookInvalid(price, closesAt, block.timestamp)
        );
        _requireStage(bond, IBond.Stage.Announced);
        // Once only: a bond has been past Announced ever since, whatever a forged one says.
        require(_escrows[bond].cash == address(0), UnknownBond(bond));

        _escrows[bond].cash = t.cash;
        _books[bond] = Book(price, closesAt, t.issueUnits, 0, 0, 0, 0);

        emit BookOpened(bond, price, t.issueUnits, closesAt);

        IBond(bond).advanceTo(IBond.Stage.Bookbuilding);
    }

    /// @inheritdoc IOffering
    function subscribe(address bond, uint88 units) external nonReentrant returns (uint256 order) {
        Book storage book = _requireOpen(bond);
        require(units != 0 && units <= book.offered, OrderOutOfRange(units, book.offered));
        IBond.Restriction reason = IBond(bond).receiverRestrictionOf(msg.sender);
        require(reason == IBond.Restriction.None, InvestorRestricted(msg.sender, reason));
        Terms memory t = IBond(bond).terms();
        uint256 cost = _costUp(book, t, units);

        order = book.orders++;
        book.demand += units;
        _orders[bond][order] = Order(msg.sender, units);

        Escrow storage escrow = _escrows[bond];
        escrow.held += cost;

        emit OrderPlaced(bond, msg.sender, order, units, cost);

        IERC20(escrow.cash).pullExact(msg.sender, cost);
    }

    /// @inheritdoc IOffering
    function withdraw(address bond, uint256 order) external nonReentrant {
        Book storage book = _requireOpen(bond);
        Order storage entry = _orders[bond][order];
        require(
            entry.investor == msg.sender && entry.units != 0,
            NotYourOrder(bond, order, entry.investor)
        );
        Terms memory t = IBond(bond).terms();
        uint256 cost = _costUp(book, t, entry.units);

        book.demand -= entry.units;
        entry.units = 0;
        address cash = _release(bond, cost);

        emit OrderWithdrawn(bond, msg.sender, order, cost);

        IERC20(cash).safeTransfer(msg.sender, cost);
    }

    /// @inheritdoc IOffering
    function close(address bond) external nonReentrant {
        Book storage book = _books[bond];
        _requireStage(bond, IBond.Stage.Bookbuilding);
        require(
            block.timestamp >= book.closesAt, BookStillOpen(bond, book.closesAt, block.timestamp)
        );
        uint256 sold = _sold(book);

        emit BookClosed(bond, book.demand, sold);

        if (sold == 0) IBond(bond).cancel();
        else IBond(bond).advanceTo(IBond.Stage.Priced);
    }

    /// @inheritdoc IOffering
    function settle(address bond, uint256 count) external nonReentrant {
        _requireStage(bond, IBond.Stage.Priced);
        Terms memory t = IBond(bond).terms();
        uint256 issueAt = CivilTime.startOf(t.issueDay, t.zoneOffset);
        require(block.timestamp >= issueAt, TooEarlyToSettle(block.timestamp, issueAt));

        Book memory book = _books[bond];
        uint256 last = Math.min(uint256(book.settled) + count, book.orders);
        for (; book.settled < last; ++book.settled) {
            Order memory entry = _orders[bond][book.settled];
            if (entry.units == 0) continue;
            uint256 before = book.walked;
            book.walked += entry.units;
            uint256 allotted = _share(book, book.walked) - _share(book, before);
            _settle(bond, book, t, entry, allotted);
        }
        _books[bond] = book;

        if (book.settled == book.orders) _conclude(bond);
    }

    /// @inheritdoc IOffering
    function collect(address cash) external nonReentrant {
        uint256 amount = owed[cash][msg.sender];
        require(amount != 0, NothingOwed(msg.sender));

        owed[cash][msg.sender] = 0;

        emit RefundCollected(cash, msg.sender, amount);

        IERC20(cash).safeTransfer(msg.sender, amount);
    }

    /* VIEWS */

    /// @inheritdoc IOffering
    function bookOf(address bond) external view returns (Book memory) {
        return _books[bond];
    }

    /// @inheritdoc IOffering
    function orderOf(address bond, uint256 order) external view returns (Order memory) {
        return _orders[bond][order];
    }

    /// @inheritdoc IOffering
    function costOf(address bond, uint256 units) external view returns (uint256) {
        return _costUp(_books[bond], IBond(bond).terms(), units);
    }

    /* INTERNAL */

    /// @dev Units and cash change hands together, or the investor gets all its cash back.
    function _settle(
        address bond,
        Book memory book,
        Terms memory t,
        Order memory entry,
        uint256 allotted
    ) private {
        uint256 escrowed = _costUp(book, t, entry.units);
        // Eligibility may have lapsed since the order; then nothing is delivered.
        bool mayHold = IBond(bond).receiverRestrictionOf(entry.investor) == IBond.Restriction.None;
        uint256 units = mayHold ? allotted : 0;
        uint256 cost = _costUp(book, t, units);
        address cash = _release(bond, escrowed);

        emit OrderSettled(bond, entry.investor, book.settled, units, cost, escrowed - cost);

        if (units != 0) {
            IERC20(cash).forceApprove(t.vault, cost);
            IProceedsVault(t.vault).receiveProceeds(cost);
            IBond(bond).issue(entry.investor, units);
        }
        if (escrowed != cost) _refund(cash, entry.investor, escrowed - cost);
    }

    function _refund(address cash, address investor, uint256 amount) private {
        if (IERC20(cash).tryPay(investor, amount)) return;
        owed[cash][investor] += amount;
        emit RefundHeld(cash, investor, amount);
    }

    /// @dev Lets a bond's cash leave, no more of it than came in.
    function _release(address bond, uint256 amount) private returns (address cash) {
        Escrow storage escrow = _escrows[bond];
        escrow.held -= amount;
        return escrow.cash;
    }

    function _conclude(address bond) private {
        // Nobody could be delivered: there is no debt, so there is no bond.
        if (IERC20(bond).totalSupply() == 0) IBond(bond).cancel();
        else IBond(bond).advanceTo(IBond.Stage.Outstanding);
    }

    function _requireOpen(address bond) private view returns (Book storage book) {
        book = _books[bond];
        require(block.timestamp < book.closesAt, BookNotOpen(bond, book.closesAt, block.timestamp));
    }

    function _requireStage(address bond, IBond.Stage required) private view {
        IBond.Stage actual = IBond(bond).stage();
        require(actual == required, WrongBondStage(actual, required));
    }

    function _sold(Book memory book) private pure returns (uint256) {
        return Math.min(book.offered, book.demand);
    }

    /// @dev Allotment of the first `walked` units of demand, rounded down.
    function _share(Book memory book, uint256 walked) private pure returns (uint256) {
        return walked * _sold(book) / book.demand; // below 2**176
    }

    /// @dev Rounded up: an investor never pays less than the price.
    function _costUp(Book memory book, Terms memory t, uint256 units)
        private
        pure
        returns (uint256)
    {
        return Math.ceilDiv(units * t.denomination * Ppm.unwrap(book.price), PPM_ONE);
    }
}
