// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBond} from "interfaces/IBond.sol";

import {Bond} from "contracts/bond/Bond.sol";
import {ProceedsVault} from "contracts/proceeds/ProceedsVault.sol";
import {Coupon, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

import {BondPlatform} from "tests/forge/BondPlatform.sol";

/// @notice Random books against an allotment computed here from the orders alone.
contract OfferingTest is BondPlatform {
    uint256 private constant INVESTORS = 6;
    uint256 private constant DENOMINATION = 999_983; // prices do not divide it
    /// @dev Its eligibility lapses after its orders; the other's cash token refuses it.
    uint256 private constant LAPSED = 4;
    uint256 private constant REFUSED = 5;

    struct Entry {
        uint256 investor;
        uint256 units;
    }

    Bond private _bond;
    ProceedsVault private _vault;
    Entry[] private _entries;
    uint256 private _random;
    uint256 private _price;
    uint256[INVESTORS] private _units;
    uint256[INVESTORS] private _cash;
    uint256 private _allotted;
    uint256 private _cost;

    function setUp() public {
        deployPlatform();
        (Terms memory t, Coupon[] memory c) = someTerms("BOOK00000001");
        t.denomination = uint96(DENOMINATION);
        (_bond, _vault) = newBond(t, c);
        for (uint256 i; i < INVESTORS; ++i) {
            admit(_who(i));
        }
    }

    function testFuzz_inv_of_1_inv_of_2_inv_of_3_random_books(
        uint256 seed,
        uint32 price,
        uint16 most
    ) public {
        _random = seed;
        _price = bound(price, 1, 2_000_000);
        openBook(_bond, uint32(_price));
        _placeOrders(bound(most, 1, 1000));
        _withdrawSome();
        uint256 demand = _demand();
        vm.assertEq(cash.balanceOf(address(offering)), _escrowed());

        admit(_who(LAPSED), Day.wrap(ISSUE - 1), 1, 2);
        cash.setBlocked(_who(REFUSED), true);
        vm.warp(uint256(ISSUE) * 1 days);
        offering.close(address(_bond));
        if (demand == 0) {
            vm.assertEq(uint256(_bond.stage()), uint256(IBond.Stage.Cancelled));
            return;
        }
        _settleInPages();
        _allot(demand);
        _compare(demand);
    }

    function test_inv_of_2_every_order_of_a_full_book_is_filled_in_proportion() public {
        openBook(_bond, 1_000_000);
        subscribe(_bond, _who(0), 1000);
        subscribe(_bond, _who(1), 1000);
        subscribe(_bond, _who(2), 1000);
        settleAll(_bond);

        vm.assertEq(_bond.balanceOf(_who(0)), 333);
        vm.assertEq(_bond.balanceOf(_who(1)), 333);
        vm.assertEq(_bond.balanceOf(_who(2)), 334);
        vm.assertEq(cash.balanceOf(address(offering)), 0);
    }

    function test_inv_of_3_nobody_deliverable_cancels_and_returns_all() public {
        openBook(_bond, 1_000_000);
        subscribe(_bond, _who(LAPSED), 10);
        admit(_who(LAPSED), Day.wrap(ISSUE - 1), 1, 2);
        settleAll(_bond);

        vm.assertEq(uint256(_bond.stage()), uint256(IBond.Stage.Cancelled));
        vm.assertEq(cash.balanceOf(_who(LAPSED)), 10 * DENOMINATION);
        vm.assertEq(_vault.received(), 0);
    }

    function _placeOrders(uint256 most) private {
        uint256 count = 1 + _draw(12);
        for (uint256 i; i < count; ++i) {
            uint256 investor = _draw(INVESTORS);
            uint256 units = 1 + _draw(most);
            uint256 order = subscribe(_bond, _who(investor), uint88(units));
            vm.assertEq(order, i);
            _entries.push(Entry(investor, units));
            _cash[investor] += _costUp(units);
        }
    }

    function _withdrawSome() private {
        for (uint256 i; i < _entries.length; ++i) {
            if (_draw(4) != 0) continue;
            Entry storage entry = _entries[i];
            vm.prank(_who(entry.investor));
            offering.withdraw(address(_bond), i);
            entry.units = 0;
        }
    }

    function _settleInPages() private {
        for (uint256 left = 20; left != 0 && _bond.stage() == IBond.Stage.Priced; --left) {
            offering.settle(address(_bond), 1 + _draw(4));
        }
        vm.assertTrue(_bond.stage() != IBond.Stage.Priced);
    }

    /// @dev What everybody should have: from the rule in IOffering, not from the contract.
    function _allot(uint256 demand) private {
        uint256 sold = demand < 1000 ? demand : 1000;
        uint256 through;
        for (uint256 i; i < _entries.length; ++i) {
            (uint256 investor, uint256 units) = (_entries[i].investor, _entries[i].units);
            uint256 before = through * sold / demand;
            through += units;
            uint256 fill = through * sold / demand - before;
            _allotted += fill;
            vm.assertLe(fill, units);
            if (investor == LAPSED) continue;
            _units[investor] += fill;
            _cash[investor] -= _costUp(fill);
            _cost += _costUp(fill);
        }
    }

    function _compare(uint256 demand) private {
        vm.assertEq(_allotted, demand < 1000 ? demand : 1000, "allotments");
        vm.assertEq(_vault.received(), _cost, "proceeds");
        vm.assertEq(cash.balanceOf(address(_vault)), _cost, "cash in the vault");
        uint256 held = offering.owed(address(cash), _who(REFUSED));
        vm.assertEq(cash.balanceOf(address(offering)), held, "cash left in the offering");
        cash.setBlocked(_who(REFUSED), false);
        if (held != 0) {
            vm.prank(_who(REFUSED));
            offering.collect(address(cash));
        }
        uint256 supply;
        for (uint256 i; i < INVESTORS; ++i) {
            vm.assertEq(_bond.balanceOf(_who(i)), _units[i], "units");
            vm.assertEq(cash.balanceOf(_who(i)), _cash[i], "cash of an investor");
            supply += _units[i];
        }
        vm.assertEq(_bond.totalSupply(), supply);
        vm.assertEq(cash.balanceOf(address(offering)), 0, "nothing stays");
        IBond.Stage last = supply == 0 ? IBond.Stage.Cancelled : IBond.Stage.Outstanding;
        vm.assertEq(uint256(_bond.stage()), uint256(last));
    }

    function _escrowed() private view returns (uint256 sum) {
        for (uint256 i; i < _entries.length; ++i) {
            sum += _costUp(_entries[i].units);
        }
    }

    function _demand() private view returns (uint256 sum) {
        for (uint256 i; i < _entries.length; ++i) {
            sum += _entries[i].units;
        }
    }

    function _costUp(uint256 units) private view returns (uint256) {
        return (units * DENOMINATION * _price + 999_999) / 1_000_000;
    }

    function _who(uint256 index) private pure returns (address) {
        return address(uint160(0xC000 + index));
    }

    function _draw(uint256 below) private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random % below;
    }
}

