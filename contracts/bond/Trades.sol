// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IBond} from "interfaces/IBond.sol";
import {ITrades} from "interfaces/ITrades.sol";

import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {Day, PPM_ONE, Ppm} from "contracts/types/Units.sol";

/// @title Trades
/// @dev   Specification, errors and events: ITrades. One for all bonds.
///
/// TRUST
/// Nobody has a role here. A maker's signature is its consent to one order, a call that of the
/// taker; what an order does not say the taker cannot choose.
/// BONDS
/// `bond` is whatever the order names, and is not looked up: that would cost two storage reads in
/// every fill. A forged bond may lie about delivery, face value, accrued interest and its cash. It
/// can cheat those who sign or fill orders in it, and nobody else: nothing is held here, and no
/// allowance is touched but that of an order's own parties. Interfaces show makers and takers only
/// bonds of the factory.
/// CASH
/// Moves from buyer to seller exactly, or the fill reverts with the delivery undone.
contract Trades is ITrades, EIP712, ReentrancyGuardTransient {
    using ExactCash for IERC20;
    using SafeERC20 for IERC20;
    using TermsCode for bytes;

    bytes32 private constant ORDER_TYPE = keccak256(
        "Order(address maker,address taker,address bond,bool sells,uint88 units,uint88 minimumFill,"
        "uint32 price,uint40 expiresAt,uint256 nonce)"
    );
    /// @dev Code of a clone before its immutable arguments [bytes]. Source: OpenZeppelin Clones.
    uint256 private constant CLONE = 45;
    /// @dev What is read here stands in five words of the terms [bytes]. Source: TermsCode.
    uint256 private constant LEAST_TERMS = 160;

    /// @inheritdoc ITrades
    mapping(address maker => mapping(uint256 word => uint256)) public usedNonces;
    /// @dev Of orders that allow partial fills, while they are open [units].
    mapping(bytes32 order => uint256) private _filled;

    constructor() EIP712("Greentrace Trades", "1") {}

    /* WRITES */

    /// @inheritdoc ITrades
    function fill(Order calldata order, bytes calldata signature, uint88 units)
        external
        nonReentrant
        returns (uint256 amount)
    {
        bytes32 id = idOf(order);
        _requireOpenTo(msg.sender, order);
        _requireSigned(order.maker, _hashTypedDataV4(id), signature);

        uint256 left = _take(order, id, units);

        (address seller, address buyer) =
            order.sells ? (order.maker, msg.sender) : (msg.sender, order.maker);
        // Delivery strikes record days that have passed, and a struck coupon may repay principal:
        // only then is the outstanding face value what the buyer gets. So the price comes after.
        IERC20(order.bond).safeTransferFrom(seller, buyer, units);
        IERC20 cash;
        (cash, amount) = _priceOf(order, units);

        emit OrderFilled(order.bond, order.maker, msg.sender, id, order.nonce, units, left, amount);

        cash.moveExact(buyer, seller, amount);
    }

    /// @inheritdoc ITrades
    function cancel(uint256 nonce) external {
        (uint256 word, uint256 bit) = _placeOf(nonce);
        uint256 used = usedNonces[msg.sender][word];
        require(used & bit == 0, NonceUsed(msg.sender, nonce));

        usedNonces[msg.sender][word] = used | bit;

        emit NoncesCancelled(msg.sender, word, bit);
    }

    /// @inheritdoc ITrades
    function cancelWord(uint256 word, uint256 mask) external {
        uint256 used = usedNonces[msg.sender][word];

        usedNonces[msg.sender][word] = used | mask;

        emit NoncesCancelled(msg.sender, word, mask & ~used);
    }

    /* VIEWS */

    /// @inheritdoc ITrades
    function quote(Order calldata order, uint88 units) external view returns (uint256 amount) {
        (, amount) = _priceOf(order, units);
    }

    /// @inheritdoc ITrades
    function stateOf(Order calldata order)
        external
        view
        returns (uint256 left, bool closed, bool expired)
    {
        (uint256 word, uint256 bit) = _placeOf(order.nonce);
        closed = usedNonces[order.maker][word] & bit != 0;
        expired = block.timestamp >= order.expiresAt;
        if (!closed && !expired) left = order.units - _filledOf(order, idOf(order));
    }

    /// @inheritdoc ITrades
    function digestOf(Order calldata order) external view returns (bytes32) {
        return _hashTypedDataV4(idOf(order));
    }

    /// @inheritdoc ITrades
    function idOf(Order calldata order) public pure returns (bytes32) {
        return keccak256(abi.encode(ORDER_TYPE, order));
    }

    /* INTERNAL */

    function _requireOpenTo(address taker, Order calldata order) private view {
        require(taker != order.maker, SelfTrade(taker));
        require(order.taker == address(0) || order.taker == taker, NotTaker(taker, order.taker));
        require(block.timestamp < order.expiresAt, OrderExpired(order.expiresAt, block.timestamp));
    }

    /// @dev A key's signature counts whether or not its account has code: who holds the key can
    ///      change that code (EIP-7702). Asking for the code first would cost a cold account.
    function _requireSigned(address maker, bytes32 digest, bytes calldata signature) private view {
        (address signer, ECDSA.RecoverError flaw,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (flaw == ECDSA.RecoverError.NoError && signer == maker) return;
        require(
            SignatureChecker.isValidERC1271SignatureNowCalldata(maker, digest, signature),
            SignatureInvalid(maker, digest)
        );
    }

    /// @dev The only place that fills. Returns what is left afterwards.
    function _take(Order calldata order, bytes32 id, uint256 units) private returns (uint256 left) {
        (uint256 word, uint256 bit) = _placeOf(order.nonce);
        mapping(uint256 => uint256) storage nonces = usedNonces[order.maker];
        uint256 used = nonces[word];
        require(used & bit == 0, NonceUsed(order.maker, order.nonce));
        uint256 filled = _filledOf(order, id);
        left = order.units - filled;
        require(
            units != 0 && units <= left && (units >= order.minimumFill || units == left),
            FillOutOfRange(units, order.minimumFill, left)
        );

        left -= units;
        if (left != 0) {
            _filled[id] = filled + units;
        } else {
            nonces[word] = used | bit;
            if (filled != 0) delete _filled[id];
        }
    }

    /// @dev A whole fill reads no slot for this.
    function _filledOf(Order calldata order, bytes32 id) private view returns (uint256) {
        return order.minimumFill < order.units ? _filled[id] : 0;
    }

    /// @dev Rounded against the taker: up where it buys, down where it sells.
    function _priceOf(Order calldata order, uint88 units)
        private
        view
        returns (IERC20 cash, uint256 amount)
    {
        require(order.bond.code.length >= CLONE + LEAST_TERMS, NotBond(order.bond));
        bytes memory code = Clones.fetchCloneArgs(order.bond);
        cash = IERC20(code.cash());
        Day today = CivilTime.dayOf(block.timestamp, code.zoneOffset());
        int256 accrued = IBond(order.bond).accruedInterest(today);
        uint256 clean = _faceValue(order.bond, code) * units * Ppm.unwrap(order.price);
        if (order.sells) clean += PPM_ONE - 1;
        // Safe: what was divided by a million is below 2**255.
        // forge-lint: disable-next-line(unsafe-typecast)
        int256 dirty = int256(clean / PPM_ONE) + int256(uint256(units)) * accrued;
        require(dirty >= 0, PriceNegative(dirty));
        // forge-lint: disable-next-line(unsafe-typecast)
        amount = uint256(dirty);
    }

    /// @dev Only amortising bonds, and those with a call, repay principal before the end: the
    ///      others need not be asked.
    function _faceValue(address bond, bytes memory code) private view returns (uint256) {
        if (!code.isAmortising() && code.optionCount() == 0) return code.denomination();
        return IBond(bond).faceValue();
    }

    /// @dev Word and bit of a nonce in the maker's bitmap.
    function _placeOf(uint256 nonce) private pure returns (uint256 word, uint256 bit) {
        return (nonce >> 8, 1 << (nonce & 0xff));
    }
}
