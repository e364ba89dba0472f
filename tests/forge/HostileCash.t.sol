// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBond} from "interfaces/IBond.sol";

import {Bond} from "contracts/bond/Bond.sol";
import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {FalseCash} from "contracts/mocks/FalseCash.sol";
import {FeeCash} from "contracts/mocks/FeeCash.sol";
import {MockCash} from "contracts/mocks/MockCash.sol";
import {ReenteringCash} from "contracts/mocks/ReenteringCash.sol";
import {Coupon, Terms} from "contracts/types/Terms.sol";

import {BondPlatform} from "tests/forge/BondPlatform.sol";

/// @notice Cash tokens that do not behave are refused, or harm nobody.
contract HostileCashTest is BondPlatform {
    address private constant HOLDER = address(0xA11CE);
    address private constant FRIEND = address(0xB0B);
    uint256 private constant UNITS = 100;

    MockCash private _cash;
    Bond private _bond;

    function setUp() public {
        deployPlatform();
        admit(HOLDER);
        admit(FRIEND);
    }

    function test_inv_bo_1_a_token_that_calls_back_and_refuses_cannot_double_units() public {
        ReenteringCash token = new ReenteringCash();
        _issue(token);
        _fundFirstCoupon();
        vm.prank(HOLDER);
        _bond.approve(address(token), UNITS);
        token.setCallBack(
            address(_bond), abi.encodeCall(_bond.transferFrom, (HOLDER, FRIEND, UNITS)), true
        );
        _bond.payCoupons(_page(), 1);

        vm.assertTrue(token.succeeded());
        vm.assertEq(_bond.balanceOf(HOLDER) + _bond.balanceOf(FRIEND), UNITS);
        vm.assertEq(_bond.balanceOf(FRIEND), UNITS);
        vm.assertEq(_bond.unpaidCoupons(HOLDER, 1), UNITS * 3390); // still owed, still claimable
        token.setCallBack(address(0), "", false);
        vm.prank(HOLDER);
        vm.assertEq(_bond.claimCoupons(1), UNITS * 3390);
        vm.assertEq(token.balanceOf(HOLDER), UNITS * 3390);
    }

    function test_inv_bo_3_a_token_that_calls_back_cannot_be_paid_twice() public {
        ReenteringCash token = new ReenteringCash();
        _issue(token);
        _fundFirstCoupon();
        bytes[4] memory calls = [
            abi.encodeCall(_bond.claimCoupons, (1)),
            abi.encodeCall(_bond.payCoupons, (_page(), 1)),
            abi.encodeCall(_bond.fundCoupon, (1)),
            abi.encodeCall(_bond.redeem, (_page()))
        ];
        for (uint256 i; i < 4; ++i) {
            token.setCallBack(address(_bond), calls[i], false);
            _bond.payCoupons(_page(), 1);
            if (i == 0) vm.assertFalse(token.succeeded());
        }

        vm.assertEq(token.balanceOf(HOLDER), UNITS * 3390);
        vm.assertEq(token.balanceOf(address(_bond)), 0);
    }

    function test_inv_of_1_a_token_with_a_fee_is_refused_at_the_first_order() public {
        FeeCash token = new FeeCash();
        _offer(token);
        uint256 cost = offering.costOf(address(_bond), UNITS);
        token.mint(HOLDER, cost);
        vm.prank(HOLDER);
        token.approve(address(offering), cost);

        vm.prank(HOLDER);
        vm.expectRevert(
            abi.encodeWithSelector(ExactCash.InexactCash.selector, address(token), cost, cost - 1)
        );
        offering.subscribe(address(_bond), uint88(UNITS));
    }

    function test_inv_bo_3_a_token_that_answers_false_leaves_the_coupon_claimable() public {
        FalseCash token = new FalseCash();
        _issue(token);
        _fundFirstCoupon();
        token.setRefuses(true);
        _bond.payCoupons(_page(), 1);
        vm.assertEq(_bond.unpaidCoupons(HOLDER, 1), UNITS * 3390);

        token.setRefuses(false);
        vm.prank(HOLDER);
        vm.assertEq(_bond.claimCoupons(1), UNITS * 3390);
    }

    function test_inv_bo_1_a_token_that_answers_false_redeems_nothing() public {
        FalseCash token = new FalseCash();
        _issue(token);
        vm.warp((uint256(ISSUE) + 5 * PERIOD) * 1 days);
        token.mint(address(this), UNITS * 1_000_000);
        token.approve(address(_bond), UNITS * 1_000_000);
        _bond.fundRedemption();
        token.setRefuses(true);
        _bond.redeem(_page());
        vm.assertEq(_bond.balanceOf(HOLDER), UNITS);

        token.setRefuses(false);
        _bond.redeem(_page());
        vm.assertEq(token.balanceOf(HOLDER), UNITS * 1_000_000);
        vm.assertEq(uint256(_bond.stage()), uint256(IBond.Stage.Redeemed));
    }

    function _offer(MockCash token) private {
        (Terms memory t, Coupon[] memory c) = someTerms("HOSTILE00001");
        (_cash, t.cash) = (token, address(token));
        (_bond,) = newBond(t, c);
        openBook(_bond, 1_000_000);
    }

    function _issue(MockCash token) private {
        _offer(token);
        token.mint(HOLDER, UNITS * 1_000_000);
        vm.prank(HOLDER);
        token.approve(address(offering), UNITS * 1_000_000);
        vm.prank(HOLDER);
        offering.subscribe(address(_bond), uint88(UNITS));
        settleAll(_bond);
    }

    function _fundFirstCoupon() private {
        vm.warp((uint256(ISSUE) + PERIOD) * 1 days);
        _cash.mint(address(this), UNITS * 3390);
        _cash.approve(address(_bond), UNITS * 3390);
        _bond.fundCoupon(0);
    }

    function _page() private pure returns (address[] memory page) {
        page = new address[](1);
        page[0] = HOLDER;
    }
}
