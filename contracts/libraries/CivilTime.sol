// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Day, SECONDS_PER_DAY} from "contracts/types/Units.sol";

/// @title Civil days of a zone with a fixed offset
/// @dev   docs/spec.md REQ-UN-2, docs/adr/0004.
library CivilTime {
    /// @notice Civil day that holds `instant` in the zone.
    /// @param  instant    [s UTC]
    /// @param  zoneOffset local time minus UTC [s]
    function dayOf(uint256 instant, int32 zoneOffset) internal pure returns (Day) {
        // Both casts are safe: instants and offsets are far below 2**255, days far below 2**32.
        // forge-lint: disable-next-line(unsafe-typecast)
        return Day.wrap(uint32(uint256(int256(instant) + zoneOffset) / SECONDS_PER_DAY));
    }

    /// @notice Instant at which `day` begins in the zone [s UTC].
    function startOf(Day day, int32 zoneOffset) internal pure returns (uint256) {
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint256(int256(uint256(Day.unwrap(day)) * SECONDS_PER_DAY) - zoneOffset);
    }

    /// @notice Instant at which `day` has ended in the zone [s UTC].
    function endOf(Day day, int32 zoneOffset) internal pure returns (uint256) {
        return startOf(day, zoneOffset) + SECONDS_PER_DAY;
    }
}
