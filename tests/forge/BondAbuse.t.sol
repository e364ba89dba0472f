// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {Coupon, CouponKind, Option, OptionKind, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

import {BondPlatform, WholeBond} from "tests/forge/BondPlatform.sol";

/// @notice Ways to take what is another's, or to lock it up, each tried once.
contract BondAbuseTest is BondPlatform {
    address private constant HOLDER = address(0xA11CE);
    address private constant OTHER = address(0xB0B);
    address private constant FRESH = address(0xF4E5);
    uint256 private constant PUT_DAY = uint256(ISSUE) + 40;

    WholeBond private _bond;

    function setUp() public {
        deployPlatform();
        admit(HOLDER);
        admit(OTHER);
        (Terms memory t, Coupon[] memory c) = someTerms("ABUSE0000001");
        t.prescriptionDays = 10;
        Option[] memory o = new Option[](2);
        o[0] = _option(OptionKind.Put, ISSUE + 1, uint32(PUT_DAY), 0);
        o[1] = _option(OptionKind.Call, ISSUE, ISSUE + 5 * PERIOD, 1);
        (_bond,) = newBond(t, c, o);
        _sell();
        cash.mint(address(this), 1e12);
        cash.approve(address(_bond), type(uint256).max);
    }

    function test_inv_bo_2_nothing_is_put_any_more_once_the_put_is_funded() public {
        _put(HOLDER, 10);
        vm.warp(PUT_DAY * 1 days); // still the last day of notice, too
        _bond.fundPut(0);
        vm.prank(OTHER);
        vm.expectRevert(abi.encodeWithSelector(IBondTypes.PutNotFundable.selector, 0));
        _bond.put(0, 10);
    }

    function test_inv_bo_6_units_frozen_after_they_were_put_stay() public {
        _put(HOLDER, 10);
        vm.prank(AGENT);
        _bond.setFrozenTokens(HOLDER, 95);
        vm.warp(PUT_DAY * 1 days);
        _bond.fundPut(0);
        _bond.settlePut(0, _page(HOLDER));
        vm.assertEq(_bond.balanceOf(HOLDER), 95);
        vm.assertEq(_bond.putOf(HOLDER).units, 5);

        vm.prank(AGENT);
        _bond.setFrozenTokens(HOLDER, 0);
        _bond.settlePut(0, _page(HOLDER));
        vm.assertEq(_bond.balanceOf(HOLDER), 90);
    }

    function test_inv_bo_6_frozen_units_and_units_put_are_bound_together() public {
        _put(HOLDER, 40);
        vm.prank(AGENT);
        _bond.setFrozenTokens(HOLDER, 30);
        vm.prank(HOLDER);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBondTypes.TransferRestricted.selector,
                HOLDER,
                OTHER,
                31,
                IBondTypes.Restriction.UnitsPut
            )
        );
        _bond.transfer(OTHER, 31);
        vm.prank(HOLDER);
        vm.expectRevert(abi.encodeWithSelector(IBondTypes.UnitsNotFree.selector, HOLDER, 71, 70));
        _bond.put(0, 71);
        vm.prank(HOLDER);
        _bond.transfer(OTHER, 30);
        vm.assertEq(_bond.balanceOf(HOLDER), 70);
    }

    function test_inv_bo_3_units_put_and_settled_late_earn_nothing_more() public {
        _put(HOLDER, 10);
        vm.warp(PUT_DAY * 1 days);
        fundCoupons(_bond, cash);
        _bond.fundPut(0);
        vm.warp((uint256(ISSUE) + 3 * PERIOD) * 1 days);
        fundCoupons(_bond, cash);
        uint256 before = cash.balanceOf(HOLDER);
        _bond.settlePut(0, _page(HOLDER));
        _bond.payCoupons(_page(HOLDER), 3);

        // 90 units had three coupons; 10 had one, the price, and ten days of the second.
        uint256 due = 100 * 3390 + 90 * 2 * 3390 + 10 * (1_000_000 + 1130);
        vm.assertEq(cash.balanceOf(HOLDER) - before, due);
    }

    function test_inv_bo_3_who_pays_late_cannot_take_it_back_by_prescription() public {
        vm.warp((uint256(ISSUE) + 5 * PERIOD + 11) * 1 days);
        fundCoupons(_bond, cash);
        _bond.fundRedemption();
        uint32 today = ISSUE + 5 * PERIOD + 11;
        vm.expectRevert(
            abi.encodeWithSelector(
                IBondTypes.NotPrescribed.selector, Day.wrap(today), Day.wrap(today + 10)
            )
        );
        _bond.prescribe();
    }

    function test_inv_bo_3_principal_alone_does_not_end_a_bond() public {
        vm.warp((uint256(ISSUE) + 5 * PERIOD) * 1 days);
        vm.expectRevert(abi.encodeWithSelector(IBondTypes.CouponNotFunded.selector, 5, 0));
        _bond.fundRedemption();
    }

    function test_inv_bo_3_a_bond_once_called_is_not_repaid_in_part_as_well() public {
        _bond.call(1, Day.wrap(ISSUE + 3 * PERIOD));
        vm.expectRevert(
            abi.encodeWithSelector(IBondTypes.AlreadyCalled.selector, Day.wrap(ISSUE + 3 * PERIOD))
        );
        _bond.callPartially(1, 1, Ppm.wrap(300_000));
    }

    function test_inv_bo_3_a_called_bond_accrues_until_its_day() public {
        uint32 day = ISSUE + 2 * PERIOD + 15;
        _bond.call(1, Day.wrap(day));
        // floor(1,000,000 x 4.125 % x days / 365)
        vm.assertEq(_bond.accruedInterest(Day.wrap(day - 5)), int256(1130));
        vm.assertEq(_bond.accruedInterest(Day.wrap(day)), int256(1695));
        vm.assertEq(_bond.accruedInterest(Day.wrap(day + 9)), int256(1695));
    }

    function test_inv_bo_3_an_issuer_in_default_sheds_no_interest_by_a_call() public {
        uint32 day = ISSUE + 15;
        _bond.call(1, Day.wrap(day));
        vm.warp((uint256(day) + 5) * 1 days);
        _bond.declareDefault();
        vm.prank(TRUSTEE);
        _bond.accelerate();
        (uint256 claim,) = _bond.claimOf();
        vm.assertEq(claim, 1_000_000 + 1695);
    }

    function test_inv_bo_3_distributions_of_next_to_nothing_are_refused() public {
        vm.warp((uint256(ISSUE) + PERIOD + 5) * 1 days);
        _bond.declareDefault();
        vm.prank(TRUSTEE);
        _bond.accelerate();
        (uint256 claim,) = _bond.claimOf();
        vm.expectRevert(abi.encodeWithSelector(IBondTypes.DistributionInvalid.selector, 1, claim));
        _bond.distribute(1);
    }

    function test_inv_bo_8_nobody_can_spoil_the_account_meant_for_a_recovery() public {
        _admitFresh();
        _announceRecovery();
        vm.warp((uint256(ISSUE) + PERIOD) * 1 days);
        fundCoupons(_bond, cash);
        _bond.payCoupons(_page(FRESH), 1);
        vm.prank(OTHER);
        _bond.transfer(FRESH, 0);
        vm.prank(FRESH);
        _bond.claimCoupons(1);
        vm.prank(AGENT);
        _bond.recover(HOLDER, FRESH);

        vm.assertEq(_bond.balanceOf(FRESH), 100);
        vm.assertEq(_bond.unpaidCoupons(FRESH, 1), 100 * 3390);
        vm.assertEq(_bond.balanceAt(FRESH, 0), 100);
        vm.assertEq(_bond.balanceAt(HOLDER, 0), 0);
    }

    function test_inv_bo_9_no_move_without_the_holder_a_second_too_early_or_after_a_month() public {
        vm.prank(AGENT);
        _bond.announceForce(HOLDER, OTHER, 7, IBondTypes.ForceReason.CourtOrder, "order");
        uint256 due = block.timestamp + 3 days;
        uint256[2] memory wrong = [due - 1, due + 30 days];
        for (uint256 i; i < 2; ++i) {
            vm.warp(wrong[i]);
            vm.prank(AGENT);
            vm.expectRevert(
                abi.encodeWithSelector(IBondTypes.ForceNotDue.selector, HOLDER, OTHER, 7, due)
            );
            _bond.forcedTransfer(HOLDER, OTHER, 7);
        }
        vm.warp(due);
        vm.prank(AGENT);
        _bond.forcedTransfer(HOLDER, OTHER, 7);
        vm.assertEq(_bond.balanceOf(OTHER), 107);
        vm.prank(AGENT);
        vm.expectRevert(
            abi.encodeWithSelector(IBondTypes.ForceNotDue.selector, HOLDER, OTHER, 7, 0)
        );
        _bond.forcedTransfer(HOLDER, OTHER, 7);
    }

    function test_inv_bo_4_one_offering_does_not_move_the_bond_of_another() public {
        vm.warp((uint256(ISSUE) - 15) * 1 days);
        (WholeBond bond,) = newBond("ABUSE0000002");
        announce(bond);
        vm.prank(bookbuilding);
        bond.advanceTo(IBondTypes.Stage.Bookbuilding);
        bytes memory refusal =
            abi.encodeWithSelector(IBondTypes.NotParty.selector, address(offering), bookbuilding);
        vm.startPrank(address(offering));
        vm.expectRevert(refusal);
        bond.cancel();
        vm.expectRevert(refusal);
        bond.advanceTo(IBondTypes.Stage.Priced);
        vm.stopPrank();
    }

    function test_inv_bo_4_a_bond_without_its_rate_is_not_priced() public {
        vm.warp((uint256(ISSUE) - 15) * 1 days);
        (Terms memory t, Coupon[] memory c) = someTerms("ABUSE0000003");
        (t.couponKind, t.rate) = (CouponKind.Bookbuilt, Rate.wrap(0));
        (WholeBond bond,) = newBond(t, c);
        announce(bond);
        vm.startPrank(address(offering));
        bond.advanceTo(IBondTypes.Stage.Bookbuilding);
        vm.expectRevert(abi.encodeWithSelector(IBondTypes.RateNotOpen.selector, Rate.wrap(0)));
        bond.advanceTo(IBondTypes.Stage.Priced);
        vm.stopPrank();
    }

    function _put(address holder, uint256 units) private {
        vm.warp((uint256(ISSUE) + 10) * 1 days);
        vm.prank(holder);
        _bond.put(0, units);
    }

    function _admitFresh() private {
        admitAs(FRESH, bytes20(HOLDER), Day.wrap(type(uint32).max), 1, 2, 0);
    }

    function _announceRecovery() private {
        vm.prank(AGENT);
        _bond.announceForce(HOLDER, FRESH, 0, IBondTypes.ForceReason.LostKey, "order");
    }

    function _option(OptionKind kind, uint32 first, uint32 last, uint16 notice)
        private
        pure
        returns (Option memory)
    {
        return Option(kind, Day.wrap(first), Day.wrap(last), Ppm.wrap(1_000_000), notice);
    }

    function _sell() private {
        announce(_bond);
        vm.startPrank(address(offering));
        _bond.advanceTo(IBondTypes.Stage.Bookbuilding);
        _bond.advanceTo(IBondTypes.Stage.Priced);
        _bond.issue(HOLDER, 100);
        _bond.issue(OTHER, 100);
        _bond.advanceTo(IBondTypes.Stage.Outstanding);
        vm.stopPrank();
        vm.warp(uint256(ISSUE) * 1 days);
    }

    function _page(address holder) private pure returns (address[] memory page) {
        page = new address[](1);
        page[0] = holder;
    }
}
