// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Coupon, Terms} from "contracts/types/Terms.sol";

/// @title  Bond factory
/// @notice The only deployer of bonds: one call makes the register and its proceeds vault, both
///         minimal clones whose code holds their terms.
/// @dev    INV-BF-1  every bond of the factory has exactly one vault, and no vault two bonds
interface IBondFactory {
    /// @notice Only the issuer named in the terms creates the bond.
    error NotIssuer(address caller, address issuer);
    /// @notice Terms lack a party, a denomination, units, or end before they begin.
    error TermsIncomplete(bytes12 isin);
    /// @notice The terms document has no hash.
    error TermsDocumentMissing(bytes12 isin);
    /// @notice An ISIN names one bond.
    error IsinTaken(bytes12 isin, address bond);
    /// @notice A coupon is out of order: accrual, then record day, then payment day, rising.
    error ScheduleInvalid(uint256 coupon);
    /// @notice A bond has at most `limit` coupons.
    error ScheduleTooLong(uint256 coupons, uint256 limit);

    /// @notice A bond and its vault were created.
    event BondCreated(
        address indexed bond,
        address indexed vault,
        address indexed issuer,
        Terms terms,
        Coupon[] coupons
    );

    /// @notice Creates a bond in stage Draft. Caller: an ISSUER, the one named in the terms.
    /// @param  terms   `vault` is ignored
    /// @param  coupons in order; may be empty (zero coupon)
    /// @custom:reverts NotIssuer, TermsIncomplete, TermsDocumentMissing, IsinTaken,
    ///                 ScheduleTooLong, ScheduleInvalid
    function create(Terms calldata terms, Coupon[] calldata coupons)
        external
        returns (address bond, address vault);

    /// @notice Bond of an ISIN, zero where there is none.
    function bondOf(bytes12 isin) external view returns (address);
}
