// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CivilDates} from "contracts/libraries/CivilDates.sol";
import {DayCounts} from "contracts/libraries/DayCounts.sol";
import {DayCount} from "contracts/types/DayCount.sol";
import {Coupon} from "contracts/types/Terms.sol";
import {Day} from "contracts/types/Units.sol";

import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice What must hold of any day count, whatever the dates. Values: differential tests.
contract DayCountsTest is ForgeTest {
    /// @dev After which the calendar repeats [days].
    uint256 private constant FOUR_CENTURIES = 146_097;
    /// @dev 2134-04-19 [day].
    uint256 private constant LAST_START = 60_000;
    /// @dev What a schedule can hold [days].
    uint256 private constant LONGEST = 65_535;

    uint256 private _random;

    function test_four_centuries_of_dates_follow_one_another() public pure {
        (uint256 year, uint256 month, uint256 date) = (1970, 1, 1);
        for (uint256 day; day < FOUR_CENTURIES; ++day) {
            (uint256 y, uint256 m, uint256 d) = CivilDates.dateOf(day);
            require(y == year && m == month && d == date, "dateOf");
            require(CivilDates.dayOf(year, month, date) == day, "dayOf");
            if (date < CivilDates.monthLength(year, month)) ++date;
            else if (month < 12) (month, date) = (month + 1, 1);
            else (year, month, date) = (year + 1, 1, 1);
        }
        vm.assertEq(12 * year + month, 12 * 2370 + 1);
        vm.assertEq(date, 1);
    }

    function testFuzz_a_day_is_found_by_its_date(uint32 day) public pure {
        (uint256 year, uint256 month, uint256 date) = CivilDates.dateOf(day);

        vm.assertEq(CivilDates.dayOf(year, month, date), day);
        vm.assertTrue(date >= 1 && date <= CivilDates.monthLength(year, month));
        vm.assertTrue(month >= 1 && month <= 12);
    }

    function testFuzz_months_there_and_back_lead_to_the_anchor(uint32 day, uint16 months)
        public
        pure
    {
        uint256 there = CivilDates.addMonths(day, int256(uint256(months)), true);
        uint256 back = CivilDates.addMonths(there, -int256(uint256(months)), true);

        (,, uint256 date) = CivilDates.dateOf(day);
        if (date <= 28) vm.assertTrue(back == day || _endsMonth(there));
        vm.assertEq(CivilDates.monthOf(there), CivilDates.monthOf(day) + months);
        vm.assertEq(CivilDates.monthOf(back), CivilDates.monthOf(day));
    }

    function testFuzz_nothing_has_accrued_on_the_first_day(uint256 seed) public {
        (DayCounts.Convention memory k, Coupon memory c, bool first) = _drawn(seed);

        (uint256 numerator, uint256 denominator) = DayCounts.fraction(k, c, first, c.accrualStart);
        vm.assertEq(numerator, 0);
        vm.assertGt(denominator, 0);
    }

    function testFuzz_a_later_day_never_counts_less(uint256 seed) public {
        (DayCounts.Convention memory k, Coupon memory c, bool first) = _drawn(seed);
        uint256 later = _within(c);
        uint256 earlier = bound(_draw(), Day.unwrap(c.accrualStart), later);
        if (_draw() % 2 == 0 && later > Day.unwrap(c.accrualStart)) earlier = later - 1;

        (uint256 n1, uint256 d1) = DayCounts.fraction(k, c, first, _day(earlier));
        (uint256 n2, uint256 d2) = DayCounts.fraction(k, c, first, _day(later));
        vm.assertLe(n1 * d2, n2 * d1);
        vm.assertLe(n2 | d2, type(uint64).max);
    }

    function testFuzz_actual_days_add_up(uint256 seed) public {
        (DayCounts.Convention memory k, Coupon memory c, bool first) = _drawn(seed);
        DayCount[3] memory actual =
            [DayCount.Actual365Fixed, DayCount.Actual360, DayCount.ActualActualIsda];
        k.dayCount = actual[_draw() % 3];
        Day middle = _day(_within(c));

        (uint256 whole,) = DayCounts.fraction(k, c, first, c.accrualEnd);
        (uint256 left,) = DayCounts.fraction(k, c, first, middle);
        c.accrualStart = middle;
        (uint256 right,) = DayCounts.fraction(k, c, first, c.accrualEnd);
        vm.assertEq(left + right, whole);
    }

    function testFuzz_a_regular_period_is_one_over_the_frequency(uint256 seed) public {
        (DayCounts.Convention memory k, Coupon memory c, bool first) = _drawn(seed);
        k.dayCount = DayCount.ActualActualIcma;
        (c.numerator, c.denominator) = (3, 3 * uint32(k.frequency));

        (uint256 numerator, uint256 denominator) = DayCounts.fraction(k, c, first, c.accrualEnd);
        vm.assertEq(numerator * k.frequency, denominator);
    }

    function testFuzz_whole_quasi_periods_count_as_regular_ones(uint256 seed) public {
        (DayCounts.Convention memory k, Coupon memory c, bool first) = _drawn(seed);
        k.dayCount = DayCount.ActualActualIcma;
        (c.numerator, c.denominator) = (0, 1);
        uint256 periods = bound(_draw(), 1, 40);
        int256 months = int256(periods * (12 / k.frequency));
        uint256 anchor = 20_000 + Day.unwrap(c.accrualStart);
        uint256 other = CivilDates.addMonths(anchor, first ? -months : months, k.endOfMonth);
        (c.accrualStart, c.accrualEnd) =
            first ? (_day(other), _day(anchor)) : (_day(anchor), _day(other));

        (uint256 numerator, uint256 denominator) = DayCounts.fraction(k, c, first, c.accrualEnd);
        vm.assertEq(numerator * k.frequency, denominator * periods);
    }

    function testFuzz_a_front_stub_is_the_sum_of_its_parts(uint256 seed) public {
        (DayCounts.Convention memory k, Coupon memory c,) = _drawn(seed);
        k.dayCount = DayCount.ActualActualIcma;
        (c.numerator, c.denominator) = (0, 1);
        Day middle = _day(_within(c));

        (uint256 n, uint256 d) = DayCounts.fraction(k, c, true, c.accrualEnd);
        (uint256 n1, uint256 d1) = DayCounts.fraction(k, c, true, middle);
        c.accrualStart = middle;
        (uint256 n2, uint256 d2) = DayCounts.fraction(k, c, true, c.accrualEnd);
        vm.assertEq((n1 * d2 + n2 * d1) * d, n * d1 * d2);
    }

    function testFuzz_a_back_stub_does_not_know_its_end(uint256 seed) public {
        (DayCounts.Convention memory k, Coupon memory c,) = _drawn(seed);
        k.dayCount = DayCount.ActualActualIcma;
        (c.numerator, c.denominator) = (0, 1);
        Day middle = _day(_within(c));

        (uint256 n1, uint256 d1) = DayCounts.fraction(k, c, false, middle);
        c.accrualEnd = middle;
        (uint256 n2, uint256 d2) = DayCounts.fraction(k, c, false, middle);
        vm.assertEq(n1 * d2, n2 * d1);
    }

    function testFuzz_a_period_of_rolled_dates_is_of_regular_length(uint256 seed) public {
        (DayCounts.Convention memory k, Coupon memory c,) = _drawn(seed);
        uint256 start = 10 + Day.unwrap(c.accrualStart);
        int256 months = int256(uint256(12 / k.frequency));
        uint256 end = CivilDates.addMonths(start, months, k.endOfMonth);

        c.accrualStart = _day(start);
        c.accrualEnd = _day(end + bound(_draw(), 0, 20) - 10);
        vm.assertTrue(DayCounts.isRegularLength(k, c));
    }

    function test_other_periods_are_not_of_regular_length() public pure {
        _requireLengths(1, 354, 377);
        _requireLengths(2, 171, 194);
        _requireLengths(3, 110, 133);
        _requireLengths(4, 79, 102);
        _requireLengths(6, 49, 72);
        _requireLengths(12, 18, 41);
    }

    function _requireLengths(uint8 frequency, uint32 shortest, uint32 longest) private pure {
        DayCounts.Convention memory k;
        k.frequency = frequency;
        for (uint32 length = 1; length < 800; ++length) {
            Coupon memory c;
            (c.accrualStart, c.accrualEnd) = (Day.wrap(20_000), Day.wrap(20_000 + length));
            vm.assertEq(DayCounts.isRegularLength(k, c), length >= shortest && length <= longest);
        }
    }

    /// @dev A convention and a coupon; every other start and end is the last of its month.
    function _drawn(uint256 seed)
        private
        returns (DayCounts.Convention memory k, Coupon memory c, bool first)
    {
        _random = seed;
        uint8[6] memory frequencies = [1, 2, 3, 4, 6, 12];
        k.dayCount = DayCount(_draw() % 7);
        k.frequency = frequencies[_draw() % 6];
        k.endOfMonth = _draw() % 2 == 0;
        uint256 start = _drawDay(0, LAST_START);
        uint256 end = _drawDay(start + 1, start + (_draw() % 2 == 0 ? 400 : LONGEST));
        (c.accrualStart, c.accrualEnd) = (_day(start), _day(end));
        k.maturityDay = _draw() % 2 == 0 ? c.accrualEnd : Day.wrap(200_000);
        (c.numerator, c.denominator) = _draw() % 2 == 0 ? (0, 1) : (1, uint32(k.frequency));
        first = _draw() % 2 == 0;
    }

    function _drawDay(uint256 from, uint256 to) private returns (uint256 day) {
        day = bound(_draw(), from, to);
        if (_draw() % 2 == 0) return day;
        uint256 last = CivilDates.dayInMonth(CivilDates.monthOf(day), 31);
        if (last <= to) day = last;
    }

    function _within(Coupon memory c) private returns (uint256) {
        return _drawDay(Day.unwrap(c.accrualStart), Day.unwrap(c.accrualEnd));
    }

    function _draw() private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random;
    }

    function _endsMonth(uint256 day) private pure returns (bool) {
        return CivilDates.monthOf(day + 1) != CivilDates.monthOf(day);
    }

    function _day(uint256 day) private pure returns (Day) {
        return Day.wrap(uint32(day));
    }
}
