// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IBondOffice} from "interfaces/IBondOffice.sol";

import {Movement} from "contracts/bond/Movement.sol";
import {AccountWord} from "contracts/libraries/AccountWord.sol";
import {Holdings} from "contracts/libraries/Holdings.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";

/// @title Enforcement
/// @dev   Moves without the holder: announced, waited for, carried out. Specification: IBondOffice.
///
/// RECOVERY
/// The replacement takes over the lost account's word, freeze, lock, paid coupons and all, and goes
/// on using its checkpoints, so entitlement at every past record day moves with it at no cost.
abstract contract Enforcement is Movement, IBondOffice {
    using AccountWord for uint256;
    using Holdings for Holdings.Register;
    using RegisterWord for uint256;

    /// @dev Time for the holder and the trustee to object [s].
    uint256 private constant DELAY = 3 days;
    /// @dev Time to act once that is over [s].
    uint256 private constant WINDOW = 30 days;

    /// @inheritdoc IBondOffice
    function announceForce(
        address from,
        address to,
        uint256 units,
        ForceReason reason,
        bytes32 document
    ) external onlyAgent {
        bool isSound = from != to && from != address(0) && to != address(0);
        require(isSound && reason != ForceReason.None, ForceInvalid(from, to, reason));
        uint256 executableAt = block.timestamp + DELAY;

        _forces[_keyOf(from, to, units)] = Force(uint40(executableAt), reason);

        emit ForceAnnounced(from, to, units, reason, document, executableAt);
    }

    /// @inheritdoc IBondOffice
    function withdrawForce(address from, address to, uint256 units) external {
        address trustee = _terms().trustee;
        require(msg.sender == trustee || _isAgent(), NotParty(msg.sender, trustee));
        bytes32 key = _keyOf(from, to, units);
        require(_forces[key].executableAt != 0, ForceNotDue(from, to, units, 0));

        delete _forces[key];

        emit ForceWithdrawn(from, to, units);
    }

    /// @inheritdoc IBondOffice
    function forcedTransfer(address from, address to, uint256 amount)
        external
        onlyAgent
        returns (bool)
    {
        _useForce(from, to, amount);
        uint256 register = _struckRegister();
        _requireHeld(register);
        uint256 account = _holdings.accounts[from];
        uint256 balance = account.balance();
        require(balance >= amount, ERC20InsufficientBalance(from, balance, amount));
        uint256 receiver = _requireReceiver(register, from, to, amount);

        uint256 frozen_ = account.frozen();
        uint256 loose;
        unchecked {
            if (balance > frozen_) loose = balance - frozen_;
        }
        if (amount > loose) {
            account = account.withFrozen(frozen_ - (amount - loose));
            emit Frozen(from, account.frozen());
        }
        if (account.hasPut()) account = account.withPut(_trimPut(from, balance - amount));
        _move(register, from, account, to, receiver, amount);

        emit ForcedTransfer(from, to, amount);
        return true;
    }

    /// @inheritdoc IBondOffice
    function recover(address lost, address replacement) external onlyAgent {
        ForceReason reason = _useForce(lost, replacement, 0);
        uint256 register = _struckRegister();
        uint256 account = _holdings.accounts[lost];
        (uint256 lostEntry, uint256 entry) = investors.pair(lost, replacement);
        // Who it is: the low 160 bits of InvestorWord.
        bool isSame = uint160(lostEntry) == uint160(entry) && uint160(entry) != 0;
        bool isFresh = _holdings.accounts[replacement] == 0 && !account.isRecovered();
        require(
            isSame && isFresh && reason == ForceReason.LostKey, RecoveryInvalid(lost, replacement)
        );
        uint256 units = account.balance();
        _requireReceiver(register, lost, replacement, units);

        _holdings.predecessors[replacement] = _holdings.keyOf(lost, account);
        _holdings.accounts[replacement] = account.asSuccessor();
        _holdings.accounts[lost] = AccountWord.RECOVERED;
        _puts[replacement] = _puts[lost];
        delete _puts[lost];

        if (account.frozen() != 0) {
            emit Frozen(lost, 0);
            emit Frozen(replacement, account.frozen());
        }
        emit IERC20.Transfer(lost, replacement, units);
        emit HolderRecovered(lost, replacement, units);
    }

    /// @inheritdoc IBondOffice
    function forceOf(address from, address to, uint256 units) external view returns (Force memory) {
        return _forces[_keyOf(from, to, units)];
    }

    /* INTERNAL */

    function _keyOf(address from, address to, uint256 units) private pure returns (bytes32) {
        return keccak256(abi.encode(from, to, units));
    }

    /// @dev Uses an announced move whose day has come, once.
    function _useForce(address from, address to, uint256 units)
        private
        returns (ForceReason reason)
    {
        bytes32 key = _keyOf(from, to, units);
        Force memory force = _forces[key];
        bool isDue = force.executableAt != 0 && block.timestamp >= force.executableAt
            && block.timestamp < force.executableAt + WINDOW;
        require(isDue, ForceNotDue(from, to, units, force.executableAt));
        delete _forces[key];
        return force.reason;
    }

    /// @dev Takes back a put of more than is left.
    /// @return stands whether any of it is left
    function _trimPut(address holder, uint256 left) private returns (bool stands) {
        PutNotice memory notice = _puts[holder];
        if (notice.units <= left) return true;
        uint88 cut = uint88(notice.units - left); // at most what was put
        PutTotal storage total = _putTotals[notice.option];
        if (total.funded) _putsPending -= cut;
        else total.units -= cut;
        _puts[holder].units = notice.units - cut;

        emit PutNoticed(notice.option, holder, left);
        return left != 0;
    }

    /// @dev Units are on the register from the first issue to the last redemption.
    function _requireHeld(uint256 register) private view {
        bool isHeld = register.supply() != 0 && register.stage() >= uint256(Stage.Outstanding);
        require(isHeld, WrongStage(_stage(), Stage.Outstanding));
    }
}
