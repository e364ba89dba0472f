// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RateMath} from "contracts/libraries/RateMath.sol";
import {FloatingTerms, ImpactTerms} from "contracts/types/RateTerms.sol";
import {Rate} from "contracts/types/Units.sol";

/// @notice The arithmetic of rates, callable. Test only.
contract RateMathHarness {
    function lowerMedian(int32[] calldata values) external pure returns (int32, int32, int32) {
        return RateMath.lowerMedian(values);
    }

    function floatingRate(int32 value, FloatingTerms calldata t) external pure returns (Rate) {
        return RateMath.floatingRate(value, t);
    }

    function impactRateDown(Rate bondRate, int128 verified, uint64 baseline, ImpactTerms calldata t)
        external
        pure
        returns (Rate)
    {
        return RateMath.impactRateDown(bondRate, verified, baseline, t);
    }

    function silentRate(Rate bondRate, Rate previous, uint256 periods, ImpactTerms calldata t)
        external
        pure
        returns (Rate)
    {
        return RateMath.silentRate(bondRate, previous, periods, t);
    }
}
