// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ForgeTest} from "tests/forge/ForgeTest.sol";
import {TradesLife} from "tests/forge/TradesLife.sol";

/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.invariant.runs = 4
/// forge-config: default.invariant.depth = 120
/// forge-config: default.invariant.shrink-run-limit = 50
contract TradesLifeTest is ForgeTest {
    uint256 private constant SEEDED = 60;
    uint256 private constant RUN = 120;

    TradesLife private _life;

    function setUp() public {
        _life = new TradesLife();
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = TradesLife.step.selector;
        targetContract(address(_life));
        targetSelector(address(_life), selectors);
        targetSender(address(0xF00D));
        for (uint256 seed; seed < SEEDED; ++seed) {
            _life.step(seed);
        }
    }

    function invariant_inv_tr_1_nothing_is_ever_held() public view {
        (uint256 units, uint256 cash) = _life.heldByTrades();
        vm.assertEq(units, 0);
        vm.assertEq(cash, 0);
    }

    function invariant_inv_tr_2_both_legs_of_every_fill_settled_and_nothing_else_moved()
        public
        view
    {
        for (uint256 i; i < _life.ACCOUNTS(); ++i) {
            vm.assertTrue(_life.holdingsAgree(i));
        }
    }

    function invariant_inv_tr_3_no_order_is_filled_beyond_its_units() public view {
        for (uint256 i; i < _life.orders(); ++i) {
            (uint256 filled, uint256 units) = _life.filledOf(i);
            vm.assertLe(filled, units);
            vm.assertTrue(_life.stateAgrees(i));
        }
    }

    function invariant_inv_tr_4_nothing_is_filled_but_where_it_was_signed_for() public view {
        for (uint256 i; i < _life.orders(); ++i) {
            vm.assertFalse(_life.isFilledElsewhere(i));
        }
    }

    function invariant_inv_tr_5_no_maker_is_worse_off_than_it_signed() public view {
        for (uint256 i; i < _life.orders(); ++i) {
            vm.assertTrue(_life.costAgrees(i));
        }
    }

    function afterInvariant() public view {
        if (_life.calls() < SEEDED + RUN) return; // forge asks once before the first step as well
        for (uint8 action; action <= uint8(type(TradesLife.Action).max); ++action) {
            vm.assertGe(_life.done(TradesLife.Action(action)), 2, "idle");
        }
        vm.assertGe(_life.done(TradesLife.Action.Fill), 12, "hardly filled");
        vm.assertGe(_life.exFills(), 2, "hardly filled before a payment day");
        vm.assertGe(_life.refused(), 10, "hardly refused");
    }
}
