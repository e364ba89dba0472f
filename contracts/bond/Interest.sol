// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBondDesk} from "interfaces/IBondDesk.sol";

import {Movement} from "contracts/bond/Movement.sol";
import {CouponMath} from "contracts/libraries/CouponMath.sol";
import {DayCounts} from "contracts/libraries/DayCounts.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {Coupon} from "contracts/types/Terms.sol";
import {Day, PPM_ONE, Ppm, Rate} from "contracts/types/Units.sol";

/// @title Interest
/// @dev   What has accrued by a day, and what is late. Specification: IBondDesk.
///
/// ONE RULE
/// Accrued interest on a day is the sum, over coupons that accrue before it, of what accrued by
/// then, less the whole coupon where its record day is over: who buys now does not get that one.
abstract contract Interest is Movement, IBondDesk {
    using RegisterWord for uint256;
    using SafeCast for uint256;
    using TermsCode for bytes;

    /// @inheritdoc IBondDesk
    function accruedInterest(Day day) external view returns (int256 perUnit) {
        return _accruedInterest(_code(), day);
    }

    /// @inheritdoc IBondDesk
    function dirtyPrice(uint256 units, Ppm cleanPrice, Day day) external view returns (uint256) {
        bytes memory code = _code();
        uint256 face = units * _faceOn(code, day);
        int256 clean = Math.ceilDiv(face * Ppm.unwrap(cleanPrice), PPM_ONE).toInt256();
        int256 price = clean + units.toInt256() * _accruedInterest(code, day);
        return price > 0 ? uint256(price) : 0;
    }

    /// @inheritdoc IBondDesk
    function exDay(uint256 coupon) external view returns (Day) {
        bytes memory code = _code();
        require(coupon < code.couponCount(), CouponNotOpen(coupon));
        return Day.wrap(Day.unwrap(code.coupon(coupon).recordDay) + 1);
    }

    /// @inheritdoc IBondDesk
    function arrearsSince() external view returns (Day) {
        return _arrearsSince(_code(), _register);
    }

    /* INTERNAL */

    function _accruedInterest(bytes memory code, Day day) internal view returns (int256 sum) {
        // A defaulted bond trades flat.
        if (_stage() >= Stage.Defaulted) return 0;
        return _signedAccrual(code, day);
    }

    function _signedAccrual(bytes memory code, Day day) internal view returns (int256 sum) {
        uint256 count = code.couponCount();
        if (count == 0) return 0;
        uint256 register = _register;
        Day end = _endDay(code, register);
        // What was struck is mostly over: not read one by one, late in a long life.
        uint256 struck = Math.min(register.struckDays(), count);
        for (uint256 i = code.overBefore(struck, day, end); i < count; ++i) {
            Coupon memory c = code.coupon(i);
            require(i != 0 || c.accrualStart <= day, NoAccrual(day));
            if (c.accrualStart >= day || c.accrualStart >= end) break;
            if (c.accrualEnd > end) {
                // Cut by a call, whose price has the interest until its day.
                return sum + _accruedIn(code, c, i, day < end ? day : end).toInt256();
            }
            bool isEx = c.recordDay < day;
            if (isEx && c.accrualEnd <= day) continue; // over: paid to others
            sum += _accruedIn(code, c, i, day).toInt256();
            if (isEx) sum -= _accruedIn(code, c, i, c.accrualEnd).toInt256();
        }
    }

    /// @dev Interest of one unit on coupon `index` up to `day`, at most all of it, rounded down.
    function _accruedIn(bytes memory code, Coupon memory c, uint256 index, Day day)
        internal
        view
        returns (uint256)
    {
        Rate rate = _knownRate(code, c, index);
        uint256 face = _faceIn(code, index);
        if (day >= c.accrualEnd) {
            return CouponMath.interestPerUnitDown(face, rate, c.numerator, c.denominator);
        }
        DayCounts.Convention memory convention = DayCounts.Convention(
            code.dayCount(), code.frequency(), code.isEndOfMonth(), code.maturityDay()
        );
        (uint256 numerator, uint256 denominator) =
            DayCounts.fraction(convention, c, index == 0, day);
        return CouponMath.interestPerUnitDown(face, rate, numerator, denominator);
    }

    /// @dev Face value that whoever buys a unit on `day` will be repaid [cash base units].
    function _faceOn(bytes memory code, Day day) internal view returns (uint256) {
        if (!_mayRepay(code)) return code.denomination();
        Day end = _endDay(code, _register);
        uint256 count = code.couponCount();
        uint256 index;
        for (; index < count; ++index) {
            Coupon memory c = code.coupon(index);
            if (c.recordDay >= day || c.accrualEnd > end) break;
        }
        return _faceIn(code, index);
    }

    /// @dev The first coupon that is not over on `day`, or the count.
    function _couponOn(bytes memory code, Day day) internal pure returns (uint256 index) {
        uint256 count = code.couponCount();
        while (index < count && code.coupon(index).accrualEnd <= day) ++index;
    }

    /// @dev The earliest day on which something fell due that is unpaid after its day, 0: nothing.
    function _arrearsSince(bytes memory code, uint256 register) internal view returns (Day since) {
        Day today = _today(code);
        Day end = _endDay(code, register);
        Stage stage_ = _stage();
        bool isOwing = stage_ == Stage.Outstanding || stage_ == Stage.Defaulted;
        if (isOwing) since = _earlier(since, _principalDue(code, end), today);
        // After acceleration rows are no coupons any more.
        if (_claim.firstRow == 0 && _fundedThrough < code.couponCount()) {
            Coupon memory c = code.coupon(_fundedThrough);
            bool falls = c.accrualEnd <= end && stage_ >= Stage.Outstanding;
            if (falls && stage_ != Stage.Cancelled) {
                since = _earlier(since, c.paymentDay, today);
            }
        }
        if (!isOwing) return since;
        for (uint256 i; i < code.optionCount(); ++i) {
            if (_putTotals[i].units != 0 && !_putTotals[i].funded) {
                since = _earlier(since, code.option(i).lastDay, today);
            }
        }
    }

    /// @dev Principal is paid with the last coupon, whose payment day may be rolled past the end.
    function _principalDue(bytes memory code, Day end) private view returns (Day) {
        if (_call.called) return end;
        for (uint256 i = code.couponCount(); i != 0; --i) {
            Coupon memory c = code.coupon(i - 1);
            if (c.accrualEnd <= end) return c.paymentDay > end ? c.paymentDay : end;
        }
        return end;
    }

    function _earlier(Day since, Day due, Day today) private pure returns (Day) {
        if (due >= today) return since;
        return Day.unwrap(since) == 0 || due < since ? due : since;
    }
}
