// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBond} from "interfaces/IBond.sol";
import {IBondTypes} from "interfaces/IBondTypes.sol";
import {IBookbuilding} from "interfaces/IBookbuilding.sol";

import {Clearing, MOST_TICKS} from "contracts/bond/Clearing.sol";
import {Delivery} from "contracts/bond/Delivery.sol";
import {Syndicate} from "contracts/bond/Syndicate.sol";
import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {CouponKind, Terms} from "contracts/types/Terms.sol";
import {Rate} from "contracts/types/Units.sol";

/// @title Bookbuilding
/// @dev   Specification, errors and events: IBookbuilding, IDelivery. One for all bonds; a bond has
///        at most one book.
///
/// TRUST
/// The bookrunner opens a book that its whole syndicate signed, nothing else: price or rate, and
/// who gets what, follow from the orders. Escrowed cash goes to the bond's own vault against units,
/// or back to its investor; only deposits of orders that were never revealed go to the issuer.
/// SECRECY
/// A sealed order shows that its investor has one, not for how much nor at what price: the deposit
/// is flat. It stays secret as long as its salt does; a copied commitment is of no use, since the
/// investor is part of it.
/// CASH
/// Books of different bonds may share a cash token; each is settled from its own orders only.
contract Bookbuilding is IBookbuilding, Delivery, EIP712 {
    using Clearing for Book;
    using Clearing for BookTerms;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;

    mapping(address bond => Book) private _books;
    mapping(address bond => uint128[MOST_TICKS]) private _demands; // [units] by tick
    mapping(address bond => mapping(uint256 order => Order)) private _orders;

    // The domain's name and version are published by EIP-5267's eip712Domain().
    constructor() EIP712("Greentrace Bookbuilding", "1") {}

    /* WRITES */

    /// @inheritdoc IBookbuilding
    function open(
        address bond,
        BookTerms calldata terms,
        address[] calldata members,
        uint32[] calldata shares,
        bytes[] calldata signatures
    ) external nonReentrant {
        Terms memory t = IBond(bond).terms();
        require(msg.sender == t.bookrunner, NotBookrunner(msg.sender, t.bookrunner));
        _requireNew(bond);
        _requireTerms(bond, terms, t);
        bytes32 hash = hashOf(terms);
        Syndicate.requireWhole(_mandate(bond, hash), members, shares, signatures);

        _fixCash(bond, t.cash);
        Book storage book = _books[bond];
        book.terms = terms;
        (book.issuer, book.vault, book.denomination) = (t.issuer, t.vault, t.denomination);
        book.settlesAt = _settlesAt(t);
        book.phase = Phase.Open;

        emit BookOpened(bond, hash, terms, t.denomination, members, shares);
        for (uint256 i; i < members.length; ++i) {
            emit MemberSigned(bond, members[i], shares[i], hash);
        }

        IBond(bond).advanceTo(IBondTypes.Stage.Bookbuilding);
    }

    /// @inheritdoc IBookbuilding
    function commit(address bond, bytes32 commitment)
        external
        nonReentrant
        returns (uint256 order)
    {
        Book storage book = _requireOpen(bond);
        require(commitment != 0, CommitmentMissing(bond));
        _requireInvestor(bond);
        uint256 deposit = book.terms.deposit;

        order = book.orders++;
        ++book.standing;
        Order storage entry = _orders[bond][order];
        (entry.commitment, entry.investor) = (commitment, msg.sender);

        emit OrderCommitted(bond, msg.sender, order, commitment, deposit);

        _pull(bond, deposit);
    }

    /// @inheritdoc IBookbuilding
    function amend(address bond, uint256 order, bytes32 commitment) external {
        _requireOpen(bond);
        Order storage entry = _requireOwn(bond, order);
        require(commitment != 0, CommitmentMissing(bond));

        entry.commitment = commitment;

        emit OrderAmended(bond, msg.sender, order, commitment);
    }

    /// @inheritdoc IBookbuilding
    function withdraw(address bond, uint256 order) external nonReentrant {
        Book storage book = _requireOpen(bond);
        _requireOwn(bond, order);
        uint256 deposit = book.terms.deposit;

        --book.standing;
        delete _orders[bond][order];

        emit OrderWithdrawn(bond, msg.sender, order, deposit);

        _release(bond, deposit).safeTransfer(msg.sender, deposit);
    }

    /// @inheritdoc IBookbuilding
    function reveal(address bond, uint256 order, uint16 tick, uint88 units, bytes32 salt)
        external
        nonReentrant
    {
        Book memory book = bookOf(bond);
        _requireRevealTime(book.terms);
        Order storage entry = _requireOwn(bond, order);
        require(entry.commitment != 0, NotSealed(bond, order));
        bytes32 revealed = commitmentOf(bond, msg.sender, tick, units, salt);
        require(entry.commitment == revealed, CommitmentMismatch(entry.commitment, revealed));
        _requireOrder(book.terms, tick, units);
        _requireInvestor(bond);
        uint256 escrowed = book.escrowed(tick, units);
        uint128 before = _demands[bond][tick];

        _orders[bond][order] = Order(0, msg.sender, units, tick, before);
        _demands[bond][tick] = before + units;
        _books[bond].demand = book.demand + units;
        _books[bond].standing = book.standing - 1;

        emit OrderRevealed(
            bond, msg.sender, order, tick, book.terms.value(tick), units, before, escrowed
        );

        _pull(bond, escrowed - book.terms.deposit);
    }

    /// @inheritdoc IBookbuilding
    function clear(address bond) external nonReentrant {
        Book memory book = bookOf(bond);
        _requirePhase(bond, book.phase, Phase.Open);
        require(
            block.timestamp >= book.terms.revealsUntil,
            BookStillOpen(bond, book.terms.revealsUntil, block.timestamp)
        );
        book.forfeits = (uint256(book.terms.deposit) * book.standing).toUint128();
        book.phase = book.orders == 0 ? Phase.None : Phase.Closed;
        if (book.demand != 0 && book.demand >= book.terms.minimumUnits) {
            book.clear(_demands[bond]);
        }
        _store(bond, book);

        if (book.sold == 0) {
            emit BookFailed(bond, book.demand, book.terms.minimumUnits, book.forfeits);
            IBond(bond).cancel();
            return;
        }
        uint256 value = book.terms.value(book.tick);

        emit BookCleared(
            bond,
            book.tick,
            value,
            book.demand,
            book.sold,
            book.demandAtMargin,
            book.soldAtMargin,
            book.forfeits
        );

        if (book.terms.kind == BookKind.Rate) IBond(bond).setRate(Rate.wrap(value.toUint32()));
        IBond(bond).advanceTo(IBondTypes.Stage.Priced);
    }

    /// @inheritdoc IBookbuilding
    function settle(address bond, uint256 count) external nonReentrant {
        Book memory book = bookOf(bond);
        _requirePhase(bond, book.phase, Phase.Closed);
        require(
            book.sold == 0 || block.timestamp >= book.settlesAt,
            TooEarlyToSettle(block.timestamp, book.settlesAt)
        );

        uint256 last = Math.min(uint256(book.settled) + count, book.orders);
        for (uint256 i = book.settled; i < last; ++i) {
            _settleNext(bond, book, i);
        }
        bool isOver = last == book.orders;
        _books[bond].settled = uint32(last); // at most `orders`
        if (isOver) _books[bond].phase = Phase.None;

        if (isOver && book.sold != 0) _concludeIssue(bond);
    }

    /// @inheritdoc IBookbuilding
    function collectForfeits(address bond) external nonReentrant returns (uint256 amount) {
        Book storage book = _books[bond];
        amount = book.forfeits;
        require(amount != 0, NoForfeits(bond));

        book.forfeits = 0;

        emit ForfeitsCollected(bond, book.issuer, amount);

        _release(bond, amount).safeTransfer(book.issuer, amount);
    }

    /* VIEWS */

    /// @inheritdoc IBookbuilding
    function hashOf(BookTerms calldata terms) public pure returns (bytes32 book) {
        return keccak256(abi.encode(terms));
    }

    /// @inheritdoc IBookbuilding
    function digestOf(address bond, address member, uint32 share, bytes32 book)
        public
        view
        returns (bytes32)
    {
        return Syndicate.digest(_mandate(bond, book), member, share);
    }

    /// @inheritdoc IBookbuilding
    function commitmentOf(address bond, address investor, uint256 tick, uint256 units, bytes32 salt)
        public
        view
        returns (bytes32)
    {
        return
            keccak256(abi.encode(block.chainid, address(this), bond, investor, tick, units, salt));
    }

    /// @inheritdoc IBookbuilding
    function bookOf(address bond) public view returns (Book memory) {
        return _books[bond];
    }

    /// @inheritdoc IBookbuilding
    function orderOf(address bond, uint256 order) public view returns (Order memory) {
        return _orders[bond][order];
    }

    /// @inheritdoc IBookbuilding
    function coverOf(address bond) external view returns (uint256 demand, uint256 offered) {
        return (_books[bond].demand, _books[bond].terms.offered);
    }

    /// @inheritdoc IBookbuilding
    function demandsOf(address bond) external view returns (uint256[] memory demands) {
        demands = new uint256[](_books[bond].terms.tickCount);
        for (uint256 i; i < demands.length; ++i) {
            demands[i] = _demands[bond][i];
        }
    }

    /// @inheritdoc IBookbuilding
    function valueOf(address bond, uint256 tick) external view returns (uint256) {
        return bookOf(bond).terms.value(tick);
    }

    /// @inheritdoc IBookbuilding
    function fillOf(address bond, uint256 order)
        external
        view
        returns (uint256 units, uint256 cost, uint256 escrowed)
    {
        Book memory book = bookOf(bond);
        Order memory entry = orderOf(bond, order);
        if (entry.units == 0) return (0, 0, entry.commitment == 0 ? 0 : book.terms.deposit);
        units = book.fill(entry);
        cost = book.cost(entry.tick, units);
        escrowed = book.escrowed(entry.tick, entry.units);
    }

    /* INTERNAL */

    function _requireNew(address bond) private view {
        IBondTypes.Stage stage = IBond(bond).stage();
        require(
            stage == IBondTypes.Stage.Announced, WrongBondStage(stage, IBondTypes.Stage.Announced)
        );
        // Once only: a bond has been past Announced ever since, whatever a forged one says.
        require(!_hasEscrow(bond), UnknownBond(bond));
        (,, bool isGreen) = IBond(bond).framework();
        require(isGreen, NotGreen(bond));
    }

    function _requireTerms(address bond, BookTerms calldata terms, Terms memory t) private view {
        require(
            terms.closesAt > block.timestamp && terms.revealsUntil > terms.closesAt
                && terms.revealsUntil <= _settlesAt(t),
            TimesInvalid(terms.closesAt, terms.revealsUntil, block.timestamp, _settlesAt(t))
        );
        uint256 last = terms.value(terms.tickCount) - terms.tickStep;
        bool grid = terms.firstTick != 0 && terms.tickStep != 0 && terms.tickCount != 0
            && terms.tickCount <= MOST_TICKS && last <= type(uint32).max;
        require(grid, TicksInvalid(terms.firstTick, terms.tickStep, terms.tickCount, MOST_TICKS));
        bool isRate = terms.kind == BookKind.Rate;
        bool fits = isRate == (t.couponKind == CouponKind.Bookbuilt)
            && !(isRate && terms.pricing != Pricing.Uniform);
        require(fits, WrongBookKind(terms.kind, terms.pricing));
        require(terms.deposit != 0, DepositMissing(bond));
        require(
            terms.lot != 0 && terms.offered % terms.lot == 0, NotInLots(terms.offered, terms.lot)
        );
        require(
            terms.offered != 0 && terms.offered <= t.issueUnits
                && terms.minimumUnits <= terms.offered,
            OfferOutOfRange(terms.offered, terms.minimumUnits, t.issueUnits)
        );
    }

    function _settlesAt(Terms memory t) private pure returns (uint40) {
        return CivilTime.startOf(t.issueDay, t.zoneOffset).toUint40();
    }

    function _mandate(address bond, bytes32 book) private view returns (Syndicate.Mandate memory) {
        return Syndicate.Mandate(_domainSeparatorV4(), bond, book);
    }

    function _requireOpen(address bond) private view returns (Book storage book) {
        book = _books[bond];
        uint40 closesAt = book.terms.closesAt;
        require(block.timestamp < closesAt, BookNotOpen(bond, closesAt, block.timestamp));
    }

    function _requireRevealTime(BookTerms memory terms) private view {
        require(
            block.timestamp >= terms.closesAt && block.timestamp < terms.revealsUntil,
            NotRevealTime(terms.closesAt, terms.revealsUntil, block.timestamp)
        );
    }

    function _requireOwn(address bond, uint256 order) private view returns (Order storage entry) {
        entry = _orders[bond][order];
        require(entry.investor == msg.sender, NotYourOrder(bond, order, entry.investor));
    }

    function _requireOrder(BookTerms memory terms, uint256 tick, uint256 units) private pure {
        require(tick < terms.tickCount, TickOutOfRange(tick, terms.tickCount));
        require(units != 0 && units <= terms.offered, OrderOutOfRange(units, terms.offered));
        require(units % terms.lot == 0, NotInLots(units, terms.lot));
    }

    /// @dev What clearing found.
    function _store(address bond, Book memory found) private {
        Book storage book = _books[bond];
        (book.phase, book.forfeits) = (found.phase, found.forfeits);
        (book.tick, book.sold) = (found.tick, found.sold);
        (book.soldAtMargin, book.demandAtMargin) = (found.soldAtMargin, found.demandAtMargin);
    }

    function _settleNext(address bond, Book memory book, uint256 order) private {
        Order memory entry = orderOf(bond, order);
        if (entry.commitment != 0) {
            emit DepositForfeited(bond, entry.investor, order, book.terms.deposit);
            return;
        }
        if (entry.units == 0) return; // withdrawn
        uint256 units = book.fill(entry);
        _settleOrder(
            Parcel({
                bond: bond,
                vault: book.vault,
                investor: entry.investor,
                order: order,
                units: units,
                cost: book.cost(entry.tick, units),
                escrowed: book.escrowed(entry.tick, entry.units)
            })
        );
    }
}
