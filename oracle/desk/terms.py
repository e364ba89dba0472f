"""The terms of a bond, field by field those of contracts/types/Terms.sol."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NewType

from oracle.core.units import Address, Day, Ppm

Rate = NewType("Rate", int)
"""Annual rate of interest in parts per billion: 41_250_000 is 4.125 %."""

PPB_ONE = 1_000_000_000
"""One, in parts per billion. Source: contracts/types/Units.sol."""

NO_DAY = Day(0)
"""Where terms have no such day."""


class CouponKind(IntEnum):
    """Where a coupon's rate comes from. Source: contracts/types/Terms.sol."""

    FIXED = 0
    STEP_UP = 1
    BOOKBUILT = 2
    FLOATING = 3
    IMPACT_LINKED = 4


class DayCount(IntEnum):
    """How a fraction of a year is counted. Source: contracts/types/DayCount.sol."""

    ACTUAL_365_FIXED = 0
    ACTUAL_360 = 1
    ACTUAL_ACTUAL_ICMA = 2
    ACTUAL_ACTUAL_ISDA = 3
    THIRTY_360 = 4
    THIRTY_E_360 = 5
    THIRTY_E_360_ISDA = 6


class OptionKind(IntEnum):
    """Who may end the bond, or a part of it, before maturity."""

    CALL = 0
    PUT = 1


@dataclass(frozen=True, slots=True)
class Coupon:
    """One coupon of a bond. Coupons are numbered from 0.

    accrual_start  first day of accrual, included [day]
    accrual_end    last day of accrual, excluded [day]
    record_day     holders at the end of this day are owed [day]; the day after is the ex-day
    payment_day    the coupon is due [day], after the record day
    numerator      with `denominator`: the period's fraction of a year by the day count
    rate           step-up: annual rate of this coupon [ppb], else 0
    fixing_day     floating: day of the index fixing [day], else 0
    baseline       impact-linked: impact expected in the period before [g CO2e], else 0
    principal      amortising: share of the denomination repaid with this coupon [ppm], else 0
    """

    accrual_start: Day
    accrual_end: Day
    record_day: Day
    payment_day: Day
    numerator: int
    denominator: int
    rate: Rate = Rate(0)
    fixing_day: Day = NO_DAY
    baseline: int = 0
    principal: Ppm = Ppm(0)


@dataclass(frozen=True, slots=True)
class Option:
    """A right to early redemption. Options are numbered from 0.

    kind         call: the issuer's; put: the holder's
    first_day    call: first day that can be called for; put: first day notice is taken [day]
    last_day     call: last day that can be called for; put: the day of repayment [day]
    price        of the outstanding face value [ppm]; accrued interest comes on top
    notice_days  notice reaches the other side at least this many calendar days before
    """

    kind: OptionKind
    first_day: Day
    last_day: Day
    price: Ppm
    notice_days: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The immutable numbers of a bond, as its code holds them.

    Units:  denomination [cash base units]; rate [ppb]; days [day]; zone_offset [s];
            isin, lei, currency ASCII; name ASCII of at most 32; hashes 32 bytes
    Source: contracts/types/Terms.sol
    """

    issuer: Address
    trustee: Address
    bookrunner: Address
    cash: Address
    vault: Address
    tax_account: Address
    denomination: int
    issue_units: int
    rate: Rate
    coupon_kind: CouponKind
    day_count: DayCount
    frequency: int
    end_of_month: bool
    amortising: bool
    issue_day: Day
    maturity_day: Day
    extended_maturity_day: Day
    grace_days: int
    prescription_days: int
    zone_offset: int
    minimum_class: int
    jurisdictions: int
    option_count: int
    isin: str
    lei: str
    currency: str
    name: str
    document: bytes
    calendar: bytes
    rate_terms: bytes
