// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Proxy} from "@openzeppelin/contracts/proxy/Proxy.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IBondLedger} from "interfaces/IBondLedger.sol";

import {BondState, Platform} from "contracts/bond/BondState.sol";
import {Coupons} from "contracts/bond/Coupons.sol";
import {AccountWord} from "contracts/libraries/AccountWord.sol";
import {ExactCash} from "contracts/libraries/ExactCash.sol";
import {RegisterWord} from "contracts/libraries/RegisterWord.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {CouponKind, Terms} from "contracts/types/Terms.sol";
import {Day, Rate} from "contracts/types/Units.sol";

/// @title Bond
/// @dev   Specification, errors and events: IBond. Deployed as a minimal clone whose code holds its
///        terms and schedule; there is no upgrade: a bond's code never changes under its holders.
///
/// PARTS
/// Code is limited to 24,576 bytes, so what is done rarely is in BondDesk and BondOffice, at fixed
/// addresses: every call that this contract does not know is passed on. All share BondState.
/// TRUST
/// The issuer announces, pays and calls; an offering issues units, only against payment; anyone
/// strikes, pays out and redeems. The register agent freezes at once, and moves units without their
/// holder only three days after it said so.
/// CASH
/// The cash token must move exactly the amount asked. What arrives here without a funding call is
/// nobody's coupon; it stays until the prescription.
contract Bond is Coupons, Proxy {
    using AccountWord for uint256;
    using ExactCash for IERC20;
    using RegisterWord for uint256;
    using TermsCode for bytes;

    address public immutable desk;

    constructor(Platform memory platform, address desk_) BondState(platform) {
        desk = desk_;
    }

    modifier onlyOffering() {
        require(_isOffering(), NotParty(msg.sender, offering));
        _;
    }

    /// @notice A bond is paid in its cash token only.
    receive() external payable {
        revert EtherRefused(msg.value);
    }

    /// @notice Readies a new clone. Called by the factory in the transaction that creates it.
    function initialize() external {
        require(_register == 0, AlreadyInitialized(address(this)));
        bytes memory code = _code();
        _register =
            RegisterWord.pack(_recordAt(code, 0, 0), code.minimumClass(), code.jurisdictions());
    }

    /* LIFE */

    /// @inheritdoc IBondLedger
    function advanceTo(Stage to) external onlyOffering {
        // The offering leads from the announcement to the first settlement, one step at a time.
        Stage from = _stage();
        if (from == Stage.Announced) _seller = msg.sender;
        _requireSeller();
        require(
            from >= Stage.Announced && from <= Stage.Priced && uint8(to) == uint8(from) + 1,
            WrongStage(from, to)
        );
        // Without its rate such a bond could never strike a coupon.
        bool isRated = to != Stage.Priced || Rate.unwrap(_pricedRate) != 0
            || _code().couponKind() != CouponKind.Bookbuilt;
        require(isRated, RateNotOpen(_pricedRate));
        _advance(from, to);
    }

    /// @inheritdoc IBondLedger
    function setRate(Rate rate) external only(bookbuilding) {
        _requireStage(Stage.Bookbuilding);
        bool isOpen = _code().couponKind() == CouponKind.Bookbuilt && Rate.unwrap(_pricedRate) == 0;
        require(isOpen && Rate.unwrap(rate) != 0, RateNotOpen(_pricedRate));

        _pricedRate = rate;

        emit RateSet(rate);
    }

    /// @inheritdoc IBondLedger
    function cancel() external {
        address issuer = _terms().issuer;
        bool isOffering = _isOffering();
        require(msg.sender == issuer || isOffering, NotParty(msg.sender, issuer));
        Stage from = _stage();
        if (isOffering) _requireSeller();
        // Once the book is open only its offering may cancel, since it holds the investors' cash.
        Stage last = isOffering ? Stage.Priced : Stage.Announced;
        require(from <= last && _register.supply() == 0, WrongStage(from, last));
        _advance(from, Stage.Cancelled);
    }

    /// @inheritdoc IBondLedger
    function issue(address to, uint256 units) external onlyOffering nonReentrant {
        uint256 register = _struckRegister();
        Stage stage_ = _stage();
        if (stage_ == Stage.Priced) {
            _requireSeller();
        } else {
            require(stage_ == Stage.Outstanding, WrongStage(stage_, Stage.Priced));
            _requireTappable(register);
        }
        uint256 left = _terms().issueUnits - register.supply() - _retired;
        require(units <= left, ExceedsIssue(units, left));
        _requireReceiver(register, address(0), to, units);

        _mint(register, to, units);
    }

    /* REDEMPTION */

    /// @inheritdoc IBondLedger
    function fundRedemption() external nonReentrant {
        uint256 register = _struckRegister();
        bytes memory code = _code();
        Day today = _today(code);
        Day end = _endDay(code, register);
        require(today >= end, TooEarly(today, end));
        // Coupons come first: once matured nobody could declare them in default any more.
        uint256 struck = register.struckDays();
        require(_fundedThrough == struck, CouponNotFunded(struck, _fundedThrough));
        // Units whose put is funded are paid by that.
        uint256 amount = (register.supply() - _putsPending) * _redemptionPerUnit(code);

        // A late payment ends a default too.
        Stage from = _stage() == Stage.Defaulted ? Stage.Defaulted : Stage.Outstanding;
        _advance(from, _call.called ? Stage.Called : Stage.Matured);

        emit RedemptionFunded(msg.sender, amount);

        _payIn(code, amount);
    }

    /// @inheritdoc IBondLedger
    function redeem(address[] calldata holders) external nonReentrant {
        uint256 register = _struckRegister();
        Stage from = _stage();
        require(from == Stage.Matured || from == Stage.Called, WrongStage(from, Stage.Matured));
        bytes memory code = _code();
        IERC20 cash = IERC20(code.cash());
        uint256 perUnit = _redemptionPerUnit(code);

        for (uint256 i; i < holders.length; ++i) {
            register = _redeem(register, cash, perUnit, holders[i]);
        }
        _register = register;

        if (register.supply() == 0) _advance(from, Stage.Redeemed);
    }

    /* VIEWS */

    /// @inheritdoc IBondLedger
    function stage() external view returns (Stage) {
        return _stage();
    }

    /// @inheritdoc IBondLedger
    function endDay() external view returns (Day) {
        return _endDay(_code(), _register);
    }

    /// @inheritdoc IBondLedger
    function pricedRate() external view returns (Rate) {
        return _pricedRate;
    }

    /// @inheritdoc IBondLedger
    function terms() external view returns (Terms memory) {
        return _terms();
    }

    /* INTERNAL */

    function _implementation() internal view override returns (address) {
        return desk;
    }

    function _isOffering() private view returns (bool) {
        return msg.sender == offering || msg.sender == bookbuilding;
    }

    /// @dev Two offerings never lead one bond.
    function _requireSeller() private view {
        require(msg.sender == _seller, NotParty(msg.sender, _seller));
    }

    /// @dev A bond that is called, or due, takes no new debt.
    function _requireTappable(uint256 register) private view {
        require(!_call.called, AlreadyCalled(register.endDay()));
        bytes memory code = _code();
        Day today = _today(code);
        Day end = _endDay(code, register);
        require(today < end, TooLate(today, end));
    }

    /// @dev What one unit is paid at the end [cash base units].
    function _redemptionPerUnit(bytes memory code) private view returns (uint256) {
        return _call.called ? _call.perUnit : code.denomination() - _repaid;
    }

    function _fundedPut(address holder) private view returns (uint256) {
        PutNotice memory notice = _puts[holder];
        return _putTotals[notice.option].funded ? notice.units : 0;
    }

    function _redeem(uint256 register, IERC20 cash, uint256 perUnit, address holder)
        private
        returns (uint256)
    {
        uint256 account = _holdings.accounts[holder];
        uint256 bound = account.frozen() + (account.hasPut() ? _fundedPut(holder) : 0);
        uint256 units = account.balance() > bound ? account.balance() - bound : 0;
        if (units == 0) return register;
        uint256 amount = units * perUnit;

        if (!cash.tryPay(holder, amount)) {
            emit RedemptionFailed(holder, amount);
            return register;
        }
        // After the payment, which alone can fail: the guard against re-entry covers the order.
        register = _burn(register, holder, units);
        emit Redeemed(holder, units, amount);
        return register;
    }
}
