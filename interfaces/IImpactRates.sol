// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRateSource} from "interfaces/IRateSource.sol";

import {AttestationId, BatchId, ProjectId} from "contracts/types/Ids.sol";
import {ImpactTerms} from "contracts/types/RateTerms.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

/// @title  Impact rates
/// @notice Rate of an ImpactLinked coupon: the bond's rate, less a margin if the verified impact of
///         the accrual period before was above the coupon's baseline, plus one if below.
/// @dev    deviation = (verified - baseline) / baseline, from -deviationFloor to +deviationCap.
///         rate      = bond's rate - marginFloor x deviation / deviationCap     at or above 0,
///                     bond's rate + marginCap x -deviation / deviationFloor    below 0;
///         the exact value rounded down to a ppb: the claimant is the holder, who is paid it. Never
///         below 0.
///
///         Coupons before `startPeriod` pay the bond's rate. A coupon without a report by the end
///         of its deadline day pays the rate of the coupon before plus the penalty, at most the
///         bond's rate plus marginCap: silence never lowers a rate, and with a penalty of
///         marginFloor + marginCap or more it costs the most at once. A coupon with baseline 0
///         takes no report, since nothing was expected of its period: it pays the rate of the
///         coupon before, whatever that is.
///
///         A report stands however late its attestations are revoked or its project changes: what
///         it said when it was taken is what the coupon pays.
///         INV-RS-1  a rate once known never changes
///         INV-RS-2  floor <= rate <= cap, whatever is reported or not: from the bond's rate less
///                   marginFloor, and 0, to the bond's rate plus marginCap
///         INV-RS-3  a worse verified impact never pays less, and silence never less than the
///                   previous rate
interface IImpactRates is IRateSource {
    /// @notice What was reported for a coupon.
    /// @param verified   impact of the period before [g CO2e, signed]
    /// @param reportedAt when [s UTC], 0: not
    struct Observation {
        int128 verified;
        uint40 reportedAt;
    }

    /// @notice A band of zero width would make every deviation the largest.
    error BandInvalid(Ppm deviationFloor, Ppm deviationCap);
    /// @notice The first coupon has no period before it.
    error StartInvalid(uint256 startPeriod);
    /// @notice The bond's coupons are not ImpactLinked by terms defined here.
    error UnknownTerms(bytes32 rateTerms);
    /// @notice The bond has fewer coupons.
    error NoSuchCoupon(uint256 coupon, uint256 coupons);
    /// @notice The coupon pays the bond's rate.
    error NotLinked(uint256 coupon, uint256 startPeriod);
    /// @notice The coupon has no baseline to compare with.
    error NoBaseline(address bond, uint256 coupon);
    /// @notice The coupon's report was taken.
    error AlreadyReported(address bond, uint256 coupon);
    /// @notice The deadline has passed.
    error ReportTooLate(Day today, Day deadline);
    /// @notice At least one batch, and one verification for each.
    error ReportShape(uint256 batches, uint256 verifications);
    /// @notice Not a batch of the project and metric.
    error NotOfStream(BatchId batch, ProjectId project, bytes32 metric);
    /// @notice The batches leave a gap, overlap, or begin at another instant than the period.
    error NotContiguous(BatchId batch, uint256 start, uint256 required);
    /// @notice The batches end at another instant than the period.
    error PeriodNotCovered(uint256 end, uint256 required);
    /// @notice The batch was not measured.
    error NotMeasured(BatchId batch);
    /// @notice The attestation is no live verification of the batch.
    error NotVerified(BatchId batch, AttestationId verification);

    /// @notice Terms were defined.
    event ImpactTermsDefined(bytes32 indexed rateTerms, ImpactTerms terms);
    /// @notice The verified impact behind a coupon's rate was taken.
    event ImpactReported(
        address indexed bond,
        uint256 indexed coupon,
        int128 verified,
        uint64 baseline,
        Rate rate,
        BatchId[] batches,
        AttestationId[] verifications
    );

    /// @notice Defines terms. Anyone; again changes nothing.
    /// @return rateTerms their id, keccak256(abi.encode(terms)): what a bond's terms name
    /// @custom:reverts BandInvalid, StartInvalid
    function defineTerms(ImpactTerms calldata terms) external returns (bytes32 rateTerms);

    /// @notice Takes the verified impact for a coupon: of the accrual period of the coupon before,
    ///         as days of the bond's zone. Anyone, once, until the end of the deadline day. Windows
    ///         of a stream never overlap (INV-BA-2), so that no two reports can differ.
    /// @param  batches       the project's batches, in order, over exactly that period; measured
    /// @param  verifications of each, a live ImpactVerification
    /// @return rate          of the coupon, for good
    /// @custom:reverts UnknownTerms, NoSuchCoupon, NotLinked, NoBaseline, AlreadyReported,
    ///                 ReportTooLate, ReportShape, NotMeasured, NotVerified, NotOfStream,
    ///                 NotContiguous, PeriodNotCovered
    function report(
        address bond,
        uint256 coupon,
        BatchId[] calldata batches,
        AttestationId[] calldata verifications
    ) external returns (Rate rate);

    /// @notice What was reported for a coupon.
    function observationOf(address bond, uint256 coupon) external view returns (Observation memory);

    /// @notice Last day on which a report for a coupon is taken, to its end in the bond's zone:
    ///         `reportDays` after its accrual start, but always before its record day, so that a
    ///         rate is known when the record day begins.
    /// @custom:reverts UnknownTerms, NoSuchCoupon
    function deadlineOf(address bond, uint256 coupon) external view returns (Day);

    /// @notice The terms of an id; empty where there are none.
    function termsOf(bytes32 rateTerms) external view returns (ImpactTerms memory);
}
