// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Day} from "contracts/types/Units.sol";

/// @title What every move of a register reads, in one word
/// @dev   Bits   0-87  supply        units outstanding
///              88-103 struckDays    record days struck
///             104-143 nextRecordAt  instant at which the next record day has ended [s UTC]
///             144-151 stage         IBond.Stage
///             152-159 minimumClass  lowest investor class that may hold
///             160-223 jurisdictions bit n set: investors of jurisdiction n may hold
///             224-255 endDay        when the bond ends, once called or extended, 0: maturity [day]
library RegisterWord {
    uint256 private constant UNITS = (1 << 88) - 1;
    uint256 private constant INDEX = (1 << 16) - 1;
    uint256 private constant INSTANT = (1 << 40) - 1;
    uint256 private constant BYTE = (1 << 8) - 1;

    /// @dev No record day ahead.
    uint256 internal constant NEVER = INSTANT;

    function pack(uint256 nextRecordAt_, uint256 minimumClass_, uint256 jurisdictions)
        internal
        pure
        returns (uint256)
    {
        return nextRecordAt_ << 104 | minimumClass_ << 152 | jurisdictions << 160;
    }

    function supply(uint256 word) internal pure returns (uint256) {
        return word & UNITS;
    }

    function struckDays(uint256 word) internal pure returns (uint256) {
        return word >> 88 & INDEX;
    }

    function nextRecordAt(uint256 word) internal pure returns (uint256) {
        return word >> 104 & INSTANT;
    }

    function stage(uint256 word) internal pure returns (uint256) {
        return word >> 144 & BYTE;
    }

    function minimumClass(uint256 word) internal pure returns (uint256) {
        return word >> 152 & BYTE;
    }

    function allows(uint256 word, uint256 jurisdiction) internal pure returns (bool) {
        return word >> (160 + jurisdiction) & 1 != 0;
    }

    function endDay(uint256 word) internal pure returns (Day) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return Day.wrap(uint32(word >> 224));
    }

    function withSupply(uint256 word, uint256 units) internal pure returns (uint256) {
        return word & ~UNITS | units;
    }

    function withRecord(uint256 word, uint256 struckDays_, uint256 nextRecordAt_)
        internal
        pure
        returns (uint256)
    {
        return word & ~(INDEX << 88 | INSTANT << 104) | struckDays_ << 88 | nextRecordAt_ << 104;
    }

    function withStage(uint256 word, uint256 stage_) internal pure returns (uint256) {
        return word & ~(BYTE << 144) | stage_ << 144;
    }

    function withEndDay(uint256 word, Day day) internal pure returns (uint256) {
        return word & (1 << 224) - 1 | uint256(Day.unwrap(day)) << 224;
    }
}
