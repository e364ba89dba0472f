// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rate} from "contracts/types/Units.sol";

/// @title  Rate source
/// @notice Where a bond asks for the rate of a coupon that its terms do not state.
/// @dev    INV-RS-1  a rate once known never changes
interface IRateSource {
    /// @notice Annual rate of a coupon.
    /// @param  bond   clone of the factory, with this source's kind of coupons
    /// @param  coupon its number
    /// @return known  false until evidence, or the lack of it, decides
    /// @return rate   within the cap and floor of the rate's terms; 0 while unknown
    function rateOf(address bond, uint256 coupon) external view returns (bool known, Rate rate);

    /// @notice Whether rate terms of this id were defined here: the factory asks.
    function isDefined(bytes32 rateTerms) external view returns (bool);
}
