// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IBond} from "interfaces/IBond.sol";
import {ITrades} from "interfaces/ITrades.sol";

import {Trades} from "contracts/bond/Trades.sol";
import {MockCash} from "contracts/mocks/MockCash.sol";
import {Ppm} from "contracts/types/Units.sol";

import {IssuedBond} from "tests/forge/IssuedBond.sol";

interface ChainVm {
    function chainId(uint256 id) external;
}

/// @notice One bond, a maker and a taker with units and cash each, and everything approved.
abstract contract TradeTest is IssuedBond {
    uint256 internal constant KEY = 0xA11CE;
    address internal constant TAKER = address(0x7A4E);
    /// @dev Units of each at the start.
    uint256 internal constant HELD = 100_000;
    uint256 internal constant RICH = 1e24;

    Trades internal trades;
    IBond internal bond;
    address internal maker;

    function deployMarket(MockCash cash_) internal {
        deployBonds(cash_);
        trades = new Trades();
        maker = vm.addr(KEY);
        admit(maker);
        admit(TAKER);
        bond = newBond(maker, 2 * HELD);
        vm.prank(maker);
        IERC20(address(bond)).transfer(TAKER, HELD);
        cash.mint(maker, RICH);
        cash.mint(TAKER, RICH);
        approveAll(maker);
        approveAll(TAKER);
    }

    function approveAll(address account) internal {
        vm.startPrank(account);
        IERC20(address(bond)).approve(address(trades), type(uint256).max);
        cash.approve(address(trades), type(uint256).max);
        vm.stopPrank();
    }

    /// @dev 1,000 units at 99.875 % in parts of at least ten, for 120 days.
    function anOrder(bool sells) internal view returns (ITrades.Order memory) {
        return ITrades.Order({
            maker: maker,
            taker: address(0),
            bond: address(bond),
            sells: sells,
            units: 1000,
            minimumFill: 10,
            price: Ppm.wrap(998_750),
            expiresAt: uint40(startOf(ISSUE + 120)),
            nonce: 7
        });
    }

    function sign(ITrades.Order memory order, uint256 key) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, trades.digestOf(order));
        return abi.encodePacked(r, s, v);
    }

    /// @dev By the taker, signed by the maker; both legs are checked.
    function fill(ITrades.Order memory order, uint256 units) internal returns (uint256 paid) {
        bytes memory signature = sign(order, KEY);
        IERC20 units_ = IERC20(order.bond);
        uint256 held = units_.balanceOf(TAKER);
        uint256 rich = cash.balanceOf(TAKER);
        vm.prank(TAKER);
        paid = trades.fill(order, signature, uint88(units));
        vm.assertEq(units_.balanceOf(TAKER), order.sells ? held + units : held - units);
        vm.assertEq(cash.balanceOf(TAKER), order.sells ? rich - paid : rich + paid);
        requireNothingHeld();
    }

    /// @dev Signed well, and refused for a reason of its own; nothing moves.
    function expectNoFill(ITrades.Order memory order, uint256 units, bytes memory why) internal {
        bytes memory signature = sign(order, KEY);
        bytes32 before = _holdings();
        vm.prank(TAKER);
        vm.expectRevert(why);
        trades.fill(order, signature, uint88(units));
        vm.assertEq(_holdings(), before);
    }

    function expectUnsigned(ITrades.Order memory order, bytes memory signature) internal {
        bytes4 why = ITrades.SignatureInvalid.selector;
        bytes32 digest = trades.digestOf(order);
        vm.prank(TAKER);
        vm.expectRevert(abi.encodeWithSelector(why, order.maker, digest));
        trades.fill(order, signature, order.units);
    }

    function unitsOf(address holder) internal view returns (uint256) {
        return IERC20(address(bond)).balanceOf(holder);
    }

    function requireState(ITrades.Order memory order, uint256 left, bool closed, bool expired)
        internal
        view
    {
        (uint256 left_, bool closed_, bool expired_) = trades.stateOf(order);
        vm.assertEq(left_, left);
        vm.assertEq(closed_, closed);
        vm.assertEq(expired_, expired);
    }

    /// @dev INV-TR-1.
    function requireNothingHeld() internal view {
        vm.assertEq(cash.balanceOf(address(trades)), 0);
        vm.assertEq(IERC20(address(bond)).balanceOf(address(trades)), 0);
    }

    function _holdings() private view returns (bytes32) {
        IERC20 units = IERC20(address(bond));
        return keccak256(
            abi.encode(
                units.balanceOf(maker),
                units.balanceOf(TAKER),
                cash.balanceOf(maker),
                cash.balanceOf(TAKER)
            )
        );
    }
}
