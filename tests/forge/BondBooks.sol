// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBondTypes} from "interfaces/IBondTypes.sol";

import {BondPlatform, WholeBond} from "tests/forge/BondPlatform.sol";

/// @notice The books of one bond, kept without looking at it: who holds what, who is owed what, in
///         which stage. Balances are copied at every record day; interest is worked out again.
/// @dev    Holders are persons: a recovery changes the account of one, and nothing else.
abstract contract BondBooks is BondPlatform {
    struct Holder {
        address account;
        uint256 units;
        uint256 frozen;
        uint256 lockedUntil;
        uint256 until;
        uint8 jurisdiction;
        uint8 class;
        uint24 withholding;
        bool sendBlocked;
        bool receiveBlocked;
        uint256 paidThrough;
        uint256 putUnits;
        uint256 putOption;
    }

    /// @dev A coupon whose record day has passed, or a distribution.
    struct Row {
        uint256 units;
        uint256 face; // of a unit, before
        uint256 interest;
        uint256 principal;
        bool lapsed;
    }

    struct PutBook {
        uint256 units;
        uint256 perUnit;
        bool funded;
        uint256 rows;
    }

    /// @dev The last one was never admitted, the one before is the issuer.
    uint256 public constant HOLDERS = 6;
    uint256 public constant ISSUER = 4;
    /// @dev The last one belongs to the extension.
    uint256 public constant COUPONS = 6;
    uint256 public constant OPTIONS = 3;
    uint256 public constant DENOMINATION = 1_000_000;
    uint256 public constant UNITS = 1000;
    uint256 internal constant MATURITY = uint256(ISSUE) + 5 * PERIOD;
    uint256 internal constant EXTENDED = uint256(ISSUE) + 6 * PERIOD;
    uint256 internal constant GRACE = 3;
    uint256 internal constant PRESCRIPTION = 20;
    address public constant TAX = address(0x7205);

    WholeBond public bond;
    Holder[HOLDERS] internal holders;
    Row[] internal rows;
    uint256[HOLDERS][] private _past;
    address[] public lost;

    uint256 public supply;
    uint256 public retired;
    uint256 public fundedThrough;
    uint256 public endDay = MATURITY;
    bool public isExtended;
    bool public isCalled;
    uint256 public callPerUnit;
    uint256 public claimPerUnit;
    uint256 public distributed;
    uint256 public firstRow;
    uint256 public putsPending;
    uint256 public lastPaidIn;
    PutBook[OPTIONS] public putBooks;
    uint256[COUPONS] public partialCalls;
    IBondTypes.Stage public stage = IBondTypes.Stage.Outstanding;

    uint256 public funded;
    uint256 public paid;
    uint256 public remitted;
    uint256 public prescribed;
    uint256 public taxHeld;
    /// @dev What each person was paid of each row, tax included.
    mapping(uint256 holder => mapping(uint256 row => uint256)) public rowPaid;

    /* TERMS */

    function rateOf(uint256 coupon) public view virtual returns (uint256);
    function scheduledOf(uint256 coupon) public view virtual returns (uint256 ppm);

    function today() public view returns (uint256) {
        return (block.timestamp + 32_400) / 1 days;
    }

    function startOf(uint256 coupon) public pure returns (uint256) {
        return uint256(ISSUE) + coupon * PERIOD;
    }

    function recordOf(uint256 coupon) public pure returns (uint256) {
        return startOf(coupon + 1) - 3;
    }

    /// @notice Instant at which a record day has ended in the bond's zone.
    function recordEnd(uint256 coupon) public pure returns (uint256) {
        return (recordOf(coupon) + 1) * 1 days - 32_400;
    }

    function isAlive(uint256 coupon) public view returns (bool) {
        return firstRow == 0 && coupon < COUPONS && startOf(coupon + 1) <= endDay;
    }

    /* TIME */

    function holderOf(uint256 index) external view returns (Holder memory) {
        return holders[index];
    }

    function rowOf(uint256 row) external view returns (Row memory) {
        return rows[row];
    }

    function rowCount() public view returns (uint256) {
        return rows.length;
    }

    function pastOf(uint256 row, uint256 index) public view returns (uint256) {
        return _past[row][index];
    }

    function _passTo(uint256 instant) internal {
        if (instant > block.timestamp) vm.warp(instant);
        while (isAlive(rows.length) && block.timestamp >= recordEnd(rows.length)) {
            uint256 coupon = rows.length;
            uint256 face = faceNow();
            _record(Row(supply, face, interestOf(coupon, face), repaidOf(coupon, face), false));
        }
    }

    function _record(Row memory row) internal {
        uint256[HOLDERS] memory now_;
        for (uint256 i; i < HOLDERS; ++i) {
            now_[i] = holders[i].units;
        }
        _past.push(now_);
        rows.push(row);
    }

    /* MONEY */

    /// @notice Face value of a unit after all that was recorded.
    function faceNow() public view returns (uint256) {
        // Distributions are no coupons.
        uint256 count = firstRow == 0 ? rows.length : firstRow - 1;
        if (count == 0) return DENOMINATION;
        Row storage last = rows[count - 1];
        return last.face - last.principal;
    }

    /// @notice Face value of a unit on which a coupon accrues, as things stand.
    function faceOf(uint256 coupon) public view returns (uint256 face) {
        if (coupon < rows.length) return rows[coupon].face;
        face = faceNow();
        for (uint256 i = rows.length; i < coupon; ++i) {
            face -= repaidOf(i, face);
        }
    }

    function repaidOf(uint256 coupon, uint256 face) public view returns (uint256 principal) {
        principal = (scheduledOf(coupon) + partialCalls[coupon]) * DENOMINATION / 1_000_000;
        if (principal > face) principal = face;
    }

    function interestOf(uint256 coupon, uint256 face) public view returns (uint256) {
        return face * rateOf(coupon) * PERIOD / (1e9 * 365);
    }

    /// @notice Accrued interest of a unit. Periods have equal lengths and are recorded before they
    ///         end, so only the one that holds the day counts.
    function accruedOn(uint256 day) public view returns (int256) {
        if (day > endDay) day = endDay;
        (uint256 i, uint256 days_) = ((day - ISSUE) / PERIOD, (day - ISSUE) % PERIOD);
        if (days_ == 0) return 0;
        uint256 accrued = faceOf(i) * rateOf(i) * days_ / (1e9 * 365);
        bool isEx = recordOf(i) < day && startOf(i + 1) <= endDay;
        return int256(accrued) - int256(isEx ? interestOf(i, faceOf(i)) : 0);
    }

    /// @notice What a unit is paid when the bond ends.
    function endPrice() public view returns (uint256) {
        return isCalled ? callPerUnit : faceNow();
    }

    function held() public view returns (uint256) {
        return funded - paid - remitted - prescribed;
    }

    function cashHeld() external view returns (uint256) {
        return cash.balanceOf(address(bond));
    }

    function perUnitOf(uint256 row) public view returns (uint256) {
        return rows[row].lapsed ? 0 : rows[row].interest + rows[row].principal;
    }

    /// @notice Of the rows below `through`, what a person is not paid yet.
    function owed(uint256 index, uint256 through)
        public
        view
        returns (uint256 gross, uint256 interest)
    {
        for (uint256 i = holders[index].paidThrough; i < through; ++i) {
            gross += _past[i][index] * perUnitOf(i);
            if (!rows[i].lapsed) interest += _past[i][index] * rows[i].interest;
        }
    }

    /// @notice What is withheld of interest: a whole base unit for a part of one.
    function taxOf(uint256 index, uint256 interest) public view returns (uint256 tax) {
        uint256 parts = interest * holders[index].withholding;
        tax = parts / 1_000_000;
        if (tax * 1_000_000 < parts) ++tax;
    }

    function isPayable(uint256 through) public view returns (bool) {
        if (through > fundedThrough) return false;
        if (through == 0 || (firstRow != 0 && through >= firstRow)) return true;
        return today() >= startOf(through);
    }

    function canBePaid(address account, uint256 amount) public view returns (bool) {
        return amount == 0 || (!cash.isBlocked(account) && held() >= amount);
    }

    function _payRows(uint256 index, uint256 through, uint256 amount, uint256 tax) internal {
        for (uint256 i = holders[index].paidThrough; i < through; ++i) {
            rowPaid[index][i] += _past[i][index] * perUnitOf(i);
        }
        if (through > holders[index].paidThrough) holders[index].paidThrough = through;
        paid += amount;
        taxHeld += tax;
    }

    /* RULES */

    /// @notice The transfer rules, written a second time.
    function mayMove(uint256 from, uint256 to, uint256 units) public view returns (bool) {
        uint256 utcDay = block.timestamp / 1 days;
        Holder storage sender = holders[from];
        bool maySend = sender.until >= utcDay && !sender.sendBlocked && sender.lockedUntil < utcDay;
        bool isTrading =
            stage == IBondTypes.Stage.Outstanding || stage >= IBondTypes.Stage.Defaulted;
        return isTrading && maySend && mayReceive(to)
            && (units == 0 || sender.units >= sender.frozen + boundByPut(from) + units);
    }

    function mayReceive(uint256 index) public view returns (bool) {
        Holder storage receiver = holders[index];
        return receiver.until >= block.timestamp / 1 days && !receiver.receiveBlocked
            && receiver.class >= 2 && (receiver.jurisdiction == 1 || receiver.jurisdiction == 2);
    }

    function boundByPut(uint256 index) public view returns (uint256) {
        Holder storage holder = holders[index];
        bool isFreed = stage == IBondTypes.Stage.Accelerated && !putBooks[holder.putOption].funded;
        return isFreed ? 0 : holder.putUnits;
    }

    function freeUnits(uint256 index) public view returns (uint256) {
        uint256 bound = holders[index].frozen + boundByPut(index);
        return holders[index].units > bound ? holders[index].units - bound : 0;
    }

    /// @notice Whether units are being redeemed, or were.
    function isRepaying() external view returns (bool) {
        return stage >= IBondTypes.Stage.Matured && stage <= IBondTypes.Stage.Called;
    }

    /// @notice First day on which something fell due that is unpaid after it, 0 where nothing is.
    function arrears() public view returns (uint256 since) {
        bool isOwing = stage == IBondTypes.Stage.Outstanding || stage == IBondTypes.Stage.Defaulted;
        if (isOwing) since = _earlier(0, endDay);
        if (isAlive(fundedThrough)) since = _earlier(since, startOf(fundedThrough + 1));
        for (uint256 i; isOwing && i < OPTIONS; ++i) {
            if (putBooks[i].units != 0 && !putBooks[i].funded) since = _earlier(since, putDay(i));
        }
    }

    function putDay(uint256 option) public pure returns (uint256) {
        return ISSUE + (option == 1 ? 70 : 110);
    }

    function _earlier(uint256 since, uint256 due) private view returns (uint256) {
        if (due >= today()) return since;
        return since == 0 || due < since ? due : since;
    }
}
