// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HoldingsHarness} from "contracts/mocks/HoldingsHarness.sol";

import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice Holdings against a naive model that copies every balance at every record day.
contract HoldingsTest is ForgeTest {
    uint256 private constant HOLDERS = 5;
    uint256 private constant STEPS = 60;

    HoldingsHarness private _harness;
    uint256 private _random;
    uint256[HOLDERS] private _now;
    uint256[HOLDERS][] private _past; // balances at the end of each record day

    function setUp() public {
        _harness = new HoldingsHarness();
    }

    function testFuzz_inv_bo_1_every_past_entitlement_equals_the_naive_model(uint256 seed) public {
        _random = seed;
        for (uint256 i; i < HOLDERS; ++i) {
            _set(i, 1 + _draw(1000));
        }
        for (uint256 i; i < STEPS; ++i) {
            _step();
            if (i % 20 == 19) _compare();
        }
    }

    function test_inv_bo_1_two_record_days_of_one_word_are_kept_apart() public {
        _set(0, 7);
        _pass(1);
        _set(0, 9);
        _pass(1);
        _set(0, 0);
        _pass(1);
        _set(0, 11);
        _pass(1);
        _compare();
        vm.assertEq(_harness.balanceAt(_holder(0), 0), 7);
        vm.assertEq(_harness.balanceAt(_holder(0), 1), 9);
        vm.assertEq(_harness.balanceAt(_holder(0), 2), 0);
        vm.assertEq(_harness.balanceAt(_holder(0), 3), 11);
    }

    function test_inv_bo_1_one_checkpoint_speaks_for_many_record_days() public {
        _set(0, type(uint88).max);
        _pass(7);
        _set(0, 1);
        _pass(3);
        _compare();
    }

    function test_inv_bo_1_who_left_and_came_back_was_not_here_in_between() public {
        _set(0, 5);
        _pass(1);
        _move(0, 1, 5);
        _pass(4);
        _move(1, 0, 3);
        _pass(1);
        _compare();
        vm.assertEq(_harness.balanceAt(_holder(0), 3), 0);
        vm.assertEq(_harness.balanceAt(_holder(0), 5), 3);
    }

    function test_inv_bo_1_a_move_to_oneself_changes_no_day() public {
        _set(0, 970_000);
        _pass(2);
        _move(0, 0, 970_000);
        _pass(1);
        _move(0, 0, 100_000);
        _compare();
        vm.assertEq(_harness.balanceOf(_holder(0)), 970_000);
    }

    function _step() private {
        uint256 what = _draw(10);
        uint256 one = _draw(HOLDERS);
        uint256 other = _draw(HOLDERS);
        if (what < 2) _pass(1 + _draw(3));
        else if (what == 2) _set(one, _draw(4) * _draw(1000));
        else if (what == 3) _move(one, other, _now[one]);
        else _move(one, other, _draw(_now[one] + 1));
    }

    function _pass(uint256 days_) private {
        for (uint256 i; i < days_; ++i) {
            _past.push(_now);
        }
    }

    function _set(uint256 holder, uint256 units) private {
        _harness.set(_holder(holder), units, _past.length);
        _now[holder] = units;
    }

    function _move(uint256 from, uint256 to, uint256 units) private {
        _harness.move(_holder(from), _holder(to), units, _past.length);
        _now[from] -= units;
        _now[to] += units;
    }

    function _compare() private view {
        for (uint256 i; i < HOLDERS; ++i) {
            vm.assertEq(_harness.balanceOf(_holder(i)), _now[i], "balance now");
            for (uint256 day; day < _past.length; ++day) {
                vm.assertEq(_harness.balanceAt(_holder(i), day), _past[day][i], "past balance");
            }
        }
    }

    function _holder(uint256 index) private pure returns (address) {
        return address(uint160(0xA000 + index));
    }

    function _draw(uint256 below) private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random % below;
    }
}
