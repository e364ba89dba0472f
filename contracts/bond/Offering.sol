// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBond} from "interfaces/IBond.sol";
import {IBondTypes} from "interfaces/IBondTypes.sol";
import {IOffering} from "interfaces/IOffering.sol";

import {Delivery} from "contracts/bond/Delivery.sol";
import {Allotment} from "contracts/libraries/Allotment.sol";
import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {Coupon, CouponKind, Terms} from "contracts/types/Terms.sol";
import {Day, PPM_ONE, Ppm} from "contracts/types/Units.sol";

/// @title Offering
/// @dev   Specification, errors and events: IOffering, IDelivery. One for all bonds; books are kept
///        per bond, one at a time.
///
/// TRUST
/// The bookrunner sets the offer's terms, nothing else: who gets what follows from the orders.
/// Escrowed cash goes to the bond's own vault against units, or back to its investor.
/// CASH
/// Books of different bonds may share a cash token; each is settled from its own orders only.
contract Offering is IOffering, Delivery {
    using SafeCast for int256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    mapping(address bond => Book) private _books;
    mapping(address bond => mapping(uint256 order => Order)) private _orders;

    /* WRITES */

    /// @inheritdoc IOffering
    function open(address bond, OfferTerms calldata offer) external nonReentrant {
        Terms memory t = IBond(bond).terms();
        require(msg.sender == t.bookrunner, NotBookrunner(msg.sender, t.bookrunner));
        _requireOffer(bond, offer, t.issueUnits);
        Book memory book = _books[bond];
        _requirePhase(bond, book.phase, Phase.None);
        book.isTap = IBond(bond).stage() == IBondTypes.Stage.Outstanding;
        _price(bond, book, offer, t);
        (book.offered, book.minimumUnits) = (offer.units, offer.minimumUnits);
        (book.demand, book.walked) = (0, 0);
        book.vault = t.vault;
        book.phase = Phase.Open;

        _fixCash(bond, t.cash);
        _books[bond] = book;

        emit BookOpened(
            bond,
            book.price,
            book.offered,
            book.closesAt,
            book.minimumUnits,
            offer.settlementDay,
            book.faceValue,
            book.accrued,
            book.isTap
        );

        if (!book.isTap) IBond(bond).advanceTo(IBondTypes.Stage.Bookbuilding);
    }

    /// @inheritdoc IOffering
    function subscribe(address bond, uint88 units) external nonReentrant returns (uint256 order) {
        Book storage book = _requireOpen(bond);
        require(units != 0 && units <= book.offered, OrderOutOfRange(units, book.offered));
        _requireInvestor(bond);
        uint256 cost = _cost(book, units);

        order = book.orders++;
        book.demand += units;
        _orders[bond][order] = Order(msg.sender, units);

        emit OrderPlaced(bond, msg.sender, order, units, cost);

        _pull(bond, cost);
    }

    /// @inheritdoc IOffering
    function withdraw(address bond, uint256 order) external nonReentrant {
        Book storage book = _requireOpen(bond);
        Order storage entry = _orders[bond][order];
        require(
            entry.investor == msg.sender && entry.units != 0 && order >= book.settled,
            NotYourOrder(bond, order, entry.investor)
        );
        uint256 cost = _cost(book, entry.units);

        book.demand -= entry.units;
        entry.units = 0;

        emit OrderWithdrawn(bond, msg.sender, order, cost);

        _release(bond, cost).safeTransfer(msg.sender, cost);
    }

    /// @inheritdoc IOffering
    function close(address bond) external nonReentrant {
        Book storage book = _books[bond];
        _requirePhase(bond, book.phase, Phase.Open);
        require(
            block.timestamp >= book.closesAt, BookStillOpen(bond, book.closesAt, block.timestamp)
        );
        uint256 sold = _sold(book);
        bool isTap = book.isTap;

        // Without orders there is nobody to refund.
        book.phase = book.demand == 0 ? Phase.None : Phase.Closed;
        if (book.demand == 0) book.settled = book.orders;

        emit BookClosed(bond, book.demand, sold);

        if (isTap) return;
        if (sold == 0) IBond(bond).cancel();
        else IBond(bond).advanceTo(IBondTypes.Stage.Priced);
    }

    /// @inheritdoc IOffering
    function settle(address bond, uint256 count) external nonReentrant {
        Book memory book = _books[bond];
        _requirePhase(bond, book.phase, Phase.Closed);
        uint256 sold = _sold(book);
        require(
            sold == 0 || block.timestamp >= book.settlesAt,
            TooEarlyToSettle(block.timestamp, book.settlesAt)
        );
        bool isCancelled = sold == 0;
        if (book.isTap && !isCancelled && !_stands(bond, book)) sold = 0;

        uint256 last = Math.min(uint256(book.settled) + count, book.orders);
        for (; book.settled < last; ++book.settled) {
            _settleNext(bond, book, sold);
        }
        bool isOver = book.settled == book.orders;
        if (isOver) book.phase = Phase.None;
        _books[bond] = book;

        if (isOver && !book.isTap && !isCancelled) _concludeIssue(bond);
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
        return _cost(_books[bond], units);
    }

    /* INTERNAL */

    function _requireOffer(address bond, OfferTerms calldata offer, uint256 issueUnits)
        private
        view
    {
        require(
            Ppm.unwrap(offer.price) != 0 && offer.closesAt > block.timestamp,
            BookInvalid(offer.price, offer.closesAt, block.timestamp)
        );
        uint256 limit = issueUnits - IERC20(bond).totalSupply();
        require(
            offer.units != 0 && offer.units <= limit && offer.minimumUnits <= offer.units,
            OfferOutOfRange(offer.units, offer.minimumUnits, limit)
        );
    }

    /// @dev Fixes what a unit costs, and when it is delivered.
    function _price(address bond, Book memory book, OfferTerms calldata offer, Terms memory t)
        private
    {
        book.price = offer.price;
        book.closesAt = offer.closesAt;
        book.settlesAt = CivilTime.startOf(offer.settlementDay, t.zoneOffset).toUint40();
        if (book.isTap) return _priceTap(bond, book, offer);
        IBondTypes.Stage stage = IBond(bond).stage();
        require(
            stage == IBondTypes.Stage.Announced, WrongBondStage(stage, IBondTypes.Stage.Announced)
        );
        require(t.couponKind != CouponKind.Bookbuilt, RateUnset(bond));
        // Once only: a bond has been past Announced ever since, whatever a forged one says.
        require(!_hasEscrow(bond), UnknownBond(bond));
        require(
            offer.settlementDay == t.issueDay, SettlementDayInvalid(offer.settlementDay, t.issueDay)
        );
        (book.faceValue, book.accrued, book.epoch) = (t.denomination, 0, 0);
    }

    function _priceTap(address bond, Book memory book, OfferTerms calldata offer) private {
        Day day = offer.settlementDay;
        require(book.settlesAt >= book.closesAt, SettlementDayInvalid(day, day));
        IBond(bond).strike();
        book.epoch = _epochOn(bond, day).toUint32();
        book.faceValue = IBond(bond).faceValue().toUint96();
        book.accrued = IBond(bond).accruedInterest(day).toInt128();
        int256 least =
            int256(uint256(book.faceValue) * Ppm.unwrap(book.price) / PPM_ONE) + book.accrued;
        require(least > 0, BookInvalid(book.price, book.closesAt, block.timestamp));
    }

    /// @dev Record days before `day`. No principal may be repaid on the way.
    function _epochOn(address bond, Day day) private view returns (uint256 epoch) {
        uint256 count = IBond(bond).couponCount();
        for (epoch = IBond(bond).epoch(); epoch < count; ++epoch) {
            Coupon memory c = IBond(bond).couponOf(epoch);
            if (c.recordDay >= day) break;
            require(Ppm.unwrap(c.principal) == 0, PrincipalRepaidBefore(epoch, day));
        }
    }

    /// @dev Whether a tapped unit still is what its buyers paid for.
    function _stands(address bond, Book memory book) private returns (bool) {
        if (IBond(bond).stage() != IBondTypes.Stage.Outstanding) return false;
        IBond(bond).strike();
        return IBond(bond).epoch() == book.epoch && IBond(bond).faceValue() == book.faceValue;
    }

    function _settleNext(address bond, Book memory book, uint256 sold) private {
        Order memory entry = _orders[bond][book.settled];
        if (entry.units == 0) return;
        uint256 before = book.walked;
        book.walked += entry.units;
        uint256 units = Allotment.share(before, entry.units, sold, book.demand);
        _settleOrder(
            Parcel({
                bond: bond,
                vault: book.vault,
                investor: entry.investor,
                order: book.settled,
                units: units,
                cost: _cost(book, units),
                escrowed: _cost(book, entry.units)
            })
        );
    }

    function _requireOpen(address bond) private view returns (Book storage book) {
        book = _books[bond];
        require(block.timestamp < book.closesAt, BookNotOpen(bond, book.closesAt, block.timestamp));
    }

    function _sold(Book memory book) private pure returns (uint256) {
        return book.demand < book.minimumUnits ? 0 : Math.min(book.offered, book.demand);
    }

    /// @dev Clean price, rounded up, and accrued interest; positive, as `_priceTap` checked.
    function _cost(Book memory book, uint256 units) private pure returns (uint256) {
        uint256 clean = Allotment.priceUp(units, book.faceValue, Ppm.unwrap(book.price));
        return (int256(clean) + int256(units) * book.accrued).toUint256();
    }
}
