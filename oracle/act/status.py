"""Where a bond stands, in words: for `bond list` and `bond show`."""

from oracle.act.desk import Desk
from oracle.act.refusal import word_of
from oracle.core.calendar import iso_of_day
from oracle.core.units import Day
from oracle.desk.terms import OptionKind, Rate
from oracle.facts.bond import DAY_COUNTS, STAGES, Bond
from oracle.facts.figure import Quantity
from oracle.facts.format import shown, utc_of

COLUMNS = ("isin", "bond", "name", "currency", "coupon", "maturity", "stage", "units")
"""Members of a line of the list."""


def lines_of(desk: Desk) -> list[dict[str, str]]:
    """One line per bond.

    Raises: NodeUnavailable
    """
    return [
        {
            "isin": bond.terms.isin,
            "bond": bond.address,
            "name": bond.terms.name,
            "currency": bond.terms.currency,
            "coupon": _coupon(desk, bond),
            "maturity": iso_of_day(Day(desk.number("Bond", bond.address, "endDay"))),
            "stage": stage_of(desk, bond),
            "units": f"{desk.number('Bond', bond.address, 'totalSupply'):,}",
        }
        for bond in desk.bonds()
    ]


def status_of(desk: Desk, bond: Bond) -> dict[str, object]:
    """A bond as it stands at the head: text by name.

    Raises: NodeUnavailable, Reverted
    """
    terms, today = bond.terms, desk.today(bond)
    face = desk.number("Bond", bond.address, "faceValue")
    units = desk.number("Bond", bond.address, "totalSupply")
    calls = sum(option.kind is OptionKind.CALL for option in bond.options)
    return {
        "bond": bond.address,
        "isin": terms.isin,
        "name": terms.name,
        "stage": stage_of(desk, bond),
        "coupon": f"{_coupon(desk, bond)}, {DAY_COUNTS[terms.day_count]}",
        "issue day": iso_of_day(terms.issue_day),
        "ends on": iso_of_day(Day(desk.number("Bond", bond.address, "endDay"))),
        "denomination": desk.money(bond, terms.denomination),
        "face value of a unit now": desk.money(bond, face),
        "units": f"{units:,} of at most {terms.issue_units:,}",
        "outstanding": desk.money(bond, face * units),
        "options": f"{calls} calls, {len(bond.options) - calls} puts",
        "today": f"{iso_of_day(today)} (block {desk.head.number}, {utc_of(desk.head.time)})",
        **_next_dates(bond, today),
        **_funding(desk, bond),
        **_label(desk, bond),
        "issuer": terms.issuer,
        "trustee": terms.trustee,
        "bookrunner": terms.bookrunner,
        "cash": terms.cash,
        "vault": bond.vault,
        "terms document": "0x" + terms.document.hex(),
    }


def stage_of(desk: Desk, bond: Bond) -> str:
    """Stage of a bond's life.

    Raises: NodeUnavailable, Reverted
    """
    return word_of(STAGES, desk.number("Bond", bond.address, "stage"))


def rate_for_life(desk: Desk, bond: Bond) -> Rate | None:
    """The one rate of all its coupons, None where it has none or is not priced yet.

    Raises: NodeUnavailable, Reverted
    """
    name = bond.coupon_name
    if name == "fixed":
        return bond.terms.rate
    if name == "book-built":
        return Rate(desk.number("Bond", bond.address, "pricedRate")) or None
    return None


def _coupon(desk: Desk, bond: Bond) -> str:
    rate = rate_for_life(desk, bond)
    if rate is None:
        return bond.coupon_name
    return f"{shown(Quantity(rate, 'ppb per year'))} {bond.coupon_name}"


def _next_dates(bond: Bond, today: Day) -> dict[str, object]:
    ahead = [c for c in bond.coupons if c.payment_day >= today]
    records = [c for c in bond.coupons if c.record_day >= today]
    return {
        "next record day": iso_of_day(records[0].record_day) if records else "none",
        "next payment day": iso_of_day(ahead[0].payment_day) if ahead else "none",
    }


def _funding(desk: Desk, bond: Bond) -> dict[str, object]:
    passed = desk.number("Bond", bond.address, "epoch")
    funded = desk.number("Bond", bond.address, "fundedThrough")
    since = desk.number("Bond", bond.address, "arrearsSince")
    return {
        "coupons": f"{len(bond.coupons)}: {passed} record days passed, {funded} funded",
        "arrears": f"since {iso_of_day(Day(since))}" if since else "none",
    }


def _label(desk: Desk, bond: Bond) -> dict[str, object]:
    found = desk.read("Bond", bond.address, "framework")
    is_green = found.flag("isGreen")
    return {
        "label": "green: a live opinion stands behind the framework" if is_green else "not green",
        "framework": found.hex("document"),
        "opinion": found.hex("opinion"),
    }
