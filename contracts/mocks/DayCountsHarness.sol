// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CivilDates} from "contracts/libraries/CivilDates.sol";
import {DayCounts} from "contracts/libraries/DayCounts.sol";
import {Coupon} from "contracts/types/Terms.sol";
import {Day} from "contracts/types/Units.sol";

/// @notice Day counts and the calendar under them, callable. Test only.
contract DayCountsHarness {
    function fraction(DayCounts.Convention calldata k, Coupon calldata c, bool isFirst, Day day)
        external
        pure
        returns (uint256 numerator, uint256 denominator)
    {
        return DayCounts.fraction(k, c, isFirst, day);
    }

    function dateOf(uint256 day) external pure returns (uint256 year, uint256 month, uint256 date) {
        return CivilDates.dateOf(day);
    }

    function dayOf(uint256 year, uint256 month, uint256 date) external pure returns (uint256) {
        return CivilDates.dayOf(year, month, date);
    }

    function monthLength(uint256 year, uint256 month) external pure returns (uint256) {
        return CivilDates.monthLength(year, month);
    }

    function addMonths(uint256 anchor, int256 months, bool endOfMonth)
        external
        pure
        returns (uint256)
    {
        return CivilDates.addMonths(anchor, months, endOfMonth);
    }
}
