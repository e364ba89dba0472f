// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {Day} from "contracts/types/Units.sol";

import {BondPlatform, WholeBond} from "tests/forge/BondPlatform.sol";

/// @notice One random state and one random move each: the view and the move agree, and what is
///         frozen or locked stays.
contract BondRulesTest is BondPlatform {
    uint256 private constant BALANCE = 100;

    /// @dev Each field is folded so that most of the rules are met in most states: a state that
    ///      breaks them all says nothing about any.
    struct State {
        uint8 fromUntil;
        uint8 toUntil;
        uint8 class;
        uint8 jurisdiction;
        uint8 sendBlocked;
        uint8 receiveBlocked;
        uint8 lock;
        uint8 frozen;
        uint8 units;
        uint8 receiver;
        uint8 matured;
    }

    WholeBond private _bond;
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
        IBondTypes.Restriction reason = _bond.restrictionOf(_from, to, units);
        (bool moved, bytes memory answer) = _move(to, units);

        vm.assertEq(moved, reason == IBondTypes.Restriction.None);
        if (moved || to == address(0)) return;
        bytes memory told = abi.encodeWithSelector(
            IBondTypes.TransferRestricted.selector, _from, to, units, reason
        );
        if (reason == IBondTypes.Restriction.InsufficientBalance) {
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
        // Nothing else keeps the units from moving.
        (s.fromUntil, s.toUntil, s.class, s.jurisdiction) = (7, 7, 7, 7);
        (s.sendBlocked, s.receiveBlocked, s.matured, s.receiver) = (7, 7, 7, 7);
        (address to, uint256 units) = _arrange(s);
        (bool moved,) = _move(to, units);

        uint256 left = _bond.balanceOf(_from);
        uint256 least = _frozen(s) < BALANCE ? _frozen(s) : BALANCE;
        vm.assertGe(left, least);
        vm.assertEq(left + _bond.balanceOf(to), BALANCE);
        if (_isLocked(s)) vm.assertEq(left, BALANCE);
        bool free = units == 0 || units + _frozen(s) <= BALANCE;
        vm.assertEq(moved, free && !_isLocked(s));
    }

    function test_inv_bo_6_more_than_the_balance_can_be_frozen_and_covers_what_arrives() public {
        admit(_to);
        vm.prank(AGENT);
        _bond.setFrozenTokens(_to, 60);
        vm.prank(_from);
        _bond.transfer(_to, 50);

        vm.assertEq(
            uint256(_bond.restrictionOf(_to, _from, 1)),
            uint256(IBondTypes.Restriction.InsufficientUnfrozen)
        );
    }

    function _arrange(State memory s) private returns (address to, uint256 units) {
        uint8 r = s.receiver % 8;
        to = r == 0 ? _from : r == 1 ? address(0) : r == 2 ? address(_bond) : _to;
        units = s.units % 110;
        if (_isMatured(s)) vm.warp((uint256(ISSUE) + 5 * PERIOD) * 1 days);
        (uint8 jurisdiction, uint8 class) = (_jurisdiction(s), _class(s));
        admit(_to, _until(s.toUntil), jurisdiction, class);
        if (to != _from) (jurisdiction, class) = (1, 2);
        admit(_from, _until(s.fromUntil), jurisdiction, class);
        bool receiveBlocked = s.receiveBlocked % 8 == 0;
        investors.setBlocked(_from, s.sendBlocked % 8 == 0, to == _from && receiveBlocked);
        investors.setBlocked(_to, false, receiveBlocked);
        vm.prank(AGENT);
        _bond.setFrozenTokens(_from, _frozen(s));
        vm.prank(AGENT);
        _bond.setLock(_from, Day.wrap(uint32(_lock(s))));
        if (_isMatured(s)) {
            fundCoupons(_bond, cash);
            _bond.fundRedemption();
        }
    }

    function _move(address to, uint256 units) private returns (bool moved, bytes memory answer) {
        vm.prank(_from);
        (moved, answer) = address(_bond).call(abi.encodeCall(_bond.transfer, (to, units)));
    }

    function _mayMove(State memory s, address to, uint256 units) private view returns (bool) {
        if (to == address(0) || to == address(_bond) || _isMatured(s)) return false;
        bool sends = s.fromUntil % 8 != 0 && s.sendBlocked % 8 != 0 && !_isLocked(s);
        uint8 until = to == _from ? s.fromUntil : s.toUntil;
        bool receives = until % 8 != 0 && s.receiveBlocked % 8 != 0 && _class(s) >= 2
            && (_jurisdiction(s) == 1 || _jurisdiction(s) == 2);
        bool free = units == 0 || units + _frozen(s) <= BALANCE;
        return sends && receives && units <= BALANCE && free;
    }

    /// @dev Yesterday, today, tomorrow; mostly for good.
    function _until(uint8 kind) private view returns (Day) {
        uint256 today = block.timestamp / 1 days;
        return Day.wrap(uint32(kind % 8 > 2 ? type(uint32).max : today + kind % 8 - 1));
    }

    /// @dev Today, tomorrow; mostly yesterday.
    function _lock(State memory s) private view returns (uint256) {
        uint256 today = block.timestamp / 1 days;
        return s.lock % 8 == 0 ? today : s.lock % 8 == 1 ? today + 1 : today - 1;
    }

    function _isLocked(State memory s) private pure returns (bool) {
        return s.lock % 8 < 2;
    }

    function _isMatured(State memory s) private pure returns (bool) {
        return s.matured % 8 == 0;
    }

    function _frozen(State memory s) private pure returns (uint256) {
        return s.frozen % 4 == 0 ? s.frozen : 0;
    }

    function _class(State memory s) private pure returns (uint8) {
        return s.class % 8 < 2 ? s.class % 8 : 2 + s.class % 3;
    }

    function _jurisdiction(State memory s) private pure returns (uint8) {
        uint8[8] memory places = [0, 3, 63, 2, 1, 2, 1, 2];
        return places[s.jurisdiction % 8];
    }
}