/// @notice A contract that says of itself what suits it.
contract ForgedBond {
    Terms private _terms;
    IBond.Stage public stage = IBond.Stage.Announced;
    uint256 public totalSupply;

    constructor(address bookrunner, address cash, uint96 denomination) {
        _terms.bookrunner = bookrunner;
        _terms.cash = cash;
        _terms.vault = address(this);
        _terms.denomination = denomination;
        _terms.issueUnits = 1000;
    }

    function pretend(IBond.Stage stage_, address cash, uint96 denomination) external {
        (stage, _terms.cash, _terms.denomination) = (stage_, cash, denomination);
    }

    function advanceTo(IBond.Stage) external {}
    function cancel() external {}
    function issue(address, uint256) external {}
    function receiveProceeds(uint256) external {}

    function terms() external view returns (Terms memory) {
        return _terms;
    }

    function receiverRestrictionOf(address) external pure returns (IBond.Restriction) {
        return IBond.Restriction.None;
    }
}

/// @notice The escrow of an honest bond beside a forged one that its maker controls.
contract ForgedBondTest is BondPlatform {
    address private constant THIEF = address(0x7413F);
    uint96 private constant ONE = 1_000_000;

    Bond private _honest;
    ForgedBond private _forged;

    function setUp() public {
        deployPlatform();
        (_honest,) = newBond("HONEST000001");
        openBook(_honest, 1_000_000);
        admit(address(0xA11CE));
        subscribe(_honest, address(0xA11CE), 100);
        _forged = new ForgedBond(THIEF, address(cash), ONE);
        _open();
        _order(10);
    }

    function test_inv_of_1_a_forged_bond_that_grows_its_price_takes_nothing() public {
        _forged.pretend(IBond.Stage.Announced, address(cash), ONE * 10);
        _tryAll();
    }

    function test_inv_of_1_a_forged_bond_that_changes_its_cash_takes_nothing() public {
        ForgedBond other = new ForgedBond(THIEF, address(new WorthlessCash()), ONE);
        _forged = other;
        _open();
        vm.prank(THIEF);
        offering.subscribe(address(_forged), 10);
        _forged.pretend(IBond.Stage.Bookbuilding, address(cash), ONE);
        _tryAll();
    }

    function test_inv_of_1_a_forged_bond_that_settles_and_then_withdraws_takes_nothing() public {
        _forged.pretend(IBond.Stage.Priced, address(cash), ONE);
        _tryAll();
    }

    function test_inv_of_1_a_forged_bond_opens_its_book_once() public {
        vm.prank(THIEF);
        vm.expectRevert(abi.encodeWithSignature("UnknownBond(address)", address(_forged)));
        offering.open(address(_forged), Ppm.wrap(2_000_000), uint40(block.timestamp + 5 days));
    }

    /// @dev Settles, withdraws and pulls again and again; the honest bond's cash stays.
    function _tryAll() private {
        uint256 mine = cash.balanceOf(address(offering)) - 100 * ONE;
        for (uint256 i; i < 4; ++i) {
            _as(THIEF, abi.encodeCall(offering.settle, (address(_forged), 1)));
            uint256 allowed = cash.allowance(address(offering), address(_forged));
            vm.prank(address(_forged));
            try cash.transferFrom(address(offering), THIEF, allowed) {} catch {}
            _as(THIEF, abi.encodeCall(offering.withdraw, (address(_forged), 0)));
        }
        vm.assertLe(cash.balanceOf(THIEF), mine);
        vm.assertGe(cash.balanceOf(address(offering)), 100 * ONE);
        vm.prank(address(0xA11CE));
        offering.withdraw(address(_honest), 0);
        vm.assertEq(cash.balanceOf(address(0xA11CE)), 100 * ONE);
    }

    function _open() private {
        vm.prank(THIEF);
        offering.open(address(_forged), Ppm.wrap(1_000_000), uint40(block.timestamp + 5 days));
    }

    function _order(uint88 units) private {
        cash.mint(THIEF, units * uint256(ONE));
        vm.prank(THIEF);
        cash.approve(address(offering), type(uint256).max);
        vm.prank(THIEF);
        offering.subscribe(address(_forged), units);
    }

    function _as(address caller, bytes memory data) private {
        vm.prank(caller);
        // Most of these fail, which is the point.
        (bool done,) = address(offering).call(data);
        done;
    }
}

/// @notice Cash out of thin air.
contract WorthlessCash {
    mapping(address account => uint256) public balanceOf;

    function transferFrom(address, address to, uint256 amount) external returns (bool) {
        balanceOf[to] += amount;
        return true;
    }
}
