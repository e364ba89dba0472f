// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";
import {IBookbuilding} from "interfaces/IBookbuilding.sol";
import {IOffering} from "interfaces/IOffering.sol";

import {Offering} from "contracts/bond/Offering.sol";
import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {FeeCash} from "contracts/mocks/FeeCash.sol";
import {MockCash} from "contracts/mocks/MockCash.sol";
import {ReenteringCash} from "contracts/mocks/ReenteringCash.sol";
import {AttestationId} from "contracts/types/Ids.sol";
import {Terms} from "contracts/types/Terms.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

import {BookBond, BookPlatform} from "tests/forge/BookPlatform.sol";

/// @notice A contract that says of itself what suits it.
contract ForgedBond {
    Terms private _terms;
    IBondTypes.Stage public stage = IBondTypes.Stage.Announced;
    uint256 public totalSupply;

    constructor(Terms memory t) {
        _terms = t;
        _terms.vault = address(this);
    }

    function pretend(IBondTypes.Stage stage_, address cash, uint96 denomination) external {
        (stage, _terms.cash, _terms.denomination) = (stage_, cash, denomination);
    }

    function advanceTo(IBondTypes.Stage) external {}
    function cancel() external {}
    function issue(address, uint256) external {}
    function receiveProceeds(uint256) external {}
    function strike() external {}

    function terms() external view returns (Terms memory) {
        return _terms;
    }

    function faceValue() external view returns (uint256) {
        return _terms.denomination;
    }

    function epoch() external pure returns (uint256) {}
    function couponCount() external pure returns (uint256) {}
    function accruedInterest(Day) external pure returns (int256) {}

    function framework() external pure returns (bytes32, AttestationId, bool) {
        return (0, AttestationId.wrap(0), true);
    }

    function receiverRestrictionOf(address) external pure returns (IBondTypes.Restriction) {
        return IBondTypes.Restriction.None;
    }
}

