// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev How the fraction of a year between two dates is counted. Later conventions are appended.
enum DayCount {
    Actual365Fixed,
    Actual360
}
