// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBond} from "interfaces/IBond.sol";
import {IInvestors} from "interfaces/IInvestors.sol";

import {Register} from "contracts/bond/Register.sol";
import {AccountWord} from "contracts/libraries/AccountWord.sol";
import {CivilTime} from "contracts/libraries/CivilTime.sol";
import {CouponMath} from "contracts/libraries/CouponMath.sol";
import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {Holdings} from "contracts/libraries/Holdings.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {DayCount} from "contracts/types/DayCount.sol";
import {Coupon, Terms} from "contracts/types/Terms.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

/// @title Coupons
/// @dev   The part of a bond that strikes coupons at record days and pays them.
///        Specification: IBond.
///
/// EXACTNESS
/// A coupon is struck once: units at the record day and cash per unit, rounded down once. Funding
/// is units x cash per unit and every holder gets its units x cash per unit, so what was funded is
/// what is owed, to the last base unit, and nothing struck changes afterwards.
/// PAYMENT
/// `paidThrough` in the holder's slot is the only guard, shared by claim and push. Each coupon's
/// money is in this contract from funding to payment.
abstract contract Coupons is Register, ReentrancyGuardTransient {
    using AccountWord for uint256;
    using ExactCash for IERC20;
    using Holdings for Holdings.Register;
    using RegisterWord for uint256;
    using SafeCast for uint256;
    using SafeERC20 for IERC20;
    using TermsCode for bytes;

    mapping(uint256 index => Struck) private _struck;
    /// @inheritdoc IBond
    uint256 public fundedThrough;

    constructor(IInvestors investors_, IAccessManager roles_) Register(investors_, roles_) {}

    /* WRITES */

    /// @inheritdoc IBond
    function strike() external {
        _struckRegister();
    }

    /// @inheritdoc IBond
    function fundCoupon(uint256 coupon) external nonReentrant {
        uint256 struck = _struckRegister().struckDays();
        require(
            coupon == fundedThrough && coupon < struck,
            CouponNotFundable(coupon, fundedThrough, struck)
        );
        Struck storage state = _struck[coupon];
        uint256 amount = uint256(state.units) * state.cashPerUnit;

        state.funded = true;
        fundedThrough = coupon + 1;

        emit CouponFunded(coupon, msg.sender, amount);

        IERC20(_terms().cash).pullExact(msg.sender, amount);
    }

    /// @inheritdoc IBond
    function claimCoupons(uint256 through) external nonReentrant returns (uint256 amount) {
        IERC20 cash = _requirePayable(through);
        uint256 account = _holdings.accounts[msg.sender];
        amount = _due(msg.sender, account, through);
        if (account.paidThrough() >= through) return 0;

        _holdings.accounts[msg.sender] = account.withPaidThrough(through);

        emit CouponPaid(msg.sender, through, amount);

        if (amount != 0) cash.safeTransfer(msg.sender, amount);
    }

    /// @inheritdoc IBond
    function payCoupons(address[] calldata holders, uint256 through) external nonReentrant {
        IERC20 cash = _requirePayable(through);
        for (uint256 i; i < holders.length; ++i) {
            _push(cash, holders[i], through);
        }
    }

    /* VIEWS */

    /// @inheritdoc IBond
    function balanceAt(address holder, uint256 index) external view returns (uint256) {
        uint256 passed = epoch();
        require(index < passed, RecordDayAhead(index, passed));
        return _holdings.balanceAt(holder, _holdings.accounts[holder], index);
    }

    /// @inheritdoc IBond
    function unpaidCoupons(address holder, uint256 through) external view returns (uint256) {
        return _due(holder, _holdings.accounts[holder], through);
    }

    /// @inheritdoc IBond
    function epoch() public view returns (uint256 passed) {
        bytes memory code = _code();
        passed = _register.struckDays();
        while (_recordAt(code, passed) <= block.timestamp) ++passed;
    }

    /// @inheritdoc IBond
    function struckOf(uint256 coupon) external view returns (Struck memory) {
        return _struck[coupon];
    }

    /// @inheritdoc IBond
    function couponOf(uint256 index) external view returns (Coupon memory) {
        return _code().coupon(index);
    }

    /// @inheritdoc IBond
    function couponCount() external view returns (uint256) {
        return _code().couponCount();
    }

    /* INTERNAL */

    function _struckRegister() internal override returns (uint256 register) {
        register = _register;
        if (block.timestamp < register.nextRecordAt()) return register;

        bytes memory code = _code();
        uint256 index = register.struckDays();
        uint256 next = register.nextRecordAt();
        // At most one turn per coupon in the whole life of the bond.
        for (; next <= block.timestamp; next = _recordAt(code, ++index)) {
            _strike(code, index, register.supply());
        }
        register = register.withRecord(index, next);
        _register = register;
    }

    function _strike(bytes memory code, uint256 index, uint256 supply) private {
        (uint256 denomination, Ppm rate, DayCount dayCount) = code.rates();
        Coupon memory c = code.coupon(index);
        uint256 cashPerUnit = CouponMath.couponPerUnitDown(
            denomination, rate, dayCount, c.accrualStart, c.accrualEnd
        );
        _struck[index] =
            Struck({units: uint88(supply), cashPerUnit: cashPerUnit.toUint128(), funded: false});

        emit CouponStruck(index, supply, cashPerUnit);
    }

    /// @dev Instant at which record day `index` has ended [s UTC].
    function _recordAt(bytes memory code, uint256 index) internal pure returns (uint256) {
        if (index >= code.couponCount()) return RegisterWord.NEVER;
        return CivilTime.endOf(code.coupon(index).recordDay, code.zoneOffset());
    }

    function _requirePayable(uint256 through) private view returns (IERC20) {
        require(through <= fundedThrough, CouponNotFunded(through, fundedThrough));
        bytes memory code = _code();
        Terms memory t = code.terms();
        if (through != 0) {
            Day due = code.coupon(through - 1).paymentDay;
            Day today = CivilTime.dayOf(block.timestamp, t.zoneOffset);
            require(today >= due, TooEarly(today, due));
        }
        return IERC20(t.cash);
    }

    function _due(address holder, uint256 account, uint256 through)
        private
        view
        returns (uint256 amount)
    {
        for (uint256 i = account.paidThrough(); i < through; ++i) {
            amount += _holdings.balanceAt(holder, account, i) * _struck[i].cashPerUnit;
        }
    }

    function _push(IERC20 cash, address holder, uint256 through) private {
        uint256 account = _holdings.accounts[holder];
        if (account.paidThrough() >= through) return;
        uint256 amount = _due(holder, account, through);

        _holdings.accounts[holder] = account.withPaidThrough(through);
        if (amount == 0 || cash.tryPay(holder, amount)) {
            emit CouponPaid(holder, through, amount);
        } else {
            // Onto what stands there now: a token that calls back may have had the units moved.
            _holdings.accounts[holder] =
                _holdings.accounts[holder].withPaidThrough(account.paidThrough());
            emit CouponPaymentFailed(holder, amount);
        }
    }
}
