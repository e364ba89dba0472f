// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRateSource} from "interfaces/IRateSource.sol";

import {FloatingTerms} from "contracts/types/RateTerms.sol";
import {Rate} from "contracts/types/Units.sol";

/// @title  Floating rates
/// @notice Rate of a Floating coupon: what counts as its index on the coupon's fixing day, plus a
///         spread, within a cap and a floor. Exact: nothing is rounded.
/// @dev    Unknown until the fixing day is fixed or can no longer be; then what Fixings says stands
///         for it: the fixing before or, if there is none at all, the terms' `initial`.
///         INV-RS-1  a rate once known never changes
///         INV-RS-2  floor <= rate <= cap, whatever is published or not
interface IFloatingRates is IRateSource {
    /// @notice The floor is above the cap.
    error BandInvalid(Rate floor, Rate cap);
    /// @notice No such index.
    error UnknownIndex(bytes32 index);
    /// @notice The bond's coupons are not Floating by terms defined here.
    error UnknownTerms(bytes32 rateTerms);
    /// @notice The bond has fewer coupons.
    error NoSuchCoupon(uint256 coupon, uint256 coupons);

    /// @notice Terms were defined.
    event FloatingTermsDefined(bytes32 indexed rateTerms, FloatingTerms terms);

    /// @notice Defines terms. Anyone; again changes nothing.
    /// @return rateTerms their id, keccak256(abi.encode(terms)): what a bond's terms name
    /// @custom:reverts BandInvalid, UnknownIndex
    function defineTerms(FloatingTerms calldata terms) external returns (bytes32 rateTerms);

    /// @notice The terms of an id; empty where there are none.
    function termsOf(bytes32 rateTerms) external view returns (FloatingTerms memory);
}
