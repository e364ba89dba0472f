// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DayCounts} from "contracts/libraries/DayCounts.sol";
import {DayCount} from "contracts/types/DayCount.sol";
import {Day, PPM_ONE, Ppm} from "contracts/types/Units.sol";

/// @title Coupon arithmetic
/// @dev   Pure, no storage. Results are rounded as the function name says.
library CouponMath {
    /// @notice Coupon of one unit over one accrual period, rounded down once.
    /// @dev    The market's calculation amount: every holder then gets units x this, exactly, and
    ///         the sum over holders is exact. What rounding drops was never funded: it stays with
    ///         the issuer. Product < 2**(96 + 32 + 32): no overflow.
    /// @param  denomination face value of one unit [cash base units]
    /// @param  rate         annual coupon rate [ppm]
    /// @param  start        first day of accrual, included
    /// @param  end          last day of accrual, excluded
    /// @return due          coupon of one unit [cash base units]
    function couponPerUnitDown(
        uint256 denomination,
        Ppm rate,
        DayCount dayCount,
        Day start,
        Day end
    ) internal pure returns (uint256 due) {
        (uint256 days_, uint256 yearDays) = DayCounts.yearFraction(dayCount, start, end);
        due = denomination * Ppm.unwrap(rate) * days_ / (PPM_ONE * yearDays);
    }
}
