// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CouponMath} from "contracts/libraries/CouponMath.sol";
import {Rate} from "contracts/types/Units.sol";

/// @notice The coupon arithmetic, callable. Test only.
contract CouponMathHarness {
    function interestPerUnitDown(uint256 face, Rate rate, uint256 numerator, uint256 denominator)
        external
        pure
        returns (uint256)
    {
        return CouponMath.interestPerUnitDown(face, rate, numerator, denominator);
    }
}
