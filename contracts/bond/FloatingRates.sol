// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

import {IFixings} from "interfaces/IFixings.sol";
import {IFloatingRates} from "interfaces/IFloatingRates.sol";
import {IRateSource} from "interfaces/IRateSource.sol";

import {RateMath} from "contracts/libraries/RateMath.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {FloatingTerms} from "contracts/types/RateTerms.sol";
import {CouponKind} from "contracts/types/Terms.sol";
import {Day, Rate} from "contracts/types/Units.sol";

/// @title Floating rates
/// @dev   Specification, errors and events: IFloatingRates.
///
/// TRUST
/// Nobody is trusted here, and nothing is written but terms: a rate is a function of the bond's own
/// code and of Fixings, where it never changes once decided.
/// BONDS
/// Terms and fixing days are read from the code of the clone, not asked of it. An account that is
/// no clone of the factory may get any answer, about itself only.
contract FloatingRates is IFloatingRates {
    using TermsCode for bytes;

    IFixings public immutable fixings;

    mapping(bytes32 rateTerms => FloatingTerms) private _terms;

    constructor(IFixings fixings_) {
        fixings = fixings_;
    }

    /// @inheritdoc IFloatingRates
    function defineTerms(FloatingTerms calldata t) external returns (bytes32 rateTerms) {
        require(Rate.unwrap(t.floor) <= Rate.unwrap(t.cap), BandInvalid(t.floor, t.cap));
        require(fixings.isDefined(t.index), UnknownIndex(t.index));

        rateTerms = keccak256(abi.encode(t));
        if (isDefined(rateTerms)) return rateTerms;
        _terms[rateTerms] = t;

        emit FloatingTermsDefined(rateTerms, t);
    }

    /// @inheritdoc IRateSource
    function rateOf(address bond, uint256 coupon) external view returns (bool known, Rate rate) {
        bytes memory code = Clones.fetchCloneArgs(bond);
        bytes32 rateTerms = code.terms().rateTerms;
        require(
            isDefined(rateTerms) && code.couponKind() == CouponKind.Floating,
            UnknownTerms(rateTerms)
        );
        uint256 coupons = code.couponCount();
        require(coupon < coupons, NoSuchCoupon(coupon, coupons));
        FloatingTerms memory t = _terms[rateTerms];
        Day fixingDay = code.coupon(coupon).fixingDay;

        (bool decided, bool stands, int32 value) = fixings.standingOf(t.index, fixingDay);
        if (!decided) return (false, rate);
        return (true, RateMath.floatingRate(stands ? value : t.initial, t));
    }

    /// @inheritdoc IRateSource
    function isDefined(bytes32 rateTerms) public view returns (bool) {
        return _terms[rateTerms].index != bytes32(0);
    }

    /// @inheritdoc IFloatingRates
    function termsOf(bytes32 rateTerms) external view returns (FloatingTerms memory) {
        return _terms[rateTerms];
    }
}
