// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {AttestationKind, IAttestations} from "interfaces/IAttestations.sol";
import {IBatches} from "interfaces/IBatches.sol";
import {IImpact} from "interfaces/IImpact.sol";
import {IImpactRates} from "interfaces/IImpactRates.sol";
import {IRateSource} from "interfaces/IRateSource.sol";

import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {RateMath} from "contracts/libraries/RateMath.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {AttestationId, BatchId} from "contracts/types/Ids.sol";
import {ImpactTerms} from "contracts/types/RateTerms.sol";
import {Coupon, CouponKind} from "contracts/types/Terms.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

/// @title Impact rates
/// @dev   Specification, errors and events: IImpactRates.
///
/// TRUST
/// The nodes' batches, the project's pinned methodology and the verifiers are trusted as far as
/// their contracts say. Who reports is trusted with nothing: for a coupon there is one set of
/// batches that fits, and whether it comes is everybody's to see to. Only a verifier that attests
/// nothing keeps a report away, which costs the issuer and never the holder.
/// BONDS
/// Terms and schedule are read from the code of the clone, not asked of it. An account that is no
/// clone of the factory may report anything, about itself only.
/// WORK
/// The rate of a coupon without a report is counted back to the last one with a report, or to
/// where the penalties have reached the most: at worst once through the schedule, in a view.
contract ImpactRates is IImpactRates {
    using SafeCast for int256;
    using TermsCode for bytes;

    IBatches public immutable batches;
    IImpact public immutable impact;
    IAttestations public immutable attestations;

    mapping(bytes32 rateTerms => ImpactTerms) private _terms;
    mapping(address bond => mapping(uint256 coupon => Observation)) private _observations;

    constructor(IBatches batches_, IImpact impact_, IAttestations attestations_) {
        batches = batches_;
        impact = impact_;
        attestations = attestations_;
    }

    /* WRITES */

    /// @inheritdoc IImpactRates
    function defineTerms(ImpactTerms calldata t) external returns (bytes32 rateTerms) {
        bool sound = Ppm.unwrap(t.deviationFloor) != 0 && Ppm.unwrap(t.deviationCap) != 0;
        require(sound, BandInvalid(t.deviationFloor, t.deviationCap));
        require(t.startPeriod != 0, StartInvalid(t.startPeriod));

        rateTerms = keccak256(abi.encode(t));
        if (isDefined(rateTerms)) return rateTerms;
        _terms[rateTerms] = t;

        emit ImpactTermsDefined(rateTerms, t);
    }

    /// @inheritdoc IImpactRates
    function report(
        address bond,
        uint256 coupon,
        BatchId[] calldata batches_,
        AttestationId[] calldata verifications
    ) external returns (Rate rate) {
        (bytes memory code, ImpactTerms memory t) = _requireCoupon(bond, coupon);
        uint64 baseline = _requireOpen(bond, coupon, code, t);
        int128 verified = _verified(batches_, verifications);
        _requireCover(coupon, batches_, code, t);
        rate = RateMath.impactRateDown(code.fixedRate(), verified, baseline, t);

        // Casts a time.
        // forge-lint: disable-next-line(unsafe-typecast)
        _observations[bond][coupon] = Observation(verified, uint40(block.timestamp));

        emit ImpactReported(bond, coupon, verified, baseline, rate, batches_, verifications);
    }

    /* VIEWS */

    /// @inheritdoc IRateSource
    function rateOf(address bond, uint256 coupon) external view returns (bool known, Rate rate) {
        (bytes memory code, ImpactTerms memory t) = _requireCoupon(bond, coupon);
        Rate bondRate = code.fixedRate();
        Day today = CivilTime.dayOf(block.timestamp, code.zoneOffset());
        uint256 silent; // coupons in a row, back from this one, whose report did not come
        for (; coupon >= t.startPeriod; --coupon) {
            Coupon memory c = code.coupon(coupon);
            Observation memory seen = _observations[bond][coupon];
            if (seen.reportedAt != 0) {
                rate = RateMath.impactRateDown(bondRate, seen.verified, c.baseline, t);
                return (true, RateMath.silentRate(bondRate, rate, silent, t));
            }
            if (c.baseline == 0) continue;
            if (today <= _deadline(c, t)) return (false, rate);
            // From wherever it started, the rate is at its most.
            if (RateMath.reachesMost(++silent, t)) break;
        }
        return (true, RateMath.silentRate(bondRate, bondRate, silent, t));
    }

    /// @inheritdoc IImpactRates
    function observationOf(address bond, uint256 coupon)
        external
        view
        returns (Observation memory)
    {
        return _observations[bond][coupon];
    }

    /// @inheritdoc IImpactRates
    function deadlineOf(address bond, uint256 coupon) external view returns (Day) {
        (bytes memory code, ImpactTerms memory t) = _requireCoupon(bond, coupon);
        return _deadline(code.coupon(coupon), t);
    }

    /// @inheritdoc IRateSource
    function isDefined(bytes32 rateTerms) public view returns (bool) {
        return _terms[rateTerms].startPeriod != 0;
    }

    /// @inheritdoc IImpactRates
    function termsOf(bytes32 rateTerms) external view returns (ImpactTerms memory) {
        return _terms[rateTerms];
    }

    /* INTERNAL */

    function _requireCoupon(address bond, uint256 coupon)
        private
        view
        returns (bytes memory code, ImpactTerms memory t)
    {
        code = Clones.fetchCloneArgs(bond);
        bytes32 rateTerms = code.terms().rateTerms;
        require(
            isDefined(rateTerms) && code.couponKind() == CouponKind.ImpactLinked,
            UnknownTerms(rateTerms)
        );
        uint256 coupons = code.couponCount();
        require(coupon < coupons, NoSuchCoupon(coupon, coupons));
        t = _terms[rateTerms];
    }

    function _requireOpen(address bond, uint256 coupon, bytes memory code, ImpactTerms memory t)
        private
        view
        returns (uint64 baseline)
    {
        require(coupon >= t.startPeriod, NotLinked(coupon, t.startPeriod));
        Coupon memory c = code.coupon(coupon);
        baseline = c.baseline;
        require(baseline != 0, NoBaseline(bond, coupon));
        require(_observations[bond][coupon].reportedAt == 0, AlreadyReported(bond, coupon));
        Day today = CivilTime.dayOf(block.timestamp, code.zoneOffset());
        require(today <= _deadline(c, t), ReportTooLate(today, _deadline(c, t)));
    }

    /// @dev The batches follow each other from the beginning of the period before to its end.
    function _requireCover(
        uint256 coupon,
        BatchId[] calldata batches_,
        bytes memory code,
        ImpactTerms memory t
    ) private view {
        Coupon memory before = code.coupon(coupon - 1);
        uint256 reached = CivilTime.startOf(before.accrualStart, code.zoneOffset());
        for (uint256 i; i < batches_.length; ++i) {
            BatchId id = batches_[i];
            IBatches.Batch memory b = batches.batchOf(id);
            bytes32 own = keccak256(abi.encode(t.project, t.metric, b.start, b.end));
            require(id == BatchId.wrap(own), NotOfStream(id, t.project, t.metric));
            require(b.start == reached, NotContiguous(id, b.start, reached));
            reached = b.end;
        }
        uint256 end = CivilTime.startOf(before.accrualEnd, code.zoneOffset());
        require(reached == end, PeriodNotCovered(reached, end));
    }

    function _verified(BatchId[] calldata batches_, AttestationId[] calldata verifications)
        private
        view
        returns (int128)
    {
        bool shaped = batches_.length != 0 && batches_.length == verifications.length;
        require(shaped, ReportShape(batches_.length, verifications.length));
        int256 sum;
        for (uint256 i; i < batches_.length; ++i) {
            BatchId id = batches_[i];
            (int128 reduction, bool measured) = impact.reductionOf(id);
            require(measured, NotMeasured(id));
            bool live = attestations.isLive(
                verifications[i], AttestationKind.ImpactVerification, BatchId.unwrap(id)
            );
            require(live, NotVerified(id, verifications[i]));
            sum += reduction;
        }
        return sum.toInt128();
    }

    /// @dev At the latest the day before the record day, whatever `reportDays` says.
    function _deadline(Coupon memory c, ImpactTerms memory t) private pure returns (Day) {
        uint32 last = Day.unwrap(c.recordDay) - 1;
        uint32 given = Day.unwrap(c.accrualStart) + t.reportDays;
        return Day.wrap(given < last ? given : last);
    }
}
