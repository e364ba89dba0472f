// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {BondChecks} from "tests/forge/BondChecks.sol";
import {BondHolders} from "tests/forge/BondHolders.sol";
import {BondInvariants} from "tests/forge/BondLife.t.sol";

/// @notice The late stages of a bond's life, which a random walk from its start seldom reaches.

/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.invariant.runs = 1
/// forge-config: default.invariant.shrink-run-limit = 50
contract MaturedBondTest is BondInvariants {
    function setUp() public {
        live(false, 8);
        life.mature();
    }

    function afterInvariant() public view {
        if (!isWholeRun()) return;
        visited(IBondTypes.Stage.Matured);
        reached(BondHolders.Action.Redeem, 1);
    }
}

/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.invariant.runs = 1
/// forge-config: default.invariant.shrink-run-limit = 50
contract CalledBondTest is BondInvariants {
    function setUp() public {
        live(true, 8);
        life.callAndPay();
    }

    function afterInvariant() public view {
        if (!isWholeRun()) return;
        visited(IBondTypes.Stage.Called);
        reached(BondHolders.Action.Call, 1);
        reached(BondHolders.Action.Redeem, 1);
    }
}

/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.invariant.runs = 1
/// forge-config: default.invariant.shrink-run-limit = 50
contract PutBondTest is BondInvariants {
    function setUp() public {
        live(false, 0);
        life.putSome();
    }

    function afterInvariant() public view {
        if (!isWholeRun()) return;
        reached(BondHolders.Action.Put, 2);
        reached(BondHolders.Action.FundPut, 1);
    }
}

/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.invariant.runs = 1
/// forge-config: default.invariant.shrink-run-limit = 50
contract DefaultedBondTest is BondInvariants {
    function setUp() public {
        live(true, 0);
        life.fallInDefault();
    }

    function afterInvariant() public view {
        if (!isWholeRun()) return;
        visited(IBondTypes.Stage.Defaulted);
        reached(BondHolders.Action.Declare, 1);
    }
}

/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.invariant.runs = 1
/// forge-config: default.invariant.shrink-run-limit = 50
contract AcceleratedBondTest is BondInvariants {
    function setUp() public {
        live(false, 0);
        life.fallInDefault();
        life.accelerate();
    }

    function afterInvariant() public view {
        if (!isWholeRun()) return;
        visited(IBondTypes.Stage.Accelerated);
        reached(BondHolders.Action.Distribute, 1);
    }
}

/// @notice Every action went through, and every stage was lived in, in a fixed set of long lives.
contract WholeLivesTest is BondChecks {
    uint256 private constant LIVES = 36;
    uint256 private constant STEPS = 150;

    uint256[32] private _done;
    uint256[11] private _visits;

    /// @dev INV-BO-4: as the invariants above, for whole lives; and none of them was idle.
    function test_inv_bo_4_every_action_goes_through_and_every_stage_is_reached() public {
        for (uint256 n; n < LIVES; ++n) {
            live(n % 2 == 0, 0);
            if (n % 6 == 1) life.mature();
            if (n % 6 == 2) life.callAndPay();
            if (n % 6 == 3) life.putSome();
            if (n % 6 == 4) life.fallInDefault();
            if (n % 6 == 5) life.fallInDefaultAndPay();
            for (uint256 i; i < STEPS; ++i) {
                life.step(n * STEPS + i);
            }
            _compare();
        }
        for (uint256 i; i < 32; ++i) {
            vm.assertGe(_done[i], 2, _names()[i]);
        }
        for (uint256 i = uint256(IBondTypes.Stage.Outstanding); i < 11; ++i) {
            bool isCancelled = i == uint256(IBondTypes.Stage.Cancelled);
            vm.assertGe(_visits[i], isCancelled ? 0 : 1, "a stage was never lived in");
        }
    }

    function _compare() private {
        requireBo1();
        requireBo2();
        requireBo3();
        requireBo4();
        requireBo6();
        requireBo8();
        for (uint256 i; i < 32; ++i) {
            _done[i] += life.done(BondHolders.Action(i));
        }
        for (uint256 i; i < 11; ++i) {
            _visits[i] += life.visits(IBondTypes.Stage(i));
        }
    }

    function _names() private pure returns (string[32] memory) {
        return [
            "Transfer",
            "Spend",
            "Freeze",
            "Lock",
            "Entry",
            "CashBlock",
            "Pass",
            "Strike",
            "Fund",
            "Claim",
            "Push",
            "RemitTax",
            "Tap",
            "Call",
            "CallPartially",
            "Put",
            "FundPut",
            "SettlePut",
            "CancelUnits",
            "Extend",
            "Declare",
            "Cure",
            "Accelerate",
            "Distribute",
            "FundRedemption",
            "Redeem",
            "AnnounceForce",
            "Force",
            "WithdrawForce",
            "Recover",
            "Papers",
            "Prescribe"
        ];
    }
}
