// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Terms} from "contracts/types/Terms.sol";

/// @title  Bond factory
/// @notice The only deployer of bonds: one call makes the register and its proceeds vault, both
///         minimal clones whose code holds their terms.
/// @dev    INV-BF-1  every bond of the factory has exactly one vault, and no vault two bonds
interface IBondFactory {
    /// @notice Only the issuer named in the terms creates the bond.
    error NotIssuer(address caller, address issuer);
    /// @notice Terms lack a party, a denomination or units, end before they begin or later than
    ///         65,535 days after it, or name a frequency that no year has.
    error TermsIncomplete(bytes12 isin);
    /// @notice The terms document has no hash.
    error TermsDocumentMissing(bytes12 isin);
    /// @notice An ISIN names one bond.
    error IsinTaken(bytes12 isin, address bond);
    /// @notice A coupon is out of order: accrual, then record day, then payment day, rising.
    error ScheduleInvalid(uint256 coupon);
    /// @notice A coupon's fraction of a year is not what its day count gives.
    error FractionInvalid(uint256 coupon, uint256 numerator, uint256 denominator);
    /// @notice A bond has at most `limit` coupons.
    error ScheduleTooLong(uint256 coupons, uint256 limit);
    /// @notice The schedule's length is not a whole number of rows.
    error ScheduleLength(uint256 length);
    /// @notice An option is out of order, outside the bond's life, or has no price.
    error OptionInvalid(uint256 option);
    /// @notice Rate terms are those of a kind that has them, and defined at its source.
    error RateTermsInvalid(bytes32 rateTerms);
    /// @notice Repayments sum to more than the whole.
    error PrincipalInvalid(uint256 repaid);

    /// @notice A bond and its vault were created.
    event BondCreated(
        address indexed bond,
        address indexed vault,
        address indexed issuer,
        Terms terms,
        bytes schedule
    );

    /// @notice Creates a bond in stage Draft. Caller: an ISSUER, the one named in the terms.
    /// @param  terms    `vault` is ignored
    /// @param  schedule rows of coupons, in order, then of options, packed as TermsCode says;
    ///                  a zero coupon has none
    /// @custom:reverts NotIssuer, TermsIncomplete, TermsDocumentMissing, IsinTaken,
    ///                 RateTermsInvalid, ScheduleLength, ScheduleTooLong, ScheduleInvalid,
    ///                 FractionInvalid, PrincipalInvalid, OptionInvalid
    function create(Terms calldata terms, bytes calldata schedule)
        external
        returns (address bond, address vault);

    /// @notice Bond of an ISIN, zero where there is none.
    function bondOf(bytes12 isin) external view returns (address);
}
