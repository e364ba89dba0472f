"""What each coupon pays on one unit, as contracts/libraries/CouponMath.sol computes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from oracle.core.errors import InvalidSchedule
from oracle.core.units import PPM_ONE, Day
from oracle.desk.terms import PPB_ONE, Coupon, CouponKind, Rate


@dataclass(frozen=True, slots=True)
class CouponAmount:
    """What one unit is paid with a coupon.

    face       on which it accrues: the denomination less what was repaid before [cash base units]
    interest   rounded down once [cash base units]
    principal  repaid with it, rounded down [cash base units]
    """

    payment_day: Day
    face: int
    interest: int
    principal: int


def interest_down(face: int, rate: Rate, numerator: int, denominator: int) -> int:
    """Interest of one unit over a fraction of a year, rounded down once.

    Units:  cash base units, ppb -> cash base units
    """
    return face * rate * numerator // (PPB_ONE * denominator)


def rates_of(kind: CouponKind, rate: Rate, coupons: Sequence[Coupon]) -> tuple[Rate, ...]:
    """Rate of each coupon where the terms, or the book, state it.

    Raises: InvalidSchedule  rates of this kind are found out later
    """
    if kind in (CouponKind.FLOATING, CouponKind.IMPACT_LINKED):
        raise InvalidSchedule("rate", f"a {kind.name} bond's rates are not in its terms")
    return tuple(c.rate if kind is CouponKind.STEP_UP else rate for c in coupons)


def amounts(
    denomination: int, coupons: Sequence[Coupon], rates: Sequence[Rate]
) -> tuple[CouponAmount, ...]:
    """What each coupon pays on one unit, `rates` being one for each.

    Raises: InvalidSchedule  not one rate for each coupon
    """
    if len(rates) != len(coupons):
        raise InvalidSchedule("rates", f"{len(rates)} for {len(coupons)} coupons")
    face = denomination
    found = []
    for coupon, rate in zip(coupons, rates, strict=True):
        interest = interest_down(face, rate, coupon.numerator, coupon.denominator)
        principal = min(denomination * coupon.principal // PPM_ONE, face)
        found.append(CouponAmount(coupon.payment_day, face, interest, principal))
        face -= principal
    return tuple(found)


def redemption(denomination: int, found: Sequence[CouponAmount]) -> int:
    """What is left of a unit's face value after its coupons: it is repaid at maturity.

    Units:  cash base units
    """
    return denomination - sum(amount.principal for amount in found)
