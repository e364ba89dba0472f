// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IBond} from "interfaces/IBond.sol";
import {IBondTypes} from "interfaces/IBondTypes.sol";
import {ITrades} from "interfaces/ITrades.sol";

import {Trades} from "contracts/bond/Trades.sol";
import {MockCash} from "contracts/mocks/MockCash.sol";
import {SigningWallet} from "contracts/mocks/SigningWallet.sol";
import {Terms} from "contracts/types/Terms.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

import {ChainVm, TradeTest} from "tests/forge/TradeTest.sol";

/// @notice Fills of signed orders against prices, books and rules computed here.
contract TradesTest is TradeTest {
    uint256 private constant CURVE_ORDER =
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    function setUp() public {
        deployMarket(new MockCash(0));
    }

    /* PRICE */

    function testFuzz_inv_tr_5_the_price_is_rounded_against_the_taker(
        uint88 units,
        uint32 price,
        uint16 passed,
        bool sells
    ) public {
        ITrades.Order memory order = anOrder(sells);
        order.units = uint88(bound(units, 1, HELD));
        order.price = Ppm.wrap(uint32(bound(price, 200_000, 3_000_000)));
        order.expiresAt = type(uint40).max;
        Day today = Day.wrap(uint32(ISSUE + bound(passed, 0, COUPONS * PERIOD - 1)));
        vm.warp(startOf(Day.unwrap(today)) + uint256(passed) * 7 % 1 days);
        uint256 rich = cash.balanceOf(maker);
        uint256 quoted = trades.quote(order, order.units);

        uint256 paid = fill(order, order.units);

        vm.assertEq(paid, quoted);
        vm.assertEq(cash.balanceOf(maker), sells ? rich + paid : rich - paid);
        if (sells) vm.assertEq(paid, bond.dirtyPrice(order.units, order.price, today));
        requireRounded(order, paid, bond.accruedInterest(today));
    }

    /// @dev Face value is whole until maturity here.
    function requireRounded(ITrades.Order memory order, uint256 paid, int256 accrued) private pure {
        uint256 clean = uint256(int256(paid) - accrued * int256(uint256(order.units))) * 1_000_000;
        uint256 exact = uint256(order.units) * FACE * Ppm.unwrap(order.price);
        if (order.sells) vm.assertTrue(clean >= exact && clean < exact + 1_000_000);
        else vm.assertTrue(clean <= exact && clean + 1_000_000 > exact);
    }

    function test_inv_tr_5_from_the_ex_day_the_buyer_is_given_back_what_it_does_not_get() public {
        ITrades.Order memory order = anOrder(true);
        uint256 exDay = ISSUE + PERIOD - EX_PERIOD + 1;
        vm.warp(startOf(exDay) - 1);
        uint256 cum = trades.quote(order, 1000);
        vm.warp(startOf(exDay));
        uint256 ex = trades.quote(order, 1000);

        vm.assertGt(cum, 1000 * uint256(FACE));
        vm.assertLe(ex, 1000 * uint256(FACE) - 1);
        vm.assertEq(fill(order, 1000), ex);
    }

    /// @dev Nobody struck the record day before: the fill does, and its price is after that.
    function test_inv_tr_5_principal_that_the_seller_keeps_is_not_paid_for() public {
        Terms memory t = someTerms();
        t.amortising = true;
        bond = newBond(t, someSchedule(true, 250_000));
        issue(bond, maker, 1000);
        approveAll(maker);
        ITrades.Order memory order = anOrder(true);
        (order.bond, order.price) = (address(bond), Ppm.wrap(1_000_000));
        uint256 today = ISSUE + PERIOD - EX_PERIOD + 1;
        vm.warp(startOf(today));

        uint256 paid = fill(order, 1000);

        uint256 face = FACE - uint256(FACE) / 4;
        vm.assertEq(bond.faceValue(), face);
        int256 accrued = bond.accruedInterest(Day.wrap(uint32(today)));
        vm.assertEq(int256(paid), 1000 * (int256(face) + accrued));
    }

    function test_reverts_when_accrued_interest_outweighs_the_price() public {
        ITrades.Order memory order = anOrder(true);
        order.price = Ppm.wrap(1);
        uint256 today = ISSUE + PERIOD - EX_PERIOD + 1;
        vm.warp(startOf(today));
        int256 perUnit = bond.accruedInterest(Day.wrap(uint32(today)));
        int256 dirty = 1000 + perUnit * 1000; // ceil(1000 x 999,983 / 1,000,000)

        vm.assertTrue(perUnit < -1);
        expectNoFill(order, 1000, abi.encodeWithSelector(ITrades.PriceNegative.selector, dirty));
    }

    /* ORDERS */

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_inv_tr_3_partial_fills_sum_to_the_order(uint88 minimum, uint256 seed) public {
        ITrades.Order memory order = anOrder(seed % 2 == 0);
        order.minimumFill = uint88(bound(minimum, 0, order.units - 1));
        uint256 left = order.units;
        for (uint256 i; left != 0 && i < 40; ++i) {
            uint256 units = bound(uint256(keccak256(abi.encode(seed, i))), 0, left + left / 8 + 1);
            bool sound =
                units != 0 && units <= left && (units >= order.minimumFill || units == left);
            if (sound) {
                fill(order, units);
                left -= units;
            } else {
                bytes memory why = abi.encodeWithSelector(
                    ITrades.FillOutOfRange.selector, units, order.minimumFill, left
                );
                expectNoFill(order, units, why);
            }
            requireState(order, left, left == 0, false);
        }
        if (left != 0) fill(order, left);
        expectNoFill(
            order, 1, abi.encodeWithSelector(ITrades.NonceUsed.selector, maker, order.nonce)
        );
        vm.assertEq(unitsOf(order.sells ? TAKER : maker), HELD + order.units);
    }

    function test_inv_tr_3_a_whole_order_is_filled_whole_and_once() public {
        ITrades.Order memory order = anOrder(true);
        order.minimumFill = order.units;
        bytes4 range = ITrades.FillOutOfRange.selector;

        expectNoFill(order, 999, abi.encodeWithSelector(range, 999, 1000, 1000));
        expectNoFill(order, 1001, abi.encodeWithSelector(range, 1001, 1000, 1000));
        fill(order, 1000);

        requireState(order, 0, true, false);
        bytes memory used = abi.encodeWithSelector(ITrades.NonceUsed.selector, maker, order.nonce);
        expectNoFill(order, 1000, used);
    }

    function test_inv_tr_3_an_order_lives_until_the_second_before_its_expiry() public {
        ITrades.Order memory order = anOrder(true);
        vm.warp(order.expiresAt - 1);
        fill(order, 400);
        requireState(order, 600, false, false);

        vm.warp(order.expiresAt);
        requireState(order, 0, false, true);
        expectNoFill(
            order,
            600,
            abi.encodeWithSelector(
                ITrades.OrderExpired.selector, order.expiresAt, uint256(order.expiresAt)
            )
        );
    }

    function test_inv_tr_3_a_cancelled_nonce_closes_what_is_left_of_all_its_orders() public {
        ITrades.Order memory order = anOrder(true);
        ITrades.Order memory other = anOrder(false);
        fill(order, 400);
        vm.prank(maker);
        trades.cancel(order.nonce);

        bytes memory used = abi.encodeWithSelector(ITrades.NonceUsed.selector, maker, order.nonce);
        expectNoFill(order, 600, used);
        expectNoFill(other, 1000, used);
        vm.prank(maker);
        vm.expectRevert(used);
        trades.cancel(order.nonce);
    }

    function test_inv_tr_3_a_mask_closes_exactly_its_nonces() public {
        ITrades.Order memory order = anOrder(true);
        order.minimumFill = order.units = 1;
        vm.prank(maker);
        trades.cancelWord(3, 1 << 7 | 1 << 255);
        for (uint256 nonce = 3 * 256; nonce < 4 * 256; ++nonce) {
            order.nonce = nonce;
            bool closed = nonce == 3 * 256 + 7 || nonce == 3 * 256 + 255;
            requireState(order, closed ? 0 : 1, closed, false);
        }
        order.nonce = 4 * 256 + 7;
        requireState(order, 1, false, false);
        fill(order, 1);
    }

    function test_inv_tr_3_nobody_cancels_for_another() public {
        ITrades.Order memory order = anOrder(true);
        vm.prank(TAKER);
        trades.cancel(order.nonce);
        vm.prank(TAKER);
        trades.cancelWord(0, type(uint256).max);

        fill(order, 1000);
    }

    function test_reverts_when_the_order_is_for_another_taker() public {
        ITrades.Order memory order = anOrder(true);
        order.taker = address(0xBEEF);
        expectNoFill(
            order, 1000, abi.encodeWithSelector(ITrades.NotTaker.selector, TAKER, address(0xBEEF))
        );
        order.taker = TAKER;
        fill(order, 1000);
    }

    function test_reverts_when_the_maker_fills_its_own_order() public {
        ITrades.Order memory order = anOrder(true);
        bytes memory signature = sign(order, KEY);
        vm.prank(maker);
        vm.expectRevert(abi.encodeWithSelector(ITrades.SelfTrade.selector, maker));
        trades.fill(order, signature, 1000);
    }

    /* SIGNATURES */

    function test_inv_tr_4_a_signature_is_good_on_its_own_chain_only() public {
        ITrades.Order memory order = anOrder(true);
        bytes memory signature = sign(order, KEY);
        ChainVm(address(vm)).chainId(block.chainid + 1);
        expectUnsigned(order, signature);

        ChainVm(address(vm)).chainId(block.chainid - 1);
        fill(order, 1000);
    }

    function test_inv_tr_4_a_signature_is_good_for_its_own_contract_only() public {
        ITrades.Order memory order = anOrder(true);
        bytes memory signature = sign(order, KEY);
        Trades here = trades;
        trades = new Trades();
        approveAll(maker);
        approveAll(TAKER);
        expectUnsigned(order, signature);

        trades = here;
        fill(order, 1000);
    }

    function testFuzz_inv_tr_4_any_change_of_the_order_breaks_the_signature(uint8 field, uint32 by)
        public
    {
        ITrades.Order memory order = anOrder(true);
        bytes memory signature = sign(order, KEY);
        uint32 change = uint32(bound(by, 1, 1e9));
        if (field % 7 == 0) order.taker = TAKER;
        else if (field % 7 == 1) order.units += change;
        else if (field % 7 == 2) order.minimumFill += 1;
        else if (field % 7 == 3) order.price = Ppm.wrap(Ppm.unwrap(order.price) + change);
        else if (field % 7 == 4) order.expiresAt += change;
        else if (field % 7 == 5) order.nonce += change;
        else order.sells = false;
        expectUnsigned(order, signature);
    }

    function test_a_signature_in_another_form_is_refused() public {
        ITrades.Order memory order = anOrder(true);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, trades.digestOf(order));
        bytes32 high = bytes32(CURVE_ORDER - uint256(s));
        bytes32 compact = bytes32(uint256(s) | uint256(v - 27) << 255);

        expectUnsigned(order, abi.encodePacked(r, high, v == 27 ? 28 : 27)); // malleable
        expectUnsigned(order, abi.encodePacked(r, compact)); // ERC-2098
        expectUnsigned(order, abi.encodePacked(r, s, v - 27));
        expectUnsigned(order, abi.encodePacked(r, s, v, uint8(0)));
        expectUnsigned(order, "");
        expectUnsigned(order, sign(order, KEY + 1));
        expectUnsigned(order, abi.encodePacked(bytes32(0), bytes32(0), uint8(27)));
        fill(order, 1000);
    }

    function test_nobodys_signature_fills_nobodys_order() public {
        ITrades.Order memory order = anOrder(true);
        order.maker = address(0);
        expectUnsigned(order, abi.encodePacked(bytes32(0), bytes32(0), uint8(27)));
    }

    function test_a_contract_wallet_signs_as_its_owner_does() public {
        SigningWallet wallet = new SigningWallet(maker);
        admit(address(wallet));
        approveAll(address(wallet));
        cash.mint(address(wallet), RICH);
        ITrades.Order memory order = anOrder(false);
        order.maker = address(wallet);

        expectUnsigned(order, sign(order, KEY + 1));
        fill(order, 1000);

        vm.assertEq(unitsOf(address(wallet)), 1000);
    }

    /* GATE */

    function test_inv_tr_2_the_bonds_own_rules_stop_a_fill_and_undo_all_of_it() public {
        ITrades.Order memory order = anOrder(true);
        vm.prank(AGENT);
        bond.setFrozenTokens(maker, HELD - 999);
        expectRestricted(order, IBondTypes.Restriction.InsufficientUnfrozen);
        vm.prank(AGENT);
        bond.setFrozenTokens(maker, 0);

        investors.setBlocked(TAKER, false, true);
        expectRestricted(order, IBondTypes.Restriction.ReceiverBlocked);
        investors.setBlocked(TAKER, false, false);

        admit(maker, ISSUE - 2); // eligibility counts days of UTC
        expectRestricted(order, IBondTypes.Restriction.SenderNotEligible);
        admit(maker);

        vm.prank(AGENT);
        bond.setLock(maker, Day.wrap(ISSUE + 100));
        expectRestricted(order, IBondTypes.Restriction.SenderLocked);
        vm.prank(AGENT);
        bond.setLock(maker, Day.wrap(0));
        fill(order, 1000);
    }

    function test_inv_tr_2_no_allowance_no_fill_and_nothing_moves() public {
        ITrades.Order memory order = anOrder(true);
        vm.prank(TAKER);
        cash.approve(address(trades), 1);
        uint256 price = trades.quote(order, 1000);
        bytes4 allowance = bytes4(keccak256("ERC20InsufficientAllowance(address,uint256,uint256)"));
        expectNoFill(order, 1000, abi.encodeWithSelector(allowance, address(trades), 1, price));

        approveAll(TAKER);
        vm.prank(maker);
        IERC20(address(bond)).approve(address(trades), 999);
        expectNoFill(order, 1000, abi.encodeWithSelector(allowance, address(trades), 999, 1000));
    }

    function expectRestricted(ITrades.Order memory order, IBondTypes.Restriction reason) private {
        expectNoFill(
            order,
            1000,
            abi.encodeWithSelector(
                IBondTypes.TransferRestricted.selector, maker, TAKER, 1000, reason
            )
        );
    }
}
