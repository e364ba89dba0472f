// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {DayCount} from "contracts/types/DayCount.sol";
import {Coupon, CouponKind, Option, OptionKind, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

import {BondRows} from "tests/forge/BondRows.sol";
import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice What goes into a bond's code comes out again, whatever it is.
contract TermsCodeTest is ForgeTest {
    using TermsCode for bytes;

    uint256 private _random;
    uint256 private _extreme;

    function testFuzz_every_field_comes_back(uint256 seed, uint8 coupons, uint8 options) public {
        _random = seed;
        _compare(_terms(), coupons % 30, options % 6);
    }

    function test_every_field_comes_back_at_its_ends() public {
        for (uint256 kind; kind <= uint256(type(CouponKind).max); ++kind) {
            for (uint256 extreme = 1; extreme <= 2; ++extreme) {
                this.compareAtEnds(CouponKind(kind), extreme, true, 3, 255);
                this.compareAtEnds(CouponKind(kind), extreme, false, 360, 0);
            }
        }
    }

    /// @dev A call of its own, so that memory does not add up.
    function compareAtEnds(
        CouponKind kind,
        uint256 extreme,
        bool amortising,
        uint256 coupons,
        uint8 options
    ) external {
        _extreme = extreme;
        Terms memory t = _terms();
        (t.couponKind, t.amortising) = (kind, amortising);
        _compare(t, coupons, options);
    }

    function test_rows_are_as_long_as_the_layout_says() public pure {
        uint256[5] memory lengths = [uint256(16), 20, 16, 20, 24];
        for (uint256 kind; kind < 5; ++kind) {
            vm.assertEq(TermsCode.rowLength(CouponKind(kind), false), lengths[kind]);
            vm.assertEq(TermsCode.rowLength(CouponKind(kind), true), lengths[kind] + 4);
        }
    }

    function decoded(Terms calldata t, bytes calldata schedule, address vault)
        external
        pure
        returns (Terms memory terms, Coupon[] memory coupons, Option[] memory options)
    {
        bytes memory code = TermsCode.encode(t, schedule, vault);
        terms = code.terms();
        coupons = new Coupon[](code.couponCount());
        for (uint256 i; i < coupons.length; ++i) {
            coupons[i] = code.coupon(i);
        }
        options = new Option[](code.optionCount());
        for (uint256 i; i < options.length; ++i) {
            options[i] = code.option(i);
        }
    }

    function singles(Terms calldata t, bytes calldata schedule, address vault)
        external
        pure
        returns (Terms memory s)
    {
        bytes memory code = TermsCode.encode(t, schedule, vault);
        (s.issueDay, s.maturityDay, s.zoneOffset) =
        (code.issueDay(), code.maturityDay(), code.zoneOffset());
        (s.denomination, s.cash, s.rate) =
        (uint96(code.denomination()), code.cash(), code.fixedRate());
        (s.couponKind, s.amortising) = (code.couponKind(), code.isAmortising());
        (s.taxAccount, s.graceDays) = (code.taxAccount(), uint8(code.graceDays()));
        (s.extendedMaturityDay, s.optionCount) =
        (code.extendedMaturityDay(), uint8(code.optionCount()));
    }

    function _compare(Terms memory t, uint256 count, uint8 optionCount) private {
        t.optionCount = optionCount;
        if (t.couponKind < CouponKind.Floating) t.rateTerms = 0; // the layout has no place for it
        Coupon[] memory c = new Coupon[](count);
        Option[] memory o = new Option[](optionCount);
        for (uint256 i; i < count; ++i) {
            c[i] = _coupon(t);
        }
        for (uint256 i; i < optionCount; ++i) {
            o[i] = _option(t);
        }
        bytes memory schedule = BondRows.pack(t, c, o);
        address vault = address(uint160(_draw()));
        (Terms memory terms, Coupon[] memory coupons, Option[] memory options) =
            this.decoded(t, schedule, vault);

        _compareSingles(t, this.singles(t, schedule, vault));
        t.vault = vault;
        vm.assertEq(keccak256(abi.encode(terms)), keccak256(abi.encode(t)));
        vm.assertEq(keccak256(abi.encode(coupons)), keccak256(abi.encode(c)));
        vm.assertEq(keccak256(abi.encode(options)), keccak256(abi.encode(o)));
    }

    function _compareSingles(Terms memory t, Terms memory found) private pure {
        Terms memory s;
        (s.issueDay, s.maturityDay, s.zoneOffset) = (t.issueDay, t.maturityDay, t.zoneOffset);
        (s.denomination, s.cash, s.rate) = (t.denomination, t.cash, t.rate);
        (s.couponKind, s.amortising) = (t.couponKind, t.amortising);
        (s.taxAccount, s.graceDays) = (t.taxAccount, t.graceDays);
        (s.extendedMaturityDay, s.optionCount) = (t.extendedMaturityDay, t.optionCount);
        vm.assertEq(keccak256(abi.encode(found)), keccak256(abi.encode(s)));
    }

    function _terms() private returns (Terms memory t) {
        t.issuer = address(uint160(_draw()));
        t.trustee = address(uint160(_draw()));
        t.bookrunner = address(uint160(_draw()));
        t.cash = address(uint160(_draw()));
        t.vault = address(uint160(_draw())); // ignored
        t.taxAccount = address(uint160(_draw()));
        t.denomination = uint96(_draw());
        t.issueUnits = uint88(_draw());
        t.rate = Rate.wrap(uint32(_draw()));
        t.couponKind = CouponKind(_draw() % 5);
        t.dayCount = DayCount(_draw() % 7);
        t.frequency = uint8(_draw());
        (t.endOfMonth, t.amortising) = (_draw() % 2 == 1, _draw() % 2 == 1);
        // Days of rows are added to it: the factory keeps it far from the end.
        t.issueDay = Day.wrap(uint32(_draw() >> 240) << 8);
        t.maturityDay = Day.wrap(uint32(_draw()));
        t.extendedMaturityDay = Day.wrap(uint32(_draw()));
        t.graceDays = uint8(_draw());
        t.prescriptionDays = uint16(_draw());
        t.zoneOffset = int32(uint32(_draw()));
        t.minimumClass = uint8(_draw());
        t.jurisdictions = uint64(_draw());
        t.isin = bytes12(uint96(_draw()));
        t.lei = bytes20(uint160(_draw()));
        t.currency = bytes3(uint24(_draw()));
        (t.name, t.document) = (bytes32(_draw()), bytes32(_draw()));
        (t.calendar, t.rateTerms) = (bytes32(_draw()), bytes32(_draw()));
    }

    function _coupon(Terms memory t) private returns (Coupon memory c) {
        (c.accrualStart, c.accrualEnd) = (_dayOf(t), _dayOf(t));
        (c.recordDay, c.paymentDay) = (_dayOf(t), _dayOf(t));
        (c.numerator, c.denominator) = (uint32(_draw()), uint32(_draw()));
        if (t.couponKind == CouponKind.StepUp) c.rate = Rate.wrap(uint32(_draw()));
        if (t.couponKind == CouponKind.Floating) c.fixingDay = Day.wrap(uint32(_draw()));
        if (t.couponKind == CouponKind.ImpactLinked) c.baseline = uint64(_draw());
        if (t.amortising) c.principal = Ppm.wrap(uint32(_draw()));
    }

    function _option(Terms memory t) private returns (Option memory) {
        return Option(
            OptionKind(_draw() % 2),
            _dayOf(t),
            _dayOf(t),
            Ppm.wrap(uint32(_draw())),
            uint16(_draw())
        );
    }

    function _dayOf(Terms memory t) private returns (Day) {
        return Day.wrap(Day.unwrap(t.issueDay) + uint16(_draw()));
    }

    /// @dev Random bits; or, for the ends, all ones and no ones in turn.
    function _draw() private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        if (_extreme == 0) return _random;
        return _random % 2 == _extreme % 2 ? type(uint256).max : 0;
    }
}
