"""Yield and price by the street convention: every flow is discounted at the compound rate.

Exact decimals of 60 digits. Time is in coupon periods by the bond's own day count, to the end of
each accrual; that a payment is rolled to a later day does not count. Both rules are the ICMA's
(formerly ISMA, Formulae for Yield, 1998). Prices are in per cent of outstanding face value.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from oracle.core.errors import Malformed
from oracle.core.units import Day
from oracle.desk.accrual import Claim
from oracle.desk.day_counts import fraction
from oracle.desk.terms import PPB_ONE, Coupon

DIGITS = 60
"""Significant digits of every step. Results are good to at least 50."""

_EXACT = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
_STEPS = 200
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Flow:
    """What one unit is paid, `periods` coupon periods from now [cash base units]."""

    periods: Fraction
    amount: Fraction


def flows(claim: Claim, day: Day) -> tuple[Flow, ...]:
    """What a buyer on `day` is still paid: coupons not yet ex, principal, the rest at the end."""
    frequency = _compoundings(claim)
    ends = _times(claim, day)
    found = []
    for index, coupon in enumerate(claim.coupons[: claim.length]):
        if coupon.record_day < day:
            continue
        interest = _interest(claim, index, Fraction(coupon.numerator, coupon.denominator))
        principal = claim.faces[index] - _face_after(claim, index)
        found.append(Flow(frequency * ends[index], interest + principal))
    found.append(Flow(frequency * ends[-1], Fraction(claim.repaid)))
    return tuple(found)


def clean_price(claim: Claim, day: Day, annual_yield: Decimal) -> Decimal:
    """Clean price at a yield.

    Units:  yield as a number (0.02251 is 2.251 %) -> per cent of outstanding face value
    Raises: Malformed  the day is at or after the end, or the yield loses all
    """
    face, accrued = _face_and_accrued(claim, day)
    value = _present_value(flows(claim, day), _compoundings(claim), annual_yield)[0]
    clean = _EXACT.subtract(value, _decimal(accrued))
    return _EXACT.divide(_EXACT.multiply(_HUNDRED, clean), _decimal(face))


def annual_yield(claim: Claim, day: Day, price: Decimal) -> Decimal:
    """Yield at a clean price: the inverse of `clean_price`.

    Newton's steps from below, where they rise to the one root: value falls in yield, and is convex.

    Units:  per cent of outstanding face value -> yield as a number
    Raises: Malformed  the day is at or after the end, or the price is not positive
    """
    face, accrued = _face_and_accrued(claim, day)
    clean = _EXACT.divide(_EXACT.multiply(price, _decimal(face)), _HUNDRED)
    dirty = _EXACT.add(clean, _decimal(accrued))
    if dirty <= 0:
        raise Malformed("price", f"{price} with accrued interest is not positive")
    paid, frequency = flows(claim, day), _compoundings(claim)
    found = Decimal(0)
    while _present_value(paid, frequency, found)[0] < dirty:
        found = _EXACT.divide(
            _EXACT.subtract(found, frequency), 2
        )  # halves the growth of a period, 1 + y/f
    for _ in range(_STEPS):
        value, slope = _present_value(paid, frequency, found)
        step = _EXACT.divide(_EXACT.subtract(value, dirty), slope)
        found = _EXACT.subtract(found, step)
        if abs(step) < Decimal(10) ** (8 - DIGITS):
            return found
    raise Malformed("price", f"no yield of {price} after {_STEPS} steps")


def quote(value: Decimal, places: int) -> Decimal:
    """A price or a yield as the market quotes it: rounded half up to so many places."""
    return value.quantize(Decimal(1).scaleb(-places), context=_EXACT)


def _present_value(
    paid: Sequence[Flow], frequency: int, annual: Decimal
) -> tuple[Decimal, Decimal]:
    """Value of the flows and its slope by the yield."""
    growth = _EXACT.add(1, _EXACT.divide(annual, Decimal(frequency)))
    if growth <= 0:
        raise Malformed("yield", f"{annual} loses more than all in a period")
    value = slope = Decimal(0)
    for flow in paid:
        periods = _decimal(flow.periods)
        now = _EXACT.multiply(_decimal(flow.amount), _EXACT.power(growth, -periods))
        value = _EXACT.add(value, now)
        part = _EXACT.divide(_EXACT.multiply(now, periods), _EXACT.multiply(growth, frequency))
        slope = _EXACT.subtract(slope, part)
    return value, slope


def _face_and_accrued(claim: Claim, day: Day) -> tuple[int, Fraction]:
    """Outstanding face value, and interest accrued on it without any rounding."""
    if not claim.issue_day <= day < claim.end_day:
        raise Malformed("day", f"{day} is not from {claim.issue_day} to before {claim.end_day}")
    face, accrued = claim.repaid, Fraction(0)
    for index, coupon in reversed(list(enumerate(claim.coupons[: claim.length]))):
        if coupon.record_day >= day:
            face = claim.faces[index]
        if coupon.accrual_start < day:
            accrued += _interest(claim, index, _elapsed(claim, index, day))
            if coupon.record_day < day:
                whole = Fraction(coupon.numerator, coupon.denominator)
                accrued -= _interest(claim, index, whole)
    return face, accrued


def _times(claim: Claim, day: Day) -> list[Fraction]:
    """Years from `day` to the end of each accrual, and to the end of the bond."""
    if not claim.length:
        whole = Coupon(claim.issue_day, claim.end_day, claim.issue_day, claim.end_day, 0, 1)
        convention = replace(claim.convention, frequency=claim.convention.frequency or 1)
        spans = [fraction(convention, whole, True, until) for until in (claim.end_day, day)]
        return [Fraction(*spans[0]) - Fraction(*spans[1])]
    elapsed, total, ends = Fraction(0), Fraction(0), []
    for index, coupon in enumerate(claim.coupons[: claim.length]):
        total += Fraction(coupon.numerator, coupon.denominator)
        elapsed += _elapsed(claim, index, day)
        ends.append(total)
    return [end - elapsed for end in [*ends, total]]


def _elapsed(claim: Claim, index: int, day: Day) -> Fraction:
    coupon = claim.coupons[index]
    if day >= coupon.accrual_end:
        return Fraction(coupon.numerator, coupon.denominator)
    return Fraction(*fraction(claim.convention, coupon, index == 0, day))


def _interest(claim: Claim, index: int, of_year: Fraction) -> Fraction:
    return claim.faces[index] * Fraction(claim.rates[index], PPB_ONE) * of_year


def _face_after(claim: Claim, index: int) -> int:
    return claim.faces[index + 1] if index + 1 < claim.length else claim.repaid


def _compoundings(claim: Claim) -> int:
    return claim.convention.frequency or 1


def _decimal(exact: Fraction | int) -> Decimal:
    exact = Fraction(exact)
    return _EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
