// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationKind} from "interfaces/IAttestations.sol";

import {ProceedsVault} from "contracts/proceeds/ProceedsVault.sol";
import {AttestationId, ProjectId} from "contracts/types/Ids.sol";

import {BondPlatform} from "tests/forge/BondPlatform.sol";

/// @notice Random life of two vaults that finance the same three projects, with books of its own.
contract ProceedsLife is BondPlatform {
    uint256 public constant VAULTS = 2;
    /// @dev The last one has its cost in another currency.
    uint256 public constant PROJECTS = 3;
    uint128 public constant ELIGIBLE = 1_000_000;

    ProceedsVault[VAULTS] public vaults;
    uint256[VAULTS] public received;
    uint256[VAULTS] public donated;
    uint256[PROJECTS][VAULTS] public allocated;
    uint256[PROJECTS][VAULTS] public disbursed;
    uint256[PROJECTS] public committed;
    bool[PROJECTS] public isCertified;
    mapping(uint256 invoice => uint256) public timesPaid;
    mapping(uint256 vault => mapping(uint256 evidence => uint256)) public timesSpent;
    uint256 public disbursements;
    uint256 public invoicesPaid;
    uint256 public evidenceSpent;

    uint256 public calls;
    uint256[5] public done;
    uint256 private _random;

    constructor() {
        deployPlatform();
        (, vaults[0]) = newBond("VAULT0000001");
        (, vaults[1]) = newBond("VAULT0000002");
        for (uint256 i; i < PROJECTS; ++i) {
            costs.set(project(i), ELIGIBLE, i == 2 ? bytes3("CNY") : JPY);
            _certify(i, true);
            for (uint256 e; e < 6; ++e) {
                attestations.setLive(
                    evidence(i, e), AttestationKind.MilestoneReached, subject(i), true
                );
            }
        }
        for (uint256 i; i < VAULTS; ++i) {
            _receive(i, 900_000);
            for (uint256 p; p < 2; ++p) {
                vaults[i].allocate(project(p), certificate(p), 200_000);
                allocated[i][p] = committed[p] = 200_000;
            }
        }
        (committed[0], committed[1]) = (400_000, 400_000);
    }

    function step(uint256 seed) external {
        _random = uint256(keccak256(abi.encode(seed, calls))); // the fuzzer repeats its seeds
        uint256 action = calls++ % 8;
        if (action == 0) _receive(draw(VAULTS), draw(200_000));
        else if (action == 1) _certify(draw(PROJECTS), draw(6) != 0);
        else if (action == 2) _donate();
        else if (action < 5) _allocate();
        else _disburse();
    }

    function project(uint256 index) public pure returns (ProjectId) {
        return ProjectId.wrap(subject(index));
    }

    function subject(uint256 index) public pure returns (bytes32) {
        return keccak256(abi.encode("project", index));
    }

    function certificate(uint256 index) public pure returns (AttestationId) {
        return AttestationId.wrap(keccak256(abi.encode("certificate", index)));
    }

    function evidence(uint256 index, uint256 number) public pure returns (AttestationId) {
        return AttestationId.wrap(keccak256(abi.encode("evidence", index, number)));
    }

    function cashOf(address account) external view returns (uint256) {
        return cash.balanceOf(account);
    }

    function committedTo(uint256 index) external view returns (uint256) {
        return commitments.committedTo(project(index));
    }

    /* STEPS */

    function _receive(uint256 vault, uint256 amount) private {
        cash.mint(address(offering), amount);
        vm.prank(address(offering));
        cash.approve(address(vaults[vault]), amount);
        vm.prank(address(offering));
        vaults[vault].receiveProceeds(amount);
        received[vault] += amount;
        ++done[0];
    }

    function _certify(uint256 index, bool live) private {
        attestations.setLive(
            certificate(index), AttestationKind.ProjectCertification, subject(index), live
        );
        isCertified[index] = live;
        ++done[1];
    }

    function _donate() private {
        uint256 vault = draw(VAULTS);
        uint256 amount = draw(1000);
        cash.mint(address(vaults[vault]), amount);
        donated[vault] += amount;
        ++done[2];
    }

    function _allocate() private {
        (uint256 vault, uint256 p) = (draw(VAULTS), draw(PROJECTS));
        uint256 unallocated = unallocatedOf(vault);
        uint256 eligible = ELIGIBLE - committed[p];
        uint256 least = unallocated < eligible ? unallocated : eligible;
        uint256 amount = least * _percent() / 100;
        bool expected = amount != 0 && amount <= least && isCertified[p] && p != 2;

        (bool passed,) = address(vaults[vault])
            .call(abi.encodeCall(ProceedsVault.allocate, (project(p), certificate(p), amount)));

        vm.assertEq(passed, expected);
        if (!passed) return;
        allocated[vault][p] += amount;
        committed[p] += amount;
        ++done[3];
    }

    function _disburse() private {
        (uint256 vault, uint256 p, uint256 number) = (draw(VAULTS), draw(2), draw(6));
        uint256 about = draw(8) == 0 ? draw(PROJECTS) : p; // now and then another project's
        uint256 invoice = draw(40);
        uint256 undisbursed = allocated[vault][p] - disbursed[vault][p];
        uint256 amount = undisbursed * _percent() / 100;
        uint256 spentKey = about * 6 + number;
        bool expected = amount != 0 && amount <= undisbursed && isCertified[p] && about == p
            && timesSpent[vault][spentKey] == 0 && timesPaid[invoice] == 0 && invoice != 0;

        vm.prank(TRUSTEE);
        (bool passed,) = address(vaults[vault])
            .call(
                abi.encodeCall(
                    ProceedsVault.disburse,
                    (project(p), evidence(about, number), bytes32(invoice), address(0x50), amount)
                )
            );

        vm.assertEq(passed, expected);
        if (!passed) return;
        disbursed[vault][p] += amount;
        ++disbursements;
        if (timesSpent[vault][spentKey]++ == 0) ++evidenceSpent;
        if (timesPaid[invoice]++ == 0) ++invoicesPaid;
        ++done[4];
    }

    function unallocatedOf(uint256 vault) public view returns (uint256 left) {
        left = received[vault];
        for (uint256 p; p < PROJECTS; ++p) {
            left -= allocated[vault][p];
        }
    }

    /// @dev Mostly less than half, so that something is left; now and then too much.
    function _percent() private returns (uint256) {
        return draw(6) == 0 ? 95 + draw(20) : 1 + draw(50);
    }

    function draw(uint256 below) private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random % below;
    }
}
