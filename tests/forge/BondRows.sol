// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Coupon, CouponKind, Option, Terms} from "contracts/types/Terms.sol";
import {Day} from "contracts/types/Units.sol";

/// @notice A schedule as the factory takes it, packed a second time from the layout in TermsCode.
library BondRows {
    function pack(Terms memory t, Coupon[] memory c) internal pure returns (bytes memory) {
        return pack(t, c, new Option[](0));
    }

    function pack(Terms memory t, Coupon[] memory c, Option[] memory o)
        internal
        pure
        returns (bytes memory rows)
    {
        for (uint256 i; i < c.length; ++i) {
            rows = bytes.concat(rows, _coupon(t, c[i]));
        }
        for (uint256 i; i < o.length; ++i) {
            rows = bytes.concat(
                rows,
                abi.encodePacked(
                    uint8(o[i].kind),
                    _since(t, o[i].firstDay),
                    _since(t, o[i].lastDay),
                    o[i].price,
                    o[i].noticeDays,
                    bytes1(0)
                )
            );
        }
    }

    function _coupon(Terms memory t, Coupon memory c) private pure returns (bytes memory row) {
        row = abi.encodePacked(
            _since(t, c.accrualStart),
            _since(t, c.accrualEnd),
            _since(t, c.recordDay),
            _since(t, c.paymentDay),
            c.numerator,
            c.denominator
        );
        if (t.couponKind == CouponKind.StepUp) row = abi.encodePacked(row, c.rate);
        if (t.couponKind == CouponKind.Floating) row = abi.encodePacked(row, c.fixingDay);
        if (t.couponKind == CouponKind.ImpactLinked) row = abi.encodePacked(row, c.baseline);
        if (t.amortising) row = abi.encodePacked(row, c.principal);
    }

    function _since(Terms memory t, Day day) private pure returns (uint16) {
        return uint16(Day.unwrap(day) - Day.unwrap(t.issueDay));
    }
}
