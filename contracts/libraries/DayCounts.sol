// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CivilDates} from "contracts/libraries/CivilDates.sol";
import {DayCount} from "contracts/types/DayCount.sol";
import {Coupon} from "contracts/types/Terms.sol";
import {Day} from "contracts/types/Units.sol";

/// @title Day counts
/// @dev   Fractions of a year from the first day of accrual (included) to another (excluded), exact
///        and not reduced. Sources:
///        Actual365Fixed    2006 ISDA Definitions 4.16(d): days / 365
///        Actual360         4.16(e): days / 360
///        ActualActualIcma  ICMA Rule 251.1(iii); ISDA EMU and Market Conventions: Recent
///                          Developments (1998), 2(b): a regular period is one year over the
///                          frequency; another is cut by notional ("quasi") coupon dates
///        ActualActualIsda  4.16(b): days in leap years / 366 + other days / 365
///        Thirty360         4.16(f), "Bond Basis": 31 is 30 at the start; at the end too, if the
///                          start is 30
///        ThirtyE360        4.16(g), "Eurobond Basis": 31 is 30
///        ThirtyE360Isda    4.16(h): so is the last of February, except at maturity as the end
library DayCounts {
    /// @dev 365 x 366, so that days of both kinds of years are whole parts of it.
    uint256 private constant BOTH_YEARS = 133_590;

    /// @dev What a bond's terms say about counting days.
    /// @param dayCount    convention
    /// @param frequency   coupons per year: 1, 2, 3, 4, 6 or 12; only ActualActualIcma asks
    /// @param endOfMonth  quasi-coupon dates stick to the end of months; only ActualActualIcma asks
    /// @param maturityDay not lengthened to the 30th; only ThirtyE360Isda asks
    struct Convention {
        DayCount dayCount;
        uint8 frequency;
        bool endOfMonth;
        Day maturityDay;
    }

    /// @notice The fraction of a year from the coupon's `accrualStart` (included) to `day`
    ///         (excluded), which is from `accrualStart` to `accrualEnd`.
    /// @dev    Both results are below 2**64 for periods below 2**17 days.
    /// @param  isFirst the bond's first coupon: if irregular, a stub at the front; any other
    ///                 irregular one is a stub at the back. Only ActualActualIcma asks
    function fraction(Convention memory k, Coupon memory c, bool isFirst, Day day)
        internal
        pure
        returns (uint256 numerator, uint256 denominator)
    {
        uint256 start = Day.unwrap(c.accrualStart);
        uint256 end = Day.unwrap(day);
        DayCount dayCount = k.dayCount;
        if (end <= start) return (0, 1);
        unchecked {
            if (dayCount == DayCount.Actual365Fixed) return (end - start, 365);
            if (dayCount == DayCount.Actual360) return (end - start, 360);
            if (dayCount == DayCount.ActualActualIsda) {
                uint256 leapDays = _leapDaysBefore(end) - _leapDaysBefore(start);
                return (366 * (end - start) - leapDays, BOTH_YEARS);
            }
        }
        if (dayCount != DayCount.ActualActualIcma) {
            return (_thirty(dayCount, start, end, Day.unwrap(k.maturityDay)), 360);
        }
        uint256 accrualEnd = Day.unwrap(c.accrualEnd);
        if (isRegular(k, c)) {
            unchecked {
                return (end - start, k.frequency * (accrualEnd - start));
            }
        }
        if (isFirst) return _frontStub(k, start, accrualEnd, end);
        return _backStub(k, start, end);
    }

    /// @notice Whether the terms count the coupon's period as one of `frequency` equal ones.
    function isRegular(Convention memory k, Coupon memory c) internal pure returns (bool) {
        unchecked {
            return uint256(c.numerator) * k.frequency == c.denominator;
        }
    }

    /// @notice Whether a regular period is as long as 12/frequency months with both ends rolled by
    ///         up to ten days.
    /// @dev    With m = 61 x months / 2, rounded down, months of the calendar have from m - 2 to
    ///         m + 1 days; twelve have m - 1 or m. Ten days on either side are the longest closure
    ///         of a market: China's from 9 to 18 February 2024.
    function isRegularLength(Convention memory k, Coupon memory c) internal pure returns (bool) {
        uint256 middle = uint256(61 * 6) / k.frequency;
        uint256 length = Day.unwrap(c.accrualEnd) - Day.unwrap(c.accrualStart);
        return length + 12 >= middle && length <= middle + 11;
    }

    /// @dev Days in leap years before a day, since a fixed one.
    function _leapDaysBefore(uint256 day) private pure returns (uint256 count) {
        (uint256 year,,) = CivilDates.dateOf(day);
        unchecked {
            uint256 last = year - 1;
            count = 366 * (last / 4 - last / 100 + last / 400);
            if (CivilDates.isLeap(year)) count += day - CivilDates.dayOf(year, 1, 1);
        }
    }

    /// @dev Days between by months of 30. Not negative, as start < end: within a month the end is
    ///      at least as far as the start once both are cut to 30; only at the end of February can
    ///      the start be lengthened, and the day after that is in March.
    function _thirty(DayCount dayCount, uint256 start, uint256 end, uint256 maturity)
        private
        pure
        returns (uint256)
    {
        (uint256 year1, uint256 month1, uint256 date1) = CivilDates.dateOf(start);
        (uint256 year2, uint256 month2, uint256 date2) = CivilDates.dateOf(end);
        if (date1 == 31) date1 = 30;
        if (date2 == 31 && (date1 == 30 || dayCount != DayCount.Thirty360)) date2 = 30;
        if (dayCount == DayCount.ThirtyE360Isda) {
            if (_endsFebruary(year1, month1, date1)) date1 = 30;
            if (end != maturity && _endsFebruary(year2, month2, date2)) date2 = 30;
        }
        unchecked {
            return 360 * (year2 - year1) + 30 * month2 + date2 - 30 * month1 - date1;
        }
    }

    function _endsFebruary(uint256 year, uint256 month, uint256 date) private pure returns (bool) {
        return month == 2 && date >= 28 && date == CivilDates.monthLength(year, 2);
    }

    /// @dev Quasi-coupon dates go back from the end of accrual. What is between start and end is
    ///      what remains of quasi periods at the start less what remains at the end.
    function _frontStub(Convention memory k, uint256 start, uint256 accrualEnd, uint256 end)
        private
        pure
        returns (uint256 numerator, uint256 denominator)
    {
        (numerator, denominator) = _quasiPeriodsTo(k, accrualEnd, start);
        unchecked {
            if (end != accrualEnd) {
                (uint256 left, uint256 length) = _quasiPeriodsTo(k, accrualEnd, end);
                numerator = numerator * length - left * denominator;
                denominator *= length;
            }
            denominator *= k.frequency;
        }
    }

    /// @dev Quasi-coupon dates go on from the start of accrual.
    function _backStub(Convention memory k, uint256 start, uint256 end)
        private
        pure
        returns (uint256 numerator, uint256 denominator)
    {
        (uint256 month, uint256 date) = CivilDates.rollOf(start, k.endOfMonth);
        uint256 step = 12 / k.frequency;
        unchecked {
            uint256 periods = (CivilDates.monthOf(end) - month) / step;
            uint256 from = CivilDates.dayInMonth(month + periods * step, date);
            if (from > end) from = CivilDates.dayInMonth(month + --periods * step, date);
            uint256 length = CivilDates.dayInMonth(month + (periods + 1) * step, date) - from;
            return (periods * length + end - from, k.frequency * length);
        }
    }

    /// @dev Quasi periods from a day before an anchor to it, in parts of the one that holds it.
    /// @return parts  whole periods x `length` + days in the one that holds the day
    /// @return length of that one [days]
    function _quasiPeriodsTo(Convention memory k, uint256 anchor, uint256 day)
        private
        pure
        returns (uint256 parts, uint256 length)
    {
        (uint256 month, uint256 date) = CivilDates.rollOf(anchor, k.endOfMonth);
        uint256 step = 12 / k.frequency;
        unchecked {
            uint256 periods = (month - CivilDates.monthOf(day)) / step;
            uint256 to = CivilDates.dayInMonth(month - periods * step, date);
            if (to < day) to = CivilDates.dayInMonth(month - --periods * step, date);
            length = to - CivilDates.dayInMonth(month - (periods + 1) * step, date);
            parts = periods * length + to - day;
        }
    }
}
