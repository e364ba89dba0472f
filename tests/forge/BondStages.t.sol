// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationKind} from "interfaces/IAttestations.sol";
import {IBondTypes} from "interfaces/IBondTypes.sol";

import {BondPlatform, WholeBond} from "tests/forge/BondPlatform.sol";

/// @notice Every function by every caller in every stage: only the drawn moves happen.
contract BondStagesTest is BondPlatform {
    uint256 private constant CALLS = 40;

    WholeBond private _bond;
    uint256 private _random;
    address[6] private _callers;

    function setUp() public {
        deployPlatform();
        (_bond,) = newBond("STAGES000001");
        admit(address(0xA11CE));
        _callers = [
            address(this), BOOKRUNNER, address(offering), address(0xA11CE), TRUSTEE, address(0xBAD)
        ];
    }

    function testFuzz_inv_bo_4_only_drawn_moves_happen(uint256 seed, uint8 phase) public {
        _random = seed;
        _reach(phase % 7);
        for (uint256 i; i < CALLS; ++i) {
            IBondTypes.Stage from = _bond.stage();
            (uint256 what, address caller, bool passed) = _call();
            IBondTypes.Stage to = _bond.stage();
            vm.assertTrue(from == to || _isDrawn(from, to), "a move that is not drawn");
            vm.assertTrue(from == to || passed);
            vm.assertTrue(from == to || _isEntitled(what, caller, from, to), "moved by another");
            if (what == 7) vm.assertFalse(passed); // initialize, a second time
        }
    }

    function test_inv_bo_4_the_whole_life_can_be_lived() public {
        for (uint256 phase; phase < 7; ++phase) {
            vm.assertEq(uint256(_bond.stage()), phase);
            if (phase < 6) _advance(phase);
        }
    }

    function _reach(uint256 phase) private {
        for (uint256 i; i < phase; ++i) {
            _advance(i);
        }
    }

    function _advance(uint256 stage) private {
        if (stage == 0) announce(_bond);
        if (stage == 1) openBook(_bond, 1_000_000);
        if (stage == 2) {
            subscribe(_bond, address(0xA11CE), 10);
            vm.warp(uint256(ISSUE) * 1 days);
            offering.close(address(_bond));
        }
        if (stage == 3) offering.settle(address(_bond), 1);
        if (stage == 4) {
            vm.warp((uint256(ISSUE) + 5 * PERIOD) * 1 days);
            fundCoupons(_bond, cash);
            _bond.fundRedemption();
        }
        if (stage == 5) _bond.redeem(_holders());
    }

    function _call() private returns (uint256 what, address caller, bool passed) {
        (what, caller) = (_draw(20), _callers[_draw(6)]);
        if (_draw(4) == 0) vm.warp(block.timestamp + _draw(30 days));
        bool onOffering = what >= 10 && what < 15;
        bytes memory data = onOffering ? _offeringCall(what) : _bondCall(what);
        cash.mint(caller, 1e12);
        vm.prank(caller);
        cash.approve(address(_bond), 1e12);
        vm.prank(caller);
        cash.approve(address(offering), 1e12);
        bytes32 subject = _bond.frameworkSubject(FRAMEWORK);
        attestations.setLive(OPINION, AttestationKind.FrameworkOpinion, subject, _draw(2) == 0);
        vm.prank(caller);
        (passed,) = (onOffering ? address(offering) : address(_bond)).call(data);
    }

    function _bondCall(uint256 what) private returns (bytes memory) {
        if (what == 0) return abi.encodeCall(_bond.announce, (FRAMEWORK, OPINION));
        if (what < 3) return abi.encodeCall(_bond.advanceTo, (IBondTypes.Stage(_draw(11))));
        if (what == 3) return abi.encodeCall(_bond.cancel, ());
        if (what == 4) return abi.encodeCall(_bond.issue, (address(0xA11CE), _draw(20)));
        if (what == 5) return abi.encodeCall(_bond.strike, ());
        if (what == 6) return abi.encodeCall(_bond.fundCoupon, (_draw(3)));
        if (what == 7) return abi.encodeCall(_bond.initialize, ());
        if (what == 8) return abi.encodeCall(_bond.fundRedemption, ());
        if (what == 9) return abi.encodeCall(_bond.transfer, (address(0xA11CE), _draw(20)));
        if (what == 16) return abi.encodeCall(_bond.declareDefault, ());
        if (what == 17) return abi.encodeCall(_bond.cure, ());
        if (what == 18) return abi.encodeCall(_bond.accelerate, ());
        if (what == 19) return abi.encodeCall(_bond.distribute, (_draw(1_000_000)));
        return abi.encodeCall(_bond.redeem, (_holders()));
    }

    function _offeringCall(uint256 what) private returns (bytes memory) {
        address bond = address(_bond);
        if (what == 10) {
            return abi.encodeCall(offering.open, (bond, offer(1_000_000)));
        }
        if (what == 11) return abi.encodeCall(offering.subscribe, (bond, uint88(_draw(20))));
        if (what == 12) return abi.encodeCall(offering.withdraw, (bond, _draw(3)));
        if (what == 13) return abi.encodeCall(offering.close, (bond));
        return abi.encodeCall(offering.settle, (bond, _draw(3)));
    }

    function _isDrawn(IBondTypes.Stage from, IBondTypes.Stage to) private pure returns (bool) {
        if (to == IBondTypes.Stage.Cancelled) return from <= IBondTypes.Stage.Priced;
        if (to == IBondTypes.Stage.Matured || to == IBondTypes.Stage.Called) {
            return from == IBondTypes.Stage.Outstanding || from == IBondTypes.Stage.Defaulted;
        }
        if (to == IBondTypes.Stage.Redeemed) {
            return from == IBondTypes.Stage.Matured || from == IBondTypes.Stage.Called
                || from == IBondTypes.Stage.Accelerated;
        }
        if (to == IBondTypes.Stage.Defaulted) return from == IBondTypes.Stage.Outstanding;
        if (to == IBondTypes.Stage.Accelerated) return from == IBondTypes.Stage.Defaulted;
        if (from == IBondTypes.Stage.Defaulted) return to == IBondTypes.Stage.Outstanding;
        return from < IBondTypes.Stage.Outstanding && uint8(to) == uint8(from) + 1;
    }

    /// @dev Who may make which move, whatever function is called.
    function _isEntitled(uint256 what, address caller, IBondTypes.Stage from, IBondTypes.Stage to)
        private
        view
        returns (bool)
    {
        bool byOffering = caller == address(offering) || (what >= 10 && what < 15);
        if (to == IBondTypes.Stage.Announced) return what == 0 && caller == address(this);
        if (to == IBondTypes.Stage.Cancelled) {
            return byOffering || (caller == address(this) && from <= IBondTypes.Stage.Announced);
        }
        if (from == IBondTypes.Stage.Defaulted && to == IBondTypes.Stage.Outstanding) {
            return what == 17;
        }
        if (to <= IBondTypes.Stage.Outstanding) return byOffering;
        if (to == IBondTypes.Stage.Defaulted) return what == 16;
        if (to == IBondTypes.Stage.Accelerated) return what == 18 && caller == TRUSTEE;
        return what == 8 || what == 15 || what == 19; // anyone, who pays
    }

    function _holders() private pure returns (address[] memory holders) {
        holders = new address[](1);
        holders[0] = address(0xA11CE);
    }

    function _draw(uint256 below) private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random % below;
    }
}
