// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IBond} from "interfaces/IBond.sol";

import {Bond} from "contracts/bond/Bond.sol";
import {Day} from "contracts/types/Units.sol";

import {BondPlatform} from "tests/forge/BondPlatform.sol";

/// @notice One random state and one random move each: the view and the move agree, and what is
///         frozen or locked stays.
contract BondRulesTest is BondPlatform {
    uint256 private constant BALANCE = 100;

    struct State {
        uint8 fromUntil;
        uint8 toUntil;
        uint8 class;
        uint8 jurisdiction;
        bool sendBlocked;
        bool receiveBlocked;
        uint8 lock;
        uint8 frozen;
        uint16 units;
        uint8 receiver;
        bool matured;
    }

    Bond private _bond;
    address private _from = address(0xF0);
    address private _to = address(0xF1);

    function setUp() public {
        deployPlatform();
        (_bond,) = newBond("RULES0000001");
        admit(_from);
        openBook(_bond, 1_000_000);
        subscribe(_bond, _from, uint88(BALANCE));
        settleAll(_bond);
    }

    function testFuzz_inv_bo_5_the_view_allows_exactly_what_succeeds(State memory s) public {
        (address to, uint256 units) = _arrange(s);
        IBond.Restriction reason = _bond.restrictionOf(_from, to, units);
        (bool moved, bytes memory answer) = _move(to, units);

        vm.assertEq(moved, reason == IBond.Restriction.None);
        if (moved || to == address(0)) return;
        bytes memory told =
            abi.encodeWithSelector(IBond.TransferRestricted.selector, _from, to, units, reason);
        if (reason == IBond.Restriction.InsufficientBalance) {
            told = abi.encodeWithSelector(
                IERC20Errors.ERC20InsufficientBalance.selector, _from, BALANCE, units
            );
        }
        vm.assertEq(keccak256(answer), keccak256(told));
    }

    function testFuzz_inv_bo_5_the_rules_are_those_of_the_specification(State memory s) public {
        (address to, uint256 units) = _arrange(s);
        bool expected = _mayMove(s, to, units);
        (bool moved,) = _move(to, units);

        vm.assertEq(moved, expected);
    }

    function testFuzz_inv_bo_6_frozen_and_locked_units_stay(State memory s) public {
        // All that keeps others from moving is out of the way, so that most moves are free to fail.
        (s.fromUntil, s.toUntil, s.class, s.jurisdiction) = (3, 3, 3, 1);
        (s.sendBlocked, s.receiveBlocked, s.matured, s.receiver) = (false, false, false, 0);
        (address to, uint256 units) = _arrange(s);
        uint256 frozen = s.frozen % 121;
        (bool moved,) = _move(to, units);

        uint256 left = _bond.balanceOf(_from);
        uint256 least = frozen < BALANCE ? frozen : BALANCE;
        vm.assertGe(left, least);
        vm.assertEq(left + _bond.balanceOf(to), BALANCE);
        if (s.lock % 4 >= 2) vm.assertEq(left, BALANCE);
        bool free = s.lock % 4 < 2 && units + least <= BALANCE && (units == 0 || frozen <= BALANCE);
        vm.assertEq(moved, free);
    }

    function test_inv_bo_6_more_than_the_balance_can_be_frozen_and_covers_what_arrives() public {
        admit(_to);
        vm.prank(AGENT);
        _bond.setFrozenTokens(_to, 60);
        vm.prank(_from);
        _bond.transfer(_to, 50);

        vm.assertEq(
            uint256(_bond.restrictionOf(_to, _from, 1)),
            uint256(IBond.Restriction.InsufficientUnfrozen)
        );
    }

    function _arrange(State memory s) private returns (address to, uint256 units) {
        uint8 r = s.receiver % 8;
        to = r == 0 ? _to : r == 1 ? _from : r == 2 ? address(0) : r == 3 ? address(_bond) : _to;
        units = s.units % 130;
        if (s.matured) vm.warp((uint256(ISSUE) + 5 * PERIOD) * 1 days);
        admit(_to, _until(s.toUntil), s.jurisdiction % 66 % 64, s.class % 5);
        if (to != _from) admit(_from, _until(s.fromUntil), 1, 2);
        else admit(_from, _until(s.fromUntil), s.jurisdiction % 66 % 64, s.class % 5);
        investors.setBlocked(_from, s.sendBlocked, to == _from && s.receiveBlocked);
        investors.setBlocked(_to, false, s.receiveBlocked);
        vm.prank(AGENT);
        _bond.setFrozenTokens(_from, s.frozen % 121);
        vm.prank(AGENT);
        _bond.setLock(_from, Day.wrap(uint32(block.timestamp / 1 days + s.lock % 4 - 2)));
        if (s.matured) {
            cash.mint(address(this), BALANCE * 1_000_000);
            cash.approve(address(_bond), BALANCE * 1_000_000);
            _bond.fundRedemption();
        }
    }

    function _move(address to, uint256 units) private returns (bool moved, bytes memory answer) {
        vm.prank(_from);
        (moved, answer) = address(_bond).call(abi.encodeCall(_bond.transfer, (to, units)));
    }

    function _mayMove(State memory s, address to, uint256 units) private view returns (bool) {
        if (to == address(0) || to == address(_bond) || s.matured) return false;
        bool sends = s.fromUntil % 4 != 0 && !s.sendBlocked && s.lock % 4 < 2;
        uint8 until = to == _from ? s.fromUntil : s.toUntil;
        uint8 jurisdiction = s.jurisdiction % 66 % 64;
        bool receives = until % 4 != 0 && !s.receiveBlocked && s.class % 5 >= 2
            && (jurisdiction == 1 || jurisdiction == 2);
        bool free = units == 0 || units + s.frozen % 121 <= BALANCE;
        return sends && receives && units <= BALANCE && free;
    }

    /// @dev Yesterday, today, tomorrow, for good.
    function _until(uint8 kind) private view returns (Day) {
        uint256 today = block.timestamp / 1 days;
        return Day.wrap(uint32(kind % 4 == 3 ? type(uint32).max : today + kind % 4 - 1));
    }
}
