// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {ITrades} from "interfaces/ITrades.sol";

import {BlockingCash} from "contracts/mocks/BlockingCash.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

import {TradeTest} from "tests/forge/TradeTest.sol";

/// @notice Random trading of four accounts, with books of its own. Every step predicts from the
///         books whether a fill goes through and what it moves, and compares.
contract TradesLife is TradeTest {
    enum Action {
        Sign,
        Fill,
        Cancel,
        CancelWord,
        Freeze,
        Block,
        CashBlock,
        Pass
    }

    struct Account {
        uint256 units;
        uint256 cash;
        uint256 frozen;
        bool isBlocked; // may not receive units
        bool isCashBlocked;
    }

    struct Entry {
        ITrades.Order order;
        uint256 maker;
        uint256 filled;
        bytes signature;
    }

    bytes private constant DECK = hex"0001010100010102000104010501060107010301";
    uint256 public constant ACCOUNTS = 4;
    uint256 private constant NONCES = 6;

    Account[ACCOUNTS] public accounts;
    Entry[] private _entries;
    mapping(uint256 maker => mapping(uint256 nonce => bool)) public isClosed;
    mapping(Action => uint256) public done;
    uint256 public refused;
    uint256 public calls;
    uint256 private _random;

    constructor() {
        deployMarket(new BlockingCash());
        for (uint256 i; i < ACCOUNTS; ++i) {
            admit(who(i));
            cash.mint(who(i), RICH);
            approveAll(who(i));
            vm.prank(TAKER);
            bool moved = IERC20(address(bond)).transfer(who(i), HELD / ACCOUNTS);
            vm.assertTrue(moved);
            (accounts[i].units, accounts[i].cash) = (HELD / ACCOUNTS, RICH);
        }
    }

    function step(uint256 seed) external {
        _random = uint256(keccak256(abi.encode(seed, calls)));
        uint256 turn = calls++;
        Action action = Action(uint8(DECK[turn % DECK.length]));
        if (action == Action.Sign) _sign();
        else if (action == Action.Fill) _fill();
        else if (action == Action.Cancel) _cancel();
        else if (action == Action.CancelWord) _cancelWord();
        else if (action == Action.Freeze) _freeze();
        else if (action == Action.Block) _block();
        else if (action == Action.CashBlock) _cashBlock();
        else _pass();
    }

    function who(uint256 index) public pure returns (address) {
        return vm.addr(KEY + 1 + index);
    }

    function orders() external view returns (uint256) {
        return _entries.length;
    }

    function filledOf(uint256 index) external view returns (uint256 filled, uint256 units) {
        return (_entries[index].filled, _entries[index].order.units);
    }

    /// @notice Whether contract and books agree on what is left of an order.
    function stateAgrees(uint256 index) external view returns (bool) {
        Entry storage e = _entries[index];
        (uint256 left, bool closed, bool expired) = trades.stateOf(e.order);
        bool over = block.timestamp >= e.order.expiresAt;
        bool used = isClosed[e.maker][e.order.nonce];
        return
            closed == used && expired == over
                && left == (used || over ? 0 : e.order.units - e.filled);
    }

    function holdingsAgree(uint256 index) external view returns (bool) {
        Account memory a = accounts[index];
        return unitsOf(who(index)) == a.units && cash.balanceOf(who(index)) == a.cash;
    }

    function heldByTrades() external view returns (uint256 units, uint256 cash_) {
        return (unitsOf(address(trades)), cash.balanceOf(address(trades)));
    }

    /* STEPS */

    function _sign() private {
        uint256 maker_ = _draw(ACCOUNTS);
        ITrades.Order memory order = anOrder(_draw(2) == 0);
        order.maker = who(maker_);
        if (_draw(8) == 0) order.taker = who(_draw(ACCOUNTS));
        order.units = uint88(1 + _draw(3000));
        order.minimumFill = uint88(_draw(order.units + order.units / 2 + 1));
        order.price = Ppm.wrap(uint32(500_000 + _draw(1_000_000)));
        order.expiresAt = uint40(block.timestamp + 1 days + _draw(20 days));
        order.nonce = _drawNonce();
        _entries.push();
        Entry storage e = _entries[_entries.length - 1];
        (e.order, e.maker) = (order, maker_);
        e.signature = sign(order, KEY + 1 + maker_);
        done[Action.Sign]++;
    }

    function _fill() private {
        if (_entries.length == 0) return;
        // Recent orders most: old ones have expired.
        uint256 back = _draw(_entries.length < 6 ? _entries.length : 6);
        Entry storage e = _entries[_entries.length - 1 - back];
        uint256 left = e.order.units - e.filled;
        uint256 least = e.order.minimumFill < left ? e.order.minimumFill : left;
        uint256 units = _draw(4) == 0 ? _draw(left + left / 4 + 2) : least + _draw(left - least + 1);
        uint256 taker_ = (e.maker + (_draw(8) == 0 ? 0 : 1 + _draw(ACCOUNTS - 1))) % ACCOUNTS;
        uint256 price = trades.quote(e.order, uint88(units));
        bool expected = _mayFill(e, taker_, units, left);

        vm.prank(who(taker_));
        (bool filled, bytes memory answer) =
            address(trades).call(abi.encodeCall(trades.fill, (e.order, e.signature, uint88(units))));

        vm.assertEq(filled, expected);
        if (!filled) {
            ++refused;
            return;
        }
        vm.assertEq(abi.decode(answer, (uint256)), price);
        _requirePrice(e.order, units, price);
        _book(e, taker_, units, price, left);
    }

    function _mayFill(Entry storage e, uint256 taker_, uint256 units, uint256 left)
        private
        view
        returns (bool)
    {
        ITrades.Order memory o = e.order;
        (Account memory seller, Account memory buyer) =
            o.sells ? (accounts[e.maker], accounts[taker_]) : (accounts[taker_], accounts[e.maker]);
        bool open = !isClosed[e.maker][o.nonce] && block.timestamp < o.expiresAt;
        bool meant = taker_ != e.maker && (o.taker == address(0) || o.taker == who(taker_));
        bool sound = units != 0 && units <= left && (units >= o.minimumFill || units == left);
        bool gate = seller.units >= seller.frozen + units && !buyer.isBlocked;
        return open && meant && sound && gate && !seller.isCashBlocked && !buyer.isCashBlocked;
    }

    function _book(Entry storage e, uint256 taker_, uint256 units, uint256 price, uint256 left)
        private
    {
        (uint256 seller, uint256 buyer) = e.order.sells ? (e.maker, taker_) : (taker_, e.maker);
        accounts[seller].units -= units;
        accounts[buyer].units += units;
        accounts[seller].cash += price;
        accounts[buyer].cash -= price;
        e.filled += units;
        if (units == left) isClosed[e.maker][e.order.nonce] = true;
        done[Action.Fill]++;
    }

    /// @dev INV-TR-5: face value is whole and accrued interest the bond's own.
    function _requirePrice(ITrades.Order memory o, uint256 units, uint256 price) private view {
        Day today = Day.wrap(uint32((block.timestamp + 32_400) / 1 days));
        int256 clean = int256(price) - int256(units) * bond.accruedInterest(today);
        int256 limit = int256(units * FACE * Ppm.unwrap(o.price));
        vm.assertTrue(o.sells ? clean * 1_000_000 >= limit : clean * 1_000_000 <= limit);
    }

    function _cancel() private {
        uint256 maker_ = _draw(ACCOUNTS);
        uint256 nonce = _drawNonce();
        bool used = isClosed[maker_][nonce];
        vm.prank(who(maker_));
        (bool cancelled,) = address(trades).call(abi.encodeCall(trades.cancel, (nonce)));
        vm.assertEq(cancelled, !used);
        isClosed[maker_][nonce] = true;
        if (!used) done[Action.Cancel]++;
    }

    function _cancelWord() private {
        uint256 maker_ = _draw(ACCOUNTS);
        uint256 nonce = _drawNonce();
        vm.prank(who(maker_));
        trades.cancelWord(nonce >> 8, 1 << (nonce & 255) | 1 << (nonce & 255 ^ 1));
        isClosed[maker_][nonce] = isClosed[maker_][nonce ^ 1] = true;
        done[Action.CancelWord]++;
    }

    function _freeze() private {
        uint256 index = _draw(ACCOUNTS);
        accounts[index].frozen = _draw(2) == 0 ? 0 : _draw(HELD / 3);
        vm.prank(AGENT);
        bond.setFrozenTokens(who(index), accounts[index].frozen);
        done[Action.Freeze]++;
    }

    function _block() private {
        uint256 index = _draw(ACCOUNTS);
        accounts[index].isBlocked = _draw(5) == 0;
        investors.setBlocked(who(index), false, accounts[index].isBlocked);
        done[Action.Block]++;
    }

    function _cashBlock() private {
        uint256 index = _draw(ACCOUNTS);
        accounts[index].isCashBlocked = _draw(5) == 0;
        BlockingCash(address(cash)).setBlocked(who(index), accounts[index].isCashBlocked);
        done[Action.CashBlock]++;
    }

    function _pass() private {
        // Stays before maturity.
        if (block.timestamp < startOf(ISSUE + 300)) vm.warp(block.timestamp + _draw(4 days));
        done[Action.Pass]++;
    }

    /// @dev Few at a time, so that orders share them; across the end of a word.
    function _drawNonce() private returns (uint256) {
        return 240 + calls / 8 + _draw(NONCES);
    }

    function _draw(uint256 below) private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random % below;
    }
}
