// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";
import {IBookbuilding} from "interfaces/IBookbuilding.sol";
import {IDelivery} from "interfaces/IDelivery.sol";

import {MockCash} from "contracts/mocks/MockCash.sol";

import {BookBond} from "tests/forge/BookPlatform.sol";
import {RandomBook} from "tests/forge/RandomBook.sol";

/// @notice Further cheat codes: a vector file, and a test longer than a block.
interface VmLong {
    function parseJsonBytes32Array(string calldata json, string calldata key)
        external
        pure
        returns (bytes32[] memory);
    function pauseGasMetering() external;
}

/// @notice Random books against a naive reference here, and against the independent Python.
contract BookbuildingTest is RandomBook {
    uint256 private constant BOOKS_PER_RUN = 4;
    uint256 private constant VECTORS = 1000;

    function setUp() public {
        deployBooks();
    }

    function test_inv_bb_2_a_thousand_books_clear_as_the_independent_python_clears_them() public {
        VmLong(address(vm)).pauseGasMetering();
        bytes32[] memory expected = VmLong(address(vm))
            .parseJsonBytes32Array(vm.readFile("tests/vectors/books.json"), ".outcomes");
        vm.assertEq(expected.length, VECTORS);
        for (uint256 i; i < VECTORS; ++i) {
            _play(i);
            vm.assertEq(keccak256(abi.encodePacked(outcome())), expected[i]);
        }
    }

    function testFuzz_inv_bb_1_inv_bb_2_inv_bb_3_random_books(uint256 seed) public {
        for (uint256 i; i < BOOKS_PER_RUN; ++i) {
            _play(uint256(keccak256(abi.encode(seed, i))));
            _compareWithReference();
            vm.assertEq(cash.balanceOf(address(books)), 0, "nothing stays");
            (, uint256 held) = books.escrowOf(address(bond));
            vm.assertEq(held, 0, "nothing is held");
        }
    }

    function testFuzz_inv_bb_4_the_order_of_reveals_decides_no_more_than_a_lot(uint256 seed)
        public
    {
        _play(seed);
        (uint256[] memory one, uint256[] memory units) = (outcome(), _unitsByOrder());
        for (uint256 i; i < reveals.length; ++i) {
            uint256 j = _draw(reveals.length);
            (reveals[i], reveals[j]) = (reveals[j], reveals[i]);
        }
        vm.warp((uint256(ISSUE) - 20) * 1 days);
        commitAll();
        revealAll();
        settleAll();
        uint256[] memory other = outcome();
        for (uint256 i; i < 6; ++i) {
            vm.assertEq(one[i], other[i], "the whole");
        }
        uint256[] memory others = _unitsByOrder();
        for (uint256 i; i < units.length; ++i) {
            uint256 limit = entries[i].tick == one[0] ? terms.lot : 0;
            vm.assertLe(units[i], others[i] + limit, "a fill");
            vm.assertLe(others[i], units[i] + limit, "a fill");
        }
    }

    function test_inv_bb_5_a_commitment_is_its_investors_and_its_books_alone() public {
        MockCash token = new MockCash(0);
        (BookBond one, BookBond two) =
            (newBookBond(token, 100, 1000, false), newBookBond(token, 100, 1000, false));
        IBookbuilding.BookTerms memory b = someBook();
        openBook(one, b);
        openBook(two, b);
        (address alice, address mallory) = (address(0xA11CE), address(0x3A));
        fund(token, alice);
        fund(token, mallory);
        commit(one, alice, 3, 10, "salt");
        bytes32 copied = books.orderOf(address(one), 0).commitment;
        vm.prank(mallory);
        books.commit(address(one), copied);
        vm.prank(alice);
        books.commit(address(two), copied);
        vm.warp(b.closesAt);

        vm.prank(mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IDelivery.NotYourOrder.selector, address(one), 0, alice)
        );
        books.reveal(address(one), 0, 3, 10, "salt");
        _expectMismatch(one, mallory, copied);
        vm.prank(mallory);
        books.reveal(address(one), 1, 3, 10, "salt");
        _expectMismatch(two, alice, copied);
        vm.prank(alice);
        books.reveal(address(two), 0, 3, 10, "salt");
        reveal(one, alice, 0, 3, 10, "salt");
        (uint256 demand,) = books.coverOf(address(one));
        vm.assertEq(demand, 10);
    }

    /// @dev T12, T13: all 1,024 ticks are walked, with 2 orders or with 60.
    function test_clearing_costs_ticks_and_not_orders() public {
        uint256 few = _gasToClear(2);
        uint256 many = _gasToClear(60);
        vm.assertLe(few, 5_000_000);
        vm.assertLe(many, few + few / 100);
    }

    function _gasToClear(uint256 orders) private returns (uint256 used) {
        vm.warp((uint256(ISSUE) - 20) * 1 days);
        MockCash token = new MockCash(0);
        BookBond series = newBookBond(token, 100, 1000, false);
        IBookbuilding.BookTerms memory b = someBook();
        b.tickCount = 1024;
        openBook(series, b);
        fund(token, who(0));
        for (uint256 i; i < orders; ++i) {
            commit(series, who(0), 0, 10, bytes32(i));
        }
        vm.warp(b.closesAt);
        for (uint256 i; i < orders; ++i) {
            reveal(series, who(0), i, 0, 10, bytes32(i));
        }
        vm.warp(b.revealsUntil);
        used = gasleft();
        books.clear(address(series));
        used -= gasleft();
    }

    function _expectMismatch(BookBond where, address by, bytes32 copied) private {
        bytes32 shown = books.commitmentOf(address(where), by, 3, 10, "salt");
        vm.expectRevert(
            abi.encodeWithSelector(IBookbuilding.CommitmentMismatch.selector, copied, shown)
        );
    }

    function _play(uint256 number) private {
        vm.warp((uint256(ISSUE) - 20) * 1 days);
        drawBook(number);
        commitAll();
        revealAll();
        settleAll();
    }

    function _unitsByOrder() private view returns (uint256[] memory units) {
        units = new uint256[](entries.length);
        for (uint256 i; i < units.length; ++i) {
            (units[i],,) = books.fillOf(address(bond), i);
        }
    }

    /// @dev What everybody should have, from the rule in IBookbuilding and the orders alone.
    function _compareWithReference() private view {
        uint256 demand = _demand(0, true);
        bool isSold = demand != 0 && demand >= terms.minimumUnits;
        uint256[INVESTORS] memory units;
        uint256[INVESTORS] memory spent;
        uint256 tick = isSold ? _clearingTick() : 0;
        uint256 sold;
        for (uint256 i; i < reveals.length; ++i) {
            Entry memory entry = entries[reveals[i]];
            uint256 fill = isSold ? _fill(i, tick) : 0;
            units[entry.investor] += fill;
            spent[entry.investor] += _cost(_uniform() ? tick : entry.tick, fill);
            vm.assertLe(fill, entry.units, "no more than asked for");
            vm.assertLe(_cost(_uniform() ? tick : entry.tick, fill), _cost(entry.tick, fill));
            sold += fill;
        }
        vm.assertEq(sold, !isSold ? 0 : demand < terms.offered ? demand : terms.offered, "sold");
        uint256 forfeits;
        uint256 paid;
        for (uint256 i; i < entries.length; ++i) {
            if (!entries[i].isRevealed) spent[entries[i].investor] += terms.deposit;
            if (!entries[i].isRevealed) forfeits += terms.deposit;
        }
        for (uint256 i; i < INVESTORS; ++i) {
            vm.assertEq(bond.balanceOf(who(i)), units[i], "units");
            vm.assertEq(FUNDS - cash.balanceOf(who(i)), spent[i], "cash");
            paid += spent[i];
        }
        vm.assertEq(cash.balanceOf(ISSUER), forfeits, "forfeits");
        vm.assertEq(bond.received() + forfeits, paid, "proceeds");
        IBondTypes.Stage last = isSold ? IBondTypes.Stage.Outstanding : IBondTypes.Stage.Cancelled;
        vm.assertEq(uint256(bond.stage()), uint256(last), "stage");
    }

    function _fill(uint256 position, uint256 tick) private view returns (uint256) {
        Entry memory entry = entries[reveals[position]];
        if (entry.tick != tick) return _isBetter(entry.tick, tick) ? entry.units : 0;
        uint256 better = _demand(tick, false);
        uint256 margin = _demandAt(tick, reveals.length);
        uint256 left = terms.offered - better < margin ? terms.offered - better : margin;
        uint256 before = _demandAt(tick, position);
        uint256 through = (before + entry.units) / terms.lot * (left / terms.lot);
        uint256 until = before / terms.lot * (left / terms.lot);
        return (through / (margin / terms.lot) - until / (margin / terms.lot)) * terms.lot;
    }

    /// @dev The worst tick of all orders before which the offer is not yet taken.
    function _clearingTick() private view returns (uint256 tick) {
        bool isFound;
        for (uint256 i; i < reveals.length; ++i) {
            uint256 candidate = entries[reveals[i]].tick;
            if (_demand(candidate, false) >= terms.offered) continue;
            if (!isFound || _isBetter(tick, candidate)) (tick, isFound) = (candidate, true);
        }
        vm.assertTrue(isFound);
    }

    /// @dev Revealed units better than a tick, or all of them.
    function _demand(uint256 tick, bool all) private view returns (uint256 sum) {
        for (uint256 i; i < reveals.length; ++i) {
            Entry memory entry = entries[reveals[i]];
            if (all || _isBetter(entry.tick, tick)) sum += entry.units;
        }
    }

    /// @dev Units at a tick among the first reveals.
    function _demandAt(uint256 tick, uint256 first) private view returns (uint256 sum) {
        for (uint256 i; i < first; ++i) {
            Entry memory entry = entries[reveals[i]];
            if (entry.tick == tick) sum += entry.units;
        }
    }

    function _isBetter(uint256 tick, uint256 than) private view returns (bool) {
        return terms.kind == IBookbuilding.BookKind.Price ? tick > than : tick < than;
    }

    function _uniform() private view returns (bool) {
        return terms.pricing == IBookbuilding.Pricing.Uniform;
    }

    function _cost(uint256 tick, uint256 units) private view returns (uint256) {
        bool atPar = terms.kind == IBookbuilding.BookKind.Rate;
        uint256 price = atPar ? 1_000_000 : terms.firstTick + tick * terms.tickStep;
        return (units * denomination * price + 999_999) / 1_000_000;
    }
}
