// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBond} from "interfaces/IBond.sol";

import {Bond} from "contracts/bond/Bond.sol";
import {ProceedsVault} from "contracts/proceeds/ProceedsVault.sol";
import {Day} from "contracts/types/Units.sol";

import {BondPlatform} from "tests/forge/BondPlatform.sol";

/// @notice Random life of one outstanding bond, with books of its own. Every step predicts from the
///         books whether the bond will agree, and how much cash moves, and compares.
contract BondLife is BondPlatform {
    enum Action {
        Transfer,
        Spend,
        Freeze,
        Lock,
        Entry,
        CashBlock,
        Pass,
        Strike,
        Fund,
        Claim,
        Push,
        Donate,
        Redeem
    }

    struct Holder {
        uint256 units;
        uint256 frozen;
        uint256 lockedUntil;
        uint256 until;
        uint8 jurisdiction;
        uint8 class;
        bool sendBlocked;
        bool receiveBlocked;
        uint256 paidThrough;
    }

    /// @dev Actions by their weights: moves and payments most.
    bytes private constant DECK = hex"00080109000a0206010c09060a0304050c060c0b08";
    /// @dev The last one was never admitted.
    uint256 public constant HOLDERS = 6;
    uint256 public constant COUPONS = 5;
    /// @dev floor(1,000,000 x 41,250 x 30 / (1,000,000 x 365)).
    uint256 public constant PER_UNIT = 3390;

    Bond public bond;
    ProceedsVault public vault;

    Holder[HOLDERS] public holders;
    uint256[HOLDERS][] private _past;
    uint256[] public supplyAt;
    uint256 public supply;
    uint256 public funded;
    uint256 public paid;
    uint256 public donated;
    uint256 public fundedThrough;
    IBond.Stage public stage = IBond.Stage.Outstanding;
    mapping(address holder => mapping(uint256 coupon => uint256)) public couponsPaid;

    uint256 public calls;
    mapping(Action => uint256) public done;
    uint256 private _random;

    constructor() {
        deployPlatform();
        (bond, vault) = newBond("LIFE00000001");
        for (uint256 i; i + 1 < HOLDERS; ++i) {
            admit(who(i));
            (holders[i].until, holders[i].jurisdiction, holders[i].class) = (type(uint32).max, 1, 2);
        }
        openBook(bond, 1_000_000);
        for (uint256 i; i < 3; ++i) {
            subscribe(bond, who(i), uint88(100 * (i + 1)));
            holders[i].units = 100 * (i + 1);
        }
        supply = 600;
        settleAll(bond);
    }

    /// @notice One step; every other one takes the actions in turn, so that none is left out.
    function step(uint256 seed) public {
        _random = uint256(keccak256(abi.encode(seed, calls))); // the fuzzer repeats its seeds
        uint256 turn = calls++;
        act(Action(uint8(DECK[turn % 2 == 0 ? turn / 2 % DECK.length : draw(DECK.length)])));
    }

    function act(Action action) public {
        if (action == Action.Transfer) _transfer();
        else if (action == Action.Spend) _spend();
        else if (action == Action.Freeze) _freeze();
        else if (action == Action.Lock) _lock();
        else if (action == Action.Entry) _entry();
        else if (action == Action.CashBlock) _cashBlock();
        else if (action == Action.Pass) _passSome();
        else if (action == Action.Strike) bond.strike();
        else if (action == Action.Fund) _fund();
        else if (action == Action.Claim) _claim();
        else if (action == Action.Push) _push();
        else if (action == Action.Donate) _donate();
        else _redeem();
    }

    function who(uint256 index) public pure returns (address) {
        return address(uint160(0xB000 + index));
    }

    function pastOf(uint256 day, uint256 index) external view returns (uint256) {
        return _past[day][index];
    }

    function cashHeld() external view returns (uint256) {
        return cash.balanceOf(address(bond));
    }

    function daysPassed() public view returns (uint256) {
        return _past.length;
    }

    /// @notice To the maturity day, with every coupon funded and the face value paid in.
    function mature() external {
        _passTo((uint256(ISSUE) + 5 * PERIOD) * 1 days);
        while (fundedThrough < COUPONS) {
            _fundNext();
        }
        cash.mint(address(this), supply * 1_000_000);
        cash.approve(address(bond), supply * 1_000_000);
        bond.fundRedemption();
        funded += supply * 1_000_000;
        stage = IBond.Stage.Matured;
    }

    /* STEPS */

    function _transfer() private {
        (uint256 from, uint256 to, uint256 units) = _someMove();
        bool expected = mayMove(from, to, units);
        bool allowed = bond.restrictionOf(who(from), who(to), units) == IBond.Restriction.None;
        vm.assertEq(allowed, expected);

        vm.prank(who(from));
        (bool moved,) = address(bond).call(abi.encodeCall(bond.transfer, (who(to), units)));

        vm.assertEq(moved, expected);
        if (moved) _moved(Action.Transfer, from, to, units);
    }

    function _spend() private {
        (uint256 from, uint256 to, uint256 units) = _someMove();
        uint256 spender = draw(HOLDERS);
        uint256 allowance = draw(4) == 0 && units != 0 ? units - 1 : units;
        bool expected =
            mayMove(from, to, units) && !holders[spender].sendBlocked && allowance == units;

        vm.prank(who(from));
        bond.approve(who(spender), allowance);
        vm.prank(who(spender));
        (bool moved,) =
            address(bond).call(abi.encodeCall(bond.transferFrom, (who(from), who(to), units)));

        vm.assertEq(moved, expected);
        if (moved) _moved(Action.Spend, from, to, units);
    }

    function _freeze() private {
        uint256 index = draw(HOLDERS);
        uint256 held = holders[index].units;
        uint256 units = draw(3) == 0 ? draw(held + 20) : draw(held / 2 + 1);
        vm.prank(AGENT);
        bond.setFrozenTokens(who(index), units);
        holders[index].frozen = units;
        ++done[Action.Freeze];
    }

    function _lock() private {
        uint256 index = draw(HOLDERS);
        uint256 until = block.timestamp / 1 days + (draw(4) == 0 ? 1 : 0) - draw(2);
        vm.prank(AGENT);
        bond.setLock(who(index), Day.wrap(uint32(until)));
        holders[index].lockedUntil = until;
        ++done[Action.Lock];
    }

    function _entry() private {
        uint256 index = draw(HOLDERS - 1);
        Holder storage holder = holders[index];
        bool sound = draw(6) != 0;
        holder.until = sound ? type(uint32).max : block.timestamp / 1 days + draw(3) - 1;
        holder.jurisdiction = sound ? uint8(1 + draw(2)) : uint8(draw(4));
        holder.class = sound ? 3 : uint8(1 + draw(2));
        admit(who(index), Day.wrap(uint32(holder.until)), holder.jurisdiction, holder.class);
        holder.sendBlocked = !sound && draw(2) == 0;
        holder.receiveBlocked = !sound && draw(2) == 0;
        investors.setBlocked(who(index), holder.sendBlocked, holder.receiveBlocked);
        ++done[Action.Entry];
    }

    function _cashBlock() private {
        cash.setBlocked(who(draw(HOLDERS)), draw(5) == 0);
        ++done[Action.CashBlock];
    }

    function _passSome() private {
        bool ahead = daysPassed() < COUPONS;
        uint256 next = ahead ? recordEnd(daysPassed()) : block.timestamp + 2 days;
        uint256 kind = draw(4);
        if (kind == 0 && next > block.timestamp + 1) _passTo(next - 1);
        else if (kind == 1) _passTo(next);
        else if (kind == 2) _passTo(block.timestamp + draw(5) * 1 days);
        else _passTo(block.timestamp + draw(20 days));
        ++done[Action.Pass];
    }

    function _fund() private {
        if (fundedThrough < daysPassed()) return _fundNext();
        (bool taken,) = address(bond).call(abi.encodeCall(bond.fundCoupon, (draw(COUPONS + 1))));
        vm.assertFalse(taken);
    }

    function _fundNext() private {
        uint256 amount = supplyAt[fundedThrough] * PER_UNIT;
        cash.mint(address(this), amount);
        cash.approve(address(bond), amount);
        bond.fundCoupon(fundedThrough++);
        funded += amount;
        ++done[Action.Fund];
    }

    function _claim() private {
        (uint256 index, uint256 through) = (draw(HOLDERS), _someThrough());
        uint256 amount = isPayable(through) ? owed(index, through) : 0;
        bool expected = isPayable(through) && (amount == 0 || !cash.isBlocked(who(index)));
        uint256 before = cash.balanceOf(who(index));

        vm.prank(who(index));
        (bool claimed, bytes memory answer) =
            address(bond).call(abi.encodeCall(bond.claimCoupons, (through)));

        vm.assertEq(claimed, expected);
        if (!claimed) return;
        vm.assertEq(abi.decode(answer, (uint256)), amount);
        vm.assertEq(cash.balanceOf(who(index)), before + amount);
        _paid(index, through);
        if (amount != 0) ++done[Action.Claim];
    }

    function _push() private {
        uint256 through = _someThrough();
        uint256[] memory page = _page();
        address[] memory accounts = _accounts(page);
        uint256 before = cash.balanceOf(address(bond));
        (bool pushed,) = address(bond).call(abi.encodeCall(bond.payCoupons, (accounts, through)));

        vm.assertEq(pushed, isPayable(through));
        if (!pushed) return;
        uint256 amount;
        for (uint256 i; i < page.length; ++i) {
            if (cash.isBlocked(accounts[i])) continue;
            amount += owed(page[i], through);
            _paid(page[i], through);
        }
        vm.assertEq(before - cash.balanceOf(address(bond)), amount);
        if (amount != 0) ++done[Action.Push];
    }

    function _donate() private {
        uint256 amount = draw(10_000);
        cash.mint(address(bond), amount);
        donated += amount;
        ++done[Action.Donate];
    }

    function _redeem() private {
        uint256[] memory page = _page();
        address[] memory accounts = _accounts(page);
        (bool redeemed,) = address(bond).call(abi.encodeCall(bond.redeem, (accounts)));

        vm.assertEq(redeemed, stage == IBond.Stage.Matured);
        if (!redeemed) return;
        for (uint256 i; i < page.length; ++i) {
            Holder storage holder = holders[page[i]];
            if (cash.isBlocked(accounts[i]) || holder.units <= holder.frozen) continue;
            uint256 units = holder.units - holder.frozen;
            holder.units -= units;
            supply -= units;
            paid += units * 1_000_000;
            ++done[Action.Redeem];
        }
        if (supply == 0) stage = IBond.Stage.Redeemed;
    }

    /* BOOKS */

    /// @notice The transfer rules, written a second time.
    function mayMove(uint256 from, uint256 to, uint256 units) public view returns (bool) {
        uint256 today = block.timestamp / 1 days;
        Holder storage sender = holders[from];
        Holder storage receiver = holders[to];
        bool mayReceive = receiver.until >= today && !receiver.receiveBlocked && receiver.class >= 2
            && (receiver.jurisdiction == 1 || receiver.jurisdiction == 2);
        bool maySend = sender.until >= today && !sender.sendBlocked && sender.lockedUntil < today;
        return stage == IBond.Stage.Outstanding && maySend && mayReceive
            && (units == 0 || sender.units >= sender.frozen + units);
    }

    function owed(uint256 index, uint256 through) public view returns (uint256 amount) {
        for (uint256 i = holders[index].paidThrough; i < through; ++i) {
            amount += _past[i][index] * PER_UNIT;
        }
    }

    function isPayable(uint256 through) public view returns (bool) {
        if (through > fundedThrough) return false;
        return through == 0 || (block.timestamp + 32_400) / 1 days >= ISSUE + through * PERIOD;
    }

    /// @notice Instant at which a record day has ended in the bond's zone.
    function recordEnd(uint256 index) public pure returns (uint256) {
        return (uint256(ISSUE) + (index + 1) * PERIOD - 2) * 1 days - 32_400;
    }

    function _moved(Action action, uint256 from, uint256 to, uint256 units) private {
        holders[from].units -= units;
        holders[to].units += units;
        if (units != 0) ++done[action];
    }

    function _paid(uint256 index, uint256 through) private {
        for (uint256 i = holders[index].paidThrough; i < through; ++i) {
            couponsPaid[who(index)][i] += _past[i][index] * PER_UNIT;
            paid += _past[i][index] * PER_UNIT;
        }
        if (through > holders[index].paidThrough) holders[index].paidThrough = through;
    }

    function _passTo(uint256 instant) private {
        if (instant > block.timestamp) vm.warp(instant);
        while (daysPassed() < COUPONS && block.timestamp >= recordEnd(daysPassed())) {
            uint256[HOLDERS] memory now_;
            for (uint256 i; i < HOLDERS; ++i) {
                now_[i] = holders[i].units;
            }
            _past.push(now_);
            supplyAt.push(supply);
        }
    }

    function _someMove() private returns (uint256 from, uint256 to, uint256 units) {
        from = draw(20) == 0 ? HOLDERS - 1 : draw(HOLDERS - 1);
        // Twice more, where there is nothing to send.
        for (uint256 i; i < 2 && holders[from].units == 0; ++i) {
            from = draw(HOLDERS - 1);
        }
        to = draw(10) == 0 ? HOLDERS - 1 : draw(HOLDERS - 1);
        uint256 balance = holders[from].units;
        uint256 kind = draw(8);
        if (kind == 0) units = balance + 1;
        else if (kind == 1) units = balance;
        else if (kind == 2 && balance > holders[from].frozen) units = balance - holders[from].frozen;
        else units = draw(balance + 1);
    }

    function _someThrough() private returns (uint256) {
        return draw(3) == 0 ? draw(fundedThrough + 2) : fundedThrough;
    }

    function _page() private returns (uint256[] memory page) {
        page = new uint256[](1 + draw(HOLDERS));
        for (uint256 i; i < page.length; ++i) {
            page[i] = draw(HOLDERS); // duplicates are likely
        }
    }

    function _accounts(uint256[] memory page) private pure returns (address[] memory accounts) {
        accounts = new address[](page.length);
        for (uint256 i; i < page.length; ++i) {
            accounts[i] = who(page[i]);
        }
    }

    function draw(uint256 below) internal returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random % below;
    }
}
