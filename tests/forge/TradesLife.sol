// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IBondTypes} from "interfaces/IBondTypes.sol";
import {ITrades} from "interfaces/ITrades.sol";

import {Trades} from "contracts/bond/Trades.sol";
import {BlockingCash} from "contracts/mocks/BlockingCash.sol";
import {Ppm} from "contracts/types/Units.sol";

import {ChainVm, TradeTest} from "tests/forge/TradeTest.sol";

/// @notice Random trading of four accounts, with books of its own. Every step predicts from the
///         books whether a fill goes through, why not, and what it costs, and compares.
contract TradesLife is TradeTest {
    enum Action {
        Sign,
        Fill,
        Cancel,
        CancelWord,
        Freeze,
        Block,
        CashBlock,
        Pass,
        Elsewhere
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
        uint256 fills;
        uint256 paid; // for what is filled [cash base units]
        int256 due; // the same before rounding [millionths of cash base units]
        bytes signature;
    }

    bytes private constant DECK = hex"0700000108010102000104010801050001060103";
    uint256 public constant ACCOUNTS = 4;
    /// @dev Orders in the books: a new one takes the place of the oldest.
    uint256 private constant ENTRIES = 16;
    uint256 private constant NONCES = 6;
    bytes4 private constant GOES_THROUGH = 0;
    /// @dev Interest of one unit on a whole coupon and on one day: 4.125 % on ACT/365F.
    uint256 private constant YIELD = uint256(FACE) * 41_250_000;
    uint256 private constant YEAR = 365 * 1e9;

    Account[ACCOUNTS] public accounts;
    mapping(uint256 maker => mapping(uint256 nonce => bool)) public isClosed;
    mapping(Action => uint256) public done;
    uint256 public refused;
    mapping(bytes4 why => uint256) public refusedFor;
    uint256 public exFills;
    uint256 public calls;
    Entry[ENTRIES] private _entries;
    address[ACCOUNTS] private _who;
    Trades private _twin;
    uint256 private _frozen;
    uint256 private _blocked;
    uint256 private _cashBlocked;
    uint256 private _home = block.chainid;
    uint256 private _random;

    constructor() {
        deployMarket(new BlockingCash());
        Trades here = trades;
        for (uint256 i; i < ACCOUNTS; ++i) {
            _who[i] = vm.addr(KEY + 1 + i);
            admit(_who[i]);
            cash.mint(_who[i], RICH);
            approveAll(_who[i]);
            vm.prank(TAKER);
            bool moved = IERC20(address(bond)).transfer(_who[i], HELD / ACCOUNTS);
            vm.assertTrue(moved);
            (accounts[i].units, accounts[i].cash) = (HELD / ACCOUNTS, RICH);
        }
        // Another contract that could do the same, were it not for the signatures.
        trades = _twin = new Trades();
        for (uint256 i; i < ACCOUNTS; ++i) {
            approveAll(_who[i]);
        }
        trades = here;
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
        else if (action == Action.Pass) _pass(turn / DECK.length);
        else _elsewhere();
    }

    /* WHAT THE BOOKS SAY */

    function orders() public view returns (uint256) {
        return done[Action.Sign] < ENTRIES ? done[Action.Sign] : ENTRIES;
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

    /// @notice Whether all fills of an order together cost what its maker signed, and less than one
    ///         base unit of cash for each in its favour.
    function costAgrees(uint256 index) external view returns (bool) {
        Entry storage e = _entries[index];
        int256 gained = int256(e.paid * 1e6) - e.due;
        if (!e.order.sells) gained = -gained;
        return gained >= 0 && gained <= int256(e.fills * (1e6 - 1));
    }

    function holdingsAgree(uint256 index) external view returns (bool) {
        Account memory a = accounts[index];
        return unitsOf(_who[index]) == a.units && cash.balanceOf(_who[index]) == a.cash;
    }

    function heldByTrades() external view returns (uint256 units, uint256 cash_) {
        return (unitsOf(address(trades)), cash.balanceOf(address(trades)));
    }

    /// @notice Whether an order was filled, in part or whole, where it was not signed for.
    function isFilledElsewhere(uint256 index) external view returns (bool) {
        ITrades.Order memory order = _entries[index].order;
        (uint256 left, bool closed, bool expired) = _twin.stateOf(order);
        return closed || (!expired && left != order.units);
    }

    /* STEPS */

    function _sign() private {
        Entry storage e = _entries[done[Action.Sign]++ % ENTRIES];
        uint256 maker_ = _draw(ACCOUNTS);
        ITrades.Order memory order = anOrder(_draw(2) == 0);
        order.maker = _who[maker_];
        if (_draw(8) == 0) order.taker = _who[_drawOther(maker_)];
        order.units = uint88(1 + _draw(3000));
        order.minimumFill = uint88(_draw(order.units + order.units / 4 + 1));
        order.price = Ppm.wrap(uint32(500_000 + _draw(1_000_000)));
        order.expiresAt = uint40(block.timestamp + 1 days + _draw(30 days));
        order.nonce = _drawNonce();
        // Three in four of those who drew a closed nonce know it and sign with a new one.
        if (isClosed[maker_][order.nonce] && _draw(4) != 0) order.nonce = 300 + done[Action.Sign];
        (e.order, e.maker, e.signature) = (order, maker_, sign(order, KEY + 1 + maker_));
        (e.filled, e.fills, e.paid, e.due) = (0, 0, 0, 0);
    }

    function _fill() private {
        Entry storage e = _drawEntry();
        uint256 units = _drawUnits(e);
        uint256 taker_ = _drawTaker(e, units);
        bytes4 why = _whyNot(e, taker_, units);

        (bool filled, bytes memory answer) = _tryFill(trades, e, taker_, units);

        vm.assertEq(filled, why == GOES_THROUGH);
        if (filled) {
            uint256 price = abi.decode(answer, (uint256));
            vm.assertEq(price, _priceOf(e.order, units));
            _book(e, taker_, units, price);
        } else {
            vm.assertEq(bytes32(bytes4(answer)), bytes32(why));
            ++refused;
            ++refusedFor[why];
        }
    }

    /// @dev What would go through here is refused by another contract, and on another chain.
    function _elsewhere() private {
        Entry storage e = _drawEntry();
        uint256 units = _drawUnits(e);
        uint256 taker_ = _drawTaker(e, units);
        if (_whyNot(e, taker_, units) != GOES_THROUGH) return;

        _requireUnsigned(_twin, e, taker_, units);
        ChainVm(address(vm)).chainId(_home + 1);
        _requireUnsigned(trades, e, taker_, units);
        ChainVm(address(vm)).chainId(_home);
        done[Action.Elsewhere]++;
    }

    function _requireUnsigned(Trades venue, Entry storage e, uint256 taker_, uint256 units)
        private
    {
        (bool filled, bytes memory answer) = _tryFill(venue, e, taker_, units);
        vm.assertFalse(filled);
        vm.assertEq(bytes32(bytes4(answer)), bytes32(ITrades.SignatureInvalid.selector));
    }

    function _tryFill(Trades venue, Entry storage e, uint256 taker_, uint256 units)
        private
        returns (bool, bytes memory)
    {
        bytes memory call = abi.encodeCall(ITrades.fill, (e.order, e.signature, uint88(units)));
        vm.prank(_who[taker_]);
        return address(venue).call(call);
    }

    /// @dev The error that a fill meets first, by the books.
    function _whyNot(Entry storage e, uint256 taker_, uint256 units) private view returns (bytes4) {
        ITrades.Order memory o = e.order;
        if (taker_ == e.maker) return ITrades.SelfTrade.selector;
        if (o.taker != address(0) && o.taker != _who[taker_]) return ITrades.NotTaker.selector;
        if (block.timestamp >= o.expiresAt) return ITrades.OrderExpired.selector;
        if (isClosed[e.maker][o.nonce]) return ITrades.NonceUsed.selector;
        uint256 left = o.units - e.filled;
        if (units == 0 || units > left || (units < o.minimumFill && units != left)) {
            return ITrades.FillOutOfRange.selector;
        }
        return
            o.sells ? _cannotSettle(e.maker, taker_, units) : _cannotSettle(taker_, e.maker, units);
    }

    function _cannotSettle(uint256 seller_, uint256 buyer_, uint256 units)
        private
        view
        returns (bytes4)
    {
        (Account memory seller, Account memory buyer) = (accounts[seller_], accounts[buyer_]);
        if (buyer.isBlocked) return IBondTypes.TransferRestricted.selector;
        if (seller.units < units) return IERC20Errors.ERC20InsufficientBalance.selector;
        if (seller.units < seller.frozen + units) return IBondTypes.TransferRestricted.selector;
        bool isBlocked = seller.isCashBlocked || buyer.isCashBlocked;
        return isBlocked ? BlockingCash.AccountBlocked.selector : GOES_THROUGH;
    }

    function _book(Entry storage e, uint256 taker_, uint256 units, uint256 price) private {
        (uint256 seller, uint256 buyer) = e.order.sells ? (e.maker, taker_) : (taker_, e.maker);
        accounts[seller].units -= units;
        accounts[buyer].units += units;
        accounts[seller].cash += price;
        accounts[buyer].cash -= price;
        e.filled += units;
        e.fills++;
        e.paid += price;
        e.due += _dueFor(e.order, units);
        if (e.filled == e.order.units) isClosed[e.maker][e.order.nonce] = true;
        done[Action.Fill]++;
        if (_accrued() < 0) exFills++;
    }

    function _priceOf(ITrades.Order memory o, uint256 units) private view returns (uint256) {
        uint256 due = uint256(_dueFor(o, units)); // prices outweigh what is accrued
        return (o.sells ? due + 1e6 - 1 : due) / 1e6;
    }

    /// @dev Face value is whole until maturity [millionths of cash base units].
    function _dueFor(ITrades.Order memory o, uint256 units) private view returns (int256) {
        return int256(units) * (int256(FACE * uint256(Ppm.unwrap(o.price))) + _accrued() * 1e6);
    }

    /// @dev Of one unit today. After the record day the coupon is the seller's.
    function _accrued() private view returns (int256) {
        uint256 passed = ((block.timestamp + 32_400) / 1 days - ISSUE) % PERIOD;
        int256 part = int256(YIELD * passed / YEAR);
        return passed > PERIOD - EX_PERIOD ? part - int256(YIELD * PERIOD / YEAR) : part;
    }

    function _cancel() private {
        Entry storage e = _drawEntry();
        (uint256 maker_, uint256 nonce) = (e.maker, e.order.nonce);
        if (_draw(3) == 0) (maker_, nonce) = (_draw(ACCOUNTS), _drawNonce());
        bool used = isClosed[maker_][nonce];
        vm.prank(_who[maker_]);
        (bool cancelled,) = address(trades).call(abi.encodeCall(trades.cancel, (nonce)));
        vm.assertEq(cancelled, !used);
        isClosed[maker_][nonce] = true;
        if (!used) done[Action.Cancel]++;
    }

    function _cancelWord() private {
        uint256 maker_ = _draw(ACCOUNTS);
        uint256 nonce = _drawNonce();
        vm.prank(_who[maker_]);
        trades.cancelWord(nonce >> 8, 1 << (nonce & 255) | 1 << (nonce & 255 ^ 1));
        isClosed[maker_][nonce] = isClosed[maker_][nonce ^ 1] = true;
        done[Action.CancelWord]++;
    }

    /// @dev One account at a time, and every other time none: else half of all makers could not
    ///      deliver, pay or receive.
    function _freeze() private {
        accounts[_frozen].frozen = 0;
        _setFrozen(_frozen);
        if (done[Action.Freeze]++ % 2 != 0) return;
        _frozen = _draw(ACCOUNTS);
        accounts[_frozen].frozen = _draw(2 * HELD / ACCOUNTS);
        _setFrozen(_frozen);
    }

    function _setFrozen(uint256 index) private {
        vm.prank(AGENT);
        bond.setFrozenTokens(_who[index], accounts[index].frozen);
    }

    function _block() private {
        if (done[Action.Block]++ % 2 == 0) _blocked = _draw(ACCOUNTS);
        bool isBlocked = !accounts[_blocked].isBlocked;
        accounts[_blocked].isBlocked = isBlocked;
        investors.setBlocked(_who[_blocked], false, isBlocked);
    }

    function _cashBlock() private {
        if (done[Action.CashBlock]++ % 2 == 0) _cashBlocked = _draw(ACCOUNTS);
        bool isBlocked = !accounts[_cashBlocked].isCashBlocked;
        accounts[_cashBlocked].isCashBlocked = isBlocked;
        BlockingCash(address(cash)).setBlocked(_who[_cashBlocked], isBlocked);
    }

    /// @dev Some days; every third time to between the next coupon's record day and its payment.
    function _pass(uint256 round) private {
        if (round % 3 != 2) {
            vm.warp(block.timestamp + _draw(5 days));
        } else {
            uint256 exDay = ISSUE + (round / 3 + 1) * PERIOD - EX_PERIOD + 1;
            vm.warp(startOf(exDay) + _draw((EX_PERIOD - 1) * 1 days));
        }
        done[Action.Pass]++;
    }

    /* DRAWS */

    /// @dev Three in four are open. Drawn from all, hardly one would be: two fills close most.
    function _drawEntry() private returns (Entry storage) {
        uint256 count = orders();
        uint256 index = _draw(count);
        if (_draw(4) == 0) return _entries[index];
        for (uint256 i; i < count && !_isOpen(_entries[index]); ++i) {
            index = (index + 1) % count;
        }
        return _entries[index];
    }

    function _isOpen(Entry storage e) private view returns (bool) {
        return block.timestamp < e.order.expiresAt && !isClosed[e.maker][e.order.nonce];
    }

    /// @dev Three in four within what the order allows.
    function _drawUnits(Entry storage e) private returns (uint256) {
        uint256 left = e.order.units - e.filled;
        if (_draw(4) == 0) return _draw(left + left / 4 + 2);
        uint256 least = e.order.minimumFill < left ? e.order.minimumFill : left;
        return least + _draw(left - least + 1);
    }

    /// @dev Seven in eight one for whom it goes through, if there is any.
    function _drawTaker(Entry storage e, uint256 units) private returns (uint256 taker_) {
        if (_draw(8) == 0) return _draw(ACCOUNTS);
        taker_ = _drawOther(e.maker);
        for (uint256 i; i < ACCOUNTS && _whyNot(e, taker_, units) != GOES_THROUGH; ++i) {
            taker_ = (taker_ + 1) % ACCOUNTS;
        }
    }

    function _drawOther(uint256 index) private returns (uint256) {
        return (index + 1 + _draw(ACCOUNTS - 1)) % ACCOUNTS;
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
