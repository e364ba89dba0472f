// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Civil dates: days since 1970-01-01 and what the Gregorian calendar calls them
/// @dev   Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (civil_from_days,
///        days_from_civil), http://howardhinnant.github.io/date_algorithms.html. Years begin on the
///        first of March inside, so that the leap day is a year's last.
///        Days are plain numbers here: they are added and subtracted. All of it is unchecked: days
///        below 2**32 and months of their years leave every intermediate value below 2**64. A day
///        before 1970 is its negative modulo 2**256, so that differences of days stay right.
///        A month is numbered from January of the year 0: 12 x year + month - 1.
library CivilDates {
    /// @dev From 0000-03-01 to 1970-01-01 [days].
    uint256 private constant EPOCH = 719_468;
    /// @dev Length of the 400 years after which the calendar repeats [days].
    uint256 private constant ERA = 146_097;

    /// @notice Year, month (1 to 12) and day of the month (1 to 31) of a day since 1970-01-01.
    function dateOf(uint256 day) internal pure returns (uint256 year, uint256 month, uint256 date) {
        unchecked {
            uint256 z = day + EPOCH;
            uint256 eraDay = z % ERA;
            year = (eraDay - eraDay / 1460 + eraDay / 36_524 - eraDay / 146_096) / 365;
            uint256 yearDay = eraDay - (365 * year + year / 4 - year / 100); // 0: first of March
            uint256 march = (5 * yearDay + 2) / 153; // months since March
            date = yearDay - (153 * march + 2) / 5 + 1;
            year += z / ERA * 400;
            if (march < 10) return (year, march + 3, date);
            return (year + 1, march - 9, date);
        }
    }

    /// @notice Day since 1970-01-01 of a date. Month from 1 to 12, date from 1.
    function dayOf(uint256 year, uint256 month, uint256 date) internal pure returns (uint256) {
        unchecked {
            return _dayIn(12 * year + month - 1, date);
        }
    }

    /// @notice Whether February of the year has 29 days.
    function isLeap(uint256 year) internal pure returns (bool) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    /// @notice Length of a month, from 1 to 12 [days].
    function monthLength(uint256 year, uint256 month) internal pure returns (uint256) {
        if (month == 2) return isLeap(year) ? 29 : 28;
        unchecked {
            return 30 + ((month + month / 8) & 1);
        }
    }

    /// @notice The day `months` after (before, if negative) an anchor: of the same date, or the
    ///         last of a month that is too short for it. Always counted from the anchor, so that
    ///         a short month does not shorten the later ones.
    /// @param  endOfMonth an anchor that is the last of its month makes last days of months
    function addMonths(uint256 anchor, int256 months, bool endOfMonth)
        internal
        pure
        returns (uint256)
    {
        (uint256 month, uint256 date) = rollOf(anchor, endOfMonth);
        unchecked {
            // Casts to and fro are one addition modulo 2**256.
            // forge-lint: disable-next-line(unsafe-typecast)
            return dayInMonth(month + uint256(months), date);
        }
    }

    /// @notice How an anchor's date is found in other months: the number of its month, and its
    ///         date, 31 if it stands for the last.
    function rollOf(uint256 anchor, bool endOfMonth)
        internal
        pure
        returns (uint256 month, uint256 date)
    {
        uint256 year;
        (year, month, date) = dateOf(anchor);
        if (endOfMonth && date == monthLength(year, month)) date = 31;
        unchecked {
            month += 12 * year - 1;
        }
    }

    /// @notice Number of the month that holds a day.
    function monthOf(uint256 day) internal pure returns (uint256 month) {
        (uint256 year, uint256 inYear,) = dateOf(day);
        unchecked {
            return 12 * year + inYear - 1;
        }
    }

    /// @notice Day since 1970-01-01 of a date in a numbered month, or of the month's last day.
    function dayInMonth(uint256 month, uint256 date) internal pure returns (uint256) {
        unchecked {
            if (date > 28) {
                uint256 length = monthLength(month / 12, month % 12 + 1);
                if (date > length) date = length;
            }
        }
        return _dayIn(month, date);
    }

    function _dayIn(uint256 month, uint256 date) private pure returns (uint256) {
        unchecked {
            month -= 2; // from March of the year 0
            uint256 year = month / 12;
            uint256 yearDay = (153 * (month % 12) + 2) / 5 + date - 1;
            return 365 * year + year / 4 - year / 100 + year / 400 + yearDay - EPOCH;
        }
    }
}
