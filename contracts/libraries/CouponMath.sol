// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PPB_ONE, Rate} from "contracts/types/Units.sol";

/// @title Coupon arithmetic
/// @dev   Pure, no storage. Results are rounded as the function name says.
library CouponMath {
    /// @notice Interest of one unit over a fraction of a year, rounded down once.
    /// @dev    The market's calculation amount: every holder then gets units x this, exactly, and
    ///         the sum over holders is exact. What rounding drops was never funded: it stays with
    ///         the issuer. A denomination is below 2**96, a rate below 2**32, both parts of a
    ///         fraction below 2**64 (DayCounts): products are below 2**192, no overflow.
    /// @param  face        of one unit that is not repaid yet [cash base units]
    /// @param  rate        annual rate
    /// @param  numerator   of the fraction of a year
    /// @param  denominator of the fraction of a year, not 0
    /// @return interest    of one unit [cash base units]
    function interestPerUnitDown(uint256 face, Rate rate, uint256 numerator, uint256 denominator)
        internal
        pure
        returns (uint256 interest)
    {
        interest = face * Rate.unwrap(rate) * numerator / (PPB_ONE * denominator);
    }
}
