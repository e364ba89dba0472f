// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";
import {IDelivery} from "interfaces/IDelivery.sol";
import {IOffering} from "interfaces/IOffering.sol";

import {Offering} from "contracts/bond/Offering.sol";
import {BlockingCash} from "contracts/mocks/BlockingCash.sol";
import {Terms} from "contracts/types/Terms.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

import {BookBond, BookPlatform} from "tests/forge/BookPlatform.sol";

/// @notice Random offers and taps against an allotment computed here from the orders alone.
contract OfferingTest is BookPlatform {
    uint256 private constant INVESTORS = 6;
    uint256 private constant DENOMINATION = 999_983; // prices do not divide it
    uint256 private constant UNITS = 1000;
    /// @dev Its eligibility lapses after its orders; the other's cash token refuses it.
    uint256 private constant LAPSED = 4;
    uint256 private constant REFUSED = 5;

    struct Entry {
        uint256 investor;
        uint256 units;
    }

    Offering private _offering;
    BlockingCash private _cash;
    BookBond private _bond;
    Entry[] private _entries;
    uint256 private _random;
    uint256 private _price;
    uint256 private _face;
    int256 private _accrued;
    uint256 private _offered;
    uint256 private _minimum;
    uint256[INVESTORS] private _units;
    uint256[INVESTORS] private _spent;

    function setUp() public {
        deployBooks();
        _offering = new Offering();
        _cash = new BlockingCash();
        Terms memory t = someTerms(_cash, DENOMINATION, UNITS, false);
        _bond = new BookBond(t, address(_offering));
        for (uint256 i; i < INVESTORS; ++i) {
            _cash.mint(_who(i), FUNDS);
            vm.prank(_who(i));
            _cash.approve(address(_offering), type(uint256).max);
        }
    }

    function testFuzz_inv_of_1_inv_of_2_inv_of_3_inv_of_4_an_offer_and_two_taps(
        uint256 seed,
        uint32 price,
        uint16 most
    ) public {
        _random = seed;
        (_face, _price) = (DENOMINATION, bound(price, 1, 2_000_000));
        _sell(UNITS * 2 / 5, Day.wrap(ISSUE), bound(most, 1, 800));
        if (_bond.stage() == IBondTypes.Stage.Cancelled) return;
        for (uint32 tap = 1; tap < 3; ++tap) {
            // As interest accrues, turns negative before a payment, and the face is repaid.
            _face = DENOMINATION / tap;
            _price = 900_000 + _draw(200_000);
            _accrued = int256(_draw(90_000)) - 30_000;
            _bond.age(_face, _accrued);
            _sell(UNITS * 3 / 10, Day.wrap(ISSUE + 50 * tap), bound(most, 1, 800));
            vm.assertTrue(_bond.stage() == IBondTypes.Stage.Outstanding);
        }
    }

    function test_inv_of_2_every_order_of_a_full_book_is_filled_in_proportion() public {
        (_face, _price, _offered) = (DENOMINATION, 1_000_000, UNITS);
        _open(Day.wrap(ISSUE));
        for (uint256 i; i < 3; ++i) {
            _order(i, UNITS);
        }
        _finish(ISSUE);

        vm.assertEq(_bond.balanceOf(_who(0)), 333);
        vm.assertEq(_bond.balanceOf(_who(1)), 333);
        vm.assertEq(_bond.balanceOf(_who(2)), 334);
        vm.assertEq(_cash.balanceOf(address(_offering)), 0);
    }

    function test_inv_of_3_a_tap_that_a_record_day_overtook_delivers_nothing() public {
        (_face, _price, _offered) = (DENOMINATION, 1_000_000, 10);
        _open(Day.wrap(ISSUE));
        _order(0, 10);
        _finish(ISSUE);
        _open(Day.wrap(ISSUE + 50));
        _order(1, 5);
        _order(2, 5);
        vm.warp(uint256(ISSUE + 50) * 1 days);
        _offering.close(address(_bond));
        _offering.settle(address(_bond), 1);
        _bond.passRecordDay();
        _offering.settle(address(_bond), 1);

        vm.assertEq(_bond.balanceOf(_who(1)), 5);
        vm.assertEq(_bond.balanceOf(_who(2)), 0);
        vm.assertEq(_cash.balanceOf(_who(2)), FUNDS);
        vm.assertEq(_bond.received(), 15 * DENOMINATION);
    }

    function _sell(uint256 offered, Day day, uint256 most) private {
        delete _entries;
        (_offered, _minimum) = (offered, _draw(3) == 0 ? _draw(offered) : 0);
        (uint256 received, uint256 supply) = (_bond.received(), _bond.totalSupply());
        uint256 first = _offering.bookOf(address(_bond)).orders;
        _open(day);
        _placeOrders(first, most);
        uint256 demand = _demand();
        vm.assertEq(_cash.balanceOf(address(_offering)), _escrowed());
        _bond.bar(_who(LAPSED), true);
        _cash.setBlocked(_who(REFUSED), true);
        _finish(Day.unwrap(day));
        _compare(demand, received, supply);
        _bond.bar(_who(LAPSED), false);
    }

    function _open(Day day) private {
        vm.prank(BOOKRUNNER);
        _offering.open(
            address(_bond),
            IOffering.OfferTerms(
                Ppm.wrap(uint32(_price)),
                uint40(block.timestamp + 5 days),
                day,
                uint88(_offered),
                uint88(_minimum)
            )
        );
    }

    function _placeOrders(uint256 first, uint256 most) private {
        uint256 count = 1 + _draw(12);
        for (uint256 i; i < count; ++i) {
            uint256 units = 1 + _draw(most < _offered ? most : _offered);
            vm.assertEq(_order(_draw(INVESTORS), units), first + i);
        }
        for (uint256 i; i < count; ++i) {
            if (_draw(4) != 0) continue;
            Entry storage entry = _entries[i];
            vm.prank(_who(entry.investor));
            _offering.withdraw(address(_bond), first + i);
            entry.units = 0;
        }
    }

    function _order(uint256 investor, uint256 units) private returns (uint256) {
        _entries.push(Entry(investor, units));
        vm.prank(_who(investor));
        return _offering.subscribe(address(_bond), uint88(units));
    }

    function _finish(uint256 day) private {
        vm.warp(day * 1 days);
        _offering.close(address(_bond));
        for (uint256 left = 20; left != 0 && _isClosed(); --left) {
            _offering.settle(address(_bond), 1 + _draw(4));
        }
        vm.assertFalse(_isClosed());
    }

    /// @dev What everybody should have: from the rule in IOffering, not from the contract.
    function _compare(uint256 demand, uint256 received, uint256 supply) private {
        uint256 sold = demand < _minimum ? 0 : demand < _offered ? demand : _offered;
        uint256 through;
        uint256 allotted;
        for (uint256 i; i < _entries.length; ++i) {
            (uint256 investor, uint256 units) = (_entries[i].investor, _entries[i].units);
            if (units == 0) continue;
            uint256 fill = (through + units) * sold / demand - through * sold / demand;
            through += units;
            allotted += fill;
            vm.assertLe(fill, units);
            if (investor == LAPSED) continue;
            _units[investor] += fill;
            _spent[investor] += _cost(fill);
            received += _cost(fill);
            supply += fill;
        }
        vm.assertEq(allotted, sold, "allotments");
        vm.assertEq(_bond.received(), received, "proceeds");
        vm.assertEq(_bond.totalSupply(), supply, "supply");
        _collectHeld();
        for (uint256 i; i < INVESTORS; ++i) {
            vm.assertEq(_bond.balanceOf(_who(i)), _units[i], "units");
            vm.assertEq(FUNDS - _cash.balanceOf(_who(i)), _spent[i], "cash of an investor");
        }
        vm.assertEq(_cash.balanceOf(address(_offering)), 0, "nothing stays");
        bool isCancelled = _bond.stage() == IBondTypes.Stage.Cancelled;
        vm.assertTrue(isCancelled == (supply == 0), "stage");
    }

    function _collectHeld() private {
        _cash.setBlocked(_who(REFUSED), false);
        uint256 held = _offering.owed(address(_cash), _who(REFUSED));
        vm.assertEq(_cash.balanceOf(address(_offering)), held, "cash left in the offering");
        if (held == 0) return;
        vm.prank(_who(REFUSED));
        _offering.collect(address(_cash));
    }

    function _isClosed() private view returns (bool) {
        return _offering.bookOf(address(_bond)).phase == IDelivery.Phase.Closed;
    }

    function _escrowed() private view returns (uint256 sum) {
        for (uint256 i; i < _entries.length; ++i) {
            sum += _cost(_entries[i].units);
        }
    }

    function _demand() private view returns (uint256 sum) {
        for (uint256 i; i < _entries.length; ++i) {
            sum += _entries[i].units;
        }
    }

    function _cost(uint256 units) private view returns (uint256) {
        int256 clean = int256((units * _face * _price + 999_999) / 1_000_000);
        return uint256(clean + int256(units) * _accrued);
    }

    function _who(uint256 index) private pure returns (address) {
        return address(uint160(0xC000 + index));
    }

    function _draw(uint256 below) private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random % below;
    }
}
