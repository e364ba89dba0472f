// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DayCount} from "contracts/types/DayCount.sol";
import {Coupon, CouponKind, Option, OptionKind, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

/// @title Terms and schedule as immutable arguments of a clone
/// @dev   Packed by hand: a byte of code costs 200 gas. Head, in words of 32 bytes:
///        0 issuer 20, issueDay 4, maturityDay 4, zoneOffset 4 · 1 trustee 20, isin 12
///        2 bookrunner 20, denomination 12 · 3 cash 20, rate 4, dayCount 1, minimumClass 1,
///          couponKind 1, frequency 1, flags 1 (1 endOfMonth, 2 amortising), graceDays 1,
///          prescriptionDays 2
///        4 vault 20, issueUnits 11, optionCount 1
///        5 lei 20, currency 3, jurisdictions 8, spare 1
///        6 name · 7 document · 8 calendar · 9 taxAccount 20, extendedMaturityDay 4, spare 8
///        10 rateTerms, only if Floating or ImpactLinked
///        Then one row per coupon, days as 2 bytes after the issue day: accrualStart 2,
///        accrualEnd 2, recordDay 2, paymentDay 2, numerator 4, denominator 4, then StepUp: rate 4,
///        Floating: fixingDay 4 (since 1970), ImpactLinked: baseline 8; amortising: principal 4.
///        Then one row per option: kind 1, firstDay 2, lastDay 2, price 4, noticeDays 2, spare 1.
///        What follows the head is the `schedule` that the factory is given.
library TermsCode {
    uint256 private constant HEAD = 320;
    uint256 private constant OPTION = 12;
    uint256 private constant END_OF_MONTH = 1;
    uint256 private constant AMORTISING = 2;
    uint256 private constant STEP_UP = uint256(CouponKind.StepUp);
    uint256 private constant FLOATING = uint256(CouponKind.Floating);
    uint256 private constant IMPACT_LINKED = uint256(CouponKind.ImpactLinked);

    /// @notice Length of one coupon's row [bytes].
    function rowLength(CouponKind kind, bool amortising) internal pure returns (uint256 length) {
        length = amortising ? 20 : 16;
        if (kind == CouponKind.ImpactLinked) length += 8;
        else if (kind == CouponKind.StepUp || kind == CouponKind.Floating) length += 4;
    }

    function encode(Terms memory t, bytes memory schedule, address vault)
        internal
        pure
        returns (bytes memory)
    {
        uint256[HEAD / 32] memory head;
        head[0] = _parts(_party(t.issuer), Day.unwrap(t.issueDay), Day.unwrap(t.maturityDay))
            | uint32(t.zoneOffset);
        head[1] = _party(t.trustee) | uint96(t.isin);
        head[2] = _party(t.bookrunner) | t.denomination;
        head[3] = _party(t.cash) | _numbers(t);
        head[4] = _party(vault) | uint256(t.issueUnits) << 8 | t.optionCount;
        head[5] = uint256(uint160(t.lei)) << 96 | uint256(uint24(t.currency)) << 72
            | uint256(t.jurisdictions) << 8;
        head[6] = uint256(t.name);
        head[7] = uint256(t.document);
        head[8] = uint256(t.calendar);
        head[9] = _parts(_party(t.taxAccount), Day.unwrap(t.extendedMaturityDay), 0);
        if (_hasRateTerms(t.couponKind)) return abi.encodePacked(head, t.rateTerms, schedule);
        return abi.encodePacked(head, schedule);
    }

    // Every cast below cuts a field out of a word at the place given in the layout above.
    // forge-lint: disable-start(unsafe-typecast)

    function terms(bytes memory code) internal pure returns (Terms memory t) {
        uint256 word = _word(code, 0);
        t.issuer = address(uint160(word >> 96));
        t.issueDay = Day.wrap(uint32(word >> 64));
        t.maturityDay = Day.wrap(uint32(word >> 32));
        t.zoneOffset = int32(uint32(word));
        word = _word(code, 32);
        t.trustee = address(uint160(word >> 96));
        t.isin = bytes12(uint96(word));
        word = _word(code, 64);
        t.bookrunner = address(uint160(word >> 96));
        t.denomination = uint96(word);
        word = _word(code, 128);
        t.vault = address(uint160(word >> 96));
        t.issueUnits = uint88(word >> 8);
        t.optionCount = uint8(word);
        word = _word(code, 160);
        t.lei = bytes20(uint160(word >> 96));
        t.currency = bytes3(uint24(word >> 72));
        t.jurisdictions = uint64(word >> 8);
        t.name = bytes32(_word(code, 192));
        t.document = bytes32(_word(code, 224));
        t.calendar = bytes32(_word(code, 256));
        word = _word(code, 288);
        t.taxAccount = address(uint160(word >> 96));
        t.extendedMaturityDay = Day.wrap(uint32(word >> 64));
        _rules(code, t);
    }

    function _rules(bytes memory code, Terms memory t) private pure {
        uint256 word = _word(code, 96);
        t.cash = address(uint160(word >> 96));
        t.rate = Rate.wrap(uint32(word >> 64));
        t.dayCount = DayCount(uint8(word >> 56));
        t.minimumClass = uint8(word >> 48);
        t.couponKind = CouponKind(uint8(word >> 40));
        t.frequency = uint8(word >> 32);
        t.endOfMonth = word >> 24 & END_OF_MONTH != 0;
        t.amortising = word >> 24 & AMORTISING != 0;
        t.graceDays = uint8(word >> 16);
        t.prescriptionDays = uint16(word);
        if (_hasRateTerms(t.couponKind)) t.rateTerms = bytes32(_word(code, HEAD));
    }

    // Single fields, for the paths on which the whole would cost too much.

    function issueDay(bytes memory code) internal pure returns (Day) {
        return Day.wrap(uint32(_word(code, 0) >> 64));
    }

    function dayCount(bytes memory code) internal pure returns (DayCount) {
        return DayCount(uint8(_word(code, 96) >> 56));
    }

    function frequency(bytes memory code) internal pure returns (uint8) {
        return uint8(_word(code, 96) >> 32);
    }

    function isEndOfMonth(bytes memory code) internal pure returns (bool) {
        return _word(code, 96) >> 24 & END_OF_MONTH != 0;
    }

    function minimumClass(bytes memory code) internal pure returns (uint8) {
        return uint8(_word(code, 96) >> 48);
    }

    function jurisdictions(bytes memory code) internal pure returns (uint64) {
        return uint64(_word(code, 160) >> 8);
    }

    function maturityDay(bytes memory code) internal pure returns (Day) {
        return Day.wrap(uint32(_word(code, 0) >> 32));
    }

    function zoneOffset(bytes memory code) internal pure returns (int32) {
        return int32(uint32(_word(code, 0)));
    }

    function denomination(bytes memory code) internal pure returns (uint256) {
        return uint96(_word(code, 64));
    }

    function cash(bytes memory code) internal pure returns (address) {
        return address(uint160(_word(code, 96) >> 96));
    }

    function fixedRate(bytes memory code) internal pure returns (Rate) {
        return Rate.wrap(uint32(_word(code, 96) >> 64));
    }

    function couponKind(bytes memory code) internal pure returns (CouponKind) {
        return CouponKind(uint8(_word(code, 96) >> 40));
    }

    function isAmortising(bytes memory code) internal pure returns (bool) {
        return _word(code, 96) >> 24 & AMORTISING != 0;
    }

    function taxAccount(bytes memory code) internal pure returns (address) {
        return address(uint160(_word(code, 288) >> 96));
    }

    function graceDays(bytes memory code) internal pure returns (uint256) {
        return uint8(_word(code, 96) >> 16);
    }

    function extendedMaturityDay(bytes memory code) internal pure returns (Day) {
        return Day.wrap(uint32(_word(code, 288) >> 64));
    }

    function optionCount(bytes memory code) internal pure returns (uint256) {
        return uint8(_word(code, 128));
    }

    function couponCount(bytes memory code) internal pure returns (uint256) {
        CouponKind kind = couponKind(code);
        uint256 rows = code.length - _scheduleAt(kind) - optionCount(code) * OPTION;
        return rows / rowLength(kind, isAmortising(code));
    }

    /// @dev Days are added unchecked and the kind is read as a number: the factory checked both.
    function coupon(bytes memory code, uint256 index) internal pure returns (Coupon memory c) {
        uint256 rules = _word(code, 96);
        uint256 kind = uint8(rules >> 40);
        uint256 more = kind == STEP_UP || kind == FLOATING ? 4 : kind == IMPACT_LINKED ? 8 : 0;
        bool amortising = rules >> 24 & AMORTISING != 0;
        unchecked {
            uint256 offset = kind < FLOATING ? HEAD : HEAD + 32;
            uint256 word = _word(code, offset + index * ((amortising ? 20 : 16) + more));
            uint32 zero = uint32(_word(code, 0) >> 64);
            c.accrualStart = Day.wrap(zero + uint16(word >> 240));
            c.accrualEnd = Day.wrap(zero + uint16(word >> 224));
            c.recordDay = Day.wrap(zero + uint16(word >> 208));
            c.paymentDay = Day.wrap(zero + uint16(word >> 192));
            c.numerator = uint32(word >> 160);
            c.denominator = uint32(word >> 128);
            if (kind == STEP_UP) c.rate = Rate.wrap(uint32(word >> 96));
            else if (kind == FLOATING) c.fixingDay = Day.wrap(uint32(word >> 96));
            else if (kind == IMPACT_LINKED) c.baseline = uint64(word >> 64);
            if (amortising) c.principal = Ppm.wrap(uint32(word >> (96 - 8 * more)));
        }
    }

    /// @notice At most `bound`; all coupons before it are over on `day`: accrued in full by then
    ///         and by `end`, and recorded before.
    /// @dev    Schedules ascend, so it is enough that the one before it is over.
    function overBefore(bytes memory code, uint256 bound, Day day, Day end)
        internal
        pure
        returns (uint256 index)
    {
        if (bound == 0) return 0;
        uint256 length = rowLength(couponKind(code), isAmortising(code));
        uint256 row = _scheduleAt(couponKind(code)) + bound * length;
        uint256 zero = Day.unwrap(issueDay(code));
        uint256 last = Day.unwrap(day < end ? day : end);
        unchecked {
            for (index = bound; index != 0; --index) {
                row -= length;
                uint256 word = _word(code, row);
                bool isRecorded = zero + uint16(word >> 208) < Day.unwrap(day);
                if (isRecorded && zero + uint16(word >> 224) <= last) break;
            }
        }
    }

    function option(bytes memory code, uint256 index) internal pure returns (Option memory o) {
        uint256 count = optionCount(code);
        uint32 zero = Day.unwrap(issueDay(code));
        uint256 word = _word(code, code.length - (count - index) * OPTION);
        o.kind = OptionKind(uint8(word >> 248));
        o.firstDay = Day.wrap(zero + uint16(word >> 232));
        o.lastDay = Day.wrap(zero + uint16(word >> 216));
        o.price = Ppm.wrap(uint32(word >> 184));
        o.noticeDays = uint16(word >> 168);
    }

    // forge-lint: disable-end(unsafe-typecast)

    function _hasRateTerms(CouponKind kind) private pure returns (bool) {
        return kind >= CouponKind.Floating;
    }

    function _scheduleAt(CouponKind kind) private pure returns (uint256) {
        return _hasRateTerms(kind) ? HEAD + 32 : HEAD;
    }

    /// @dev What follows an address in its word: 4 bytes, 4 bytes, and 4 that are left out.
    function _parts(uint256 party, uint256 first, uint256 second) private pure returns (uint256) {
        return party | first << 64 | second << 32;
    }

    function _party(address account) private pure returns (uint256) {
        return uint256(uint160(account)) << 96;
    }

    /// @dev The right 12 bytes of word 3.
    function _numbers(Terms memory t) private pure returns (uint256) {
        uint256 flags = (t.endOfMonth ? END_OF_MONTH : 0) | (t.amortising ? AMORTISING : 0);
        return uint256(Rate.unwrap(t.rate)) << 64 | uint256(t.dayCount) << 56
            | uint256(t.minimumClass) << 48 | uint256(t.couponKind) << 40 | uint256(t.frequency)
            << 32 | flags << 24 | uint256(t.graceDays) << 16 | t.prescriptionDays;
    }

    /// @dev May reach past the end: what is read there is shifted out by every caller.
    function _word(bytes memory code, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(code, 32), offset))
        }
    }
}
