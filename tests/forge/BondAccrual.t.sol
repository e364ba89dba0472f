// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {Coupon, Option, OptionKind, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

import {BondPlatform, WholeBond} from "tests/forge/BondPlatform.sol";

/// @notice Accrued interest, prices and repayments of random amortising bonds, worked out again.
contract BondAccrualTest is BondPlatform {
    uint256 private constant COUPONS = 5;
    address private constant HOLDER = address(0xA11CE);

    struct Draw {
        uint64 denomination;
        uint32 rate;
        uint32[5] principal;
        uint16 day;
        uint32 price;
        uint16 units;
        uint24 withholding;
        uint8 partialAt;
        uint32 share;
    }

    WholeBond private _bond;
    uint256 private _isins;

    function setUp() public {
        deployPlatform();
    }

    function testFuzz_inv_bo_3_accrued_at_the_end_is_the_coupon(Draw memory d) public {
        _issue(d);
        uint256 sum;
        for (uint256 i; i < COUPONS; ++i) {
            uint256 whole = _interest(d, i, PERIOD);
            uint256 last = _start(i + 1) - 3; // the record day: the last one cum coupon
            int256 accrued = _bond.accruedInterest(Day.wrap(uint32(last)));
            vm.assertEq(accrued, int256(_interest(d, i, PERIOD - 3)));
            // From the ex-day on what is left of the period is given back.
            accrued = _bond.accruedInterest(Day.wrap(uint32(last + 1)));
            vm.assertEq(accrued, int256(_interest(d, i, PERIOD - 2)) - int256(whole));
            vm.assertEq(_bond.accruedInterest(Day.wrap(uint32(_start(i + 1)))), 0);
            sum += whole;
        }
        vm.warp(_start(COUPONS) * 1 days);
        _bond.strike();
        for (uint256 i; i < COUPONS; ++i) {
            sum -= _bond.struckOf(i).cashPerUnit;
        }
        vm.assertEq(sum, 0, "coupons are what accrued");
    }

    function testFuzz_inv_bo_3_accrued_interest_never_falls_within_a_period(Draw memory d) public {
        _issue(d);
        uint256 day = ISSUE + 1 + d.day % (COUPONS * PERIOD - 1);
        uint256 i = (day - ISSUE) / PERIOD;
        uint256 days_ = (day - ISSUE) % PERIOD;
        bool isEx = days_ > PERIOD - 3;
        int256 expected = int256(_interest(d, i, days_));
        if (isEx) expected -= int256(_interest(d, i, PERIOD));
        vm.assertEq(_bond.accruedInterest(Day.wrap(uint32(day))), expected);
    }

    function testFuzz_inv_bo_3_a_price_is_rounded_up_once(Draw memory d) public {
        _issue(d);
        uint256 day = ISSUE + 1 + d.day % (COUPONS * PERIOD - 1);
        uint256 index = (day - ISSUE) / PERIOD;
        if ((day - ISSUE) % PERIOD > PERIOD - 3) ++index;
        uint256 price = d.price % 2_000_000;
        uint256 face = uint256(d.units) * _face(d, index);
        int256 accrued = _bond.accruedInterest(Day.wrap(uint32(day))) * int256(uint256(d.units));
        uint256 got = _bond.dirtyPrice(d.units, Ppm.wrap(uint32(price)), Day.wrap(uint32(day)));

        int256 clean = int256(got) - accrued;
        if (got == 0) return; // what is given back is more than the price
        // clean is the least whole number that is not below face x price.
        vm.assertGe(uint256(clean) * 1_000_000, face * price);
        vm.assertGt(face * price + 1_000_000, uint256(clean) * 1_000_000);
    }

    /// @dev Whether anybody struck or not, a price is the same.
    function testFuzz_inv_bo_3_a_price_does_not_wait_for_the_strike(Draw memory d) public {
        _issue(d);
        vm.warp((_start(1 + d.day % 5) - 1) * 1 days);
        Day day = Day.wrap(uint32((block.timestamp + 32_400) / 1 days));
        uint256 before = _bond.dirtyPrice(100, Ppm.wrap(d.price), day);
        _bond.strike();
        vm.assertEq(_bond.dirtyPrice(100, Ppm.wrap(d.price), day), before);
    }

    function testFuzz_inv_bo_3_principal_and_redemption_make_the_denomination(Draw memory d)
        public
    {
        _issue(d);
        uint256 coupon = d.partialAt % COUPONS;
        (bool called,) = address(_bond)
            .call(abi.encodeCall(_bond.callPartially, (0, coupon, Ppm.wrap(d.share % 1_000_001))));
        if (called) vm.assertTrue(d.share % 1_000_001 != 0);
        vm.warp(_start(COUPONS) * 1 days);
        cash.mint(address(this), type(uint128).max);
        cash.approve(address(_bond), type(uint128).max);
        uint256 repaid;
        for (uint256 i; i < COUPONS; ++i) {
            _bond.fundCoupon(i);
            repaid += _bond.repaidWith(i);
        }
        vm.assertEq(repaid + _bond.faceValue(), _denomination(d));
        _bond.fundRedemption();
        uint256 before = cash.balanceOf(HOLDER);
        _bond.redeem(_page());
        vm.assertEq(cash.balanceOf(HOLDER) - before, 100 * (_denomination(d) - repaid));
        vm.assertEq(uint256(_bond.stage()), uint256(IBondTypes.Stage.Redeemed));
    }

    function testFuzz_inv_bo_3_tax_is_rounded_up_and_never_on_principal(Draw memory d) public {
        _issue(d);
        vm.warp(_start(1) * 1 days);
        cash.mint(address(this), type(uint128).max);
        cash.approve(address(_bond), type(uint128).max);
        _bond.fundCoupon(0);
        uint256 interest = 100 * _bond.struckOf(0).cashPerUnit;
        uint256 gross = interest + 100 * _bond.repaidWith(0);
        uint256 before = cash.balanceOf(HOLDER);
        _bond.payCoupons(_page(), 1);

        uint256 tax = gross - (cash.balanceOf(HOLDER) - before);
        uint256 parts = interest * (d.withholding % 1_000_001);
        vm.assertEq(_bond.taxHeld(), tax);
        vm.assertGe(tax * 1_000_000, parts);
        vm.assertGt(parts + 1_000_000, tax * 1_000_000);
        _bond.remitTax();
        vm.assertEq(cash.balanceOf(address(_bond)), 0);
    }

    function testFuzz_inv_bo_7_a_call_pays_what_accrued_and_nothing_struck_changes(Draw memory d)
        public
    {
        _issue(d);
        vm.warp(_start(1) * 1 days);
        _bond.strike();
        bytes32 struck = keccak256(abi.encode(_bond.struckOf(0)));
        uint256 day = _start(1) + 1 + d.day % (4 * PERIOD - 1);
        _bond.call(0, Day.wrap(uint32(day)));

        vm.warp(day * 1 days);
        for (uint256 i; i < (day - ISSUE) / PERIOD; ++i) {
            cash.mint(address(this), 2e30);
            cash.approve(address(_bond), type(uint256).max);
            _bond.fundCoupon(i);
        }
        uint256 index = (day - ISSUE) / PERIOD;
        uint256 perUnit = _face(d, index) + _interest(d, index, (day - ISSUE) % PERIOD);
        uint256 held = cash.balanceOf(address(_bond));
        _bond.fundRedemption();
        vm.assertEq(cash.balanceOf(address(_bond)) - held, 100 * perUnit);
        IBondTypes.Struck memory row = _bond.struckOf(0);
        row.funded = false; // that is all that may happen to it
        vm.assertEq(keccak256(abi.encode(row)), struck);
    }

    /* THE SAME BY HAND */

    function _denomination(Draw memory d) private pure returns (uint256) {
        return 1 + uint256(d.denomination);
    }

    /// @dev Shares of up to a third: the last ones are cut to what is left of the whole.
    function _share(Draw memory d, uint256 index) private pure returns (uint256) {
        uint256 left = 1_000_000;
        for (uint256 i; i < index; ++i) {
            left -= d.principal[i] % (left / 3 + 1);
        }
        return d.principal[index] % (left / 3 + 1);
    }

    function _face(Draw memory d, uint256 index) private pure returns (uint256 face) {
        face = _denomination(d);
        for (uint256 i; i < index; ++i) {
            face -= _denomination(d) * _share(d, i) / 1_000_000;
        }
    }

    function _interest(Draw memory d, uint256 index, uint256 days_) private pure returns (uint256) {
        return _face(d, index) * d.rate * days_ / (365 * 1e9);
    }

    function _start(uint256 coupon) private pure returns (uint256) {
        return uint256(ISSUE) + coupon * PERIOD;
    }

    function _page() private pure returns (address[] memory page) {
        page = new address[](1);
        page[0] = HOLDER;
    }

    function _issue(Draw memory d) private {
        (Terms memory t, Coupon[] memory c) = someTerms(bytes12(uint96(++_isins)));
        (t.denomination, t.rate, t.amortising) = (uint96(_denomination(d)), Rate.wrap(d.rate), true);
        t.taxAccount = address(0x7205);
        for (uint256 i; i < COUPONS; ++i) {
            c[i].principal = Ppm.wrap(uint32(_share(d, i)));
        }
        Option[] memory o = new Option[](1);
        o[0] = Option(
            OptionKind.Call, Day.wrap(ISSUE), Day.wrap(ISSUE + 5 * PERIOD), Ppm.wrap(1_000_000), 1
        );
        (_bond,) = newBond(t, c, o);
        admit(HOLDER, Day.wrap(type(uint32).max), 1, 2, d.withholding % 1_000_001);
        announce(_bond);
        vm.startPrank(address(offering));
        _bond.advanceTo(IBondTypes.Stage.Bookbuilding);
        _bond.advanceTo(IBondTypes.Stage.Priced);
        _bond.issue(HOLDER, 100);
        _bond.advanceTo(IBondTypes.Stage.Outstanding);
        vm.stopPrank();
    }
}
