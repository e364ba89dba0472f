// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A holder's slot
/// @dev   One word, packed by hand so that a change of several fields is one write.
///        Bits   0-87  balance      units held
///              88-175 frozen       units that must stay; may exceed the balance (ERC-7943)
///             176-191 epoch        record days that had passed when the balance last changed
///             192-207 paidThrough  coupons paid: all below this index
///             208-239 lockedUntil  last day on which the holder may not send [day, UTC]
///             240     hasPut       a put notice stands
///             241     isSuccessor  recovered another account: its history is kept under that one
///             242     isRecovered  was lost and recovered: has nothing, gets nothing
library AccountWord {
    uint256 private constant UNITS = (1 << 88) - 1;
    uint256 private constant INDEX = (1 << 16) - 1;
    uint256 private constant DAY = (1 << 32) - 1;
    uint256 private constant HAS_PUT = 1 << 240;
    uint256 private constant IS_SUCCESSOR = 1 << 241;

    /// @dev The word of an account that was lost and recovered.
    uint256 internal constant RECOVERED = 1 << 242;

    function balance(uint256 word) internal pure returns (uint256) {
        return word & UNITS;
    }

    function frozen(uint256 word) internal pure returns (uint256) {
        return word >> 88 & UNITS;
    }

    function epoch(uint256 word) internal pure returns (uint256) {
        return word >> 176 & INDEX;
    }

    function paidThrough(uint256 word) internal pure returns (uint256) {
        return word >> 192 & INDEX;
    }

    function lockedUntil(uint256 word) internal pure returns (uint256) {
        return word >> 208 & DAY;
    }

    function hasPut(uint256 word) internal pure returns (bool) {
        return word & HAS_PUT != 0;
    }

    function isSuccessor(uint256 word) internal pure returns (bool) {
        return word & IS_SUCCESSOR != 0;
    }

    function isRecovered(uint256 word) internal pure returns (bool) {
        return word & RECOVERED != 0;
    }

    // The setters trust their caller on ranges: balances are bounded by the supply, indices by the
    // number of coupons, both checked where they are made.

    function withBalance(uint256 word, uint256 units) internal pure returns (uint256) {
        return word & ~UNITS | units;
    }

    function withFrozen(uint256 word, uint256 units) internal pure returns (uint256) {
        return word & ~(UNITS << 88) | units << 88;
    }

    function withEpoch(uint256 word, uint256 epoch_) internal pure returns (uint256) {
        return word & ~(INDEX << 176) | epoch_ << 176;
    }

    function withPaidThrough(uint256 word, uint256 index) internal pure returns (uint256) {
        return word & ~(INDEX << 192) | index << 192;
    }

    function withLockedUntil(uint256 word, uint256 day) internal pure returns (uint256) {
        return word & ~(DAY << 208) | day << 208;
    }

    function withPut(uint256 word, bool hasPut_) internal pure returns (uint256) {
        return hasPut_ ? word | HAS_PUT : word & ~HAS_PUT;
    }

    function asSuccessor(uint256 word) internal pure returns (uint256) {
        return word | IS_SUCCESSOR;
    }
}
