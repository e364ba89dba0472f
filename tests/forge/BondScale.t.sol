// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {Coupon, Terms} from "contracts/types/Terms.sol";
import {Day} from "contracts/types/Units.sol";

import {BondPlatform, WholeBond} from "tests/forge/BondPlatform.sol";

/// @notice The cost of every function of a bond with 1,000 holders and with 100,000: the same.
/// @dev    Each number is of the same step of the same life; only the holders around are more.
contract BondScaleTest is BondPlatform {
    uint256 private constant FEW = 1000;
    uint256 private constant MANY = 100_000;
    uint256 private constant PAGE = 100;
    uint256 private constant COSTS = 6;

    function test_inv_bo_2_no_cost_grows_with_the_number_of_holders() public {
        deployPlatform();
        uint256[COSTS] memory few = _costs("SCALE0000001", FEW);
        uint256[COSTS] memory many = _costs("SCALE0000002", MANY);
        string[COSTS] memory names =
            ["transfer", "fundCoupon", "claim", "push of a page", "distribute", "push in default"];
        for (uint256 i; i < COSTS; ++i) {
            vm.assertGt(few[i], 0);
            vm.assertLe(many[i] * 100, few[i] * 101, names[i]);
        }
    }

    function _costs(bytes12 isin, uint256 count) private returns (uint256[COSTS] memory costs) {
        vm.warp((uint256(ISSUE) - 20) * 1 days);
        WholeBond bond = _issued(isin, count);
        cash.mint(address(this), 1e15);
        cash.approve(address(bond), type(uint256).max);
        address[] memory page = new address[](PAGE);
        for (uint256 i; i < PAGE; ++i) {
            page[i] = _who(count / 2 + i);
        }
        vm.warp((uint256(ISSUE) + PERIOD) * 1 days);
        bond.strike();

        vm.prank(_who(count - 1));
        bond.transfer(_who(count - 2), 1);
        costs[0] = vm.lastCallGas().gasTotalUsed;
        bond.fundCoupon(0);
        costs[1] = vm.lastCallGas().gasTotalUsed;
        vm.prank(_who(count - 3));
        bond.claimCoupons(1);
        costs[2] = vm.lastCallGas().gasTotalUsed;
        bond.payCoupons(page, 1);
        costs[3] = vm.lastCallGas().gasTotalUsed;

        vm.warp((uint256(ISSUE) + 2 * PERIOD + 10) * 1 days);
        bond.declareDefault();
        vm.prank(TRUSTEE);
        bond.accelerate();
        bond.distribute(100_000);
        costs[4] = vm.lastCallGas().gasTotalUsed;
        bond.payCoupons(page, 3);
        costs[5] = vm.lastCallGas().gasTotalUsed;
        vm.assertEq(bond.totalSupply(), 2 * count);
        vm.assertEq(cash.balanceOf(page[PAGE - 1]), 2 * (3390 + 100_000));
    }

    /// @dev As an offering would, without its orders: two units for everyone.
    function _issued(bytes12 isin, uint256 count) private returns (WholeBond bond) {
        (Terms memory t, Coupon[] memory c) = someTerms(isin);
        t.issueUnits = uint88(3 * count);
        (bond,) = newBond(t, c);
        announce(bond);
        vm.startPrank(address(offering));
        bond.advanceTo(IBondTypes.Stage.Bookbuilding);
        bond.advanceTo(IBondTypes.Stage.Priced);
        vm.stopPrank();
        uint256 first = count / 2;
        for (uint256 i; i < PAGE; ++i) {
            _deliver(bond, _who(first + i));
        }
        for (uint256 i; i < 4; ++i) {
            _deliver(bond, _who(count - 4 + i));
        }
        for (uint256 i; i < count - 4; ++i) {
            if (i < first || i >= first + PAGE) _put(bond, _who(i));
        }
        bytes32 register = vm.load(address(bond), 0);
        uint256 left = 2 * (count - PAGE - 4);
        vm.store(address(bond), 0, bytes32(uint256(register) + left));
        vm.assertEq(bond.totalSupply(), 2 * count);
        vm.prank(address(offering));
        bond.advanceTo(IBondTypes.Stage.Outstanding);
    }

    function _deliver(WholeBond bond, address holder) private {
        admit(holder);
        vm.prank(address(offering));
        bond.issue(holder, 2);
    }

    /// @dev Those who only stand around are written into the register: a hundred thousand
    ///      deliveries would take a minute.
    function _put(WholeBond bond, address holder) private {
        vm.store(address(bond), keccak256(abi.encode(holder, uint256(1))), bytes32(uint256(2)));
        if (uint160(holder) % 997 == 0) vm.assertEq(bond.balanceOf(holder), 2);
    }

    function _who(uint256 index) private pure returns (address) {
        return address(uint160(0xD0000 + index));
    }
}
