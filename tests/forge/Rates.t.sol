// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AttestationKind, IAttestations} from "interfaces/IAttestations.sol";
import {IBatches} from "interfaces/IBatches.sol";
import {IFixings} from "interfaces/IFixings.sol";
import {IImpact} from "interfaces/IImpact.sol";

import {Fixings} from "contracts/bond/Fixings.sol";
import {ImpactRates} from "contracts/bond/ImpactRates.sol";
import {RateMath} from "contracts/libraries/RateMath.sol";
import {BareBonds} from "contracts/mocks/BareBonds.sol";
import {AttestationId, BatchId, ProjectId} from "contracts/types/Ids.sol";
import {FloatingTerms, ImpactTerms} from "contracts/types/RateTerms.sol";
import {CouponKind, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice Batches, their results and verifications as a test says.
contract Evidence {
    mapping(BatchId batch => IBatches.Batch) private _batches;
    mapping(BatchId batch => int128) private _reductions;

    function set(ProjectId project, bytes32 metric, uint40 start, uint40 end, int128 reduction)
        external
        returns (BatchId batch)
    {
        batch = BatchId.wrap(keccak256(abi.encode(project, metric, start, end)));
        _batches[batch] = IBatches.Batch("root", 0, 0, 1, 1, start, end);
        _reductions[batch] = reduction;
    }

    function batchOf(BatchId batch) external view returns (IBatches.Batch memory) {
        return _batches[batch];
    }

    function reductionOf(BatchId batch) external view returns (int128, bool) {
        return (_reductions[batch], _batches[batch].root != 0);
    }

    function isLive(AttestationId, AttestationKind, bytes32) external pure returns (bool) {
        return true;
    }
}

/// @notice Rates over random terms, values and lives.
contract RatesTest is ForgeTest {
    /// @dev 2027-01-01, in a zone 9 hours ahead.
    uint32 private constant ISSUE = 20_819;
    uint32 private constant PERIOD = 30;
    uint32 private constant COUPONS = 8;
    int32 private constant ZONE = 32_400;
    bytes32 private constant METRIC = "electricity";
    ProjectId private constant PROJECT = ProjectId.wrap("project");
    uint256 private constant KEYS = 5;

    Evidence private _evidence;
    ImpactRates private _impact;
    Fixings private _fixings;
    BareBonds private _bonds;
    uint256[] private _keys;
    uint256 private _random;

    function setUp() public {
        vm.warp(uint256(ISSUE) * 1 days);
        _evidence = new Evidence();
        _impact = new ImpactRates(
            IBatches(address(_evidence)),
            IImpact(address(_evidence)),
            IAttestations(address(_evidence))
        );
        _fixings = new Fixings();
        _bonds = new BareBonds();
        _sortedKeys();
    }

    /* ARITHMETIC */

    function testFuzz_inv_rs_3_a_worse_impact_never_pays_less(
        uint256 seed,
        int128 better,
        int128 worse,
        uint32 bondRate
    ) public {
        _random = seed;
        ImpactTerms memory t = _impactTerms();
        uint64 baseline = uint64((1 + _wide()) * (1 + _wide()) - 1) | 1;
        if (_draw() % 2 == 0) {
            better = _near(baseline);
            worse = _near(baseline);
        }
        if (worse > better) (worse, better) = (better, worse);
        Rate base = Rate.wrap(bondRate);

        Rate high = RateMath.impactRateDown(base, worse, baseline, t);
        Rate low = RateMath.impactRateDown(base, better, baseline, t);

        vm.assertGe(Rate.unwrap(high), Rate.unwrap(low));
        _assertInBand(base, high, t);
        _assertInBand(base, low, t);
        if (better >= int256(uint256(baseline))) {
            vm.assertLe(Rate.unwrap(low), bondRate, "above the baseline never raises");
        } else {
            vm.assertGe(Rate.unwrap(low), bondRate, "below the baseline never lowers");
        }
    }

    function testFuzz_inv_rs_2_inv_rs_3_silence_never_lowers_and_never_passes_the_most(
        uint256 seed,
        uint32 bondRate,
        int128 verified
    ) public {
        _random = seed;
        ImpactTerms memory t = _impactTerms();
        Rate base = Rate.wrap(bondRate);
        Rate rate = RateMath.impactRateDown(base, verified, uint64(1 + _wide() % 1e18), t);
        Rate start = rate;
        for (uint256 n = 1; n < 12; ++n) {
            Rate next = RateMath.silentRate(base, rate, 1, t);
            vm.assertGe(Rate.unwrap(next), Rate.unwrap(rate));
            _assertInBand(base, next, t);
            // Many at once are what one after the other are.
            vm.assertEq(Rate.unwrap(RateMath.silentRate(base, start, n, t)), Rate.unwrap(next));
            if (RateMath.reachesMost(n, t)) vm.assertEq(Rate.unwrap(next), _most(base, t));
            rate = next;
        }
    }

    function testFuzz_inv_rs_2_a_floating_rate_stays_within_floor_and_cap(
        int32 value,
        int32 spread,
        uint32 a,
        uint32 b
    ) public pure {
        (uint32 floor, uint32 cap) = a < b ? (a, b) : (b, a);
        FloatingTerms memory t;
        (t.spread, t.cap, t.floor) = (spread, Rate.wrap(cap), Rate.wrap(floor));

        uint256 rate = Rate.unwrap(RateMath.floatingRate(value, t));

        int256 sum = int256(value) + spread;
        vm.assertTrue(rate >= floor && rate <= cap);
        if (sum >= int256(uint256(floor)) && sum <= int256(uint256(cap))) {
            vm.assertEq(int256(rate), sum);
        } else {
            vm.assertEq(rate, sum < int256(uint256(floor)) ? floor : cap);
        }
    }

    function testFuzz_half_of_the_values_lie_on_either_side_of_the_median(int32[] memory values)
        public
        pure
    {
        vm.assume(values.length != 0);
        (int32 median, int32 lowest, int32 highest) = RateMath.lowerMedian(values);
        uint256 below;
        uint256 above;
        for (uint256 i; i < values.length; ++i) {
            vm.assertTrue(values[i] >= lowest && values[i] <= highest);
            if (values[i] < median) ++below;
            if (values[i] > median) ++above;
        }
        vm.assertLe(above, values.length / 2);
        vm.assertLe(below, (values.length - 1) / 2);
    }

    /* FIXINGS */

    function testFuzz_inv_fx_1_a_fixing_has_a_quorum_within_the_tolerance(
        uint256 seed,
        uint256 chosen,
        uint16 tolerance
    ) public {
        _random = seed;
        uint8 quorum = uint8(bound(_draw(), 2, KEYS));
        bytes32 index = _newIndex(quorum, tolerance);
        (IFixings.Quote[] memory quotes, int32[] memory values) = _someQuotes(index, chosen);
        bytes memory refusal;
        if (quotes.length < quorum) {
            refusal = abi.encodeWithSelector(
                IFixings.TooFewQuotes.selector, quotes.length, uint256(quorum)
            );
        } else {
            (, int32 lowest, int32 highest) = RateMath.lowerMedian(values);
            if (int256(highest) - lowest > int256(uint256(tolerance))) {
                refusal = abi.encodeWithSelector(
                    IFixings.BeyondTolerance.selector, lowest, highest, uint32(tolerance)
                );
            }
        }
        if (refusal.length != 0) vm.expectRevert(refusal);
        _fixings.publish(index, Day.wrap(ISSUE), quotes);

        (bool known, int32 value) = _fixings.fixingOf(index, Day.wrap(ISSUE));
        vm.assertEq(known, refusal.length == 0);
        if (!known) return;
        (int32 median,,) = RateMath.lowerMedian(values);
        vm.assertEq(int256(value), int256(median));
        refusal = abi.encodeWithSelector(IFixings.FixingExists.selector, index, ISSUE, value);
        vm.expectRevert(refusal);
        _fixings.publish(index, Day.wrap(ISSUE), quotes);
    }

    /* LIVES */

    /// @dev Day after day random reports come or not; a rate once known is the same ever after.
    function testFuzz_inv_rs_1_inv_rs_2_inv_rs_3_random_lives(uint256 seed) public {
        _random = seed;
        ImpactTerms memory t = _impactTerms();
        t.startPeriod = uint32(1 + _draw() % 3);
        t.reportDays = uint16(_draw() % 40);
        Rate base = Rate.wrap(uint32(_draw() % 200_000_000));
        uint64[COUPONS] memory baselines;
        for (uint256 i; i < COUPONS; ++i) {
            baselines[i] = _draw() % 5 == 0 ? 0 : uint64(1 + _draw() % 1e12);
        }
        address bond = _impactBond(t, base, baselines);

        uint256[COUPONS] memory known; // rate plus one
        for (uint32 day; day < PERIOD * COUPONS + 5; day += 1 + uint32(_draw() % 4)) {
            vm.warp(_start(ISSUE + day) + _draw() % 1 days);
            _maybeReport(bond, day, baselines);
            for (uint256 i; i < COUPONS; ++i) {
                (bool now_, Rate rate) = _impact.rateOf(bond, i);
                vm.assertTrue(now_ || known[i] == 0, "known for good");
                if (!now_) continue;
                vm.assertTrue(known[i] == 0 || known[i] == Rate.unwrap(rate) + 1, "a rate changed");
                known[i] = uint256(Rate.unwrap(rate)) + 1;
                _assertInBand(base, rate, t);
            }
        }
        _assertSilenceNeverLowers(bond, known, baselines, t);
    }

    function _assertSilenceNeverLowers(
        address bond,
        uint256[COUPONS] memory known,
        uint64[COUPONS] memory baselines,
        ImpactTerms memory t
    ) private view {
        for (uint256 i; i < COUPONS; ++i) {
            vm.assertTrue(known[i] != 0, "every rate becomes known");
            if (i == 0 || i < t.startPeriod) continue;
            if (_impact.observationOf(bond, i).reportedAt != 0) continue;
            vm.assertGe(known[i], known[i - 1], "silence lowered");
            if (baselines[i] == 0) vm.assertEq(known[i], known[i - 1]);
        }
    }

    /// @dev A report of the period that has just ended, about one day in six.
    function _maybeReport(address bond, uint32 day, uint64[COUPONS] memory baselines) private {
        uint256 coupon = day / PERIOD;
        if (coupon == 0 || coupon >= COUPONS || _draw() % 6 != 0) return;
        uint32 first = ISSUE + uint32(coupon - 1) * PERIOD;
        BatchId[] memory batches = new BatchId[](1);
        batches[0] = _evidence.set(
            PROJECT,
            METRIC,
            uint40(_start(first)),
            uint40(_start(first + PERIOD)),
            _near(baselines[coupon])
        );
        bool taken = _reported(bond, coupon, batches);
        (bool known,) = _impact.rateOf(bond, coupon);
        vm.assertTrue(known || !taken, "what was reported is known");
    }

    function _reported(address bond, uint256 coupon, BatchId[] memory batches)
        private
        returns (bool)
    {
        try _impact.report(bond, coupon, batches, new AttestationId[](1)) {
            return true;
        } catch {
            return false; // too late, reported, not linked, or no baseline
        }
    }

    /* BUILDERS */

    function _impactBond(ImpactTerms memory linked, Rate rate, uint64[COUPONS] memory baselines)
        private
        returns (address)
    {
        Terms memory t;
        t.couponKind = CouponKind.ImpactLinked;
        t.rateTerms = _impact.defineTerms(linked);
        t.rate = rate;
        t.issueDay = Day.wrap(ISSUE);
        t.zoneOffset = ZONE;
        bytes memory schedule;
        for (uint16 i; i < COUPONS; ++i) {
            uint16 start = i * uint16(PERIOD);
            uint16 end = start + uint16(PERIOD);
            schedule = abi.encodePacked(
                schedule, start, end, end - 3, end, uint32(30), uint32(365), baselines[i]
            );
        }
        return _bonds.make(t, schedule);
    }

    function _impactTerms() private returns (ImpactTerms memory t) {
        bool market = _draw() % 2 == 0;
        t.project = PROJECT;
        t.metric = METRIC;
        t.startPeriod = 1;
        t.deviationFloor = Ppm.wrap(uint32(bound(_wide(), 1, market ? 500_000 : 2 ** 32 - 1)));
        t.deviationCap = Ppm.wrap(uint32(bound(_wide(), 1, market ? 500_000 : 2 ** 32 - 1)));
        t.marginFloor = Rate.wrap(uint32(market ? _draw() % 5_000_000 : _wide()));
        t.marginCap = Rate.wrap(uint32(market ? _draw() % 5_000_000 : _wide()));
        t.penalty = Rate.wrap(uint32(market ? _draw() % 3_000_000 : _wide()));
        t.reportDays = 20;
    }

    function _newIndex(uint8 quorum, uint32 tolerance) private returns (bytes32) {
        address[] memory sources = new address[](KEYS);
        for (uint256 i; i < KEYS; ++i) {
            sources[i] = vm.addr(_keys[i]);
        }
        return _fixings.defineIndex(IFixings.IndexTerms("index", sources, quorum, tolerance, 0, 3));
    }

    function _someQuotes(bytes32 index, uint256 chosen)
        private
        returns (IFixings.Quote[] memory quotes, int32[] memory values)
    {
        uint256 count;
        for (uint256 i; i < KEYS; ++i) {
            count += chosen >> i & 1;
        }
        (quotes, values) = (new IFixings.Quote[](count), new int32[](count));
        uint256 next;
        for (uint256 i; i < KEYS; ++i) {
            if (chosen >> i & 1 == 0) continue;
            int32 value = int32(int256(_draw() % 60_000)) - 20_000;
            bytes32 digest = _fixings.digestOf(index, Day.wrap(ISSUE), value);
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(_keys[i], digest);
            values[next] = value;
            quotes[next++] = IFixings.Quote(value, vm.addr(_keys[i]), abi.encodePacked(r, s, v));
        }
    }

    function _sortedKeys() private {
        for (uint256 key = 1; key <= KEYS; ++key) {
            _keys.push(key);
            for (uint256 i = _keys.length - 1; i != 0; --i) {
                if (vm.addr(_keys[i]) > vm.addr(_keys[i - 1])) break;
                (_keys[i], _keys[i - 1]) = (_keys[i - 1], _keys[i]);
            }
        }
    }

    /* BAND */

    function _assertInBand(Rate base, Rate rate, ImpactTerms memory t) private pure {
        uint256 least = Rate.unwrap(base) > Rate.unwrap(t.marginFloor)
            ? Rate.unwrap(base) - Rate.unwrap(t.marginFloor)
            : 0;
        vm.assertGe(Rate.unwrap(rate), least, "below the floor");
        vm.assertLe(Rate.unwrap(rate), _most(base, t), "above the cap");
    }

    function _most(Rate base, ImpactTerms memory t) private pure returns (uint256) {
        uint256 most = uint256(Rate.unwrap(base)) + Rate.unwrap(t.marginCap);
        return most < type(uint32).max ? most : type(uint32).max;
    }

    function _start(uint32 day) private pure returns (uint256) {
        return uint256(day) * 1 days - 9 hours;
    }

    /// @dev Around the baseline: up to twice its size away on either side, corners often.
    function _near(uint64 baseline) private returns (int128) {
        int256 away = int256(_draw() % (4 * uint256(baseline) + 3)) - int256(2 * uint256(baseline));
        return
            int128(int256(uint256(baseline)) + (_draw() % 4 == 0 ? int256(_draw() % 3) - 1 : away));
    }

    /// @dev Any magnitude up to 32 bits.
    function _wide() private returns (uint256) {
        return _draw() % (1 << (1 + _draw() % 32));
    }

    function _draw() private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        return _random;
    }
}
