// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccountWord} from "contracts/libraries/AccountWord.sol";

/// @title Holdings with entitlement at every past record day
/// @dev   Epoch e is the time after e record days have passed. An account keeps the epoch in which
///        its balance last changed. When it changes again in a later epoch f, its balance held at
///        every record day from e to f - 1, so one checkpoint at f - 1 says all of it. An untouched
///        account needs no write at all. Two record days share a word.
library Holdings {
    using AccountWord for uint256;

    struct Register {
        /// @dev Layout: AccountWord.
        mapping(address holder => uint256) accounts;
        /// @dev Two checkpoints a word, bits 0-127 the even record day, 128-255 the odd one. Each:
        ///      bits 0-111 balance, 112-127 one plus the first record day it speaks for; 0 is none.
        mapping(address holder => mapping(uint256 pair => uint256)) checkpoints;
        /// @dev Whose checkpoints a recovered holding goes on using.
        mapping(address successor => address) predecessors;
    }

    uint256 private constant CHECKPOINT = (1 << 128) - 1;
    uint256 private constant UNITS = (1 << 112) - 1;

    /// @notice Sets a holder's balance and keeps what it was at the record days since it last
    ///         changed.
    /// @param  account  the holder's word as just read
    /// @param  balance_ [units]
    /// @param  epoch_   record days passed so far
    function setBalance(
        Register storage self,
        address holder,
        uint256 account,
        uint256 balance_,
        uint256 epoch_
    ) internal {
        uint256 since = account.epoch();
        if (since != epoch_) {
            uint256 held = account.balance();
            if (held != 0) {
                unchecked {
                    uint256 index = epoch_ - 1; // epochs only rise: this one is no longer 0
                    uint256 checkpoint = since + 1 << 112 | held;
                    address key = account.isSuccessor() ? self.predecessors[holder] : holder;
                    self.checkpoints[key][index >> 1] |= checkpoint << ((index & 1) << 7);
                }
            }
            account = account.withEpoch(epoch_);
        }
        self.accounts[holder] = account.withBalance(balance_);
    }

    /// @notice Units held at the end of record day `index`, which must have passed.
    /// @dev    Looks at no more checkpoints than there were record days since.
    function balanceAt(Register storage self, address holder, uint256 account, uint256 index)
        internal
        view
        returns (uint256)
    {
        uint256 last = account.epoch();
        if (last <= index) return account.balance();
        holder = keyOf(self, holder, account);
        for (uint256 i = index; i < last; ++i) {
            uint256 checkpoint = self.checkpoints[holder][i >> 1] >> ((i & 1) << 7) & CHECKPOINT;
            if (checkpoint != 0) {
                // The first checkpoint from here on speaks for `index`, or nothing was held then.
                return (checkpoint >> 112) - 1 <= index ? checkpoint & UNITS : 0;
            }
        }
        return 0;
    }

    /// @notice Account under which a holder's checkpoints are kept: its own, or that of the first
    ///         account from which its holding was recovered.
    function keyOf(Register storage self, address holder, uint256 account)
        internal
        view
        returns (address)
    {
        return account.isSuccessor() ? self.predecessors[holder] : holder;
    }
}
