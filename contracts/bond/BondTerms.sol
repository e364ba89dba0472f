// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondFactory} from "interfaces/IBondFactory.sol";

import {DayCounts} from "contracts/libraries/DayCounts.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {DayCount} from "contracts/types/DayCount.sol";
import {Coupon, Option, OptionKind, Terms} from "contracts/types/Terms.sol";
import {Day, PPM_ONE, Ppm} from "contracts/types/Units.sol";

/// @title What the terms and the schedule of a bond must be like
/// @dev   The factory's checks. Errors: IBondFactory. Days of the schedule are stored as two bytes
///        after the issue day, so none is before it and none later than 65,535 days after it.
library BondTerms {
    using TermsCode for bytes;

    /// @dev 30 years of monthly coupons, and the bound of every loop over coupons.
    uint256 private constant COUPONS = 360;
    /// @dev Length of an option's row [bytes]. Layout: TermsCode.
    uint256 private constant OPTION = 12;
    /// @dev 14 hours, the widest zone in use [s]. Source: IANA tz database, Pacific/Kiritimati.
    int32 private constant ZONE_LIMIT = 50_400;
    /// @dev 9999-12-31. Instants of later days would not fit the register's word.
    uint256 private constant LAST_DAY = 2_932_896;
    /// @dev What the days of a schedule can reach after the issue day [days].
    uint256 private constant LIFE = type(uint16).max;
    /// @dev Bit n is set where a year can have n coupons: 0, 1, 2, 3, 4, 6, 12.
    uint256 private constant FREQUENCIES = 0x105f;

    function requireTerms(Terms calldata t) internal pure {
        bool parties = t.trustee != address(0) && t.bookrunner != address(0) && t.cash != address(0)
            && t.isin != bytes12(0);
        bool numbers = t.denomination != 0 && t.issueUnits != 0
            && (FREQUENCIES >> t.frequency) & 1 == 1
            && (t.frequency != 0 || t.dayCount != DayCount.ActualActualIcma);
        require(parties && numbers && _areDatesSound(t), IBondFactory.TermsIncomplete(t.isin));
        require(t.document != bytes32(0), IBondFactory.TermsDocumentMissing(t.isin));
    }

    /// @param code   the terms and the schedule, by TermsCode
    /// @param length of the schedule alone [bytes]
    function requireSchedule(Terms calldata t, bytes memory code, uint256 length) internal pure {
        uint256 optionCount = t.optionCount;
        uint256 row = TermsCode.rowLength(t.couponKind, t.amortising);
        bool whole = length >= optionCount * OPTION && (length - optionCount * OPTION) % row == 0;
        require(whole, IBondFactory.ScheduleLength(length));
        uint256 couponCount = (length - optionCount * OPTION) / row;
        require(couponCount <= COUPONS, IBondFactory.ScheduleTooLong(couponCount, COUPONS));
        _requireCoupons(t, code, couponCount);
        _requireOptions(t, code, optionCount);
    }

    function _areDatesSound(Terms calldata t) private pure returns (bool) {
        Day extended = t.extendedMaturityDay;
        bool extends_ = Day.unwrap(extended) != 0;
        uint256 last = Day.unwrap(extends_ ? extended : t.maturityDay);
        return t.maturityDay > t.issueDay && (!extends_ || extended > t.maturityDay)
            && last <= LAST_DAY && last - Day.unwrap(t.issueDay) <= LIFE
            && t.zoneOffset >= -ZONE_LIMIT && t.zoneOffset <= ZONE_LIMIT;
    }

    function _requireCoupons(Terms calldata t, bytes memory code, uint256 count) private pure {
        DayCounts.Convention memory k =
            DayCounts.Convention(t.dayCount, t.frequency, t.endOfMonth, t.maturityDay);
        uint256 extended = Day.unwrap(t.extendedMaturityDay);
        uint256 accruedTo = Day.unwrap(t.issueDay);
        uint256 recorded = accruedTo;
        uint256 paid;
        uint256 repaid;
        for (uint256 i; i < count; ++i) {
            Coupon memory c = code.coupon(i);
            bool sound = Day.unwrap(c.accrualStart) >= accruedTo
                && Day.unwrap(c.recordDay) > recorded && Day.unwrap(c.paymentDay) >= paid
                && _isOrdered(c, k.maturityDay, extended);
            require(sound, IBondFactory.ScheduleInvalid(i));
            _requireFraction(k, c, i);
            (accruedTo, recorded) = (Day.unwrap(c.accrualEnd), Day.unwrap(c.recordDay));
            paid = Day.unwrap(c.paymentDay);
            repaid += Ppm.unwrap(c.principal);
        }
        require(repaid <= PPM_ONE, IBondFactory.PrincipalInvalid(repaid));
    }

    /// @dev A coupon is of the time before maturity, and recorded before it; or of an extension,
    ///      and recorded in it: whether a bond is extended never decides about half a coupon.
    function _isOrdered(Coupon memory c, Day maturity, uint256 extended)
        private
        pure
        returns (bool)
    {
        uint256 start = Day.unwrap(c.accrualStart);
        uint256 record = Day.unwrap(c.recordDay);
        uint256 last = Day.unwrap(maturity);
        if (start >= last) {
            if (record < last) return false;
            last = extended; // 0, so before every day, where there is none
        }
        return start < Day.unwrap(c.accrualEnd) && Day.unwrap(c.accrualEnd) <= last && record < last
            && record < Day.unwrap(c.paymentDay);
    }

    /// @dev The error says what the day count gives; for a period that is too long or short to be a
    ///      regular one, what it gives for a stub.
    function _requireFraction(DayCounts.Convention memory k, Coupon memory c, uint256 i)
        private
        pure
    {
        (uint256 stored, uint256 storedParts) = (c.numerator, c.denominator);
        if (k.dayCount == DayCount.ActualActualIcma && DayCounts.isRegular(k, c)) {
            if (storedParts != 0 && DayCounts.isRegularLength(k, c)) return;
            (c.numerator, c.denominator, storedParts) = (0, 1, 0);
        }
        (uint256 numerator, uint256 denominator) = DayCounts.fraction(k, c, i == 0, c.accrualEnd);
        bool equal = storedParts != 0 && stored * denominator == numerator * storedParts;
        require(equal, IBondFactory.FractionInvalid(i, numerator, denominator));
    }

    function _requireOptions(Terms calldata t, bytes memory code, uint256 count) private pure {
        for (uint256 i; i < count; ++i) {
            uint256 row = code.length - (count - i) * OPTION;
            require(uint8(code[row]) <= uint8(type(OptionKind).max), IBondFactory.OptionInvalid(i));
            Option memory o = code.option(i);
            bool sound = o.firstDay <= o.lastDay && o.lastDay > t.issueDay
                && o.lastDay <= t.maturityDay && Ppm.unwrap(o.price) != 0
                && (o.kind == OptionKind.Call
                    || o.noticeDays <= Day.unwrap(o.lastDay) - Day.unwrap(o.firstDay));
            require(sound, IBondFactory.OptionInvalid(i));
        }
    }
}
