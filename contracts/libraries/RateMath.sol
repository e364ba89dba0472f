// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";

import {FloatingTerms, ImpactTerms} from "contracts/types/RateTerms.sol";
import {PPM_ONE, Ppm, Rate} from "contracts/types/Units.sol";

/// @title Rates of coupons
/// @dev   Pure, no storage. The same in Python: oracle/desk/rates.py; shared values:
///        tests/vectors/rates.json. Every rate is the exact one rounded down to a whole ppb: the
///        claimant is the holder, who is paid it. Rounding down keeps order, so what is monotone
///        exactly stays monotone.
library RateMath {
    /// @dev Moves int32 onto uint256 in order.
    int256 private constant SHIFT = 2 ** 31;

    /// @notice Lower median of values, and their ends.
    /// @dev    Of an even number the smaller middle one: the index is paid to the holder, so the
    ///         choice goes against it. At least one value.
    function lowerMedian(int32[] memory values)
        internal
        pure
        returns (int32 median, int32 lowest, int32 highest)
    {
        uint256[] memory sorted = new uint256[](values.length);
        for (uint256 i; i < values.length; ++i) {
            // Not negative: SHIFT is the most that an int32 is below zero.
            // forge-lint: disable-next-line(unsafe-typecast)
            sorted[i] = uint256(values[i] + SHIFT);
        }
        Arrays.sort(sorted);
        median = _unshifted(sorted[(sorted.length - 1) / 2]);
        lowest = _unshifted(sorted[0]);
        highest = _unshifted(sorted[sorted.length - 1]);
    }

    /// @notice Index plus spread within floor and cap. Exact.
    /// @param  value the index [ppb, signed]
    function floatingRate(int32 value, FloatingTerms memory t) internal pure returns (Rate) {
        int256 sum = int256(value) + t.spread;
        if (sum <= int256(uint256(Rate.unwrap(t.floor)))) return t.floor;
        if (sum >= int256(uint256(Rate.unwrap(t.cap)))) return t.cap;
        // Between two uint32.
        // forge-lint: disable-next-line(unsafe-typecast)
        return Rate.wrap(uint32(uint256(sum)));
    }

    /// @notice Bond's rate less or plus the margin that a verified impact earns, rounded down: a
    ///         reduction is rounded up, a raise down.
    /// @dev    One division of the exact value; products < 2**(32 + 129 + 20).
    /// @param  bondRate rate at the baseline
    /// @param  verified impact of the period before [g CO2e, signed]
    /// @param  baseline what was expected of it, above 0 [g CO2e]
    function impactRateDown(Rate bondRate, int128 verified, uint64 baseline, ImpactTerms memory t)
        internal
        pure
        returns (Rate)
    {
        uint256 unmoved = Rate.unwrap(bondRate);
        int256 above = int256(verified) - int256(uint256(baseline));
        uint256 distance = SignedMath.abs(above) * PPM_ONE;
        if (above >= 0) {
            uint256 most = uint256(baseline) * Ppm.unwrap(t.deviationCap);
            uint256 lowered =
                Math.ceilDiv(Rate.unwrap(t.marginFloor) * Math.min(distance, most), most);
            return _rate(Math.saturatingSub(unmoved, lowered));
        }
        uint256 furthest = uint256(baseline) * Ppm.unwrap(t.deviationFloor);
        return _rate(unmoved + Rate.unwrap(t.marginCap) * Math.min(distance, furthest) / furthest);
    }

    /// @notice A rate after `periods` coupons in a row without a verified report: the penalty on
    ///         top each time, never above the bond's rate with the whole margin. Exact.
    function silentRate(Rate bondRate, Rate previous, uint256 periods, ImpactTerms memory t)
        internal
        pure
        returns (Rate)
    {
        uint256 most = Rate.unwrap(bondRate) + uint256(Rate.unwrap(t.marginCap));
        return _rate(Math.min(Rate.unwrap(previous) + periods * Rate.unwrap(t.penalty), most));
    }

    /// @notice Whether so many penalties in a row lead from the least rate to the most.
    function reachesMost(uint256 periods, ImpactTerms memory t) internal pure returns (bool) {
        uint256 width = uint256(Rate.unwrap(t.marginFloor)) + Rate.unwrap(t.marginCap);
        return periods * Rate.unwrap(t.penalty) >= width;
    }

    /// @dev At most what a Rate holds, 429 %: beyond it a coupon would be stuck.
    function _rate(uint256 value) private pure returns (Rate) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return Rate.wrap(uint32(Math.min(value, type(uint32).max)));
    }

    function _unshifted(uint256 value) private pure returns (int32) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return int32(int256(value) - SHIFT);
    }
}
