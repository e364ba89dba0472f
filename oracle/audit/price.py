"""What a unit is paid when a bond is called, put or accelerated, recomputed with its interest."""

from oracle.audit.check import Checks
from oracle.audit.coupons import Owed, Place, convention_of, rate_of, repayments_at
from oracle.core.calendar import day_at
from oracle.core.units import PPM_ONE, Day
from oracle.desk.day_counts import fraction
from oracle.desk.terms import PPB_ONE
from oracle.facts.bond import Bond
from oracle.facts.event import Event
from oracle.facts.history import History


def check_prices(history: History, bond: Bond, owed: Owed, place: Place, checks: Checks) -> None:
    """Enter whether calls, puts and the claim have the price of the terms and exact interest."""
    for event in history.of("Bond", "CallAnnounced", bond.address):
        option, day = event.fields.number("option"), event.fields.day("day")
        began = [coupon for coupon in bond.coupons if coupon.accrual_end <= day]
        clean = _clean(history, bond, event, option, len(began))
        expected = _sum(clean, _cut(history, bond, event, day, place))
        name = f"call of option {option + 1} cash per unit"
        checks.same(name, expected, event.fields.number("cashPerUnit"))
    for event in history.of("Bond", "PutFunded", bond.address):
        option = event.fields.number("option")
        expected = _put_price(history, bond, event, owed, place)
        name = f"put {option + 1} cash per unit"
        checks.same(name, expected, event.fields.number("cashPerUnit"))
    for event in history.of("Bond", "DebtAccelerated", bond.address):
        expected = _claim(history, bond, event, owed, place)
        checks.same("claim per unit", expected, event.fields.number("claimPerUnit"))


def struck_between(history: History, bond: Bond, owed: Owed, first: Event, last: Event) -> int:
    """What a unit was paid with the rows that were struck between two events."""
    total = 0
    for event in history.of("Bond", "CouponStruck", bond.address):
        coupon = event.fields.number("coupon")
        lapsed = coupon in _lapsed(history, bond, last)
        if first.position < event.position < last.position and not lapsed:
            total += owed.per_unit(coupon) if coupon in owed.interest else 0
    for event in history.of("Bond", "ClaimDistributed", bond.address):
        if first.position < event.position < last.position:
            total += event.fields.number("perUnit")
    return total


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _put_price(history: History, bond: Bond, event: Event, owed: Owed, place: Place) -> int | None:
    """Price and interest on the put's day, less coupons that the holder got for later days."""
    option = event.fields.number("option")
    if option >= len(bond.options):
        return None
    day, end = bond.options[option].last_day, _end_day(history, bond, event)
    over = [c for c in bond.coupons if c.record_day < day and c.accrual_end <= end]
    clean = _clean(history, bond, event, option, len(over))
    expected = _sum(clean, _accrued(history, bond, event, day, place))
    for struck in history.of("Bond", "CouponStruck", bond.address):
        coupon = struck.fields.number("coupon")
        is_later = coupon < len(bond.coupons) and bond.coupons[coupon].record_day >= day
        if struck.position < event.position and is_later and coupon in owed.interest:
            expected = _sum(expected, -owed.per_unit(coupon))
    return None if expected is None else max(expected, 0)


def _claim(history: History, bond: Bond, event: Event, owed: Owed, place: Place) -> int | None:
    """Face value or price of the call, interest to the day, and what lapsed."""
    end = _end_day(history, bond, event)
    today = day_at(event.time, bond.terms.zone_offset)
    lapsed = sum(owed.per_unit(c) for c in _lapsed(history, bond, event) if c in owed.interest)
    if bond.called and today >= end:
        return bond.called.fields.number("cashPerUnit") + lapsed
    accrued = _accrued(history, bond, event, min(today, end), place)
    return _sum(owed.face + lapsed, accrued)


def _clean(history: History, bond: Bond, event: Event, option: int, over: int) -> int | None:
    """The option's price of a unit's face value after the coupons that are over, rounded down."""
    if option >= len(bond.options):
        return None
    repayments = repayments_at(history, bond, event.position)[:over]
    face = repayments[-1].left if repayments else bond.terms.denomination
    return face * bond.options[option].price // PPM_ONE


def _cut(history: History, bond: Bond, event: Event, day: Day, place: Place) -> int | None:
    """Interest of one unit on the coupon that a call cuts, 0 where it cuts none."""
    repayments = repayments_at(history, bond, event.position)
    for index, coupon in enumerate(bond.coupons):
        if coupon.accrual_start < day < coupon.accrual_end:
            rate = rate_of(bond, index, place)
            face = repayments[index].face
            return None if rate is None else _interest(bond, index, face, rate, day)
    return 0


def _accrued(history: History, bond: Bond, event: Event, day: Day, place: Place) -> int | None:
    """Interest of one unit by a day as things stood at an event; None while a rate is unknown.

    Of a coupon whose record day is over, less the whole: it is paid to whoever held then.
    """
    repayments = repayments_at(history, bond, event.position)
    end = _end_day(history, bond, event)
    total = 0
    for index, coupon in enumerate(bond.coupons):
        is_over = coupon.accrual_end <= day and coupon.record_day < day
        if coupon.accrual_start >= min(day, end):
            break
        if is_over and coupon.accrual_end <= end:
            continue
        rate, face = rate_of(bond, index, place), repayments[index].face
        if rate is None:
            return None
        if coupon.accrual_end > end:
            return total + _interest(bond, index, face, rate, min(day, end))
        total += _interest(bond, index, face, rate, day)
        if coupon.record_day < day:
            total -= _interest(bond, index, face, rate, coupon.accrual_end)
    return total


def _interest(bond: Bond, index: int, face: int, rate: int, day: Day) -> int:
    """Interest of one unit on a coupon by a day, at most all of it, rounded down."""
    coupon = bond.coupons[index]
    by = min(day, coupon.accrual_end)
    numerator, denominator = fraction(convention_of(bond), coupon, index == 0, by)
    return face * rate * numerator // (PPB_ONE * denominator)


def _lapsed(history: History, bond: Bond, event: Event) -> set[int]:
    """Coupons that were struck and not funded before an acceleration at or before an event."""
    accelerated = history.of("Bond", "DebtAccelerated", bond.address)
    if not accelerated or accelerated[0].position > event.position:
        return set()
    before = accelerated[0].position
    struck, funded = (
        {
            each.fields.number("coupon")
            for each in history.of("Bond", name, bond.address)
            if each.position < before
        }
        for name in ("CouponStruck", "CouponFunded")
    )
    return struck - funded


def _end_day(history: History, bond: Bond, before: Event) -> Day:
    """Day on which the bond ended as things stood before an event."""
    day = bond.terms.maturity_day
    for name, field in (("MaturityExtended", "maturityDay"), ("CallAnnounced", "day")):
        for event in history.of("Bond", name, bond.address):
            if event.position < before.position:
                day = event.fields.day(field)
    return day
