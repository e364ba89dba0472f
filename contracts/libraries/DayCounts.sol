// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DayCount} from "contracts/types/DayCount.sol";
import {Day} from "contracts/types/Units.sol";

/// @title Day counts
/// @dev   Source: 2006 ISDA Definitions, 4.16(d) Actual/365 (Fixed), 4.16(e) Actual/360.
library DayCounts {
    /// @notice The fraction of a year from `start` (included) to `end` (excluded).
    /// @return numerator   days earned [days]
    /// @return denominator length of the year [days]
    function yearFraction(DayCount dayCount, Day start, Day end)
        internal
        pure
        returns (uint256 numerator, uint256 denominator)
    {
        numerator = uint256(Day.unwrap(end)) - Day.unwrap(start);
        denominator = dayCount == DayCount.Actual360 ? 360 : 365;
    }
}
