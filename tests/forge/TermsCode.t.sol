// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {DayCount} from "contracts/types/DayCount.sol";
import {Coupon, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

import {ForgeTest} from "tests/forge/ForgeTest.sol";

/// @notice What goes into a bond's code comes out again, whatever it is.
contract TermsCodeTest is ForgeTest {
    using TermsCode for bytes;

    uint256 private _random;
    uint256 private _extreme;

    function testFuzz_every_field_comes_back(uint256 seed, uint8 coupons) public {
        _random = seed;
        _compare(coupons % 30);
    }

    function test_every_field_comes_back_at_its_ends() public {
        _extreme = 1;
        _compare(3);
        _extreme = 2;
        _compare(360);
    }

    function decoded(Terms calldata t, Coupon[] calldata c, address vault)
        external
        pure
        returns (Terms memory terms, Coupon[] memory coupons)
    {
        bytes memory code = TermsCode.encode(t, c, vault);
        terms = code.terms();
        coupons = new Coupon[](code.couponCount());
        for (uint256 i; i < coupons.length; ++i) {
            coupons[i] = code.coupon(i);
        }
    }

    function _compare(uint256 count) private {
        Terms memory t = _terms();
        Coupon[] memory c = new Coupon[](count);
        for (uint256 i; i < count; ++i) {
            c[i] = Coupon(_day(), _day(), _day(), _day());
        }
        address vault = address(uint160(_draw()));
        (Terms memory terms, Coupon[] memory coupons) = this.decoded(t, c, vault);

        t.vault = vault;
        vm.assertEq(keccak256(abi.encode(terms)), keccak256(abi.encode(t)));
        vm.assertEq(keccak256(abi.encode(coupons)), keccak256(abi.encode(c)));
    }

    function _terms() private returns (Terms memory t) {
        t.issuer = address(uint160(_draw()));
        t.trustee = address(uint160(_draw()));
        t.bookrunner = address(uint160(_draw()));
        t.cash = address(uint160(_draw()));
        t.vault = address(uint160(_draw())); // ignored
        t.denomination = uint96(_draw());
        t.issueUnits = uint88(_draw());
        t.rate = Ppm.wrap(uint32(_draw()));
        t.dayCount = DayCount(_draw() % 2);
        (t.issueDay, t.maturityDay) = (_day(), _day());
        t.zoneOffset = int32(uint32(_draw()));
        t.minimumClass = uint8(_draw());
        t.jurisdictions = uint64(_draw());
        t.isin = bytes12(uint96(_draw()));
        t.lei = bytes20(uint160(_draw()));
        t.currency = bytes3(uint24(_draw()));
        t.name = bytes32(_draw());
        t.document = bytes32(_draw());
    }

    function _day() private returns (Day) {
        return Day.wrap(uint32(_draw()));
    }

    /// @dev Random bits; or, for the ends, all ones and no ones in turn.
    function _draw() private returns (uint256) {
        _random = uint256(keccak256(abi.encode(_random)));
        if (_extreme == 0) return _random;
        return _random % 2 == _extreme % 2 ? type(uint256).max : 0;
    }
}
