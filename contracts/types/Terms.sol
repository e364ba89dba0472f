// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DayCount} from "contracts/types/DayCount.sol";
import {Day, Ppm} from "contracts/types/Units.sol";

/// @dev The immutable numbers of a bond. They are part of its code, so nobody can change them.
/// @param issuer        owes the bond
/// @param trustee       account bank: releases proceeds against evidence
/// @param bookrunner    runs the offering
/// @param cash          settlement token: proceeds, coupons, redemption
/// @param vault         proceeds vault; filled in by the factory
/// @param denomination  face value of one unit [cash base units]
/// @param issueUnits    largest number of units ever issued
/// @param rate          annual coupon rate [ppm]
/// @param dayCount      how a coupon's fraction of a year is counted
/// @param issueDay      first day of settlement [day]
/// @param maturityDay   face value is due [day]
/// @param zoneOffset    calendar zone of all days: local time minus UTC [s]
/// @param minimumClass  lowest investor class that may hold
/// @param jurisdictions bit n set: investors of jurisdiction n may hold
/// @param isin          ISO 6166
/// @param lei           issuer, ISO 17442
/// @param currency      ISO 4217
/// @param name          right-padded ASCII
/// @param document      SHA-256 of the terms document
struct Terms {
    address issuer;
    address trustee;
    address bookrunner;
    address cash;
    address vault;
    uint96 denomination;
    uint88 issueUnits;
    Ppm rate;
    DayCount dayCount;
    Day issueDay;
    Day maturityDay;
    int32 zoneOffset;
    uint8 minimumClass;
    uint64 jurisdictions;
    bytes12 isin;
    bytes20 lei;
    bytes3 currency;
    bytes32 name;
    bytes32 document;
}

/// @dev One coupon of a bond. Coupons are numbered from 0.
/// @param accrualStart first day of accrual, included [day]
/// @param accrualEnd   last day of accrual, excluded [day]
/// @param recordDay    holders at the end of this day are owed [day]
/// @param paymentDay   the coupon is due [day], after the record day
struct Coupon {
    Day accrualStart;
    Day accrualEnd;
    Day recordDay;
    Day paymentDay;
}
