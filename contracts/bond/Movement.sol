// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {Accrual} from "contracts/bond/Accrual.sol";
import {AccountWord} from "contracts/libraries/AccountWord.sol";
import {Holdings} from "contracts/libraries/Holdings.sol";
import {InvestorWord} from "contracts/libraries/InvestorWord.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {Day, SECONDS_PER_DAY} from "contracts/types/Units.sol";

/// @title Movement
/// @dev   Transfer rules and the moves of units. Used by all parts of a bond.
///
/// RULES
/// `_restriction` is the only place with transfer rules. A move reverts with what it returns, every
/// view returns it, so a view and a move never disagree.
abstract contract Movement is Accrual {
    using AccountWord for uint256;
    using Holdings for Holdings.Register;
    using InvestorWord for uint256;
    using RegisterWord for uint256;

    /* RULES */

    function _restriction(
        uint256 register,
        uint256 account,
        uint256 receiverAccount,
        address from,
        address to,
        uint256 units
    ) internal view returns (Restriction) {
        if (!_isTransferable(register)) return Restriction.NotOutstanding;
        (uint256 sender, uint256 receiver) = investors.pair(from, to);
        uint256 today = block.timestamp / SECONDS_PER_DAY;
        if (Day.unwrap(sender.eligibleUntil()) < today) return Restriction.SenderNotEligible;
        if (sender.sendBlocked()) return Restriction.SenderBlocked;
        Restriction reason = _receiverRestriction(register, receiver, receiverAccount, today);
        if (reason != Restriction.None) return reason;
        if (account.lockedUntil() >= today) return Restriction.SenderLocked;
        return _unitsRestriction(register, account, from, units);
    }

    function _unitsRestriction(uint256 register, uint256 account, address from, uint256 units)
        private
        view
        returns (Restriction)
    {
        uint256 balance = account.balance();
        if (balance < units) return Restriction.InsufficientBalance;
        if (units == 0) return Restriction.None;
        uint256 bound;
        unchecked {
            bound = account.frozen() + units; // each at most 2**88
        }
        if (balance < bound) return Restriction.InsufficientUnfrozen;
        if (account.hasPut() && balance < bound + _putUnits(register, from)) {
            return Restriction.UnitsPut;
        }
        return Restriction.None;
    }

    function _receiverRestriction(
        uint256 register,
        uint256 receiver,
        uint256 account,
        uint256 today
    ) internal pure returns (Restriction) {
        if (Day.unwrap(receiver.eligibleUntil()) < today) {
            return Restriction.ReceiverNotEligible;
        }
        if (receiver.receiveBlocked()) return Restriction.ReceiverBlocked;
        if (receiver.class() < register.minimumClass()) return Restriction.ReceiverClass;
        if (!register.allows(receiver.jurisdiction())) return Restriction.ReceiverJurisdiction;
        if (account.isRecovered()) return Restriction.ReceiverRecovered;
        return Restriction.None;
    }

    /// @return account the receiver's word
    function _requireReceiver(uint256 register, address from, address to, uint256 units)
        internal
        view
        returns (uint256 account)
    {
        account = _holdings.accounts[to];
        (, uint256 receiver) = investors.pair(to, to);
        uint256 today = block.timestamp / SECONDS_PER_DAY;
        Restriction reason = _receiverRestriction(register, receiver, account, today);
        require(reason == Restriction.None, TransferRestricted(from, to, units, reason));
    }

    /// @dev Defaulted and accelerated bonds still trade, flat.
    function _isTransferable(uint256 register) internal pure returns (bool) {
        uint256 stage_ = register.stage();
        return stage_ == uint256(Stage.Outstanding) || stage_ >= uint256(Stage.Defaulted);
    }

    /// @dev Units given back and not repaid; acceleration, which makes all due, frees them.
    function _putUnits(uint256 register, address holder) private view returns (uint256) {
        PutNotice memory notice = _puts[holder];
        bool isFreed =
            register.stage() == uint256(Stage.Accelerated) && !_putTotals[notice.option].funded;
        return isFreed ? 0 : notice.units;
    }

    /// @dev Units that a holder may give back or have cancelled.
    function _freeUnits(address holder) internal view returns (uint256) {
        uint256 account = _holdings.accounts[holder];
        uint256 bound = account.frozen() + (account.hasPut() ? _putUnits(_register, holder) : 0);
        return account.balance() > bound ? account.balance() - bound : 0;
    }

    /* MOVES */

    function _transfer(address from, address to, uint256 units) internal {
        require(to != address(0), ERC20InvalidReceiver(to));
        uint256 register = _struckRegister();
        uint256 account = _holdings.accounts[from];
        uint256 receiver = _holdings.accounts[to];
        Restriction reason = _restriction(register, account, receiver, from, to, units);
        if (reason != Restriction.None) {
            require(
                reason != Restriction.InsufficientBalance,
                ERC20InsufficientBalance(from, account.balance(), units)
            );
            revert TransferRestricted(from, to, units, reason);
        }
        _move(register, from, account, to, receiver, units);
    }

    /// @dev Moves units between two accounts whose words were just read; rules are the caller's.
    function _move(
        uint256 register,
        address from,
        uint256 account,
        address to,
        uint256 receiver,
        uint256 units
    ) internal {
        // A holder that sends to itself keeps what it has; nothing leaves no trace.
        if (from != to && units != 0) {
            uint256 epoch_ = register.struckDays();
            uint256 left;
            unchecked {
                left = account.balance() - units; // both callers looked
            }
            _holdings.setBalance(from, account, left, epoch_);
            _credit(to, receiver, units, epoch_);
        }
        emit IERC20.Transfer(from, to, units);
    }

    function _mint(uint256 register, address to, uint256 units) internal {
        _credit(to, _holdings.accounts[to], units, register.struckDays());
        _register = register.withSupply(register.supply() + units);

        emit IERC20.Transfer(address(0), to, units);
    }

    function _credit(address to, uint256 account, uint256 units, uint256 epoch_) private {
        // A new holder has no coupons before this epoch, so none are walked when it is paid.
        if (account == 0) account = account.withPaidThrough(epoch_);
        uint256 held;
        unchecked {
            held = account.balance() + units; // at most what may ever be issued
        }
        _holdings.setBalance(to, account, held, epoch_);
    }

    /// @dev The register's word after the burn; the caller writes it.
    function _burn(uint256 register, address from, uint256 units) internal returns (uint256) {
        uint256 account = _holdings.accounts[from];
        _holdings.setBalance(from, account, account.balance() - units, register.struckDays());

        emit IERC20.Transfer(from, address(0), units);
        return register.withSupply(register.supply() - units);
    }
}
