"""Accrued interest and prices to any day, as contracts/bond/Interest.sol computes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from oracle.core.errors import NoAccrual
from oracle.core.units import PPM_ONE, Day, Ppm
from oracle.desk.amounts import amounts, interest_down, redemption
from oracle.desk.day_counts import Convention, fraction
from oracle.desk.schedule import Schedule
from oracle.desk.terms import Coupon, Rate


@dataclass(frozen=True, slots=True)
class Claim:
    """What one unit is owed as long as the bond lives.

    faces     on which each coupon accrues [cash base units]
    rates     of each coupon [ppb]
    end_day   on which the bond ends as things stand; coupons that end later fall away [day]
    repaid    at the end [cash base units]
    """

    convention: Convention
    coupons: tuple[Coupon, ...]
    faces: tuple[int, ...]
    rates: tuple[Rate, ...]
    issue_day: Day
    end_day: Day
    repaid: int

    @property
    def length(self) -> int:
        """How many coupons do not fall away."""
        return sum(coupon.accrual_end <= self.end_day for coupon in self.coupons)


def claim_of(
    schedule: Schedule, denomination: int, rates: Sequence[Rate], is_extended: bool = False
) -> Claim:
    """The claim of one unit, `rates` being one for each coupon.

    Raises: InvalidSchedule  not one rate for each coupon
    """
    paid = amounts(denomination, schedule.coupons, rates)
    end_day = schedule.extended_maturity_day if is_extended else schedule.maturity_day
    living = [of for of, c in zip(paid, schedule.coupons, strict=True) if c.accrual_end <= end_day]
    return Claim(
        convention=schedule.convention,
        coupons=schedule.coupons,
        faces=tuple(of.face for of in paid),
        rates=tuple(rates),
        issue_day=schedule.plan.issue_day,
        end_day=end_day,
        repaid=redemption(denomination, living),
    )


def accrued_interest(claim: Claim, day: Day) -> int:
    """Interest accrued on one unit on `day`.

    For each coupon what accrued by then, rounded down, less the whole coupon once its record day
    is over: who buys from the ex-day on does not get it and is given back what has not accrued.

    Units:  cash base units; negative from the ex-day on
    Raises: NoAccrual  the day is before the first accrual
    """
    if not claim.coupons:
        return 0
    if day < claim.coupons[0].accrual_start:
        raise NoAccrual("day", f"{day}; interest begins on {claim.coupons[0].accrual_start}")
    total = 0
    for index, coupon in enumerate(claim.coupons[: claim.length]):
        if coupon.accrual_start >= day:
            break
        total += _accrued_in(claim, index, day)
        if coupon.record_day < day:
            total -= _accrued_in(claim, index, coupon.accrual_end)
    return total


def clean_price_up(units: int, face: int, price: Ppm) -> int:
    """Clean price of `units`, each of this outstanding face value, rounded up once.

    Units:  count, cash base units, ppm -> cash base units
    """
    return -(-units * face * price // PPM_ONE)


def dirty_price(claim: Claim, units: int, face: int, price: Ppm, day: Day) -> int:
    """What a buyer of `units` pays on `day`: clean price and accrued interest, at least nothing.

    Units:  count, cash base units, ppm, day -> cash base units
    Raises: NoAccrual
    """
    return max(clean_price_up(units, face, price) + units * accrued_interest(claim, day), 0)


def _accrued_in(claim: Claim, index: int, day: Day) -> int:
    coupon = claim.coupons[index]
    whole = coupon.numerator, coupon.denominator
    of_year = whole
    if day < coupon.accrual_end:
        of_year = fraction(claim.convention, coupon, index == 0, day)
    return interest_down(claim.faces[index], claim.rates[index], *of_year)
