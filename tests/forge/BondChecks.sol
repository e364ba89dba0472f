// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {BondBooks} from "tests/forge/BondBooks.sol";
import {BondHolders} from "tests/forge/BondHolders.sol";
import {BondLife} from "tests/forge/BondLife.sol";
import {WholeBond} from "tests/forge/BondPlatform.sol";
import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice What holds after every step of a bond's life. Each run must have reached its actions
///         (`done` counts successes) and its stage, or it proves nothing.
abstract contract BondChecks is ForgeTest {
    uint256 internal constant SEEDED = 40;
    /// @dev Depth of a run, as foundry.toml has it.
    uint256 internal constant RUN = 64;

    BondLife internal life;
    WholeBond internal bond;

    function live(bool amortises, uint256 seeded) internal {
        // By its name: as a part of every test contract its code would be compiled many times.
        life = BondLife(vm.deployCode("BondLife.sol:BondLife", abi.encode(amortises)));
        bond = life.bond();
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = BondLife.step.selector;
        targetContract(address(life));
        targetSelector(address(life), selectors);
        for (uint256 seed; seed < seeded; ++seed) {
            life.step(seed);
        }
    }

    function requireBo1() internal view {
        uint256 sum;
        for (uint256 i; i < life.HOLDERS(); ++i) {
            uint256 units = bond.balanceOf(_account(i));
            vm.assertEq(units, life.holderOf(i).units);
            sum += units;
        }
        vm.assertEq(bond.totalSupply(), sum);
        vm.assertEq(bond.epoch(), life.rowCount());
        for (uint256 row; row < life.rowCount(); ++row) {
            uint256 then_;
            for (uint256 i; i < life.HOLDERS(); ++i) {
                uint256 units = bond.balanceAt(_account(i), row);
                vm.assertEq(units, life.pastOf(row, i), "balance at a record day");
                then_ += units;
            }
            vm.assertEq(then_, life.rowOf(row).units, "supply at a record day");
        }
    }

    function requireBo2() internal view {
        vm.assertEq(life.cashHeld(), life.held());
        vm.assertEq(bond.taxHeld(), life.taxHeld());
    }

    function requireBo3() internal view {
        uint256 through = life.fundedThrough();
        vm.assertEq(bond.fundedThrough(), through);
        for (uint256 i; i < life.HOLDERS(); ++i) {
            (uint256 gross,) = life.owed(i, through);
            vm.assertEq(bond.unpaidCoupons(_account(i), through), gross);
        }
        for (uint256 row; row < through; ++row) {
            _compareRow(row);
        }
    }

    function requireBo4() internal view {
        vm.assertEq(uint256(bond.stage()), uint256(life.stage()));
    }

    function requireBo6() internal view {
        for (uint256 i; i < life.HOLDERS(); ++i) {
            BondBooks.Holder memory holder = life.holderOf(i);
            vm.assertEq(bond.getFrozenTokens(holder.account), holder.frozen);
            vm.assertEq(bond.putOf(holder.account).units, holder.putUnits);
            // Units put are still there, unless redemption took or acceleration freed them.
            if (!life.isRepaying()) {
                vm.assertLe(life.boundByPut(i), holder.units, "put and moved");
            }
        }
    }

    function requireBo8() internal view {
        for (uint256 i; i < life.lostCount(); ++i) {
            address account = life.lost(i);
            vm.assertEq(bond.balanceOf(account), 0);
            vm.assertEq(bond.getFrozenTokens(account), 0);
            vm.assertEq(bond.putOf(account).units, 0);
            vm.assertEq(bond.unpaidCoupons(account, life.rowCount()), 0);
            vm.assertFalse(bond.canReceive(account));
        }
    }

    function requireBo9() internal view {
        vm.assertGe(life.shortestNotice(), 3 days);
    }

    /// @dev Of each funded coupon, what was paid and what is owed is what was funded: no dust.
    function _compareRow(uint256 row) private view {
        uint256 units = life.rowOf(row).units;
        uint256 perUnit = life.perUnitOf(row);
        uint256 sum;
        for (uint256 i; i < life.HOLDERS(); ++i) {
            uint256 paid = life.rowPaid(i, row);
            uint256 due = life.pastOf(row, i) * perUnit;
            vm.assertTrue(paid == 0 || paid == due, "paid twice, or in part");
            sum += life.holderOf(i).paidThrough > row ? paid : due;
        }
        vm.assertEq(sum, units * perUnit, "paid and owed");
    }

    function _account(uint256 index) private view returns (address) {
        return life.holderOf(index).account;
    }

    function reached(BondHolders.Action action, uint256 times) internal view {
        vm.assertGe(life.done(action), times, "an action was hardly ever reached");
    }

    function visited(IBondTypes.Stage stage) internal view {
        vm.assertGt(life.visits(stage), 0);
    }

    function isWholeRun() internal view returns (bool) {
        return life.calls() >= RUN; // forge asks once before the first step as well
    }
}
