// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBookbuilding} from "interfaces/IBookbuilding.sol";

import {MockCash} from "contracts/mocks/MockCash.sol";

import {BookBond, BookPlatform} from "tests/forge/BookPlatform.sol";

/// @notice Books drawn from a number, the same as tests/support/random_books.py draws, and played
///         on the contract from the first commitment to the last refund.
abstract contract RandomBook is BookPlatform {
    uint256 internal constant INVESTORS = 6;

    struct Entry {
        uint256 investor;
        uint256 tick;
        uint256 units;
        bool isRevealed;
    }

    IBookbuilding.BookTerms internal terms;
    uint256 internal denomination;
    Entry[] internal entries;
    uint256[] internal reveals; // numbers of the revealed orders, in the order of their reveals
    BookBond internal bond;
    MockCash internal cash;
    uint256 private _random;

    /// @dev Every draw in this order: Python makes the same.
    function drawBook(uint256 number) internal {
        _random = uint256(keccak256(abi.encode(number)));
        IBookbuilding.BookTerms memory b = someBook();
        b.kind = IBookbuilding.BookKind(_draw(2));
        uint256 pricing = _draw(2);
        if (b.kind == IBookbuilding.BookKind.Rate) pricing = 0;
        b.pricing = IBookbuilding.Pricing(pricing);
        b.tickCount = uint16(1 + _draw(40));
        b.tickStep = uint32(1 + _draw(2000));
        b.firstTick = uint32(1 + _draw(1_200_000));
        b.lot = uint88(1 + _draw(20));
        b.offered = b.lot * uint88(1 + _draw(300));
        denomination = 1 + _draw(2_000_000);
        b.deposit = uint128(1 + _draw(5_000_000));
        bool hasMinimum = _draw(4) == 0;
        uint256 minimum = _draw(b.offered + 1);
        b.minimumUnits = hasMinimum ? uint88(minimum) : 0;
        terms = b;
        _drawOrders(b);
    }

    function _drawOrders(IBookbuilding.BookTerms memory b) private {
        delete entries;
        delete reveals;
        uint256 count = _draw(25);
        for (uint256 i; i < count; ++i) {
            Entry memory entry;
            entry.investor = _draw(INVESTORS);
            bool inTheMiddle = _draw(3) == 0;
            entry.tick = _draw(b.tickCount);
            if (inTheMiddle) entry.tick = b.tickCount / 2;
            entry.units = b.lot * (1 + _draw(1 + _draw(b.offered / b.lot)));
            entry.isRevealed = _draw(8) != 0;
            entries.push(entry);
        }
        uint256 first = _draw(25);
        for (uint256 i; i < count; ++i) {
            uint256 order = (first + i) % count;
            if (entries[order].isRevealed) reveals.push(order);
        }
    }

    function _draw(uint256 below) internal returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random % below;
    }

    function commitAll() internal {
        cash = new MockCash(0);
        bool bookbuilt = terms.kind == IBookbuilding.BookKind.Rate;
        bond = newBookBond(cash, denomination, terms.offered, bookbuilt);
        terms.closesAt = uint40(block.timestamp + 5 days);
        terms.revealsUntil = terms.closesAt + 1 days;
        openBook(bond, terms);
        for (uint256 i; i < INVESTORS; ++i) {
            fund(cash, who(i));
        }
        for (uint256 i; i < entries.length; ++i) {
            Entry memory entry = entries[i];
            uint256 order =
                commit(bond, who(entry.investor), entry.tick, entry.units, bytes32(i + 1));
            vm.assertEq(order, i);
        }
    }

    function revealAll() internal {
        vm.warp(terms.closesAt);
        for (uint256 i; i < reveals.length; ++i) {
            Entry memory entry = entries[reveals[i]];
            bytes32 salt = bytes32(reveals[i] + 1);
            reveal(bond, who(entry.investor), reveals[i], entry.tick, entry.units, salt);
        }
        vm.warp(terms.revealsUntil);
        books.clear(address(bond));
    }

    function settleAll() internal {
        vm.warp(uint256(ISSUE) * 1 days);
        IBookbuilding.Book memory book = books.bookOf(address(bond));
        for (uint256 left = 30; book.phase == PHASE_CLOSED && left != 0; --left) {
            books.settle(address(bond), 1 + _draw(5));
            book = books.bookOf(address(bond));
        }
        if (book.forfeits != 0) books.collectForfeits(address(bond));
    }

    function who(uint256 index) internal pure returns (address) {
        return address(uint160(0xC000 + index));
    }

    /// @dev What came of the book, as words: of the whole, of each revealed order, of each investor.
    function outcome() internal view returns (uint256[] memory words) {
        IBookbuilding.Book memory book = books.bookOf(address(bond));
        words = new uint256[](6 + 4 * reveals.length + 2 * INVESTORS);
        words[0] = book.sold == 0 ? type(uint256).max : book.tick;
        (words[1], words[2]) = (book.demand, book.sold);
        (words[3], words[4]) = (book.demandAtMargin, book.soldAtMargin);
        words[5] = cash.balanceOf(ISSUER);
        uint256 next = 6;
        for (uint256 i; i < reveals.length; ++i) {
            words[next++] = reveals[i];
            (words[next], words[next + 1], words[next + 2]) =
                books.fillOf(address(bond), reveals[i]);
            next += 3;
        }
        for (uint256 i; i < INVESTORS; ++i) {
            words[next++] = bond.balanceOf(who(i));
            words[next++] = FUNDS - cash.balanceOf(who(i));
        }
    }
}
