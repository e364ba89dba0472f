// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";

import {IBondFactory} from "interfaces/IBondFactory.sol";
import {ICommitments} from "interfaces/ICommitments.sol";

import {Bond} from "contracts/bond/Bond.sol";
import {TermsCode} from "contracts/libraries/TermsCode.sol";
import {Coupon, Terms} from "contracts/types/Terms.sol";
import {Day} from "contracts/types/Units.sol";

/// @title BondFactory
/// @dev   Specification, errors and events: IBondFactory.
///
/// TRUST
/// Holds nothing and owns nothing: what it made cannot be changed by it or through it. A new
/// version of the bond is a new factory; the bonds of the old one stay as they are.
contract BondFactory is IBondFactory, AccessManaged {
    /// @dev 30 years of monthly coupons, and the bound of every loop over coupons.
    uint256 private constant COUPONS = 360;
    /// @dev 14 hours, the widest zone in use [s]. Source: IANA tz database, Pacific/Kiritimati.
    int32 private constant ZONE_LIMIT = 50_400;
    /// @dev 9999-12-31. Instants of later days would not fit the register's word.
    Day private constant LAST_DAY = Day.wrap(2_932_896);

    address public immutable bondImplementation;
    address public immutable vaultImplementation;
    ICommitments public immutable commitments;

    /// @inheritdoc IBondFactory
    mapping(bytes12 isin => address bond) public bondOf;

    constructor(
        address authority,
        address bondImplementation_,
        address vaultImplementation_,
        ICommitments commitments_
    ) AccessManaged(authority) {
        bondImplementation = bondImplementation_;
        vaultImplementation = vaultImplementation_;
        commitments = commitments_;
    }

    /// @inheritdoc IBondFactory
    function create(Terms calldata t, Coupon[] calldata coupons)
        external
        restricted
        returns (address bond, address vault)
    {
        _requireTerms(t);
        _requireSchedule(t, coupons);

        vault = Clones.cloneWithImmutableArgs(
            vaultImplementation, abi.encodePacked(t.cash, t.issuer, t.trustee, t.currency)
        );
        bond =
            Clones.cloneWithImmutableArgs(bondImplementation, TermsCode.encode(t, coupons, vault));
        bondOf[t.isin] = bond;

        emit BondCreated(bond, vault, t.issuer, t, coupons);

        Bond(bond).initialize();
        commitments.enrol(vault);
    }

    function _requireTerms(Terms calldata t) private view {
        require(msg.sender == t.issuer, NotIssuer(msg.sender, t.issuer));
        bool parties = t.trustee != address(0) && t.bookrunner != address(0) && t.cash != address(0)
            && t.isin != bytes12(0);
        bool numbers = t.denomination != 0 && t.issueUnits != 0;
        bool dates = t.maturityDay > t.issueDay && t.maturityDay <= LAST_DAY
            && t.zoneOffset >= -ZONE_LIMIT && t.zoneOffset <= ZONE_LIMIT;
        require(parties && numbers && dates, TermsIncomplete(t.isin));
        require(t.document != bytes32(0), TermsDocumentMissing(t.isin));
        require(bondOf[t.isin] == address(0), IsinTaken(t.isin, bondOf[t.isin]));
    }

    function _requireSchedule(Terms calldata t, Coupon[] calldata coupons) private pure {
        require(coupons.length <= COUPONS, ScheduleTooLong(coupons.length, COUPONS));
        Day accruedTo = t.issueDay;
        Day lastRecord = t.issueDay;
        for (uint256 i; i < coupons.length; ++i) {
            Coupon calldata c = coupons[i];
            bool sound = c.accrualStart >= accruedTo && c.accrualEnd > c.accrualStart
                && c.recordDay > lastRecord && c.paymentDay > c.recordDay
                && c.recordDay < t.maturityDay && c.accrualEnd <= t.maturityDay;
            require(sound, ScheduleInvalid(i));
            (accruedTo, lastRecord) = (c.accrualEnd, c.recordDay);
        }
    }
}
