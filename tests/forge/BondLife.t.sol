// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBond} from "interfaces/IBond.sol";

import {Bond} from "contracts/bond/Bond.sol";

import {BondLife} from "tests/forge/BondLife.sol";
import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice What holds after every step of a bond's life. Each run must have reached every action
///         (`done` counts successes), or it proves nothing.
abstract contract BondInvariants is ForgeTest {
    uint256 internal constant SEEDED = 50;
    /// @dev Depth of a run, as foundry.toml has it.
    uint256 internal constant RUN = 64;

    BondLife internal life;
    Bond internal bond;

    function target() internal {
        bond = life.bond();
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = BondLife.step.selector;
        targetContract(address(life));
        targetSelector(address(life), selectors);
    }

    function invariant_inv_bo_1_supply_is_the_sum_of_balances_now_and_at_every_record_day()
        public
        view
    {
        uint256 sum;
        for (uint256 i; i < life.HOLDERS(); ++i) {
            (uint256 units,,,,,,,,) = life.holders(i);
            vm.assertEq(bond.balanceOf(life.who(i)), units);
            sum += units;
        }
        vm.assertEq(bond.totalSupply(), sum);
        vm.assertEq(bond.epoch(), life.daysPassed());
        for (uint256 day; day < life.daysPassed(); ++day) {
            _compareDay(day);
        }
    }

    function invariant_inv_bo_2_cash_held_is_funded_less_paid() public view {
        uint256 held = life.funded() + life.donated() - life.paid();
        vm.assertEq(life.cashHeld(), held);
    }

    function invariant_inv_bo_3_a_coupon_is_paid_once_and_to_the_unit() public view {
        for (uint256 i; i < life.HOLDERS(); ++i) {
            uint256 unpaid = life.owed(i, life.fundedThrough());
            vm.assertEq(bond.unpaidCoupons(life.who(i), life.fundedThrough()), unpaid);
            for (uint256 c; c < life.fundedThrough(); ++c) {
                uint256 due = life.pastOf(c, i) * life.PER_UNIT();
                vm.assertLe(life.couponsPaid(life.who(i), c), due);
            }
        }
        _comparePaidAndOwed();
    }

    function invariant_inv_bo_4_the_bond_is_in_the_stage_of_the_books() public view {
        vm.assertEq(uint256(bond.stage()), uint256(life.stage()));
    }

    function _compareDay(uint256 day) private view {
        uint256 sum;
        for (uint256 i; i < life.HOLDERS(); ++i) {
            uint256 units = bond.balanceAt(life.who(i), day);
            vm.assertEq(units, life.pastOf(day, i), "balance at a record day");
            sum += units;
        }
        vm.assertEq(sum, life.supplyAt(day), "supply at a record day");
        IBond.Struck memory struck = bond.struckOf(day);
        if (struck.cashPerUnit == 0) return; // passed, and not struck yet
        vm.assertEq(struck.units, sum);
        vm.assertEq(struck.cashPerUnit, life.PER_UNIT());
    }

    /// @dev Of each funded coupon, what was paid and what is owed is what was funded.
    function _comparePaidAndOwed() private view {
        for (uint256 c; c < life.fundedThrough(); ++c) {
            uint256 sum;
            for (uint256 i; i < life.HOLDERS(); ++i) {
                (,,,,,,,, uint256 paidThrough) = life.holders(i);
                sum += life.couponsPaid(life.who(i), c);
                if (paidThrough <= c) sum += life.pastOf(c, i) * life.PER_UNIT();
            }
            vm.assertEq(sum, life.supplyAt(c) * life.PER_UNIT(), "coupon paid and owed");
        }
    }

    function requireReached(BondLife.Action one, BondLife.Action other, uint256 times)
        internal
        view
    {
        uint256 reached = life.done(one) + (one == other ? 0 : life.done(other));
        vm.assertGe(reached, times, "an action was hardly ever reached");
    }
}

/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.invariant.runs = 6
/// forge-config: default.invariant.shrink-run-limit = 50
contract OutstandingBondTest is BondInvariants {
    function setUp() public {
        life = new BondLife();
        target();
        for (uint256 seed; seed < SEEDED; ++seed) {
            life.step(seed);
        }
    }

    function afterInvariant() public view {
        if (life.calls() < SEEDED + RUN) return; // forge asks once before the first step as well
        requireReached(BondLife.Action.Transfer, BondLife.Action.Spend, 2);
        requireReached(BondLife.Action.Freeze, BondLife.Action.Lock, 4);
        requireReached(BondLife.Action.Pass, BondLife.Action.Pass, 4);
        requireReached(BondLife.Action.Fund, BondLife.Action.Fund, 1);
        requireReached(BondLife.Action.Claim, BondLife.Action.Push, 1);
    }
}

/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.invariant.runs = 6
/// forge-config: default.invariant.shrink-run-limit = 50
contract MaturedBondTest is BondInvariants {
    function setUp() public {
        life = new BondLife();
        target();
        for (uint256 seed; seed < SEEDED; ++seed) {
            life.step(seed);
        }
        life.mature();
    }

    function afterInvariant() public view {
        if (life.calls() < SEEDED + RUN) return; // forge asks once before the first step as well
        requireReached(BondLife.Action.Redeem, BondLife.Action.Redeem, 1);
        requireReached(BondLife.Action.Claim, BondLife.Action.Push, 1);
    }
}
