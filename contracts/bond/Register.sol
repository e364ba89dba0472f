// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {IBond} from "interfaces/IBond.sol";
import {IInvestors} from "interfaces/IInvestors.sol";

import {AccountWord} from "contracts/libraries/AccountWord.sol";
import {Holdings} from "contracts/libraries/Holdings.sol";
import {InvestorWord} from "contracts/libraries/InvestorWord.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {Terms} from "contracts/types/Terms.sol";
import {Day, SECONDS_PER_DAY} from "contracts/types/Units.sol";

/// @title Register
/// @dev   The part of a bond that knows who holds what: ERC-20, permit, transfer rules, freezes,
///        and entitlement at past record days. Specification: IBond.
///
/// RULES
/// `_restriction` is the only place with transfer rules. A move reverts with what it returns, every
/// view returns it, so a view and a move never disagree.
abstract contract Register is
    IBond,
    IERC20Metadata,
    IERC20Permit,
    IERC20Errors,
    IERC165,
    EIP712,
    Nonces
{
    using AccountWord for uint256;
    using Holdings for Holdings.Register;
    using InvestorWord for uint256;
    using RegisterWord for uint256;

    bytes32 private constant PERMIT_TYPE = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );
    uint64 private constant REGISTER_AGENT = 6; // Roles.REGISTER_AGENT

    IInvestors public immutable investors;
    IAccessManager public immutable roles;

    /// @dev Layout: RegisterWord.
    uint256 internal _register;
    Holdings.Register internal _holdings;
    mapping(address owner => mapping(address spender => uint256)) private _allowances;

    constructor(IInvestors investors_, IAccessManager roles_) EIP712("Greentrace Bond", "1") {
        investors = investors_;
        roles = roles_;
    }

    modifier onlyAgent() {
        (bool isAgent, uint32 delay) = roles.hasRole(REGISTER_AGENT, msg.sender);
        require(isAgent && delay == 0, NotRole(msg.sender, REGISTER_AGENT));
        _;
    }

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

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return id == type(IERC165).interfaceId || id == type(IERC20).interfaceId
            || id == type(IERC20Permit).interfaceId || id == type(IERC5267).interfaceId;
    }

    /* FREEZES */

    /// @inheritdoc IBond
    function setFrozenTokens(address holder, uint256 units) external onlyAgent {
        // More than could ever be issued is the same as all of it.
        uint256 frozen_ = units < type(uint88).max ? units : type(uint88).max;

        _holdings.accounts[holder] = _holdings.accounts[holder].withFrozen(frozen_);

        emit Frozen(holder, frozen_);
    }

    /// @inheritdoc IBond
    function setLock(address holder, Day lockedUntil_) external onlyAgent {
        _holdings.accounts[holder] =
            _holdings.accounts[holder].withLockedUntil(Day.unwrap(lockedUntil_));

        emit Locked(holder, lockedUntil_);
    }

    /// @inheritdoc IBond
    function getFrozenTokens(address holder) external view returns (uint256) {
        return _holdings.accounts[holder].frozen();
    }

    /* RULES */

    /// @inheritdoc IBond
    function restrictionOf(address from, address to, uint256 units)
        external
        view
        returns (Restriction)
    {
        return _restriction(_register, _holdings.accounts[from], from, to, units);
    }

    /// @inheritdoc IBond
    function receiverRestrictionOf(address account) external view returns (Restriction) {
        (, uint256 receiver) = investors.pair(account, account);
        return _receiverRestriction(_register, receiver);
    }

    function _restriction(
        uint256 register,
        uint256 account,
        address from,
        address to,
        uint256 units
    ) private view returns (Restriction) {
        if (register.stage() != uint256(Stage.Outstanding)) {
            return Restriction.NotOutstanding;
        }
        (uint256 sender, uint256 receiver) = investors.pair(from, to);
        uint256 today = block.timestamp / SECONDS_PER_DAY;
        if (Day.unwrap(sender.eligibleUntil()) < today) return Restriction.SenderNotEligible;
        if (sender.sendBlocked()) return Restriction.SenderBlocked;
        Restriction reason = _receiverRestriction(register, receiver);
        if (reason != Restriction.None) return reason;
        if (account.lockedUntil() >= today) return Restriction.SenderLocked;
        uint256 balance = account.balance();
        if (balance < units) return Restriction.InsufficientBalance;
        if (units != 0 && balance < account.frozen() + units) {
            return Restriction.InsufficientUnfrozen;
        }
        return Restriction.None;
    }

    function _receiverRestriction(uint256 register, uint256 receiver)
        internal
        view
        returns (Restriction)
    {
        uint256 today = block.timestamp / SECONDS_PER_DAY;
        if (Day.unwrap(receiver.eligibleUntil()) < today) return Restriction.ReceiverNotEligible;
        if (receiver.receiveBlocked()) return Restriction.ReceiverBlocked;
        if (receiver.class() < register.minimumClass()) return Restriction.ReceiverClass;
        if (!register.allows(receiver.jurisdiction())) return Restriction.ReceiverJurisdiction;
        return Restriction.None;
    }

    /* MOVES */

    function _transfer(address from, address to, uint256 units) private {
        require(to != address(0), ERC20InvalidReceiver(to));
        uint256 register = _struckRegister();
        uint256 account = _holdings.accounts[from];
        Restriction reason = _restriction(register, account, from, to, units);
        uint256 balance = account.balance();
        if (reason != Restriction.None) {
            require(
                reason != Restriction.InsufficientBalance,
                ERC20InsufficientBalance(from, balance, units)
            );
            revert TransferRestricted(from, to, units, reason);
        }

        uint256 epoch_ = register.struckDays();
        _holdings.setBalance(from, account, balance - units, epoch_);
        // Read after the write: a holder that sends to itself keeps what it has.
        _credit(to, units, epoch_);

        emit Transfer(from, to, units);
    }

    function _mint(uint256 register, address to, uint256 units) internal {
        _credit(to, units, register.struckDays());
        _register = register.withSupply(register.supply() + units);

        emit Transfer(address(0), to, units);
    }

    function _credit(address to, uint256 units, uint256 epoch_) private {
        uint256 account = _holdings.accounts[to];
        // A new holder has no coupons before this epoch, so none are walked when it is paid.
        if (account == 0) account = account.withPaidThrough(epoch_);
        _holdings.setBalance(to, account, account.balance() + units, epoch_);
    }

    function _burn(uint256 register, address from, uint256 units) internal returns (uint256) {
        uint256 account = _holdings.accounts[from];
        _holdings.setBalance(from, account, account.balance() - units, register.struckDays());

        emit Transfer(from, address(0), units);
        return register.withSupply(register.supply() - units);
    }

    function _approve(address owner, address spender, uint256 units) private {
        _allowances[owner][spender] = units;

        emit Approval(owner, spender, units);
    }

    /* INTERNAL */

    /// @dev The register's word with every passed record day struck; written if there was one.
    function _struckRegister() internal virtual returns (uint256 register);

    function _terms() internal view returns (Terms memory) {
        return TermsCode.terms(_code());
    }

    function _code() internal view returns (bytes memory) {
        return Clones.fetchCloneArgs(address(this));
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
