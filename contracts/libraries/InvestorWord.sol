// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Day} from "contracts/types/Units.sol";

/// @title An investor's entry, packed in one word
/// @dev   bits   0-159 identity, 160-191 eligibleUntil, 192-199 jurisdiction, 200-207 class,
///             208-231 withholding [ppm], 232 sendBlocked, 233 receiveBlocked.
///        Shared by the registry that writes it and the registers that read it in one call.
library InvestorWord {
    uint256 private constant SEND_BLOCKED = 1 << 232;
    uint256 private constant RECEIVE_BLOCKED = 1 << 233;

    function eligibleUntil(uint256 word) internal pure returns (Day) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return Day.wrap(uint32(word >> 160));
    }

    function jurisdiction(uint256 word) internal pure returns (uint8) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint8(word >> 192);
    }

    function class(uint256 word) internal pure returns (uint8) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint8(word >> 200);
    }

    function withholding(uint256 word) internal pure returns (uint24) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint24(word >> 208);
    }

    function sendBlocked(uint256 word) internal pure returns (bool) {
        return word & SEND_BLOCKED != 0;
    }

    function receiveBlocked(uint256 word) internal pure returns (bool) {
        return word & RECEIVE_BLOCKED != 0;
    }

    function blocked(uint256 word, bool send, bool receive_) internal pure returns (uint256) {
        word &= ~(SEND_BLOCKED | RECEIVE_BLOCKED);
        return word | (send ? SEND_BLOCKED : 0) | (receive_ ? RECEIVE_BLOCKED : 0);
    }

    function pack(
        bytes20 identity,
        Day until,
        uint8 jurisdiction_,
        uint8 class_,
        uint24 withholding_
    ) internal pure returns (uint256) {
        return uint256(uint160(identity)) | uint256(Day.unwrap(until)) << 160
            | uint256(jurisdiction_) << 192 | uint256(class_) << 200 | uint256(withholding_) << 208;
    }
}
