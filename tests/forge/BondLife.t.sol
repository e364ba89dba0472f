// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {BondChecks} from "tests/forge/BondChecks.sol";
import {BondHolders} from "tests/forge/BondHolders.sol";

/// @notice The invariants by their ids: checked after every step.
abstract contract BondInvariants is BondChecks {
    function invariant_inv_bo_1_supply_is_the_sum_of_balances_now_and_at_every_record_day()
        public
        view
    {
        requireBo1();
    }

    function invariant_inv_bo_2_cash_held_is_funded_less_paid_and_remitted() public view {
        requireBo2();
    }

    function invariant_inv_bo_3_a_coupon_is_paid_once_and_to_the_unit() public view {
        requireBo3();
    }

    function invariant_inv_bo_4_the_bond_is_in_the_stage_of_the_books() public view {
        requireBo4();
    }

    function invariant_inv_bo_6_put_and_frozen_units_are_as_in_the_books() public view {
        requireBo6();
    }

    function invariant_inv_bo_8_a_lost_account_has_nothing_and_gets_nothing() public view {
        requireBo8();
    }

    /// @dev What the seeded steps alone reach, under every seed.
    function requireBusy() internal view {
        reached(BondHolders.Action.Transfer, 2);
        reached(BondHolders.Action.Spend, 2);
        reached(BondHolders.Action.Freeze, 2);
        reached(BondHolders.Action.Lock, 2);
        reached(BondHolders.Action.Pass, 4);
        reached(BondHolders.Action.Strike, 2);
        reached(BondHolders.Action.Fund, 2);
        reached(BondHolders.Action.Claim, 2);
        reached(BondHolders.Action.Tap, 2);
        reached(BondHolders.Action.AnnounceForce, 2);
        reached(BondHolders.Action.Recover, 2);
        reached(BondHolders.Action.Papers, 2);
    }

    function invariant_inv_bo_9_nothing_moves_without_its_holder_before_three_days() public view {
        requireBo9();
    }
}

/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.invariant.runs = 2
/// forge-config: default.invariant.shrink-run-limit = 50
contract OutstandingBondTest is BondInvariants {
    function setUp() public {
        live(false, SEEDED);
    }

    function afterInvariant() public view {
        if (isWholeRun()) requireBusy();
    }
}

/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.invariant.runs = 2
/// forge-config: default.invariant.shrink-run-limit = 50
contract AmortisingBondTest is BondInvariants {
    function setUp() public {
        live(true, SEEDED);
    }

    function afterInvariant() public view {
        if (isWholeRun()) requireBusy();
    }
}
