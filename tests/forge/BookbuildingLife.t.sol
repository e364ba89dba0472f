// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";
import {IBookbuilding} from "interfaces/IBookbuilding.sol";
import {IDelivery} from "interfaces/IDelivery.sol";

import {BookbuildingLife} from "tests/forge/BookbuildingLife.sol";
import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice INV-BB-1 to INV-BB-3 over random histories of two books, and proof of their life.
contract BookbuildingLifeTest is ForgeTest {
    BookbuildingLife private _life;

    function setUp() public {
        _life = new BookbuildingLife();
        targetContract(address(_life));
        bytes4[] memory steps = new bytes4[](10);
        steps[0] = _life.seal.selector;
        steps[1] = _life.replace.selector;
        steps[2] = _life.takeBack.selector;
        steps[3] = _life.show.selector;
        steps[4] = _life.finish.selector;
        steps[5] = _life.settle.selector;
        steps[6] = _life.forfeit.selector;
        steps[7] = _life.disturb.selector;
        steps[8] = _life.collect.selector;
        steps[9] = _life.wait_.selector;
        targetSelector(address(_life), steps);
    }

    function invariant_inv_bb_1_cash_held_is_what_came_in_less_what_left() public view {
        uint256 sum;
        for (uint256 i; i < 2; ++i) {
            vm.assertEq(_life.heldOf(i), _life.paidIn(i) - _life.paidOut(i));
            sum += _life.heldOf(i);
        }
        vm.assertEq(_life.cash().balanceOf(_life.seller()), sum + _life.waitingRefunds());
    }

    function invariant_inv_bb_2_inv_bb_3_fills_are_by_rank_and_sum_to_what_is_sold() public view {
        for (uint256 i; i < 2; ++i) {
            IBookbuilding.Book memory book = _life.bookOf(i);
            uint256 demand;
            uint256 sold;
            for (uint256 order; order < _life.orderCount(i); ++order) {
                (uint256 tick, uint256 units) = _life.orderOf(i, order);
                uint256 fill = _life.fillOf(i, order);
                (demand, sold) = (demand + units, sold + fill);
                vm.assertEq(fill % book.terms.lot, 0);
                if (book.sold == 0 || tick == book.tick) continue;
                bool better = (tick > book.tick) == (i == 0);
                vm.assertEq(fill, better ? units : 0);
            }
            vm.assertEq(demand, book.demand);
            vm.assertEq(sold, book.sold);
            if (book.sold == 0) continue;
            vm.assertEq(sold, demand < 1000 ? demand : 1000);
        }
    }

    /// @dev One long walk with a plan for its time shows that each step can and does happen.
    function test_inv_bb_1_the_walk_is_not_idle() public {
        uint256 random = 7;
        for (uint256 i; i < 900; ++i) {
            random = uint256(keccak256(abi.encode(random)));
            _step(i, random);
            invariant_inv_bb_1_cash_held_is_what_came_in_less_what_left();
        }
        invariant_inv_bb_2_inv_bb_3_fills_are_by_rank_and_sum_to_what_is_sold();
        _requireDone();
        for (uint256 i; i < 2; ++i) {
            vm.assertEq(_life.heldOf(i), 0);
            vm.assertTrue(_life.bookOf(i).phase == IDelivery.Phase.None);
            vm.assertTrue(_life.bonds(i).totalSupply() != 0);
            vm.assertTrue(_life.bonds(i).stage() == IBondTypes.Stage.Outstanding);
        }
    }

    /// @dev 200 steps of sealing, 200 of revealing, then clearing, and settling from the issue day.
    function _step(uint256 i, uint256 random) private {
        uint256 a = random >> 16;
        uint256 b = random >> 96;
        if (i == 200) _pass(5);
        else if (i == 400) _pass(1);
        else if (i == 430) _pass(15);
        if (i < 200) _early(random % 8, a, b);
        else if (i < 400) _life.show(a, b, random);
        else _late(random % 8, a, b);
    }

    function _pass(uint256 numberOfDays) private {
        for (uint256 i; i < numberOfDays; ++i) {
            _life.wait_(3);
        }
    }

    function _early(uint256 kind, uint256 a, uint256 b) private {
        if (kind < 4) _life.seal(a, b, a >> 8, b >> 8);
        else if (kind == 4) _life.replace(a, b, a >> 8);
        else if (kind == 5) _life.takeBack(a, b);
        else _life.show(a, b, a >> 8);
    }

    function _late(uint256 kind, uint256 a, uint256 b) private {
        if (kind < 4) _life.settle(a, b);
        else if (kind == 4) _life.finish(a);
        else if (kind == 5) _life.forfeit(a);
        else if (kind == 6) _life.disturb(a, b, a >> 8 & 1 == 0);
        else _life.collect(a);
    }

    function _requireDone() private view {
        bytes4[9] memory steps = [
            _life.seal.selector,
            _life.replace.selector,
            _life.takeBack.selector,
            _life.show.selector,
            _life.finish.selector,
            _life.settle.selector,
            _life.forfeit.selector,
            _life.disturb.selector,
            _life.collect.selector
        ];
        for (uint256 i; i < steps.length; ++i) {
            vm.assertTrue(_life.done(steps[i]) != 0, "a kind of step never happened");
        }
        vm.assertGt(_life.refused(), 50);
    }
}
