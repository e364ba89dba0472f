"""Figures of coupons and redemption: what was owed, funded, paid."""

from dataclasses import dataclass, field

from oracle.core.calendar import iso_of_day
from oracle.core.errors import SumMismatch
from oracle.core.units import PPM_ONE
from oracle.facts.bond import Bond
from oracle.facts.event import Event
from oracle.facts.figure import Figures, Quantity
from oracle.facts.history import History
from oracle.facts.money import Cash


@dataclass(slots=True)
class _Register:
    """The bond's register walked event by event."""

    balances: dict[str, int] = field(default_factory=dict)
    struck: list[Event] = field(default_factory=list)
    at_record: list[dict[str, int]] = field(default_factory=list)
    paid_through: dict[str, int] = field(default_factory=dict)
    paid: dict[int, int] = field(default_factory=dict)
    payments: dict[int, list[Event]] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Walk one event of the bond."""
        match event.name:
            case "Transfer":
                self._transfer(event)
            case "CouponStruck":
                self.struck.append(event)
                self.at_record.append(dict(self.balances))
            case "CouponPaid":
                self._pay(event)

    def _transfer(self, event: Event) -> None:
        fields, units = event.fields, event.fields.number("value")
        for holder, change in ((fields.hex("from"), -units), (fields.hex("to"), units)):
            self.balances[holder] = self.balances.get(holder, 0) + change

    def _pay(self, event: Event) -> None:
        holder, through = event.fields.hex("holder"), event.fields.number("paidThrough")
        total = 0
        for coupon in range(self.paid_through.get(holder, 0), min(through, len(self.struck))):
            per_unit = self.struck[coupon].fields.number("cashPerUnit")
            amount = self.at_record[coupon].get(holder, 0) * per_unit
            self.paid[coupon] = self.paid.get(coupon, 0) + amount
            self.payments.setdefault(coupon, []).append(event)
            total += amount
        self.paid_through[holder] = through
        if total != event.fields.number("amount"):
            stated = event.fields.number("amount")
            raise SumMismatch("CouponPaid", f"{stated} to {holder}; the register gives {total}")


def enter_coupons(figures: Figures, history: History, bond: Bond, cash: Cash) -> int:
    """Enter the struck coupons and return how many there are.

    Raises: SumMismatch  a payment is not what the register at the record days gives
    """
    register = _Register()
    for event in history.events:
        if event.address == bond.address and event.contract == "Bond":
            register.take(event)
    funded = {
        event.fields.number("coupon"): event
        for event in history.of("Bond", "CouponFunded", bond.address)
    }
    for coupon, struck in enumerate(register.struck):
        _enter_owed(figures, bond, coupon, struck, cash)
        _enter_paid(figures, register, coupon, funded.get(coupon), cash)
    return len(register.struck)


def enter_redemption(figures: Figures, history: History, bond: Bond, cash: Cash) -> None:
    """Enter what was funded, paid and is still owed of the redemption, once it was funded."""
    funding = history.of("Bond", "RedemptionFunded", bond.address)
    if not funding:
        return
    paying = history.of("Bond", "Redeemed", bond.address)
    funded = figures.enter(
        ("redemption.funded", "Redemption funded"),
        cash.of(sum(event.fields.number("amount") for event in funding)),
        "RedemptionFunded.amount",
        sources=funding,
    )
    paid = figures.enter(
        ("redemption.paid", "Redemption paid"),
        cash.of(sum(event.fields.number("amount") for event in paying)),
        "sum of Redeemed.amount",
        sources=paying or funding,
    )
    figures.enter(
        ("redemption.outstanding", "Redemption funded and not yet collected"),
        cash.of(funded - paid),
        "redemption.funded - redemption.paid",
        ("redemption.funded", "redemption.paid"),
    )


def _enter_owed(figures: Figures, bond: Bond, coupon: int, struck: Event, cash: Cash) -> None:
    at, label = f"coupon.{coupon + 1}", f"Coupon {coupon + 1}"
    figures.enter(
        (f"{at}.days", f"{label}: days of accrual"),
        Quantity(bond.coupons[coupon].days, "days"),
        f"BondCreated.coupons[{coupon}].accrualEnd - accrualStart",
        sources=[bond.created],
    )
    figures.enter(
        (f"{at}.cash_per_unit", f"{label}: cash per unit"),
        cash.of(struck.fields.number("cashPerUnit")),
        f"floor(bond.denomination x bond.rate x {at}.days / ({PPM_ONE} x bond.year_days))",
        ("bond.denomination", "bond.rate", f"{at}.days", "bond.year_days"),
        [struck],
    )
    day = iso_of_day(bond.coupons[coupon].record_day)
    figures.enter(
        (f"{at}.units", f"{label}: units at the record day {day}"),
        Quantity(struck.fields.number("units"), "units"),
        "CouponStruck.units",
        sources=[struck],
    )
    figures.enter(
        (f"{at}.due", f"{label}: due"),
        cash.of(figures.value(f"{at}.units") * figures.value(f"{at}.cash_per_unit")),
        f"{at}.units x {at}.cash_per_unit",
        (f"{at}.units", f"{at}.cash_per_unit"),
    )


def _enter_paid(
    figures: Figures, register: _Register, coupon: int, funded: Event | None, cash: Cash
) -> None:
    at, label = f"coupon.{coupon + 1}", f"Coupon {coupon + 1}"
    figures.enter(
        (f"{at}.funded", f"{label}: funded"),
        cash.of(funded.fields.number("amount") if funded else 0),
        "CouponFunded.amount, 0 before it",
        sources=[funded or register.struck[coupon]],
    )
    payments = register.payments.get(coupon, [])
    figures.enter(
        (f"{at}.paid", f"{label}: paid to holders"),
        cash.of(register.paid.get(coupon, 0)),
        f"sum over paid holders of units at the record day x {at}.cash_per_unit",
        (f"{at}.cash_per_unit",),
        payments,
    )
    figures.enter(
        (f"{at}.unpaid", f"{label}: not yet paid"),
        cash.of(figures.value(f"{at}.due") - figures.value(f"{at}.paid")),
        f"{at}.due - {at}.paid",
        (f"{at}.due", f"{at}.paid"),
    )
