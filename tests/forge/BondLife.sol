// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {Coupon, CouponKind, Option, OptionKind, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

import {BondForces} from "tests/forge/BondForces.sol";

/// @notice Random life of one bond: a step-up bond, or an amortising one at a fixed rate, both with
///         a call, two puts and an extension.
contract BondLife is BondForces {
    /// @dev Actions by their weights, each spread over the deck; some that must be refused.
    bytes private constant DECK =
        hex"0d1a09081413001b101e0f03061d0b180e051f040c1a08010f121109001702071b10060a191c0f1d1a08150c011e0f0312110609000b0e051b10041a080f1d0207060a0c16010f1211";

    /// @dev The same, once a bond is being repaid, or in default.
    bytes private constant REPAYING =
        hex"06180f090e1b041902170d061f1d121a1113190b030c100a061509081619051b0200061f191d1a11140b070a1901";
    bytes private constant DEFAULTED =
        hex"151406170c1011050a1b02000d0917011d081619041a150617121011180b070a1b030f02000917011f1d08161a";

    /// @dev Actions of a step. Checking costs more than acting.
    uint256 private constant ACTIONS = 3;

    bool public immutable amortises;
    uint256 public calls;
    mapping(IBondTypes.Stage => uint256) public visits;

    constructor(bool amortises_) {
        amortises = amortises_;
        deployPlatform();
        _create();
        for (uint256 i; i < HOLDERS; ++i) {
            holders[i].account = i == ISSUER ? address(this) : address(uint160(0xB000 + i));
        }
        for (uint256 i; i + 1 < HOLDERS; ++i) {
            Holder storage holder = holders[i];
            (holder.until, holder.jurisdiction, holder.class) = (type(uint32).max, 1, 2);
            holder.withholding = uint24(50_000 * i);
            _admit(holder, holder.account);
        }
        cash.mint(PAYER, 1e15);
        vm.prank(PAYER);
        cash.approve(address(bond), type(uint256).max);
        openBook(bond, 1_000_000);
        for (uint256 i; i < 3; ++i) {
            subscribe(bond, holders[i].account, uint88(100 * (i + 1)));
            holders[i].units = 100 * (i + 1);
        }
        supply = 600;
        settleAll(bond);
    }

    function rateOf(uint256 coupon) public view override returns (uint256) {
        return amortises ? 41_250_000 : 41_250_000 + 10_000_000 * coupon;
    }

    function scheduledOf(uint256 coupon) public view override returns (uint256) {
        return amortises ? (coupon < 5 ? 120_000 : 50_000) : 0;
    }

    /// @notice One step: an action in turn, so that none is left out, and some that are drawn.
    function step(uint256 seed) public {
        _random = uint256(keccak256(abi.encode(seed, calls))); // the fuzzer repeats its seeds
        uint256 turn = calls++;
        bytes memory deck = _deck();
        act(Action(uint8(deck[turn % deck.length])));
        for (uint256 i = 1; i < ACTIONS; ++i) {
            deck = _deck();
            act(Action(uint8(deck[draw(deck.length)])));
        }
        ++visits[stage];
    }

    function act(Action action) public {
        if (action <= Action.Push) _holderAct(action);
        else if (action <= Action.Extend) _partyAct(action);
        else _lateAct(action);
    }

    /* PHASES */

    /// @notice To the day on which the bond ends, with everything funded that fell due.
    function mature() external {
        _passTo(endDay * 1 days);
        while (fundedThrough < rows.length) {
            _fund();
        }
        _fundRedemption();
    }

    /// @notice Called early, and paid.
    function callAndPay() external {
        while (!isCalled) {
            _call();
        }
        _passTo(endDay * 1 days);
        while (fundedThrough < rows.length) {
            _fund();
        }
        _fundRedemption();
    }

    /// @notice Past the grace period of the second coupon, and declared.
    function fallInDefault() external {
        _passTo((startOf(2) + GRACE + 2) * 1 days);
        _declare();
    }

    /// @notice The same, and out of it again.
    function fallInDefaultAndPay() external {
        _passTo((startOf(2) + GRACE + 2) * 1 days);
        _declare();
        while (fundedThrough < rows.length) {
            _fund();
        }
        _cure();
    }

    function accelerate() external {
        _accelerate();
    }

    /// @notice To where puts are open, with some given.
    function putSome() external {
        _passTo((uint256(ISSUE) + 62) * 1 days);
        while (done[Action.Put] < 2) {
            _put();
        }
        for (uint256 i = 1; i < OPTIONS; ++i) {
            if (putBooks[i].units != 0) _passTo((putDay(i) + 1) * 1 days);
        }
    }

    /* INTERNAL */

    function _deck() private view returns (bytes memory) {
        if (stage == IBondTypes.Stage.Outstanding) return DECK;
        return stage >= IBondTypes.Stage.Defaulted ? DEFAULTED : REPAYING;
    }

    function _holderAct(Action action) private {
        if (action == Action.Transfer) _transfer();
        else if (action == Action.Spend) _spend();
        else if (action == Action.Freeze) _freeze();
        else if (action == Action.Lock) _lock();
        else if (action == Action.Entry) _entry();
        else if (action == Action.CashBlock) _cashBlock();
        else if (action == Action.Pass) _passSome();
        else if (action == Action.Strike) _strike();
        else if (action == Action.Fund) _fund();
        else if (action == Action.Claim) _claim();
        else _push();
    }

    function _partyAct(Action action) private {
        if (action == Action.RemitTax) _remitTax();
        else if (action == Action.Tap) _tap();
        else if (action == Action.Call) _rarely(Action.Call);
        else if (action == Action.CallPartially) _callPartially();
        else if (action == Action.Put) _put();
        else if (action == Action.FundPut) _fundPut();
        else if (action == Action.SettlePut) _settlePut();
        else if (action == Action.CancelUnits) _cancelUnits();
        else _rarely(Action.Extend);
    }

    function _lateAct(Action action) private {
        if (action == Action.Declare) _declare();
        else if (action == Action.Cure) _cure();
        else if (action == Action.Accelerate) _rarely(Action.Accelerate);
        else if (action == Action.Distribute) _distribute();
        else if (action == Action.FundRedemption) _fundRedemption();
        else if (action == Action.Redeem) _redeem();
        else if (action == Action.AnnounceForce) _announceForce();
        else if (action == Action.Force) _force();
        else if (action == Action.WithdrawForce) _rarely(Action.WithdrawForce);
        else if (action == Action.Recover) _recover();
        else if (action == Action.Papers) _papers();
        else _prescribe();
    }

    /// @dev What ends the bond, or another's work, is tried one time in four.
    function _rarely(Action action) private {
        if (draw(4) != 0) return;
        if (action == Action.Call) _call();
        else if (action == Action.Extend) _extend();
        else if (action == Action.Accelerate) _accelerate();
        else _withdrawForce();
    }

    function _strike() private {
        bond.strike();
        for (uint256 i; i < rows.length; ++i) {
            _compareRow(i, bond.struckOf(i));
        }
        vm.assertEq(bond.faceValue(), firstRow == 0 ? faceNow() : bond.faceValue());
        ++done[Action.Strike];
    }

    /// @dev INV-BO-7: whatever was called, put or accelerated since, as on the day.
    function _compareRow(uint256 i, IBondTypes.Struck memory struck) private view {
        vm.assertEq(struck.units, rows[i].units, "units struck");
        vm.assertEq(struck.cashPerUnit, rows[i].interest, "interest struck");
        vm.assertTrue(struck.determined);
        vm.assertEq(struck.lapsed, rows[i].lapsed);
        vm.assertEq(struck.funded, i < fundedThrough && !rows[i].lapsed);
        vm.assertEq(bond.repaidWith(i), rows[i].principal, "principal struck");
    }

    function _passSome() private {
        uint256 next = isAlive(rows.length) ? recordEnd(rows.length) : block.timestamp + 2 days;
        uint256 kind = draw(5);
        if (kind == 0 && next > block.timestamp + 1) _passTo(next - 1);
        else if (kind == 1) _passTo(next);
        else if (kind < 4) _passTo(block.timestamp + draw(5) * 1 days);
        else _passTo(block.timestamp + draw(12 days));
        ++done[Action.Pass];
    }

    function _create() private {
        (Terms memory t,) = someTerms("LIFE00000001");
        (t.taxAccount, t.extendedMaturityDay) = (TAX, Day.wrap(uint32(EXTENDED)));
        (t.graceDays, t.prescriptionDays) = (uint8(GRACE), uint16(PRESCRIPTION));
        t.amortising = amortises;
        if (!amortises) (t.couponKind, t.rate) = (CouponKind.StepUp, Rate.wrap(0));
        Coupon[] memory c = new Coupon[](COUPONS);
        for (uint256 i; i < COUPONS; ++i) {
            c[i] = period(uint32(startOf(i)), uint32(startOf(i + 1)), uint32(recordOf(i)));
            if (!amortises) c[i].rate = Rate.wrap(uint32(rateOf(i)));
            c[i].principal = Ppm.wrap(uint32(scheduledOf(i)));
        }
        Option[] memory o = new Option[](OPTIONS);
        o[0] = _option(OptionKind.Call, ISSUE + 10, MATURITY, 1_000_000, 2);
        o[1] = _option(OptionKind.Put, ISSUE + 20, putDay(1), 1_005_000, 3);
        o[2] = _option(OptionKind.Put, ISSUE + 60, putDay(2), 995_000, 0);
        (bond,) = newBond(t, c, o);
    }

    function _option(OptionKind kind, uint256 first, uint256 last, uint32 price, uint16 notice)
        private
        pure
        returns (Option memory)
    {
        return
            Option(kind, Day.wrap(uint32(first)), Day.wrap(uint32(last)), Ppm.wrap(price), notice);
    }
}
