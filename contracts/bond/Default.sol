// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBondDesk} from "interfaces/IBondDesk.sol";

import {Options} from "contracts/bond/Options.sol";
import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {Terms} from "contracts/types/Terms.sol";
import {Day} from "contracts/types/Units.sol";

/// @title Default
/// @dev   Arrears, grace, default, cure, acceleration, distribution, prescription. Specification:
///        IBondDesk.
///
/// DISTRIBUTIONS
/// A distribution is a row like a coupon's, struck at the moment of payment: whoever holds then is
/// owed, claim and push pay it, and transfers need not stop.
abstract contract Default is Options {
    using ExactCash for IERC20;
    using RegisterWord for uint256;
    using SafeCast for int256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;
    using TermsCode for bytes;

    /// @inheritdoc IBondDesk
    function declareDefault() external nonReentrant {
        uint256 register = _struckRegister();
        bytes memory code = _code();
        Day since = _arrearsSince(code, register);
        Day today = _today(code);
        bool isLate = Day.unwrap(since) != 0
            && Day.unwrap(today) > uint256(Day.unwrap(since)) + code.graceDays();

        _requireStage(Stage.Outstanding);
        require(isLate, NotInDefault(since, today));
        _advance(Stage.Outstanding, Stage.Defaulted);

        emit DefaultDeclared(since);
    }

    /// @inheritdoc IBondDesk
    function cure() external nonReentrant {
        uint256 register = _struckRegister();
        bytes memory code = _code();
        Day since = _arrearsSince(code, register);
        require(Day.unwrap(since) == 0, StillInArrears(since));
        _advance(Stage.Defaulted, Stage.Outstanding);

        emit DefaultCured(_today(code));
    }

    /// @inheritdoc IBondDesk
    function accelerate() external only(_terms().trustee) nonReentrant {
        uint256 register = _struckRegister();
        bytes memory code = _code();
        uint256 struck = register.struckDays();
        int256 claim = _claimBefore(code);
        for (uint256 i = _fundedThrough; i < struck; ++i) {
            claim += _lapse(code, i).toInt256();
        }

        _advance(Stage.Defaulted, Stage.Accelerated);
        _fundedThrough = struck.toUint64();
        _register = _register.withRecord(struck, RegisterWord.NEVER);
        uint256 perUnit = claim.toUint256();
        _claim = Claim(perUnit.toUint112(), 0, (struck + 1).toUint32());

        emit DebtAccelerated(perUnit);
    }

    /// @inheritdoc IBondDesk
    function distribute(uint256 perUnit) external nonReentrant {
        _requireStage(Stage.Accelerated);
        Claim memory claim = _claim;
        uint256 left = claim.perUnit - claim.distributed;
        // A hundredth of the claim at least, or the rest: rows stay few, for all who are paid.
        bool isWhole = perUnit == left || perUnit * 100 >= claim.perUnit;
        require(perUnit != 0 && perUnit <= left && isWhole, DistributionInvalid(perUnit, left));
        uint256 register = _register;
        uint256 row = register.struckDays();
        uint256 supply = register.supply();

        _struck[row] = Struck(supply.toUint88(), 0, true, true, true, false);
        _repayments[row] = Repayment(perUnit.toUint128(), 0);
        ++_fundedThrough;
        _register = register.withRecord(row + 1, RegisterWord.NEVER);
        claim.distributed += perUnit.toUint112();
        _claim = claim;

        emit ClaimDistributed(row, msg.sender, perUnit, supply * perUnit);

        if (perUnit == left) _advance(Stage.Accelerated, Stage.Redeemed);
        _payIn(_code(), supply * perUnit);
    }

    /// @inheritdoc IBondDesk
    function prescribe() external nonReentrant returns (uint256 amount) {
        Stage stage_ = _stage();
        require(
            stage_ == Stage.Matured || stage_ == Stage.Called || stage_ == Stage.Redeemed,
            WrongStage(stage_, Stage.Matured)
        );
        bytes memory code = _code();
        Terms memory t = code.terms();
        Day end = _endDay(code, _register);
        if (_paidInDay > end) end = _paidInDay;
        Day last = Day.wrap(Day.unwrap(end) + t.prescriptionDays);
        Day today = _today(code);
        require(t.prescriptionDays != 0 && today > last, NotPrescribed(today, last));
        IERC20 cash = IERC20(t.cash);
        // Tax leaves first: a claim that comes too late must not be paid out of it.
        uint256 tax = _taxHeld;
        amount = cash.balanceOf(address(this)) - tax;

        _taxHeld = 0;

        emit Prescribed(t.issuer, amount);

        if (tax != 0) {
            emit TaxRemitted(t.taxAccount, tax);
            cash.safeTransfer(t.taxAccount, tax);
        }
        cash.safeTransfer(t.issuer, amount);
    }

    /// @inheritdoc IBondDesk
    function claimOf() external view returns (uint256 claimPerUnit, uint256 distributedPerUnit) {
        return (_claim.perUnit, _claim.distributed);
    }

    /* INTERNAL */

    /// @dev Claim of a unit besides lapsed coupons. Interest runs to the day of acceleration, not
    ///      past the bond's end; from that day on a called bond owes the price of the call.
    function _claimBefore(bytes memory code) private view returns (int256) {
        Day end = _endDay(code, _register);
        Day today = _today(code);
        if (today >= end) {
            if (_call.called) return uint256(_call.perUnit).toInt256();
            today = end;
        }
        return (code.denomination() - _repaid).toInt256() + _signedAccrual(code, today);
    }

    /// @dev Takes a struck coupon that nobody funded into the claim.
    /// @return perUnit what a unit was owed by it [cash base units]
    function _lapse(bytes memory code, uint256 index) private returns (uint256 perUnit) {
        Struck memory struck = _struck[index];
        if (!struck.determined) _determine(code, index, struck);
        struck.lapsed = true;
        _struck[index] = struck;
        return struck.cashPerUnit + (struck.repays ? _repayments[index].perUnit : 0);
    }
}
