// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DayCount} from "contracts/types/DayCount.sol";
import {Coupon, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

/// @title Terms and schedule as immutable arguments of a clone
/// @dev   Packed by hand: a byte of code costs 200 gas. Layout, in words of 32 bytes:
///        0 issuer 20, issueDay 4, maturityDay 4, zoneOffset 4 · 1 trustee 20, isin 12
///        2 bookrunner 20, denomination 12 · 3 cash 20, rate 4, dayCount 1, minimumClass 1, spare 6
///        4 vault 20, issueUnits 11, spare 1 · 5 lei 20, currency 3, jurisdictions 8, spare 1
///        6 name · 7 document · then 16 bytes per coupon.
library TermsCode {
    uint256 private constant HEAD = 256;
    uint256 private constant COUPON = 16;

    function encode(Terms calldata t, Coupon[] calldata coupons, address vault)
        internal
        pure
        returns (bytes memory code)
    {
        bytes memory parties = abi.encodePacked(
            abi.encodePacked(t.issuer, t.issueDay, t.maturityDay, t.zoneOffset),
            abi.encodePacked(t.trustee, t.isin),
            abi.encodePacked(t.bookrunner, t.denomination),
            abi.encodePacked(t.cash, t.rate, t.dayCount, t.minimumClass, bytes6(0))
        );
        code = abi.encodePacked(
            parties,
            abi.encodePacked(vault, t.issueUnits, bytes1(0)),
            abi.encodePacked(t.lei, t.currency, t.jurisdictions, bytes1(0)),
            t.name,
            t.document
        );
        for (uint256 i; i < coupons.length; ++i) {
            Coupon calldata c = coupons[i];
            code = abi.encodePacked(code, c.accrualStart, c.accrualEnd, c.recordDay, c.paymentDay);
        }
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
        word = _word(code, 96);
        t.cash = address(uint160(word >> 96));
        t.rate = Ppm.wrap(uint32(word >> 64));
        t.dayCount = DayCount(uint8(word >> 56));
        t.minimumClass = uint8(word >> 48);
        word = _word(code, 128);
        t.vault = address(uint160(word >> 96));
        t.issueUnits = uint88(word >> 8);
        word = _word(code, 160);
        t.lei = bytes20(uint160(word >> 96));
        t.currency = bytes3(uint24(word >> 72));
        t.jurisdictions = uint64(word >> 8);
        t.name = bytes32(_word(code, 192));
        t.document = bytes32(_word(code, 224));
    }

    function zoneOffset(bytes memory code) internal pure returns (int32) {
        return int32(uint32(_word(code, 0)));
    }

    /// @dev What a coupon is struck by.
    function rates(bytes memory code)
        internal
        pure
        returns (uint256 denomination, Ppm rate, DayCount dayCount)
    {
        denomination = uint96(_word(code, 64));
        uint256 word = _word(code, 96);
        rate = Ppm.wrap(uint32(word >> 64));
        dayCount = DayCount(uint8(word >> 56));
    }

    function coupon(bytes memory code, uint256 index) internal pure returns (Coupon memory c) {
        uint256 word = _word(code, HEAD + index * COUPON - COUPON);
        c.accrualStart = Day.wrap(uint32(word >> 96));
        c.accrualEnd = Day.wrap(uint32(word >> 64));
        c.recordDay = Day.wrap(uint32(word >> 32));
        c.paymentDay = Day.wrap(uint32(word));
    }

    // forge-lint: disable-end(unsafe-typecast)

    function couponCount(bytes memory code) internal pure returns (uint256) {
        return (code.length - HEAD) / COUPON;
    }

    function _word(bytes memory code, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(add(code, 32), offset))
        }
    }
}
