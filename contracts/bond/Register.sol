// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {IBondLedger} from "interfaces/IBondLedger.sol";
import {IERC1643} from "interfaces/external/IERC1643.sol";
import {IERC7943} from "interfaces/external/IERC7943.sol";

import {Movement} from "contracts/bond/Movement.sol";
import {AccountWord} from "contracts/libraries/AccountWord.sol";
import {InvestorWord} from "contracts/libraries/InvestorWord.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {Day, SECONDS_PER_DAY} from "contracts/types/Units.sol";

/// @title Register
/// @dev   The face of the register of holders: ERC-20, permit, freezes, the views on the rules.
///        Specification: IBondLedger.
abstract contract Register is Movement, IBondLedger, IERC20Metadata, IERC20Permit, EIP712, Nonces {
    using AccountWord for uint256;
    using InvestorWord for uint256;
    using RegisterWord for uint256;

    bytes32 private constant PERMIT_TYPE = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    constructor() EIP712("Greentrace Bond", "1") {}

    /* ERC-20 */

    /// @notice Moves units of the caller.
    /// @custom:reverts TransferRestricted, ERC20InsufficientBalance, ERC20InvalidReceiver
    function transfer(address to, uint256 units) external returns (bool) {
        _transfer(msg.sender, to, units);
        return true;
    }

    /// @notice Moves units of `from` by its allowance. A blocked spender cannot.
    /// @custom:reverts ERC20InsufficientAllowance and those of `transfer`
    function transferFrom(address from, address to, uint256 units) external returns (bool) {
        (uint256 spender,) = investors.pair(msg.sender, msg.sender);
        require(
            !spender.sendBlocked(), TransferRestricted(from, to, units, Restriction.SenderBlocked)
        );
        uint256 allowed = _allowances[from][msg.sender];
        if (allowed != type(uint256).max) {
            require(allowed >= units, ERC20InsufficientAllowance(msg.sender, allowed, units));
            _allowances[from][msg.sender] = allowed - units;
        }
        _transfer(from, to, units);
        return true;
    }

    /// @notice Lets `spender` move up to `units` of the caller.
    function approve(address spender, uint256 units) external returns (bool) {
        _approve(msg.sender, spender, units);
        return true;
    }

    /// @inheritdoc IERC20Permit
    function permit(
        address owner,
        address spender,
        uint256 units,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        require(block.timestamp <= deadline, PermitExpired(deadline, block.timestamp));
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(PERMIT_TYPE, owner, spender, units, _useNonce(owner), deadline))
        );
        (address signer,,) = ECDSA.tryRecover(digest, v, r, s);
        require(signer == owner && owner != address(0), PermitInvalid(signer, owner));
        _approve(owner, spender, units);
    }

    /// @notice Name of the bond.
    function name() external view returns (string memory) {
        return _text(abi.encodePacked(_terms().name));
    }

    /// @notice The ISIN.
    function symbol() external view returns (string memory) {
        return _text(abi.encodePacked(_terms().isin));
    }

    /// @notice Always 0: one unit is one denomination.
    function decimals() external pure returns (uint8) {
        return 0;
    }

    /// @notice Units outstanding.
    function totalSupply() external view returns (uint256) {
        return _register.supply();
    }

    /// @notice Units held by `holder`.
    function balanceOf(address holder) external view returns (uint256) {
        return _holdings.accounts[holder].balance();
    }

    /// @notice Units of `owner` that `spender` may move.
    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowances[owner][spender];
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) public view override(IERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    /// @inheritdoc IERC20Permit
    // The name is the standard's.
    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @notice Whether the bond implements an interface (ERC-165).
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == type(IERC165).interfaceId || id == type(IERC20).interfaceId
            || id == type(IERC20Permit).interfaceId || id == type(IERC5267).interfaceId
            || id == type(IERC7943).interfaceId || id == type(IERC1643).interfaceId;
    }

    /* FREEZES */

    /// @inheritdoc IBondLedger
    function setFrozenTokens(address account, uint256 units) external onlyAgent returns (bool) {
        // More than could ever be issued is the same as all of it.
        uint256 frozen_ = units < type(uint88).max ? units : type(uint88).max;

        _holdings.accounts[account] = _holdings.accounts[account].withFrozen(frozen_);

        emit Frozen(account, frozen_);
        return true;
    }

    /// @inheritdoc IBondLedger
    function setLock(address holder, Day lockedUntil_) external onlyAgent {
        _holdings.accounts[holder] =
            _holdings.accounts[holder].withLockedUntil(Day.unwrap(lockedUntil_));

        emit Locked(holder, lockedUntil_);
    }

    /// @inheritdoc IBondLedger
    function getFrozenTokens(address account) external view returns (uint256) {
        return _holdings.accounts[account].frozen();
    }

    /* RULES */

    /// @inheritdoc IBondLedger
    function restrictionOf(address from, address to, uint256 units)
        public
        view
        returns (Restriction)
    {
        uint256 account = _holdings.accounts[from];
        return _restriction(_register, account, _holdings.accounts[to], from, to, units);
    }

    /// @inheritdoc IBondLedger
    function receiverRestrictionOf(address account) public view returns (Restriction) {
        (, uint256 receiver) = investors.pair(account, account);
        uint256 today = block.timestamp / SECONDS_PER_DAY;
        return _receiverRestriction(_register, receiver, _holdings.accounts[account], today);
    }

    /// @inheritdoc IBondLedger
    function canSend(address account) external view returns (bool) {
        (uint256 sender,) = investors.pair(account, account);
        uint256 today = block.timestamp / SECONDS_PER_DAY;
        return Day.unwrap(sender.eligibleUntil()) >= today && !sender.sendBlocked()
            && _holdings.accounts[account].lockedUntil() < today;
    }

    /// @inheritdoc IBondLedger
    function canReceive(address account) external view returns (bool) {
        return account != address(0) && receiverRestrictionOf(account) == Restriction.None;
    }

    /// @inheritdoc IBondLedger
    function canTransfer(address from, address to, uint256 amount) external view returns (bool) {
        return to != address(0) && restrictionOf(from, to, amount) == Restriction.None;
    }

    /* INTERNAL */

    function _approve(address owner, address spender, uint256 units) private {
        _allowances[owner][spender] = units;

        emit Approval(owner, spender, units);
    }

    function _text(bytes memory padded) private pure returns (string memory) {
        uint256 length = padded.length;
        while (length != 0 && padded[length - 1] == 0) --length;
        assembly ("memory-safe") {
            mstore(padded, length)
        }
        return string(padded);
    }
}
