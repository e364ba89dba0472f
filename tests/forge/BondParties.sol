// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {Day, Ppm} from "contracts/types/Units.sol";

import {BondHolders} from "tests/forge/BondHolders.sol";

/// @notice What those who pay, issuer, trustee and offering do, predicted from the books.
abstract contract BondParties is BondHolders {
    address internal constant PAYER = address(0x7206);

    uint256 public papers;

    /* PAYING IN */

    function _fund() internal {
        uint256 coupon = draw(6) == 0 ? draw(COUPONS + 1) : fundedThrough;
        bool expected = coupon == fundedThrough && coupon < rows.length;
        uint256 amount = expected ? rows[coupon].units * perUnitOf(coupon) : 0;
        if (!_pay(abi.encodeCall(bond.fundCoupon, (coupon)), expected, amount)) return;
        ++fundedThrough;
        ++done[Action.Fund];
    }

    function _fundPut() internal {
        uint256 option = draw(8) == 0 ? draw(OPTIONS) : isPending(1) ? 1 : 2;
        PutBook storage book = putBooks[option];
        bool expected = _isOwing() && book.units != 0 && !book.funded && today() >= putDay(option);
        uint256 perUnit = expected ? _putPrice(option) : 0;
        bytes memory data = abi.encodeCall(bond.fundPut, (option));
        if (!_pay(data, expected, book.units * perUnit)) return;
        (book.perUnit, book.funded, book.rows) = (perUnit, true, rows.length);
        putsPending += book.units;
        ++done[Action.FundPut];
    }

    function isPending(uint256 option) public view returns (bool) {
        return putBooks[option].units != 0 && !putBooks[option].funded;
    }

    /// @dev Price of the day, less what was recorded since: that is the holder's as well.
    function _putPrice(uint256 option) private view returns (uint256) {
        uint256 day = putDay(option);
        uint256 coupon = (day - ISSUE) / PERIOD;
        if (recordOf(coupon) < day && isAlive(coupon)) ++coupon;
        uint256 price = option == 1 ? 1_005_000 : 995_000;
        int256 perUnit = int256(faceOf(coupon) * price / 1_000_000) + accruedOn(day);
        for (uint256 i; i < rows.length; ++i) {
            if (recordOf(i) >= day) perUnit -= int256(perUnitOf(i));
        }
        return perUnit > 0 ? uint256(perUnit) : 0;
    }

    function _fundRedemption() internal {
        bool expected = _isOwing() && today() >= endDay && fundedThrough == rows.length;
        uint256 amount = (supply - putsPending) * endPrice();
        if (!_pay(abi.encodeCall(bond.fundRedemption, ()), expected, amount)) return;
        stage = isCalled ? IBondTypes.Stage.Called : IBondTypes.Stage.Matured;
        ++done[Action.FundRedemption];
    }

    function _distribute() internal {
        uint256 left = claimPerUnit - distributed;
        uint256 kind = draw(6);
        if (kind == 0 && draw(3) == 0) kind = 6; // seldom the rest at once
        uint256 perUnit = kind == 6 ? left : kind == 1 ? claimPerUnit / 101 : left / 5;
        bool expected = stage == IBondTypes.Stage.Accelerated && perUnit != 0 && perUnit <= left
            && (perUnit == left || perUnit * 100 >= claimPerUnit);
        bytes memory data = abi.encodeCall(bond.distribute, (perUnit));
        if (!_pay(data, expected, supply * perUnit)) return;
        _record(Row(supply, 0, 0, perUnit, false));
        distributed += perUnit;
        fundedThrough = rows.length;
        if (perUnit == left) stage = IBondTypes.Stage.Redeemed;
        ++done[Action.Distribute];
    }

    function _pay(bytes memory data, bool expected, uint256 amount) private returns (bool passed) {
        uint256 before = cash.balanceOf(address(bond));
        vm.prank(PAYER);
        (passed,) = address(bond).call(data);

        vm.assertEq(passed, expected, "paying in");
        if (!passed) return false;
        vm.assertEq(cash.balanceOf(address(bond)) - before, amount, "paid in");
        funded += amount;
        lastPaidIn = today();
    }

    function _remitTax() internal {
        bool expected = held() >= taxHeld;
        (bool passed,) = address(bond).call(abi.encodeCall(bond.remitTax, ()));
        vm.assertEq(passed, expected, "remitTax");
        if (!passed) return;
        if (taxHeld != 0) ++done[Action.RemitTax];
        remitted += taxHeld;
        taxHeld = 0;
    }

    function _prescribe() internal {
        uint256 last = (lastPaidIn > endDay ? lastPaidIn : endDay) + PRESCRIPTION;
        bool isOver = stage == IBondTypes.Stage.Matured || stage == IBondTypes.Stage.Called
            || stage == IBondTypes.Stage.Redeemed;
        bool expected = isOver && today() > last && held() >= taxHeld;
        expected = expected && !cash.isBlocked(address(this));
        (bool passed,) = address(bond).call(abi.encodeCall(bond.prescribe, ()));
        vm.assertEq(passed, expected, "prescribe");
        if (!passed) return;
        if (held() != taxHeld) ++done[Action.Prescribe];
        prescribed += held() - taxHeld;
        // The tax withheld leaves first.
        remitted += taxHeld;
        taxHeld = 0;
    }

    /* ISSUER */

    function _tap() internal {
        (uint256 index, uint256 units) = (draw(HOLDERS), 1 + draw(60));
        bool expected = stage == IBondTypes.Stage.Outstanding && !isCalled && today() < endDay
            && units <= UNITS - supply - retired && mayReceive(index);
        vm.prank(address(offering));
        (bool passed,) =
            address(bond).call(abi.encodeCall(bond.issue, (holders[index].account, units)));
        vm.assertEq(passed, expected, "issue");
        if (!passed) return;
        holders[index].units += units;
        supply += units;
        ++done[Action.Tap];
    }

    function _call() internal {
        (uint256 option, uint256 day) = (draw(8) == 0 ? 1 : 0, today() + draw(40));
        uint256 struck = rows.length;
        bool expected = stage == IBondTypes.Stage.Outstanding && !isCalled && option == 0
            && day >= ISSUE + 10 && day <= MATURITY && day >= today() + 2
            && (struck == 0 || startOf(struck) <= day);
        uint256 coupon = day < ISSUE ? 0 : (day - ISSUE) / PERIOD;
        uint256 days_ = day < ISSUE ? 0 : (day - ISSUE) % PERIOD;
        uint256 face = expected ? faceOf(coupon) : 0;
        (bool passed,) = address(bond).call(abi.encodeCall(bond.call, (option, _day(day))));
        vm.assertEq(passed, expected, "call");
        if (!passed) return;
        callPerUnit = face + (days_ == 0 ? 0 : face * rateOf(coupon) * days_ / (1e9 * 365));
        (isCalled, endDay) = (true, day);
        ++done[Action.Call];
    }

    function _callPartially() internal {
        (uint256 coupon, uint256 share) = (draw(COUPONS + 1), draw(5) * 100_000);
        bool expected = stage == IBondTypes.Stage.Outstanding && !isCalled && coupon >= rows.length
            && coupon < COUPONS && startOf(coupon + 1) <= endDay && startOf(coupon + 1) <= MATURITY
            && recordOf(coupon) >= today() + 2 && share != 0;
        if (expected) {
            uint256 face = faceOf(coupon);
            expected = share < face - repaidOf(coupon, face) && partialCalls[coupon] == 0;
        }
        (bool passed,) = address(bond)
            .call(abi.encodeCall(bond.callPartially, (0, coupon, Ppm.wrap(uint32(share)))));
        vm.assertEq(passed, expected, "callPartially");
        if (!passed) return;
        partialCalls[coupon] = share;
        ++done[Action.CallPartially];
    }

    function _cancelUnits() internal {
        uint256 free = freeUnits(ISSUER);
        uint256 units = draw(free + 2);
        bool expected = stage == IBondTypes.Stage.Outstanding && units != 0 && units <= free;
        (bool passed,) = address(bond).call(abi.encodeCall(bond.cancelUnits, (units)));
        vm.assertEq(passed, expected, "cancelUnits");
        if (!passed) return;
        holders[ISSUER].units -= units;
        supply -= units;
        retired += units;
        ++done[Action.CancelUnits];
    }

    function _extend() internal {
        bool expected = stage == IBondTypes.Stage.Outstanding && !isCalled && !isExtended
            && today() <= MATURITY;
        (bool passed,) = address(bond).call(abi.encodeCall(bond.extendMaturity, ()));
        vm.assertEq(passed, expected, "extendMaturity");
        if (!passed) return;
        (isExtended, endDay) = (true, EXTENDED);
        ++done[Action.Extend];
    }

    function _papers() internal {
        uint256 name = 1 << draw(3);
        bool exists = papers & name != 0;
        bool sets = !exists || draw(2) == 0;
        if (sets) bond.setDocument(bytes32(name), "ipfs://paper", keccak256(abi.encode(name)));
        else bond.removeDocument(bytes32(name));
        papers = sets ? papers | name : papers & ~name;
        ++done[Action.Papers];
    }

    /* DEFAULT */

    function _declare() internal {
        uint256 since = arrears();
        bool expected =
            stage == IBondTypes.Stage.Outstanding && since != 0 && today() > since + GRACE;
        (bool passed,) = address(bond).call(abi.encodeCall(bond.declareDefault, ()));
        vm.assertEq(passed, expected, "declareDefault");
        if (!passed) return;
        stage = IBondTypes.Stage.Defaulted;
        ++done[Action.Declare];
    }

    function _cure() internal {
        bool expected = stage == IBondTypes.Stage.Defaulted && arrears() == 0;
        (bool passed,) = address(bond).call(abi.encodeCall(bond.cure, ()));
        vm.assertEq(passed, expected, "cure");
        if (!passed) return;
        stage = IBondTypes.Stage.Outstanding;
        ++done[Action.Cure];
    }

    function _accelerate() internal {
        bool expected = stage == IBondTypes.Stage.Defaulted;
        int256 claim = today() >= endDay && isCalled
            ? int256(callPerUnit)
            : int256(faceNow()) + accruedOn(today());
        vm.prank(TRUSTEE);
        (bool passed,) = address(bond).call(abi.encodeCall(bond.accelerate, ()));
        vm.assertEq(passed, expected, "accelerate");
        if (!passed) return;
        for (uint256 i = fundedThrough; i < rows.length; ++i) {
            claim += int256(perUnitOf(i));
            rows[i].lapsed = true;
        }
        claimPerUnit = uint256(claim);
        fundedThrough = rows.length;
        firstRow = rows.length + 1;
        stage = IBondTypes.Stage.Accelerated;
        ++done[Action.Accelerate];
    }

    /* READING */

    function _isOwing() private view returns (bool) {
        return stage == IBondTypes.Stage.Outstanding || stage == IBondTypes.Stage.Defaulted;
    }

    function _day(uint256 day) private pure returns (Day) {
        return Day.wrap(uint32(day));
    }
}