/// @notice The escrow of an honest bond beside a forged one that its maker controls, and cash that
///         does not behave.
contract ForgedBondTest is BookPlatform {
    address private constant ALICE = address(0xA11CE);
    uint96 private constant ONE = 1_000_000;

    Offering private _offering;
    MockCash private _cash;
    BookBond private _honest;
    ForgedBond private _forged;

    function setUp() public {
        deployBooks();
        _offering = new Offering();
        _cash = new MockCash(0);
        _forged = new ForgedBond(_termsOf(_cash));
    }

    function test_inv_of_1_a_forged_bond_that_grows_its_price_takes_nothing() public {
        _offer();
        _forged.pretend(IBondTypes.Stage.Outstanding, address(_cash), ONE * 10);
        _tryOffering(ISSUE + 9);
    }

    function test_inv_of_1_a_forged_bond_that_taps_itself_takes_nothing() public {
        _offer();
        _forged.pretend(IBondTypes.Stage.Outstanding, address(_cash), ONE);
        _tryOffering(ISSUE + 9);
        _openOffer(address(_forged), ISSUE + 20);
        vm.prank(BOOKRUNNER);
        _offering.subscribe(address(_forged), 10);
        _forged.pretend(IBondTypes.Stage.Outstanding, address(_cash), ONE * 10);
        _tryOffering(ISSUE + 20);
    }

    function test_inv_of_1_a_forged_bond_that_changes_its_cash_takes_nothing() public {
        MockCash worthless = new MockCash(0);
        worthless.mint(BOOKRUNNER, FUNDS);
        vm.prank(BOOKRUNNER);
        worthless.approve(address(_offering), FUNDS);
        _forged.pretend(IBondTypes.Stage.Announced, address(worthless), ONE);
        _offer();
        _forged.pretend(IBondTypes.Stage.Bookbuilding, address(_cash), ONE);
        _tryOffering(ISSUE + 9);
    }

    function test_inv_of_1_a_forged_bond_is_new_once() public {
        _offer();
        vm.warp(uint256(ISSUE) * 1 days);
        _offering.close(address(_forged));
        _offering.settle(address(_forged), 9);
        IOffering.OfferTerms memory offer = _offerTerms(ISSUE + 9);
        vm.prank(BOOKRUNNER);
        vm.expectRevert(abi.encodeWithSelector(IOffering.UnknownBond.selector, address(_forged)));
        _offering.open(address(_forged), offer);
    }

    function test_inv_bb_1_a_forged_bond_in_a_book_takes_nothing() public {
        (BookBond honest, IBookbuilding.BookTerms memory b) = _honestBook(_cash);
        _openForged(b);
        fund(_cash, BOOKRUNNER);
        _sealForged();
        vm.warp(b.closesAt);
        vm.prank(BOOKRUNNER);
        books.reveal(address(_forged), 0, 3, 1000, "salt");
        reveal(honest, ALICE, 0, 3, 1000, "salt");
        _forged.pretend(IBondTypes.Stage.Priced, address(_cash), ONE * 10);
        vm.warp(uint256(ISSUE) * 1 days);
        books.clear(address(_forged));
        uint256 before = _cash.balanceOf(address(books));
        for (uint256 i; i < 3; ++i) {
            _as(BOOKRUNNER, address(books), abi.encodeCall(books.settle, (address(_forged), 1)));
            _pullAllowance(address(books));
        }
        (, uint256 held) = books.escrowOf(address(honest));
        vm.assertGe(_cash.balanceOf(address(books)), held);
        vm.assertLe(before - _cash.balanceOf(address(books)), 1000 * uint256(ONE));
        books.clear(address(honest));
        books.settle(address(honest), 9);
        vm.assertEq(honest.balanceOf(ALICE), 1000);
    }

    function test_inv_bb_1_cash_with_a_fee_is_refused_at_the_first_order() public {
        FeeCash cash = new FeeCash();
        BookBond bond = newBookBond(cash, ONE, 1000, false);
        openBook(bond, someBook());
        fund(cash, ALICE);
        vm.prank(ALICE);
        vm.expectRevert(
            abi.encodeWithSelector(ExactCash.InexactCash.selector, address(cash), 5000, 4999)
        );
        books.commit(address(bond), "sealed");
    }

    function test_inv_bb_1_cash_that_calls_back_gets_in_nowhere() public {
        ReenteringCash cash = new ReenteringCash();
        (BookBond bond, IBookbuilding.BookTerms memory b) = _honestBook(cash);
        bytes[7] memory calls = [
            abi.encodeCall(books.withdraw, (address(bond), 0)),
            abi.encodeCall(books.commit, (address(bond), "other")),
            abi.encodeCall(books.reveal, (address(bond), 0, 3, 1000, "salt")),
            abi.encodeCall(books.clear, (address(bond))),
            abi.encodeCall(books.settle, (address(bond), 1)),
            abi.encodeCall(books.collectForfeits, (address(bond))),
            abi.encodeCall(books.collect, (address(cash)))
        ];
        fund(cash, address(0xB0B));
        commit(bond, address(0xB0B), 3, 1000, "lost");
        vm.warp(b.closesAt);
        reveal(bond, ALICE, 0, 3, 1000, "salt");
        vm.warp(uint256(ISSUE) * 1 days);
        books.clear(address(bond));
        for (uint256 i; i < calls.length; ++i) {
            uint256 snapshot = VmState(address(vm)).snapshotState();
            cash.setCallBack(address(books), calls[i], false);
            books.collectForfeits(address(bond));
            vm.assertFalse(cash.succeeded());
            books.settle(address(bond), 9);
            vm.assertFalse(cash.succeeded());
            vm.assertEq(bond.balanceOf(ALICE), 1000);
            vm.assertEq(cash.balanceOf(address(books)), 0);
            VmState(address(vm)).revertToState(snapshot);
        }
    }

    function test_too_little_gas_never_turns_a_delivery_into_a_refund() public {
        (BookBond bond, IBookbuilding.BookTerms memory b) = _honestBook(_cash);
        vm.warp(b.closesAt);
        reveal(bond, ALICE, 0, 3, 1000, "salt");
        vm.warp(uint256(ISSUE) * 1 days);
        books.clear(address(bond));
        uint256 delivered;
        uint256 refused;
        for (uint256 gasGiven = 30_000; gasGiven < 500_000; gasGiven += 1000) {
            uint256 snapshot = VmState(address(vm)).snapshotState();
            try books.settle{gas: gasGiven}(address(bond), 1) {
                vm.assertEq(bond.balanceOf(ALICE), 1000);
                ++delivered;
            } catch {
                ++refused;
            }
            VmState(address(vm)).revertToState(snapshot);
        }
        vm.assertGt(delivered, 50);
        vm.assertGt(refused, 50);
    }

    function _honestBook(MockCash cash)
        private
        returns (BookBond bond, IBookbuilding.BookTerms memory b)
    {
        bond = newBookBond(cash, ONE, 1000, false);
        b = someBook();
        openBook(bond, b);
        fund(cash, ALICE);
        commit(bond, ALICE, 3, 1000, "salt");
    }

    function _openForged(IBookbuilding.BookTerms memory b) private {
        openBook(BookBond(address(_forged)), b);
    }

    function _sealForged() private {
        commit(BookBond(address(_forged)), BOOKRUNNER, 3, 1000, "salt");
    }

    /// @dev An honest offer with Alice's 100 units in escrow, and the forged one with 10.
    function _offer() private {
        _honest = new BookBond(_termsOf(_cash), address(_offering));
        _openOffer(address(_honest), ISSUE);
        _cash.mint(ALICE, 100 * uint256(ONE));
        vm.prank(ALICE);
        _cash.approve(address(_offering), 100 * uint256(ONE));
        vm.prank(ALICE);
        _offering.subscribe(address(_honest), 100);
        _cash.mint(BOOKRUNNER, FUNDS);
        vm.prank(BOOKRUNNER);
        _cash.approve(address(_offering), FUNDS);
        _openOffer(address(_forged), ISSUE);
        vm.prank(BOOKRUNNER);
        _offering.subscribe(address(_forged), 10);
    }

    /// @dev Closes, settles, withdraws and pulls again and again; the honest bond's cash stays.
    function _tryOffering(uint32 day) private {
        uint256 most = _cash.balanceOf(address(_offering)) - 100 * uint256(ONE);
        uint256 before = _cash.balanceOf(BOOKRUNNER) + _cash.balanceOf(address(_forged));
        vm.warp(uint256(day) * 1 days);
        address to = address(_offering);
        for (uint256 i; i < 4; ++i) {
            _as(BOOKRUNNER, to, abi.encodeCall(_offering.close, (address(_forged))));
            _as(BOOKRUNNER, to, abi.encodeCall(_offering.settle, (address(_forged), 1)));
            _pullAllowance(to);
            _as(BOOKRUNNER, to, abi.encodeCall(_offering.withdraw, (address(_forged), 0)));
        }
        uint256 gained = _cash.balanceOf(BOOKRUNNER) + _cash.balanceOf(address(_forged)) - before;
        vm.assertLe(gained, most);
        vm.assertGe(_cash.balanceOf(to), 100 * uint256(ONE));
        (, uint256 held) = _offering.escrowOf(address(_honest));
        vm.assertEq(held, 100 * uint256(ONE));
    }

    function _pullAllowance(address from) private {
        uint256 allowed = _cash.allowance(from, address(_forged));
        vm.prank(address(_forged));
        try _cash.transferFrom(from, address(_forged), allowed) {} catch {}
    }

    function _openOffer(address bond, uint32 day) private {
        IOffering.OfferTerms memory offer = _offerTerms(day);
        vm.prank(BOOKRUNNER);
        _offering.open(bond, offer);
    }

    function _offerTerms(uint32 day) private pure returns (IOffering.OfferTerms memory) {
        uint40 closesAt = uint40(uint256(day) * 1 days);
        return IOffering.OfferTerms(Ppm.wrap(1_000_000), closesAt, Day.wrap(day), 1000, 0);
    }

    function _termsOf(MockCash cash) private pure returns (Terms memory) {
        return someTerms(cash, ONE, 1000, false);
    }

    function _as(address caller, address to, bytes memory data) private {
        vm.prank(caller);
        // Most of these fail, which is the point.
        (bool done,) = to.call(data);
        done;
    }
}

/// @notice Further cheat codes: to try one thing after another from the same state.
interface VmState {
    function snapshotState() external returns (uint256);
    function revertToState(uint256 snapshot) external returns (bool);
}
