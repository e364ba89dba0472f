// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {IBondLedger} from "interfaces/IBondLedger.sol";

import {Register} from "contracts/bond/Register.sol";
import {AccountWord} from "contracts/libraries/AccountWord.sol";
import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {Holdings} from "contracts/libraries/Holdings.sol";
import {InvestorWord} from "contracts/libraries/InvestorWord.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {Coupon} from "contracts/types/Terms.sol";
import {Day, PPM_ONE} from "contracts/types/Units.sol";

/// @title Coupons
/// @dev   The part of a bond that is paid coupons and pays them. Specification: IBondLedger.
///
/// EXACTNESS
/// Funding is units x cash per unit and every holder gets its units x cash per unit, so what was
/// funded is what is owed, to the last base unit. Of that, what is withheld for tax is rounded up.
/// PAYMENT
/// `paidThrough` in the holder's slot is the only guard, shared by claim and push. Each coupon's
/// money is in this contract from funding to payment; tax stays until it is remitted.
abstract contract Coupons is Register {
    using AccountWord for uint256;
    using ExactCash for IERC20;
    using Holdings for Holdings.Register;
    using InvestorWord for uint256;
    using RegisterWord for uint256;
    using SafeERC20 for IERC20;
    using TermsCode for bytes;

    /* WRITES */

    /// @inheritdoc IBondLedger
    function strike() external {
        _struckRegister();
    }

    /// @inheritdoc IBondLedger
    function determine(uint256 coupon) external {
        uint256 struckDays = _struckRegister().struckDays();
        Struck memory struck = _struck[coupon];
        require(coupon < struckDays && !struck.determined && !struck.lapsed, CouponNotOpen(coupon));

        _determine(_code(), coupon, struck);
        _struck[coupon] = struck;
    }

    /// @inheritdoc IBondLedger
    function fundCoupon(uint256 coupon) external nonReentrant {
        uint256 struckDays = _struckRegister().struckDays();
        require(
            coupon == _fundedThrough && coupon < struckDays,
            CouponNotFundable(coupon, _fundedThrough, struckDays)
        );
        bytes memory code = _code();
        Struck memory struck = _struck[coupon];
        if (!struck.determined) _determine(code, coupon, struck);
        uint256 perUnit = struck.cashPerUnit + _principalOf(struck, coupon);
        uint256 amount = struck.units * perUnit;

        struck.funded = true;
        _struck[coupon] = struck;
        ++_fundedThrough;

        emit CouponFunded(coupon, msg.sender, amount);

        _payIn(code, amount);
    }

    /// @inheritdoc IBondLedger
    function claimCoupons(uint256 through) external nonReentrant returns (uint256 amount) {
        bytes memory code = _requirePayable(through);
        uint256 account = _holdings.accounts[msg.sender];
        // An account that never held stays untouched: a recovery may be meant for it.
        if (account == 0 || account.paidThrough() >= through) return 0;
        Struck memory last = _struck[through - 1];
        (uint256 gross, uint256 interest) = _due(msg.sender, account, through, last);
        uint256 withheld = _taxUp(code.taxAccount(), msg.sender, interest);
        amount = gross - withheld;

        _holdings.accounts[msg.sender] = account.withPaidThrough(through);
        if (withheld != 0) _taxHeld += withheld;

        emit CouponPaid(msg.sender, through, amount, withheld);

        if (amount != 0) IERC20(code.cash()).safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IBondLedger
    function payCoupons(address[] calldata holders, uint256 through) external nonReentrant {
        bytes memory code = _requirePayable(through);
        IERC20 cash = IERC20(code.cash());
        address taxAccount = code.taxAccount();
        if (through == 0) return;
        Struck memory last = _struck[through - 1];
        uint256 withheld;
        for (uint256 i; i < holders.length; ++i) {
            withheld += _push(cash, taxAccount, holders[i], through, last);
        }
        if (withheld != 0) _taxHeld += withheld;
    }

    /// @inheritdoc IBondLedger
    function remitTax() external nonReentrant returns (uint256 amount) {
        bytes memory code = _code();
        address taxAccount = code.taxAccount();
        amount = _taxHeld;

        _taxHeld = 0;

        emit TaxRemitted(taxAccount, amount);

        if (amount != 0) IERC20(code.cash()).safeTransfer(taxAccount, amount);
    }

    /* VIEWS */

    /// @inheritdoc IBondLedger
    function balanceAt(address holder, uint256 index) external view returns (uint256) {
        uint256 passed = epoch();
        require(index < passed, RecordDayAhead(index, passed));
        return _holdings.balanceAt(holder, _holdings.accounts[holder], index);
    }

    /// @inheritdoc IBondLedger
    function unpaidCoupons(address holder, uint256 through) external view returns (uint256) {
        if (through == 0) return 0;
        uint256 account = _holdings.accounts[holder];
        (uint256 gross,) = _due(holder, account, through, _struck[through - 1]);
        return gross;
    }

    /// @inheritdoc IBondLedger
    function epoch() public view returns (uint256 passed) {
        uint256 register = _register;
        passed = register.struckDays();
        if (block.timestamp < register.nextRecordAt()) return passed;
        bytes memory code = _code();
        while (_recordAt(code, passed, register) <= block.timestamp) ++passed;
    }

    /// @inheritdoc IBondLedger
    function fundedThrough() external view returns (uint256) {
        return _fundedThrough;
    }

    /// @inheritdoc IBondLedger
    function struckOf(uint256 coupon) external view returns (Struck memory) {
        return _struck[coupon];
    }

    /// @inheritdoc IBondLedger
    function repaidWith(uint256 coupon) external view returns (uint256) {
        return _repayments[coupon].perUnit;
    }

    /// @inheritdoc IBondLedger
    function faceValue() external view returns (uint256) {
        return _code().denomination() - _repaid;
    }

    /// @inheritdoc IBondLedger
    function taxHeld() external view returns (uint256) {
        return _taxHeld;
    }

    /// @inheritdoc IBondLedger
    function couponOf(uint256 index) external view returns (Coupon memory) {
        bytes memory code = _code();
        require(index < code.couponCount(), CouponNotOpen(index));
        return code.coupon(index);
    }

    /// @inheritdoc IBondLedger
    function couponCount() external view returns (uint256) {
        return _code().couponCount();
    }

    /* INTERNAL */

    function _requirePayable(uint256 through) private view returns (bytes memory code) {
        require(through <= _fundedThrough, CouponNotFunded(through, _fundedThrough));
        code = _code();
        if (through == 0) return code;
        // Distributions in default are due at once; they are no rows of the schedule.
        uint256 firstRow = _stage() >= Stage.Redeemed ? _claim.firstRow : 0;
        if (firstRow != 0 && through >= firstRow) return code;
        Day due = code.coupon(through - 1).paymentDay;
        Day today = _today(code);
        require(today >= due, TooEarly(today, due));
    }

    /// @dev What a holder is due, and the part of it that is interest [cash base units]. Units have
    ///      88 bits, cash per unit 128: no sum of at most 2**16 rows overflows.
    /// @param last row `through` - 1: a page reads it once
    function _due(address holder, uint256 account, uint256 through, Struck memory last)
        private
        view
        returns (uint256 gross, uint256 interest)
    {
        for (uint256 i = account.paidThrough(); i < through; ++i) {
            Struck memory struck = i + 1 == through ? last : _struck[i];
            if (struck.lapsed) continue;
            uint256 units = _holdings.balanceAt(holder, account, i);
            unchecked {
                interest += units * struck.cashPerUnit;
                if (struck.repays) gross += units * _repayments[i].perUnit;
            }
        }
        unchecked {
            gross += interest;
        }
    }

    function _principalOf(Struck memory struck, uint256 row) private view returns (uint256) {
        return struck.repays ? _repayments[row].perUnit : 0;
    }

    /// @dev Rounded up: of interest, never of principal.
    function _taxUp(address taxAccount, address holder, uint256 interest)
        private
        view
        returns (uint256)
    {
        if (taxAccount == address(0) || interest == 0) return 0;
        (uint256 word,) = investors.pair(holder, holder);
        unchecked {
            return (interest * word.withholding() + PPM_ONE - 1) / PPM_ONE;
        }
    }

    /// @return withheld what of it is the tax account's, 0 where the payment failed
    function _push(
        IERC20 cash,
        address taxAccount,
        address holder,
        uint256 through,
        Struck memory last
    ) private returns (uint256 withheld) {
        uint256 account = _holdings.accounts[holder];
        if (account == 0 || account.paidThrough() >= through) return 0;
        (uint256 gross, uint256 interest) = _due(holder, account, through, last);
        withheld = _taxUp(taxAccount, holder, interest);
        uint256 amount = gross - withheld;

        _holdings.accounts[holder] = account.withPaidThrough(through);
        if (amount == 0 || cash.tryPay(holder, amount)) {
            emit CouponPaid(holder, through, amount, withheld);
            return withheld;
        }
        // Onto what stands there now: a token that calls back may have had the units moved.
        _holdings.accounts[holder] =
            _holdings.accounts[holder].withPaidThrough(account.paidThrough());
        emit CouponPaymentFailed(holder, amount);
        return 0;
    }
}
