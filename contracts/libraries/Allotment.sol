// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {PPM_ONE} from "contracts/types/Units.sol";

/// @title What an order gets and pays, whoever sells
library Allotment {
    /// @notice Clean price of `units` [cash base units]. Rounded up: an investor never pays less
    ///         than the price.
    /// @param  faceValue of one unit [cash base units]
    /// @param  price     of face value [ppm]
    function priceUp(uint256 units, uint256 faceValue, uint256 price)
        internal
        pure
        returns (uint256)
    {
        return Math.ceilDiv(units * faceValue * price, PPM_ONE);
    }

    /// @notice What an order of `asked` gets when `sold` is shared by `demand` and `before` of it
    ///         stands before the order. Fills sum to `sold` exactly.
    function share(uint256 before, uint256 asked, uint256 sold, uint256 demand)
        internal
        pure
        returns (uint256)
    {
        return (before + asked) * sold / demand - before * sold / demand;
    }
}
