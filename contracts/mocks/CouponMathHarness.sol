// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CouponMath} from "contracts/libraries/CouponMath.sol";
import {DayCounts} from "contracts/libraries/DayCounts.sol";
import {DayCount} from "contracts/types/DayCount.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

/// @notice The coupon arithmetic, callable. Test only.
contract CouponMathHarness {
    function couponPerUnitDown(
        uint256 denomination,
        Ppm rate,
        DayCount dayCount,
        Day start,
        Day end
    ) external pure returns (uint256) {
        return CouponMath.couponPerUnitDown(denomination, rate, dayCount, start, end);
    }

    function yearFraction(DayCount dayCount, Day start, Day end)
        external
        pure
        returns (uint256 numerator, uint256 denominator)
    {
        return DayCounts.yearFraction(dayCount, start, end);
    }
}
