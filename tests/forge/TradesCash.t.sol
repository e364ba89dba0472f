// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ITrades} from "interfaces/ITrades.sol";

import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {BlockingCash} from "contracts/mocks/BlockingCash.sol";
import {FalseCash} from "contracts/mocks/FalseCash.sol";
import {FeeCash} from "contracts/mocks/FeeCash.sol";
import {ReenteringCash} from "contracts/mocks/ReenteringCash.sol";

import {TradeTest} from "tests/forge/TradeTest.sol";

/// @notice Says that it delivers, names any face value and any cash. Test only.
contract ForgedBond {
    /// @dev Makes the code longer than the terms that are read from it.
    bytes32[8] private _padding;
    int256 public accrued;

    constructor(int256 accrued_) {
        accrued = accrued_;
        for (uint256 i; i < 8; ++i) {
            _padding[i] = keccak256(abi.encode(i));
        }
    }

    function transferFrom(address, address, uint256) external pure returns (bool) {
        return true;
    }

    function accruedInterest(uint32) external view returns (int256) {
        return accrued;
    }

    function faceValue() external pure returns (uint256) {
        return 1;
    }
}

/// @notice Cash tokens that do not behave, and bonds that are none: refused, and nothing moves.
contract TradesCashTest is TradeTest {
    function test_inv_tr_2_cash_with_a_fee_is_refused_and_the_bonds_go_back() public {
        deployMarket(new FeeCash());
        ITrades.Order memory order = anOrder(true);
        uint256 price = trades.quote(order, 1000);
        bytes4 inexact = ExactCash.InexactCash.selector;
        expectNoFill(order, 1000, abi.encodeWithSelector(inexact, address(cash), price, price - 1));
    }

    function test_inv_tr_2_cash_that_answers_false_is_refused_and_the_bonds_go_back() public {
        FalseCash falseCash = new FalseCash();
        deployMarket(falseCash);
        falseCash.setRefuses(true);
        bytes4 failed = SafeERC20.SafeERC20FailedOperation.selector;
        expectNoFill(anOrder(false), 1000, abi.encodeWithSelector(failed, address(cash)));

        falseCash.setRefuses(false);
        fill(anOrder(false), 1000);
    }

    function test_inv_tr_2_cash_that_refuses_an_account_moves_no_bonds() public {
        BlockingCash blocking = new BlockingCash();
        deployMarket(blocking);
        bytes4 blocked = BlockingCash.AccountBlocked.selector;
        blocking.setBlocked(maker, true);
        expectNoFill(anOrder(true), 1000, abi.encodeWithSelector(blocked, maker));
        blocking.setBlocked(maker, false);
        blocking.setBlocked(TAKER, true);
        expectNoFill(anOrder(true), 1000, abi.encodeWithSelector(blocked, TAKER));

        blocking.setBlocked(TAKER, false);
        fill(anOrder(true), 1000);
    }

    /// @dev The token is a taker, too: in the middle of the cash leg it fills the rest for itself.
    function test_inv_tr_3_cash_that_calls_back_cannot_fill_a_second_time() public {
        ReenteringCash reentering = new ReenteringCash();
        deployMarket(reentering);
        admit(address(cash));
        cash.mint(address(cash), RICH);
        approveAll(address(cash));
        ITrades.Order memory order = anOrder(true);
        bytes memory signature = sign(order, KEY);
        bytes memory again = abi.encodeCall(ITrades.fill, (order, signature, 400));
        reentering.setCallBack(address(trades), again, false);

        fill(order, 400);

        vm.assertFalse(reentering.succeeded());
        bytes4 guard = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        vm.assertEq(bytes32(reentering.answer()), bytes32(guard));
        requireState(order, 600, false, false);
        vm.assertEq(unitsOf(address(cash)), 0);
    }

    /// @dev The maker's token cancels in the middle of a fill: too late, that fill stands.
    function test_inv_tr_3_a_cancel_in_the_middle_stops_the_next_fill_only() public {
        ReenteringCash reentering = new ReenteringCash();
        deployMarket(reentering);
        ITrades.Order memory order = anOrder(true);
        bytes memory cancel = abi.encodeCall(ITrades.cancel, (order.nonce));
        reentering.setCallBack(address(trades), cancel, false);

        fill(order, 400);

        vm.assertTrue(reentering.succeeded()); // its own nonce, not the maker's
        requireState(order, 600, false, false);
    }

    function test_what_is_no_bond_is_refused() public {
        deployMarket(new FeeCash());
        ITrades.Order memory order = anOrder(true);
        order.bond = address(0xB07D);
        bytes4 failed = SafeERC20.SafeERC20FailedOperation.selector;
        expectNoFill(order, 1000, abi.encodeWithSelector(failed, order.bond));
        vm.expectRevert(abi.encodeWithSelector(ITrades.NotBond.selector, order.bond));
        trades.quote(order, 1000);
    }

    /// @dev Whatever it says, only allowances of its own order's parties could be touched, and the
    ///      cash it names is no token here.
    function test_inv_tr_2_a_forged_bond_takes_nothing_from_others() public {
        deployMarket(new BlockingCash());
        ITrades.Order memory order = anOrder(true);
        order.bond = address(new ForgedBond(1e18));
        bytes memory signature = sign(order, KEY);
        address other = address(0x07E4);
        cash.mint(other, RICH);
        approveAll(other);
        vm.prank(TAKER);
        (bool filled,) =
            address(trades).call(abi.encodeCall(ITrades.fill, (order, signature, 1000)));

        vm.assertFalse(filled);
        vm.assertEq(cash.balanceOf(other), RICH);
        vm.assertEq(cash.balanceOf(TAKER), RICH);
        vm.assertEq(IERC20(address(bond)).balanceOf(maker), HELD);
    }
}
