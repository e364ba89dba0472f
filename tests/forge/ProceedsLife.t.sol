// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProceedsVault} from "contracts/proceeds/ProceedsVault.sol";
import {AttestationId} from "contracts/types/Ids.sol";

import {ForgeTest} from "tests/forge/ForgeTest.sol";
import {ProceedsLife} from "tests/forge/ProceedsLife.sol";

/// forge-config: default.invariant.fail-on-revert = true
/// forge-config: default.invariant.runs = 16
/// forge-config: default.invariant.shrink-run-limit = 50
contract ProceedsLifeTest is ForgeTest {
    /// @dev Depth of a run, as foundry.toml has it.
    uint256 private constant RUN = 64;

    ProceedsLife private _life;

    function setUp() public {
        _life = new ProceedsLife();
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = ProceedsLife.step.selector;
        targetContract(address(_life));
        targetSelector(address(_life), selectors);
    }

    function afterInvariant() public view {
        if (_life.calls() < RUN) return; // forge asks once before the first step as well
        vm.assertGe(_life.done(3), 1, "nothing was allocated");
        vm.assertGe(_life.done(4), 2, "hardly anything was disbursed");
    }

    function invariant_inv_pv_1_no_project_gets_more_than_its_allocation() public view {
        for (uint256 v; v < _life.VAULTS(); ++v) {
            for (uint256 p; p < _life.PROJECTS(); ++p) {
                (uint256 allocated, uint256 disbursed) = _account(v, p);
                vm.assertEq(allocated, _life.allocated(v, p));
                vm.assertEq(disbursed, _life.disbursed(v, p));
                vm.assertLe(disbursed, allocated);
            }
        }
    }

    function invariant_inv_pv_2_received_is_allocated_or_not() public view {
        for (uint256 v; v < _life.VAULTS(); ++v) {
            ProceedsVault vault = _life.vaults(v);
            uint256 sum = vault.unallocated();
            for (uint256 p; p < _life.PROJECTS(); ++p) {
                (uint256 allocated,) = _account(v, p);
                sum += allocated;
            }
            vm.assertEq(vault.received(), sum);
            vm.assertEq(vault.received(), _life.received(v));
        }
    }

    function invariant_inv_pv_3_the_cash_that_was_not_disbursed_is_here() public view {
        for (uint256 v; v < _life.VAULTS(); ++v) {
            uint256 left = _life.received(v) + _life.donated(v);
            for (uint256 p; p < _life.PROJECTS(); ++p) {
                left -= _life.disbursed(v, p);
            }
            vm.assertEq(_life.cashOf(address(_life.vaults(v))), left);
        }
    }

    function invariant_inv_pv_4_every_disbursement_has_its_own_evidence_and_invoice() public view {
        vm.assertEq(_life.disbursements(), _life.evidenceSpent());
        vm.assertEq(_life.disbursements(), _life.invoicesPaid());
    }

    function invariant_inv_cm_1_instruments_together_stay_within_the_eligible_cost() public view {
        for (uint256 p; p < _life.PROJECTS(); ++p) {
            uint256 sum;
            for (uint256 v; v < _life.VAULTS(); ++v) {
                (uint256 allocated,) = _account(v, p);
                sum += allocated;
            }
            vm.assertEq(_life.committedTo(p), sum);
            vm.assertLe(sum, _life.ELIGIBLE());
        }
    }

    function invariant_inv_cm_2_an_invoice_is_paid_once_on_the_whole_platform() public view {
        for (uint256 invoice; invoice < 40; ++invoice) {
            vm.assertLe(_life.timesPaid(invoice), 1);
        }
        vm.assertEq(_life.timesPaid(0), 0);
    }

    function _account(uint256 v, uint256 p)
        private
        view
        returns (uint256 allocated, uint256 disbursed)
    {
        AttestationId certification;
        (allocated, disbursed, certification) = _life.vaults(v).accountOf(_life.project(p));
    }
}
