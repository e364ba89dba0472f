// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";
import {IBookbuilding} from "interfaces/IBookbuilding.sol";
import {IDelivery} from "interfaces/IDelivery.sol";

import {BlockingCash} from "contracts/mocks/BlockingCash.sol";

import {BookBond, BookPlatform} from "tests/forge/BookPlatform.sol";

/// @notice Any sequence of what anybody can do with two books in one cash token, time included. It
///         keeps its own account of all cash, by bond, from what it asked for and what was answered.
contract BookbuildingLife is BookPlatform {
    uint256 private constant INVESTORS = 5;
    uint256 private constant BOOKS = 2;
    uint256 private constant DENOMINATION = 999_983;
    uint256 private constant STEP = 6 hours;

    struct Sealed {
        address investor;
        uint256 tick;
        uint256 units;
        bytes32 salt;
        bool isOut; // withdrawn, or revealed
    }

    BlockingCash public cash;
    BookBond[BOOKS] public bonds;
    IBookbuilding.BookTerms[BOOKS] private _terms;
    mapping(uint256 book => Sealed[]) private _orders;

    // Own account by book [cash base units].
    uint256[BOOKS] public paidIn;
    uint256[BOOKS] public paidOut;
    // How often each kind of step went through.
    mapping(bytes4 step => uint256) public done;
    uint256 public refused;

    constructor() {
        deployBooks();
        cash = new BlockingCash();
        for (uint256 i; i < BOOKS; ++i) {
            bonds[i] = newBookBond(cash, DENOMINATION, 1000, i == 1);
            IBookbuilding.BookTerms memory b = someBook();
            (b.tickCount, b.deposit, b.minimumUnits) = (4, 70_001, 100);
            if (i == 1) b.kind = IBookbuilding.BookKind.Rate;
            if (i == 0) b.pricing = IBookbuilding.Pricing.Discriminatory;
            _terms[i] = b;
            openBook(bonds[i], b);
        }
        for (uint256 i; i < INVESTORS; ++i) {
            fund(cash, _who(i));
        }
    }

    function seal(uint256 which, uint256 who, uint256 tick, uint256 lots) external {
        (which, who) = (which % BOOKS, _bound(who, INVESTORS));
        tick %= _terms[which].tickCount;
        // One in eight does not fit the book, and can never be revealed.
        uint256 units = lots % 8 == 0 ? 7 : 10 * (1 + lots % 60);
        bytes32 salt = keccak256(abi.encode(which, _orders[which].length));
        bytes32 hash = books.commitmentOf(address(bonds[which]), _who(who), tick, units, salt);
        vm.prank(_who(who));
        try books.commit(address(bonds[which]), hash) {
            _orders[which].push(Sealed(_who(who), tick, units, salt, false));
            paidIn[which] += _terms[which].deposit;
            _did(this.seal.selector);
        } catch {
            ++refused;
        }
    }

    function replace(uint256 which, uint256 order, uint256 tick) external {
        which %= BOOKS;
        if (_orders[which].length == 0) return;
        order %= _orders[which].length;
        Sealed storage s = _orders[which][order];
        tick %= _terms[which].tickCount;
        bytes32 hash = books.commitmentOf(address(bonds[which]), s.investor, tick, s.units, s.salt);
        vm.prank(s.investor);
        try books.amend(address(bonds[which]), order, hash) {
            s.tick = tick;
            _did(this.replace.selector);
        } catch {
            ++refused;
        }
    }

    function takeBack(uint256 which, uint256 order) external {
        which %= BOOKS;
        if (_orders[which].length == 0) return;
        order %= _orders[which].length;
        Sealed storage s = _orders[which][order];
        vm.prank(s.investor);
        try books.withdraw(address(bonds[which]), order) {
            s.isOut = true;
            paidOut[which] += _terms[which].deposit;
            _did(this.takeBack.selector);
        } catch {
            ++refused;
        }
    }

    function show(uint256 which, uint256 order, uint256 by) external {
        which %= BOOKS;
        if (_orders[which].length == 0) return;
        order %= _orders[which].length;
        Sealed storage s = _orders[which][order];
        // One in five is tried by whoever it is.
        address caller = by % 5 == 0 ? _who(_bound(by, INVESTORS)) : s.investor;
        uint256 before = cash.balanceOf(caller);
        vm.prank(caller);
        try books.reveal(address(bonds[which]), order, uint16(s.tick), uint88(s.units), s.salt) {
            vm.assertTrue(caller == s.investor && !s.isOut && s.units % 10 == 0);
            s.isOut = true;
            uint256 cost = _cost(which, s.tick, s.units);
            uint256 rest = cost > _terms[which].deposit ? cost - _terms[which].deposit : 0;
            vm.assertEq(before - cash.balanceOf(caller), rest);
            paidIn[which] += rest;
            _did(this.show.selector);
        } catch {
            ++refused;
        }
    }

    function finish(uint256 which) external {
        which %= BOOKS;
        try books.clear(address(bonds[which])) {
            _did(this.finish.selector);
        } catch {
            ++refused;
        }
    }

    function settle(uint256 which, uint256 count) external {
        which %= BOOKS;
        uint256 before = _outside();
        uint256 waiting = _waiting();
        try books.settle(address(bonds[which]), 1 + count % 3) {
            paidOut[which] += _outside() - before + _waiting() - waiting;
            _did(this.settle.selector);
        } catch {
            ++refused;
        }
    }

    function forfeit(uint256 which) external {
        which %= BOOKS;
        try books.collectForfeits(address(bonds[which])) returns (uint256 amount) {
            paidOut[which] += amount;
            _did(this.forfeit.selector);
        } catch {
            ++refused;
        }
    }

    function disturb(uint256 which, uint256 who, bool on) external {
        (which, who) = (which % BOOKS, _bound(who, INVESTORS));
        if (on) cash.setBlocked(_who(who), !cash.isBlocked(_who(who)));
        else bonds[which].bar(_who(who), !bonds[which].isBarred(_who(who)));
        if (who == 0) bonds[which].setRefuses(!bonds[which].refuses());
        _did(this.disturb.selector);
    }

    function collect(uint256 who) external {
        vm.prank(_who(_bound(who, INVESTORS)));
        try books.collect(address(cash)) {
            _did(this.collect.selector);
        } catch {
            ++refused;
        }
    }

    function wait_(uint256 steps) external {
        vm.warp(block.timestamp + (1 + steps % 4) * STEP);
    }

    function heldOf(uint256 which) external view returns (uint256 held) {
        (, held) = books.escrowOf(address(bonds[which]));
    }

    /// @dev Cash in the contract beyond the escrow of the books: refunds that wait.
    function waitingRefunds() external view returns (uint256) {
        return _waiting();
    }

    function bookOf(uint256 which) external view returns (IBookbuilding.Book memory) {
        return books.bookOf(address(bonds[which]));
    }

    function seller() external view returns (address) {
        return address(books);
    }

    function orderCount(uint256 which) external view returns (uint256) {
        return _orders[which].length;
    }

    function fillOf(uint256 which, uint256 order) external view returns (uint256 units) {
        (units,,) = books.fillOf(address(bonds[which]), order);
    }

    function orderOf(uint256 which, uint256 order)
        external
        view
        returns (uint256 tick, uint256 units)
    {
        IBookbuilding.Order memory entry = books.orderOf(address(bonds[which]), order);
        return (entry.tick, entry.units);
    }

    function _cost(uint256 which, uint256 tick, uint256 units) private pure returns (uint256) {
        uint256 price = which == 1 ? 1_000_000 : 980_000 + tick * 500;
        return (units * DENOMINATION * price + 999_999) / 1_000_000;
    }

    /// @dev Cash of everybody but the contract.
    function _outside() private view returns (uint256) {
        return cash.totalSupply() - cash.balanceOf(address(books));
    }

    function _waiting() private view returns (uint256 sum) {
        for (uint256 i; i < INVESTORS; ++i) {
            sum += books.owed(address(cash), _who(i));
        }
    }

    function _did(bytes4 step) private {
        ++done[step];
    }

    function _who(uint256 index) private pure returns (address) {
        return address(uint160(0xC000 + index));
    }

    function _bound(uint256 x, uint256 below) private pure returns (uint256) {
        return x % below;
    }
}
