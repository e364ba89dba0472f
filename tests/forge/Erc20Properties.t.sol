// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

import {IBond} from "interfaces/IBond.sol";
import {IBondTypes} from "interfaces/IBondTypes.sol";

import {MockCash} from "contracts/mocks/MockCash.sol";

import {IssuedBond} from "tests/forge/IssuedBond.sol";

/// @notice The 25 properties of ERC-20 tokens of github.com/crytic/properties, by their ids, where
///         the bond admits both sides. 21 apply: BASE-001 to 017, BURNABLE-001 as cancelUnits,
///         MINTABLE-001 as issue, PAUSABLE-001 and 002 as a stage that does not trade. The bond has
///         no burnFrom (BURNABLE-002, 003) and no increase or decrease of allowances
///         (ALLOWANCE-001, 002).
contract Erc20PropertiesTest is IssuedBond {
    uint256 private constant SUPPLY = 900_000;
    address[3] private _holders = [address(0xA1), address(0xA2), address(0xA3)];
    address private constant SPENDER = address(0x5BE4);

    IBond private _bond;
    IERC20Metadata private _token;

    function setUp() public {
        deployBonds(new MockCash(0));
        admit(address(this));
        for (uint256 i; i < 3; ++i) {
            admit(_holders[i]);
        }
        _bond = newBond(someTerms(), someSchedule(false, 0));
        _token = IERC20Metadata(address(_bond));
        issue(_bond, _holders[0], SUPPLY);
        vm.startPrank(_holders[0]);
        _send(_holders[1], SUPPLY / 3);
        _send(_holders[2], SUPPLY / 3);
        vm.stopPrank();
    }

    /// @dev BASE-001 supply is constant; 002 no balance above it; 003 nor the sum of balances;
    ///      004 nobody's balance is zero. After any moves.
    function testFuzz_erc20_base_001_to_004_supply_and_balances(uint256 seed) public {
        for (uint256 i; i < 12; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            address from = _holders[seed % 3];
            uint256 units = (seed >> 16) % (_token.balanceOf(from) + 1);
            vm.prank(from);
            _send(_holders[(seed >> 8) % 3], units);
            vm.assertEq(_token.totalSupply(), SUPPLY);
            uint256 sum;
            for (uint256 h; h < 3; ++h) {
                vm.assertLe(_token.balanceOf(_holders[h]), SUPPLY);
                sum += _token.balanceOf(_holders[h]);
            }
            vm.assertEq(sum, SUPPLY);
            vm.assertEq(_token.balanceOf(address(0)), 0);
        }
    }

    function testFuzz_erc20_base_005_no_transfer_to_nobody(uint256 units) public {
        vm.prank(_holders[0]);
        vm.expectRevert(_invalidReceiver());
        _token.transfer(address(0), units);
    }

    function testFuzz_erc20_base_006_no_transfer_from_to_nobody(uint256 units) public {
        _approve(_holders[0], type(uint256).max);
        vm.prank(SPENDER);
        vm.expectRevert(_invalidReceiver());
        _token.transferFrom(_holders[0], address(0), units);
    }

    function testFuzz_erc20_base_007_a_transfer_to_oneself_keeps_the_balance(uint256 units) public {
        uint256 before = _token.balanceOf(_holders[0]);
        vm.prank(_holders[0]);
        _send(_holders[0], bound(units, 0, before));
        vm.assertEq(_token.balanceOf(_holders[0]), before);
        vm.assertEq(_token.totalSupply(), SUPPLY);
    }

    function testFuzz_erc20_base_008_a_transfer_from_to_oneself_keeps_the_balance(uint256 units)
        public
    {
        uint256 before = _token.balanceOf(_holders[0]);
        _approve(_holders[0], type(uint256).max);
        vm.prank(SPENDER);
        _sendFrom(_holders[0], _holders[0], bound(units, 0, before));
        vm.assertEq(_token.balanceOf(_holders[0]), before);
    }

    function testFuzz_erc20_base_009_no_transfer_of_more_than_the_balance(uint256 units) public {
        uint256 held = _token.balanceOf(_holders[0]);
        units = bound(units, held + 1, type(uint128).max);
        vm.prank(_holders[0]);
        vm.expectRevert(_insufficient(_holders[0], held, units));
        _token.transfer(_holders[1], units);
        vm.assertEq(_token.balanceOf(_holders[0]), held);
    }

    function testFuzz_erc20_base_010_no_transfer_from_of_more_than_the_balance(uint256 units)
        public
    {
        uint256 held = _token.balanceOf(_holders[0]);
        units = bound(units, held + 1, type(uint128).max);
        _approve(_holders[0], type(uint256).max);
        vm.prank(SPENDER);
        vm.expectRevert(_insufficient(_holders[0], held, units));
        _token.transferFrom(_holders[0], _holders[1], units);
    }

    function testFuzz_erc20_base_011_a_transfer_changes_both_balances(uint256 units) public {
        (uint256 from, uint256 to) = _balances();
        units = bound(units, 0, from);
        vm.prank(_holders[0]);
        _send(_holders[1], units);
        _requireBalances(from - units, to + units);
    }

    function testFuzz_erc20_base_012_and_017_a_transfer_from_changes_balances_and_allowance(
        uint256 units,
        uint256 allowed
    ) public {
        (uint256 from, uint256 to) = _balances();
        units = bound(units, 0, from);
        allowed = bound(allowed, units, type(uint256).max - 1);
        _approve(_holders[0], allowed);
        vm.prank(SPENDER);
        _sendFrom(_holders[0], _holders[1], units);
        _requireBalances(from - units, to + units);
        vm.assertEq(_token.allowance(_holders[0], SPENDER), allowed - units);
    }

    function test_erc20_base_013_a_transfer_of_nothing_succeeds() public {
        (uint256 from, uint256 to) = _balances();
        vm.prank(_holders[0]);
        _send(_holders[1], 0);
        _requireBalances(from, to);
    }

    function test_erc20_base_014_a_transfer_from_of_nothing_succeeds() public {
        (uint256 from, uint256 to) = _balances();
        vm.prank(SPENDER);
        _sendFrom(_holders[0], _holders[1], 0);
        _requireBalances(from, to);
    }

    function testFuzz_erc20_base_015_and_016_approve_sets_the_allowance_each_time(
        uint256 first,
        uint256 second
    ) public {
        _approve(_holders[0], first);
        vm.assertEq(_token.allowance(_holders[0], SPENDER), first);
        _approve(_holders[0], second);
        vm.assertEq(_token.allowance(_holders[0], SPENDER), second);
    }

    function testFuzz_erc20_burnable_001_cancelled_units_leave_balance_and_supply(uint256 units)
        public
    {
        vm.prank(_holders[0]);
        _send(address(this), SUPPLY / 3);
        units = bound(units, 1, SUPPLY / 3);
        _bond.cancelUnits(units);
        vm.assertEq(_token.balanceOf(address(this)), SUPPLY / 3 - units);
        vm.assertEq(_token.totalSupply(), SUPPLY - units);
    }

    function testFuzz_erc20_mintable_001_issued_units_join_balance_and_supply(uint256 units)
        public
    {
        (uint256 held,) = _balances();
        units = bound(units, 0, 1_000_000 - SUPPLY);
        _bond.issue(_holders[0], units); // a tap: this contract is the offering
        vm.assertEq(_token.balanceOf(_holders[0]), held + units);
        vm.assertEq(_token.totalSupply(), SUPPLY + units);
    }

    function testFuzz_erc20_pausable_001_and_002_nothing_moves_before_the_bond_is_outstanding(uint256 units)
        public
    {
        _bond = newBond(someTerms(), someSchedule(false, 0));
        _token = IERC20Metadata(address(_bond));
        _bond.issue(_holders[0], 500);
        _approve(_holders[0], type(uint256).max);
        units = bound(units, 0, 1000);
        bytes memory why = abi.encodeWithSelector(
            IBondTypes.TransferRestricted.selector,
            _holders[0],
            _holders[1],
            units,
            IBondTypes.Restriction.NotOutstanding
        );
        vm.prank(_holders[0]);
        vm.expectRevert(why);
        _token.transfer(_holders[1], units);
        vm.prank(SPENDER);
        vm.expectRevert(why);
        _token.transferFrom(_holders[0], _holders[1], units);
    }

    function _send(address to, uint256 units) private {
        vm.assertTrue(_token.transfer(to, units));
    }

    function _sendFrom(address from, address to, uint256 units) private {
        vm.assertTrue(_token.transferFrom(from, to, units));
    }

    function _approve(address owner, uint256 units) private {
        vm.prank(owner);
        vm.assertTrue(_token.approve(SPENDER, units));
    }

    function _balances() private view returns (uint256 from, uint256 to) {
        return (_token.balanceOf(_holders[0]), _token.balanceOf(_holders[1]));
    }

    function _requireBalances(uint256 from, uint256 to) private view {
        vm.assertEq(_token.balanceOf(_holders[0]), from);
        vm.assertEq(_token.balanceOf(_holders[1]), to);
    }

    function _invalidReceiver() private pure returns (bytes memory) {
        return abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0));
    }

    function _insufficient(address sender, uint256 held, uint256 units)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            IERC20Errors.ERC20InsufficientBalance.selector, sender, held, units
        );
    }
}
