// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev How the fraction of a year between two dates is counted; definitions and sources are at
///      contracts/libraries/DayCounts.sol. Later conventions are appended.
enum DayCount {
    Actual365Fixed,
    Actual360,
    ActualActualIcma,
    ActualActualIsda,
    Thirty360,
    ThirtyE360,
    ThirtyE360Isda
}
