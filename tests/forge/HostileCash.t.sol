// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    ReentrancyGuardTransient as ReentrancyGuard
} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {BlockingCash} from "contracts/mocks/BlockingCash.sol";
import {FalseCash} from "contracts/mocks/FalseCash.sol";
import {FeeCash} from "contracts/mocks/FeeCash.sol";
import {MockCash} from "contracts/mocks/MockCash.sol";
import {RebasingCash} from "contracts/mocks/RebasingCash.sol";
import {ReenteringCash} from "contracts/mocks/ReenteringCash.sol";
import {Coupon, Option, OptionKind, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

import {BondPlatform, WholeBond} from "tests/forge/BondPlatform.sol";

/// @notice Cash tokens that do not behave are refused, or harm nobody.
contract HostileCashTest is BondPlatform {
    address private constant HOLDER = address(0xA11CE);
    address private constant FRIEND = address(0xB0B);
    uint256 private constant UNITS = 100;

    MockCash private _cash;
    WholeBond private _bond;

    function setUp() public {
        deployPlatform();
        admit(HOLDER, Day.wrap(type(uint32).max), 1, 2, 100_000);
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
        fundCoupons(_bond, token);
        _bond.fundRedemption();
        token.setRefuses(true);
        _bond.redeem(_page());
        vm.assertEq(_bond.balanceOf(HOLDER), UNITS);

        token.setRefuses(false);
        _bond.redeem(_page());
        vm.assertEq(token.balanceOf(HOLDER), UNITS * 1_000_000);
        vm.assertEq(uint256(_bond.stage()), uint256(IBondTypes.Stage.Redeemed));
    }

    function test_inv_bo_2_a_token_that_grows_pays_what_was_struck_and_no_more() public {
        RebasingCash token = new RebasingCash();
        _issue(token);
        _fundFirstCoupon();
        token.rebase(1_500_000);
        vm.prank(HOLDER);
        vm.assertEq(_bond.claimCoupons(1), UNITS * 3390);

        vm.prank(HOLDER);
        vm.assertEq(_bond.claimCoupons(1), 0);
        vm.assertGe(token.balanceOf(address(_bond)), UNITS * 3390 / 2 - 1); // nobody's coupon
    }

    function test_inv_bo_3_a_token_that_shrinks_leaves_coupons_claimable_in_full_or_not_at_all()
        public
    {
        RebasingCash token = new RebasingCash();
        _issue(token);
        _fundFirstCoupon();
        token.rebase(900_000);
        _bond.payCoupons(_page(), 1);
        vm.assertEq(_bond.unpaidCoupons(HOLDER, 1), UNITS * 3390);

        token.mint(address(_bond), UNITS * 3390); // made good by whoever wants to
        vm.prank(HOLDER);
        vm.assertEq(_bond.claimCoupons(1), UNITS * 3390);
    }

    function test_inv_bo_2_a_token_with_a_fee_funds_no_coupon() public {
        FeeCash token = new FeeCash();
        _outstanding(token);
        vm.warp((uint256(ISSUE) + PERIOD) * 1 days);
        token.mint(address(this), UNITS * 3390);
        token.approve(address(_bond), UNITS * 3390);
        vm.expectRevert(
            abi.encodeWithSelector(
                ExactCash.InexactCash.selector, address(token), UNITS * 3390, UNITS * 3390 - 1
            )
        );
        _bond.fundCoupon(0);
        vm.assertEq(_bond.fundedThrough(), 0);
    }

    function test_inv_bo_3_one_holder_that_the_token_blocks_holds_up_nobody() public {
        BlockingCash token = new BlockingCash();
        _outstanding(token);
        vm.prank(HOLDER);
        _bond.transfer(FRIEND, 40);
        _fundFirstCoupon();
        token.setBlocked(HOLDER, true);
        address[] memory page = new address[](2);
        (page[0], page[1]) = (HOLDER, FRIEND);
        _bond.payCoupons(page, 1);

        vm.assertEq(token.balanceOf(FRIEND), 40 * 3390);
        vm.assertEq(_bond.unpaidCoupons(HOLDER, 1), 60 * 3390);
        token.setBlocked(HOLDER, false);
        _bond.payCoupons(page, 1);
        vm.assertEq(token.balanceOf(HOLDER), 60 * 3390 * 9 / 10);
        vm.assertEq(token.balanceOf(address(_bond)), _bond.taxHeld());
    }

    /// @dev Every way in and every way out, tried again from within every payment.
    function test_inv_bo_2_no_payment_can_be_entered_again() public {
        for (uint256 way; way < 4; ++way) {
            for (uint256 i; i < 8; ++i) {
                ReenteringCash token = new ReenteringCash();
                _outstanding(token);
                uint256 before = _arrangePayment(way);
                token.setCallBack(address(_bond), _calls()[i], false);
                (bool passed,) = address(_bond).call(_payment(way));

                vm.assertTrue(passed);
                vm.assertFalse(token.succeeded());
                vm.assertEq(
                    bytes4(token.answer()), ReentrancyGuard.ReentrancyGuardReentrantCall.selector
                );
                vm.assertEq(before - token.balanceOf(address(_bond)), _amount(way));
            }
        }
    }

    function _calls() private view returns (bytes[8] memory) {
        return [
            abi.encodeCall(_bond.fundCoupon, (1)),
            abi.encodeCall(_bond.payCoupons, (_page(), 1)),
            abi.encodeCall(_bond.remitTax, ()),
            abi.encodeCall(_bond.settlePut, (0, _page())),
            abi.encodeCall(_bond.redeem, (_page())),
            abi.encodeCall(_bond.distribute, (1)),
            abi.encodeCall(_bond.prescribe, ()),
            abi.encodeCall(_bond.declareDefault, ())
        ];
    }

    /// @dev Ways out: coupon, put, tax, redemption.
    function _arrangePayment(uint256 way) private returns (uint256) {
        _cash.mint(address(this), 1e12);
        _cash.approve(address(_bond), 1e12);
        if (way == 1) {
            vm.warp((uint256(ISSUE) + 15) * 1 days);
            vm.prank(HOLDER);
            _bond.put(0, 10);
            vm.warp((uint256(ISSUE) + 20) * 1 days);
            _bond.fundPut(0);
            return _cash.balanceOf(address(_bond));
        }
        vm.warp((uint256(ISSUE) + 5 * PERIOD) * 1 days);
        for (uint256 i; i < 5; ++i) {
            _bond.fundCoupon(i);
        }
        if (way == 2) _bond.payCoupons(_page(), 5);
        if (way == 3) _bond.fundRedemption();
        return _cash.balanceOf(address(_bond));
    }

    function _payment(uint256 way) private view returns (bytes memory) {
        if (way == 0) return abi.encodeCall(_bond.payCoupons, (_page(), 1));
        if (way == 1) return abi.encodeCall(_bond.settlePut, (0, _page()));
        if (way == 2) return abi.encodeCall(_bond.remitTax, ());
        return abi.encodeCall(_bond.redeem, (_page()));
    }

    /// @dev Withheld: a tenth of each payment.
    function _amount(uint256 way) private pure returns (uint256) {
        if (way == 0) return UNITS * 3390 * 9 / 10;
        // Twenty days of interest: floor(1,000,000 x 4.125 % x 20 / 365).
        if (way == 1) return 10 * (1_000_000 + 2260);
        if (way == 2) return UNITS * 3390 * 5 / 10;
        return UNITS * 1_000_000;
    }

    /// @dev Issued past the offering, which refuses some tokens by itself; with a put and tax.
    function _outstanding(MockCash token) private {
        (Terms memory t, Coupon[] memory c) = someTerms(bytes12(bytes20(address(token))));
        (_cash, t.cash, t.taxAccount) = (token, address(token), address(0x7205));
        Option[] memory o = new Option[](1);
        o[0] = Option(
            OptionKind.Put, Day.wrap(ISSUE + 1), Day.wrap(ISSUE + 20), Ppm.wrap(1_000_000), 1
        );
        (_bond,) = newBond(t, c, o);
        vm.warp((uint256(ISSUE) - 5) * 1 days);
        announce(_bond);
        vm.startPrank(address(offering));
        _bond.advanceTo(IBondTypes.Stage.Bookbuilding);
        _bond.advanceTo(IBondTypes.Stage.Priced);
        _bond.issue(HOLDER, UNITS);
        _bond.advanceTo(IBondTypes.Stage.Outstanding);
        vm.stopPrank();
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
