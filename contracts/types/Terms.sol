// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DayCount} from "contracts/types/DayCount.sol";
import {Day, Ppm, Rate} from "contracts/types/Units.sol";

/// @dev Where a coupon's rate comes from. Later kinds are appended.
///      Fixed         one rate for life; with an empty schedule a zero-coupon bond
///      StepUp        a rate in every row of the schedule
///      Bookbuilt     one rate for life, which the book sets when the bond is priced
///      Floating      index fixing of the row's fixing day, spread, cap and floor: FloatingRates
///      ImpactLinked  base rate and a margin by verified impact against a baseline: ImpactRates
enum CouponKind {
    Fixed,
    StepUp,
    Bookbuilt,
    Floating,
    ImpactLinked
}

/// @dev The immutable numbers of a bond. They are part of its code, so nobody can change them.
/// @param issuer              owes the bond
/// @param trustee             account bank: releases proceeds against evidence; accelerates
/// @param bookrunner          runs the offering
/// @param cash                settlement token: proceeds, coupons, redemption
/// @param vault               proceeds vault; filled in by the factory
/// @param taxAccount          receives what is withheld from coupons; zero: nothing is withheld
/// @param denomination        face value of one unit [cash base units]
/// @param issueUnits          largest number of units ever issued, taps included
/// @param rate                annual rate of a Fixed, base rate of an ImpactLinked bond, else 0
/// @param couponKind          where a coupon's rate comes from
/// @param dayCount            how a coupon's fraction of a year is counted
/// @param frequency           coupons per year: 0 (none), 1, 2, 3, 4, 6 or 12
/// @param endOfMonth          coupon dates stick to the end of months
/// @param amortising          every row of the schedule has a share of principal to repay
/// @param issueDay            first day of settlement [day]
/// @param maturityDay         face value is due [day]
/// @param extendedMaturityDay latest maturity of a soft bullet, 0: none [day]
/// @param graceDays           days in arrears after which default can be declared
/// @param prescriptionDays    days after maturity until which money can be claimed; 0: for ever
/// @param zoneOffset          calendar zone of all days: local time minus UTC [s]
/// @param minimumClass        lowest investor class that may hold
/// @param jurisdictions       bit n set: investors of jurisdiction n may hold
/// @param optionCount         calls and puts at the end of the schedule
/// @param isin                ISO 6166
/// @param lei                 issuer, ISO 17442
/// @param currency            ISO 4217
/// @param name                right-padded ASCII
/// @param document            SHA-256 of the terms as canonical ICMA Bond Data Taxonomy JSON
/// @param calendar            SHA-256 of the holiday calendar that the dates were rolled by
/// @param rateTerms           Floating, ImpactLinked: id of the rate's terms; else 0
struct Terms {
    address issuer;
    address trustee;
    address bookrunner;
    address cash;
    address vault;
    address taxAccount;
    uint96 denomination;
    uint88 issueUnits;
    Rate rate;
    CouponKind couponKind;
    DayCount dayCount;
    uint8 frequency;
    bool endOfMonth;
    bool amortising;
    Day issueDay;
    Day maturityDay;
    Day extendedMaturityDay;
    uint8 graceDays;
    uint16 prescriptionDays;
    int32 zoneOffset;
    uint8 minimumClass;
    uint64 jurisdictions;
    uint8 optionCount;
    bytes12 isin;
    bytes20 lei;
    bytes3 currency;
    bytes32 name;
    bytes32 document;
    bytes32 calendar;
    bytes32 rateTerms;
}

/// @dev One coupon of a bond. Coupons are numbered from 0. Packed layout: TermsCode.
/// @param accrualStart first day of accrual, included [day]
/// @param accrualEnd   last day of accrual, excluded [day]
/// @param recordDay    holders at the end of this day are owed [day]; the day after is the ex-day
/// @param paymentDay   the coupon is due [day], after the record day
/// @param numerator    with `denominator`: the period's fraction of a year by the day count
/// @param denominator  see `numerator`
/// @param rate         StepUp: annual rate of this coupon, else 0
/// @param fixingDay    Floating: day of the index fixing [day], else 0
/// @param baseline     ImpactLinked: impact expected in the period before [g CO2e], else 0
/// @param principal    amortising: share of the denomination repaid with this coupon, else 0
struct Coupon {
    Day accrualStart;
    Day accrualEnd;
    Day recordDay;
    Day paymentDay;
    uint32 numerator;
    uint32 denominator;
    Rate rate;
    Day fixingDay;
    uint64 baseline;
    Ppm principal;
}

/// @dev Who may end the bond, or a part of it, before maturity.
enum OptionKind {
    Call,
    Put
}

/// @dev A right to early redemption. Options are numbered from 0. Packed layout: TermsCode.
/// @param kind       Call: the issuer's; Put: the holder's
/// @param firstDay   Call: first day that can be called for; Put: first day notice is taken [day]
/// @param lastDay    Call: last day that can be called for; Put: the day of repayment [day]
/// @param price      of the outstanding face value; accrued interest comes on top
/// @param noticeDays notice reaches the other side at least this many calendar days before
struct Option {
    OptionKind kind;
    Day firstDay;
    Day lastDay;
    Ppm price;
    uint16 noticeDays;
}
