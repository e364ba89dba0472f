"""The bond's coupons, recomputed from its terms, its schedule and the moves of its units."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from oracle.audit.check import Checks
from oracle.audit.reader import Reader
from oracle.core.units import PPM_ONE, Address
from oracle.desk.day_counts import Convention, fraction
from oracle.desk.terms import PPB_ONE, CouponKind
from oracle.facts.bond import Bond
from oracle.facts.event import Event
from oracle.facts.history import History

SOURCES = {
    CouponKind.FLOATING: "FloatingRates",
    CouponKind.IMPACT_LINKED: "ImpactRates",
}
"""Who is asked for the rates that terms do not state."""

_NOBODY = "0x" + "00" * 20


Place = tuple[Reader, Mapping[str, Address], int]
"""Where views are asked: the reader, the deployment, the block."""


@dataclass(frozen=True, slots=True)
class Repayment:
    """What a unit is repaid with a coupon, and its face value before and after it."""

    face: int
    principal: int

    @property
    def left(self) -> int:
        """Face value of a unit after the coupon [cash base units]."""
        return self.face - self.principal


@dataclass(slots=True)
class Owed:
    """What a unit is owed with the coupons struck so far [cash base units], by coupon from 0.

    face  of a unit after them
    """

    face: int
    units: dict[int, int] = field(default_factory=dict)
    repayments: dict[int, Repayment] = field(default_factory=dict)
    interest: dict[int, int] = field(default_factory=dict)

    def per_unit(self, coupon: int) -> int:
        """Interest and principal of a coupon that was determined."""
        return self.interest[coupon] + self.repayments[coupon].principal


def check_coupons(history: History, bond: Bond, place: Place, checks: Checks) -> Owed:
    """Enter whether every coupon follows from the terms, and return what is owed."""
    owed = Owed(bond.terms.denomination)
    for number, event in enumerate(history.of("Bond", "CouponStruck", bond.address)):
        name, coupon = f"coupon {number + 1}", event.fields.number("coupon")
        units = supply_before(history, bond, event.position)
        checks.same(f"{name} in order", number, coupon)
        checks.same(f"{name} units", units, event.fields.number("units"))
        owed.units[coupon] = units
        owed.repayments[coupon] = repayments_at(history, bond, event.position)[coupon]
        owed.face = owed.repayments[coupon].left
    for event in history.of("Bond", "CouponDetermined", bond.address):
        _check_determined(bond, event, place, owed, checks)
    for event in history.of("Bond", "CouponFunded", bond.address):
        coupon = event.fields.number("coupon")
        due = owed.units[coupon] * owed.per_unit(coupon) if coupon in owed.interest else None
        checks.same(f"coupon {coupon + 1} funded", due, event.fields.number("amount"))
    _check_tax(history, bond, checks)
    return owed


def repayments_at(history: History, bond: Bond, before: tuple[int, int]) -> list[Repayment]:
    """What every coupon repays, by the schedule and the calls before a place in the chain."""
    called: dict[int, int] = {}
    for event in history.of("Bond", "PartialCallAnnounced", bond.address):
        if event.position < before:
            coupon = event.fields.number("coupon")
            called[coupon] = called.get(coupon, 0) + event.fields.number("share")
    found, face = [], bond.terms.denomination
    for coupon, row in enumerate(bond.coupons):
        share = row.principal + called.get(coupon, 0)
        found.append(Repayment(face, min(face, bond.terms.denomination * share // PPM_ONE)))
        face = found[-1].left
    return found


def rate_of(bond: Bond, coupon: int, place: Place) -> int | None:
    """The rate that terms, schedule, book or rate source give [ppb]; None where none does."""
    kind = bond.terms.coupon_kind
    if kind is CouponKind.FIXED:
        return bond.terms.rate
    if kind is CouponKind.STEP_UP:
        return bond.coupons[coupon].rate
    if kind is CouponKind.BOOKBUILT:
        return bond.rate if bond.priced else None
    reader, deployment, block = place
    source = SOURCES[kind]
    if source not in deployment:
        return None
    arguments = (bond.address, coupon)
    known, rate = reader.call(source, deployment[source], "rateOf", arguments, block)
    return int(rate) if known else None


def convention_of(bond: Bond) -> Convention:
    """How the bond counts days."""
    terms = bond.terms
    numbers = (terms.frequency, terms.end_of_month, terms.maturity_day)
    return Convention(terms.day_count, *numbers)


def supply_before(history: History, bond: Bond, before: tuple[int, int]) -> int:
    """Units in existence before a place in the chain, from the register's transfers."""
    supply = 0
    for event in history.of("Bond", "Transfer", bond.address):
        if event.position < before:
            units = event.fields.number("value")
            supply += units if event.fields.hex("from") == _NOBODY else 0
            supply -= units if event.fields.hex("to") == _NOBODY else 0
    return supply


def _check_determined(bond: Bond, event: Event, place: Place, owed: Owed, checks: Checks) -> None:
    fields = event.fields
    coupon = fields.number("coupon")
    name = f"coupon {coupon + 1}"
    if coupon not in owed.repayments:
        checks.fail(f"{name} determined", "a coupon that was struck", "one that was not")
        return
    row, repayment = bond.coupons[coupon], owed.repayments[coupon]
    of_year = fraction(convention_of(bond), row, coupon == 0, row.accrual_end)
    checks.same(f"{name} fraction", Fraction(*of_year), Fraction(row.numerator, row.denominator))
    rate = rate_of(bond, coupon, place)
    checks.same(f"{name} rate", rate, fields.number("rate"))
    parts = repayment.face * (rate or 0) * row.numerator
    owed.interest[coupon] = parts // (PPB_ONE * row.denominator)
    checks.same(f"{name} cash per unit", owed.interest[coupon], fields.number("cashPerUnit"))
    stated = fields.number("principalPerUnit")
    checks.same(f"{name} principal per unit", repayment.principal, stated)


def _check_tax(history: History, bond: Bond, checks: Checks) -> None:
    """What is remitted is all that was withheld until then, and goes to the terms' account."""
    remitted = 0
    for number, event in enumerate(history.of("Bond", "TaxRemitted", bond.address), 1):
        withheld = sum(
            paid.fields.number("withheld")
            for paid in history.of("Bond", "CouponPaid", bond.address)
            if paid.position < event.position
        )
        account, amount = event.fields.address("taxAccount"), event.fields.number("amount")
        checks.same(f"tax {number} remitted", withheld - remitted, amount)
        checks.same(f"tax {number} account", bond.terms.tax_account, account)
        remitted += amount
