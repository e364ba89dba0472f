// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

// Units that are easily mistaken for one another are types; amounts of cash are plain uint256 in
// base units of the cash token, energy is plain uint64 in Wh.

/// @dev Parts per million: prices, shares, factors of face value. 999_010 is 99.901 %.
type Ppm is uint32;

/// @dev Annual rate of interest in parts per billion: the market quotes ten-thousandths of a basis
///      point (0.0000001), finer than a Ppm. 41_250_000 is 4.125 %. docs/adr/0010.
type Rate is uint32;

/// @dev Civil date: whole days since 1970-01-01 in the stated calendar zone. 15_494 is 2012-06-03.
type Day is uint32;

/// @dev One, in ppm.
uint256 constant PPM_ONE = 1_000_000;

/// @dev One, in parts per billion.
uint256 constant PPB_ONE = 1_000_000_000;

/// @dev Length of a civil day of a zone with a fixed offset [s].
uint256 constant SECONDS_PER_DAY = 86_400;

using {dayEq as ==, dayLt as <, dayLe as <=, dayGt as >, dayGe as >=} for Day global;

function dayEq(Day a, Day b) pure returns (bool) {
    return Day.unwrap(a) == Day.unwrap(b);
}

function dayLt(Day a, Day b) pure returns (bool) {
    return Day.unwrap(a) < Day.unwrap(b);
}

function dayLe(Day a, Day b) pure returns (bool) {
    return Day.unwrap(a) <= Day.unwrap(b);
}

function dayGt(Day a, Day b) pure returns (bool) {
    return Day.unwrap(a) > Day.unwrap(b);
}

function dayGe(Day a, Day b) pure returns (bool) {
    return Day.unwrap(a) >= Day.unwrap(b);
}
