// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {BondState} from "contracts/bond/BondState.sol";
import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {CouponMath} from "contracts/libraries/CouponMath.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {Coupon, CouponKind} from "contracts/types/Terms.sol";
import {PPM_ONE, Ppm, Rate} from "contracts/types/Units.sol";

/// @title Accrual
/// @dev   Strikes coupons at record days and says what a coupon is: its rate, its face value, its
///        cash per unit. Used by all parts of a bond.
///
/// EXACTNESS
/// A coupon is struck once: who is owed is fixed by the record day, how much as soon as the rate is
/// known, rounded down once per unit. Nothing determined changes afterwards; a repayment lowers the
/// face value of later coupons only.
/// LIVENESS
/// Striking asks nobody: a missing fixing or report never holds up a transfer.
abstract contract Accrual is BondState {
    using RegisterWord for uint256;
    using SafeCast for uint256;
    using TermsCode for bytes;

    /// @dev The register's word with every passed record day struck; written if there was one.
    function _struckRegister() internal returns (uint256 register) {
        register = _register;
        if (block.timestamp < register.nextRecordAt()) return register;

        bytes memory code = _code();
        uint256 index = register.struckDays();
        uint256 next = register.nextRecordAt();
        // At most one turn per coupon in the whole life of the bond.
        for (; next <= block.timestamp; next = _recordAt(code, ++index, register)) {
            _strike(code, index, register.supply());
        }
        register = register.withRecord(index, next);
        _register = register;
    }

    function _strike(bytes memory code, uint256 index, uint256 supply) private {
        Struck memory struck;
        struck.units = uint88(supply);
        if (_mayRepay(code)) {
            uint256 face = code.denomination() - _repaid;
            uint256 principal = _principal(code, index, face);
            if (face - principal != code.denomination()) {
                struck.repays = true;
                _repayments[index] = Repayment(principal.toUint128(), face.toUint128());
                _repaid += principal;
            }
        }
        emit CouponStruck(index, supply);

        // Variable rates are asked for later, by determine: nothing foreign runs in a transfer.
        if (code.couponKind() < CouponKind.Floating) _determine(code, index, struck);
        _struck[index] = struck;
    }

    function _determine(bytes memory code, uint256 index, Struck memory struck) internal {
        Coupon memory c = code.coupon(index);
        Rate rate = _knownRate(code, c, index);
        uint256 face = code.denomination();
        uint256 principal;
        if (struck.repays) {
            (face, principal) = (_repayments[index].face, _repayments[index].perUnit);
        }
        uint256 perUnit = CouponMath.interestPerUnitDown(face, rate, c.numerator, c.denominator);
        struck.cashPerUnit = perUnit.toUint128();
        struck.determined = true;

        emit CouponDetermined(index, rate, perUnit, principal);
    }

    /// @dev Instant at which record day `index` has ended [s UTC]; never for coupons that fall away
    ///      because the bond ends before they do.
    function _recordAt(bytes memory code, uint256 index, uint256 register)
        internal
        pure
        returns (uint256)
    {
        if (index >= code.couponCount()) return RegisterWord.NEVER;
        Coupon memory c = code.coupon(index);
        if (c.accrualEnd > _endDay(code, register)) return RegisterWord.NEVER;
        return CivilTime.endOf(c.recordDay, code.zoneOffset());
    }

    function _rateOf(bytes memory code, Coupon memory c, uint256 index)
        internal
        view
        returns (bool known, Rate rate)
    {
        CouponKind kind = code.couponKind();
        if (kind == CouponKind.Fixed) return (true, code.fixedRate());
        if (kind == CouponKind.StepUp) return (true, c.rate);
        if (kind == CouponKind.Bookbuilt) return (Rate.unwrap(_pricedRate) != 0, _pricedRate);
        if (kind == CouponKind.Floating) return floatingRates.rateOf(address(this), index);
        return impactRates.rateOf(address(this), index);
    }

    function _knownRate(bytes memory code, Coupon memory c, uint256 index)
        internal
        view
        returns (Rate)
    {
        (bool known, Rate rate) = _rateOf(code, c, index);
        require(known, RateUnknown(index));
        return rate;
    }

    /// @dev Whether face value can change with a coupon: spares plain bonds the storage reads.
    function _mayRepay(bytes memory code) internal pure returns (bool) {
        return code.isAmortising() || code.optionCount() != 0;
    }

    /// @dev Principal of one unit repaid with a coupon, scheduled and called, at most `face`.
    function _principal(bytes memory code, uint256 index, uint256 face)
        internal
        view
        returns (uint256)
    {
        uint256 share = uint256(Ppm.unwrap(code.coupon(index).principal))
            + Ppm.unwrap(_partialCalls[index]);
        uint256 principal = code.denomination() * share / PPM_ONE;
        return principal < face ? principal : face;
    }

    /// @dev Face value of one unit on which coupon `index` accrues [cash base units].
    function _faceIn(bytes memory code, uint256 index) internal view returns (uint256 face) {
        face = code.denomination();
        if (!_mayRepay(code)) return face;
        uint256 struck = _register.struckDays();
        if (index < struck) return _struck[index].repays ? _repayments[index].face : face;
        face -= _repaid;
        for (uint256 i = struck; i < index; ++i) {
            face -= _principal(code, i, face);
        }
    }
}
