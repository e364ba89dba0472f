// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IBondDesk} from "interfaces/IBondDesk.sol";

import {Interest} from "contracts/bond/Interest.sol";
import {AccountWord} from "contracts/libraries/AccountWord.sol";
import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {Coupon, Option, OptionKind} from "contracts/types/Terms.sol";
import {Day, PPM_ONE, Ppm} from "contracts/types/Units.sol";

/// @title Options
/// @dev   Calls, puts, cancelled units, extension. Specification: IBondDesk.
///
/// WHAT A CALL CHANGES
/// The day on which the bond ends, and what a unit is paid then. What is struck stays struck: a
/// call that would cut a coupon after its record day is refused.
abstract contract Options is Interest {
    using AccountWord for uint256;
    using ExactCash for IERC20;
    using RegisterWord for uint256;
    using SafeCast for uint256;
    using TermsCode for bytes;

    /// @inheritdoc IBondDesk
    function call(uint256 option, Day day) external only(_terms().issuer) nonReentrant {
        uint256 register = _struckRegister();
        bytes memory code = _code();
        _requireStage(Stage.Outstanding);
        require(!_call.called, AlreadyCalled(register.endDay()));
        Option memory o = _option(code, option, OptionKind.Call);
        Day earliest = _plus(_today(code), o.noticeDays);
        require(
            day >= o.firstDay && day <= o.lastDay && day >= earliest,
            OptionDay(day, o.firstDay, o.lastDay, earliest)
        );
        uint256 struck = register.struckDays();
        uint256 last = struck == 0 ? 0 : struck - 1;
        require(struck == 0 || code.coupon(last).accrualEnd <= day, CallCollides(last, day));

        uint256 index = _couponOn(code, day);
        // A coupon that ended may have its record day ahead: units must live to see it.
        last = index == 0 ? 0 : index - 1;
        require(index == 0 || code.coupon(last).recordDay < day, CallCollides(last, day));
        uint256 perUnit = _faceIn(code, index) * Ppm.unwrap(o.price) / PPM_ONE;
        if (index < code.couponCount()) {
            Coupon memory c = code.coupon(index);
            if (c.accrualStart < day) perUnit += _accruedIn(code, c, index, day);
        }
        _call.perUnit = perUnit.toUint128();
        _call.called = true;
        _endOn(code, register, day);

        emit CallAnnounced(option, day, perUnit);
    }

    /// @inheritdoc IBondDesk
    function callPartially(uint256 option, uint256 coupon, Ppm share)
        external
        only(_terms().issuer)
    {
        uint256 register = _struckRegister();
        bytes memory code = _code();
        _requireStage(Stage.Outstanding);
        require(!_call.called, AlreadyCalled(register.endDay()));
        Option memory o = _option(code, option, OptionKind.Call);
        bool isAhead = coupon >= register.struckDays() && coupon < code.couponCount();
        require(isAhead, PartialCallInvalid(coupon, share));
        Coupon memory c = code.coupon(coupon);
        Day earliest = _plus(_today(code), o.noticeDays);
        require(
            c.paymentDay >= o.firstDay && c.paymentDay <= o.lastDay && c.recordDay >= earliest,
            OptionDay(c.paymentDay, o.firstDay, o.lastDay, earliest)
        );
        uint256 face = _faceIn(code, coupon);
        uint256 left = face - _principal(code, coupon, face);
        bool isPart = Ppm.unwrap(share) != 0
            && code.denomination() * Ppm.unwrap(share) / PPM_ONE < left
            && Ppm.unwrap(_partialCalls[coupon]) == 0 && Ppm.unwrap(o.price) == PPM_ONE;
        require(
            isPart && c.accrualEnd <= _endDay(code, register), PartialCallInvalid(coupon, share)
        );

        _partialCalls[coupon] = share;

        emit PartialCallAnnounced(option, coupon, share);
    }

    /// @inheritdoc IBondDesk
    function put(uint256 option, uint256 units) external {
        bytes memory code = _code();
        _requireStage(Stage.Outstanding);
        Option memory o = _option(code, option, OptionKind.Put);
        Day today = _today(code);
        Day last = Day.wrap(Day.unwrap(o.lastDay) - o.noticeDays);
        bool isOpen = today >= o.firstDay && today <= last;
        require(isOpen, OptionDay(today, o.firstDay, o.lastDay, last));
        require(!_putTotals[option].funded, PutNotFundable(option));
        PutNotice memory notice = _puts[msg.sender];
        require(notice.units == 0 || notice.option == option, PutStands(msg.sender, notice.option));
        uint256 free = _freeUnits(msg.sender) + notice.units;
        require(units <= free, UnitsNotFree(msg.sender, units, free));

        _setPut(msg.sender, option, units);
        PutTotal storage total = _putTotals[option];
        total.units = (uint256(total.units) + units - notice.units).toUint88();

        emit PutNoticed(option, msg.sender, units);
    }

    /// @inheritdoc IBondDesk
    function fundPut(uint256 option) external nonReentrant {
        uint256 struck = _struckRegister().struckDays();
        bytes memory code = _code();
        PutTotal memory total = _putTotals[option];
        Stage stage_ = _stage();
        bool isOwing = stage_ == Stage.Outstanding || stage_ == Stage.Defaulted;
        require(isOwing && total.units != 0 && !total.funded, PutNotFundable(option));
        Option memory o = code.option(option);
        Day today = _today(code);
        require(today >= o.lastDay, TooEarly(today, o.lastDay));

        uint256 price = _faceOn(code, o.lastDay) * Ppm.unwrap(o.price) / PPM_ONE;
        int256 perUnit = price.toInt256() + _signedAccrual(code, o.lastDay);
        // Rows struck since are the holder's too: they are not paid twice.
        for (uint256 i = struck; i != 0 && code.coupon(i - 1).recordDay >= o.lastDay; --i) {
            perUnit -= _perUnit(i - 1).toInt256();
        }
        total.cashPerUnit = perUnit > 0 ? uint256(perUnit).toUint128() : 0;
        total.funded = true;
        total.rows = struck.toUint16();
        _putTotals[option] = total;
        _putsPending += total.units;
        uint256 amount = total.units * uint256(total.cashPerUnit);

        emit PutFunded(option, msg.sender, total.cashPerUnit, amount);

        _payIn(code, amount);
    }

    /// @inheritdoc IBondDesk
    function settlePut(uint256 option, address[] calldata holders) external nonReentrant {
        uint256 register = _struckRegister();
        PutTotal memory total = _putTotals[option];
        require(total.funded, PutNotFunded(option));
        IERC20 cash = IERC20(_code().cash());
        uint256 cashPerUnit = total.cashPerUnit;
        for (uint256 i = total.rows; i < register.struckDays(); ++i) {
            uint256 since = _perUnit(i);
            cashPerUnit -= since < cashPerUnit ? since : cashPerUnit;
        }

        uint256 supply = register.supply();
        for (uint256 i; i < holders.length; ++i) {
            register = _settlePut(register, cash, option, cashPerUnit, holders[i]);
        }
        _register = register;
        _retired += supply - register.supply();
        // The last units of a bond that is repaid otherwise.
        Stage stage_ = _stage();
        if (register.supply() == 0 && (stage_ == Stage.Matured || stage_ == Stage.Called)) {
            _advance(stage_, Stage.Redeemed);
        }
    }

    /// @inheritdoc IBondDesk
    function cancelUnits(uint256 units) external only(_terms().issuer) nonReentrant {
        uint256 register = _struckRegister();
        _requireStage(Stage.Outstanding);
        uint256 free = _freeUnits(msg.sender);
        require(units != 0 && units <= free, UnitsNotFree(msg.sender, units, free));

        _register = _burn(register, msg.sender, units);
        _retired += units;

        emit UnitsCancelled(msg.sender, units);
    }

    /// @inheritdoc IBondDesk
    function extendMaturity() external only(_terms().issuer) nonReentrant {
        uint256 register = _struckRegister();
        bytes memory code = _code();
        _requireStage(Stage.Outstanding);
        Day extended = code.extendedMaturityDay();
        bool isOpen = Day.unwrap(extended) != 0 && Day.unwrap(register.endDay()) == 0;
        require(isOpen, NotExtendable(extended));
        Day today = _today(code);
        Day last = code.maturityDay();
        require(today <= last, TooLate(today, last));

        _endOn(code, register, extended);

        emit MaturityExtended(extended);
    }

    /* VIEWS */

    /// @inheritdoc IBondDesk
    function optionOf(uint256 index) external view returns (Option memory) {
        bytes memory code = _code();
        require(index < code.optionCount(), NoSuchOption(index));
        return code.option(index);
    }

    /// @inheritdoc IBondDesk
    function putOf(address holder) external view returns (PutNotice memory) {
        return _puts[holder];
    }

    /// @inheritdoc IBondDesk
    function putTotalOf(uint256 option) external view returns (uint256 units, uint256 cashPerUnit) {
        return (_putTotals[option].units, _putTotals[option].cashPerUnit);
    }

    /* INTERNAL */

    /// @dev Ends the bond on `day`: the next record day follows from that.
    function _endOn(bytes memory code, uint256 register, Day day) private {
        register = register.withEndDay(day);
        uint256 struck = register.struckDays();
        _register = register.withRecord(struck, _recordAt(code, struck, register));
    }

    function _option(bytes memory code, uint256 index, OptionKind kind)
        private
        pure
        returns (Option memory o)
    {
        require(index < code.optionCount(), NoSuchOption(index));
        o = code.option(index);
        require(o.kind == kind, NoSuchOption(index));
    }

    /// @dev What a unit is paid with a struck row [cash base units].
    function _perUnit(uint256 row) private view returns (uint256) {
        Struck memory struck = _struck[row];
        if (struck.lapsed) return 0;
        require(struck.determined, RateUnknown(row));
        return struck.cashPerUnit + (struck.repays ? _repayments[row].perUnit : 0);
    }

    function _plus(Day day, uint256 days_) private pure returns (Day) {
        return Day.wrap(uint32(Day.unwrap(day) + days_));
    }

    function _setPut(address holder, uint256 option, uint256 units) private {
        _puts[holder] = PutNotice(option.toUint8(), units.toUint88());
        _holdings.accounts[holder] = _holdings.accounts[holder].withPut(units != 0);
    }

    function _settlePut(
        uint256 register,
        IERC20 cash,
        uint256 option,
        uint256 cashPerUnit,
        address holder
    ) private returns (uint256) {
        PutNotice memory notice = _puts[holder];
        if (notice.option != option) return register;
        // Less than was put where units are frozen, or were moved by force.
        uint256 account = _holdings.accounts[holder];
        uint256 balance = account.balance();
        uint256 loose = balance > account.frozen() ? balance - account.frozen() : 0;
        uint256 units = notice.units < loose ? notice.units : loose;
        if (units == 0) return register;
        uint256 amount = units * cashPerUnit;

        if (!cash.tryPay(holder, amount)) {
            emit PutPaymentFailed(option, holder, amount);
            return register;
        }
        // After the payment, which alone can fail: the guard against re-entry covers the order.
        _setPut(holder, option, notice.units - units);
        _putsPending -= units;
        register = _burn(register, holder, units);
        emit PutSettled(option, holder, units, amount);
        return register;
    }
}
