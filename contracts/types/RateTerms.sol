// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ProjectId} from "contracts/types/Ids.sol";
import {Ppm, Rate} from "contracts/types/Units.sol";

/// @dev What a Floating coupon pays: the index plus a spread, within a band.
/// @param index   benchmark, an id of Fixings
/// @param spread  added to the index [ppb, signed]
/// @param initial stands for the index as long as no fixing of it stands [ppb, signed]
/// @param cap     most that is paid
/// @param floor   least that is paid, not above the cap; never below 0
struct FloatingTerms {
    bytes32 index;
    int32 spread;
    int32 initial;
    Rate cap;
    Rate floor;
}

/// @dev What an ImpactLinked coupon pays: the bond's rate less or plus a margin by how far the
///      impact of the period before was above or below its baseline.
/// @param project        whose impact counts
/// @param metric         of which stream of batches, right-padded ASCII
/// @param startPeriod    first linked coupon, at least 1; those before pay the bond's rate
/// @param deviationFloor furthest below the baseline that is counted, above 0 [ppm of it]
/// @param deviationCap   furthest above the baseline that is counted, above 0 [ppm of it]
/// @param marginFloor    most that the rate is lowered, at `deviationCap` above
/// @param marginCap      most that the rate is raised, at `deviationFloor` below
/// @param penalty        added to the rate before where no verified report came in time
/// @param reportDays     calendar days after the coupon's accrual start in which a report is taken
struct ImpactTerms {
    ProjectId project;
    bytes32 metric;
    uint32 startPeriod;
    Ppm deviationFloor;
    Ppm deviationCap;
    Rate marginFloor;
    Rate marginCap;
    Rate penalty;
    uint16 reportDays;
}
