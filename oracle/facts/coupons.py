"""Figures of coupons: what was owed, funded, paid and withheld."""

from collections.abc import Mapping, Sequence

from oracle.core.calendar import iso_of_day
from oracle.core.units import PPM_ONE
from oracle.desk.terms import PPB_ONE
from oracle.facts.event import Event
from oracle.facts.figure import Figures, Quantity
from oracle.facts.history import History
from oracle.facts.ledger import NOBODY, Ledger, Row
from oracle.facts.money import Cash


def enter_coupons(figures: Figures, ledger: Ledger, cash: Cash) -> int:
    """Enter the struck coupons and return how many there are."""
    for coupon, row in ledger.coupons.items():
        _enter_terms(figures, ledger, coupon, row, cash)
        if row.determined is not None:
            _enter_owed(figures, coupon, row, row.determined, cash)
            _enter_paid(figures, coupon, row, cash)
    return len(ledger.coupons)


def enter_tax(figures: Figures, history: History, ledger: Ledger, cash: Cash) -> None:
    """Enter what was withheld and remitted, where the terms name a tax account."""
    bond = ledger.bond
    if bond.terms.tax_account == NOBODY:
        return
    paying = history.of("Bond", "CouponPaid", bond.address)
    remitting = history.of("Bond", "TaxRemitted", bond.address)
    withheld = figures.enter(
        ("tax.withheld", "Tax withheld from payments"),
        cash.of(sum(event.fields.number("withheld") for event in paying)),
        "sum of CouponPaid.withheld",
        sources=paying or [bond.created],
    )
    remitted = figures.enter(
        ("tax.remitted", "Tax remitted"),
        cash.of(sum(event.fields.number("amount") for event in remitting)),
        "sum of TaxRemitted.amount",
        sources=remitting or [bond.created],
    )
    figures.enter(
        ("tax.held", "Tax withheld and not yet remitted"),
        cash.of(withheld - remitted),
        "tax.withheld - tax.remitted",
        ("tax.withheld", "tax.remitted"),
    )


def repayments(rows: Mapping[int, Row], before: int) -> list[str]:
    """Ids of the principal per unit repaid with coupons below `before`."""
    return [
        f"coupon.{index + 1}.principal_per_unit"
        for index, row in rows.items()
        if index < before and row.principal
    ]


def _enter_terms(figures: Figures, ledger: Ledger, coupon: int, row: Row, cash: Cash) -> None:
    """What is known when the record day has passed: fraction of a year, face value, units."""
    at, label = f"coupon.{coupon + 1}", f"Coupon {coupon + 1}"
    terms, made = ledger.bond.coupons[coupon], [ledger.bond.created]
    of_year = f"fraction of a year, {ledger.bond.day_count_name}"
    for name, number in (("numerator", terms.numerator), ("denominator", terms.denominator)):
        figures.enter(
            (f"{at}.{name}", f"{label}: {name} of its {of_year}"),
            Quantity(number, "parts"),
            f"BondCreated.schedule, coupon {coupon}: {name}",
            sources=made,
        )
    repaid = repayments(ledger.coupons, coupon)
    if repaid:
        figures.enter(
            (f"{at}.face", f"{label}: face value of one unit"),
            cash.of(row.face),
            " - ".join(["bond.denomination", *repaid]),
            ["bond.denomination", *repaid],
        )
    if row.principal:
        _enter_principal(figures, ledger, coupon, row, cash)
    day = iso_of_day(terms.record_day)
    figures.enter(
        (f"{at}.units", f"{label}: units at the record day {day}"),
        Quantity(row.units, "units"),
        "CouponStruck.units",
        sources=[row.opened],
    )


def _enter_principal(figures: Figures, ledger: Ledger, coupon: int, row: Row, cash: Cash) -> None:
    at, label = f"coupon.{coupon + 1}", f"Coupon {coupon + 1}"
    called = sum(call.fields.number("share") for call in row.called)
    figures.enter(
        (f"{at}.principal_share", f"{label}: share of the denomination repaid with it"),
        Quantity(ledger.bond.coupons[coupon].principal + called, "ppm"),
        f"BondCreated.schedule, coupon {coupon}: principal, and PartialCallAnnounced.share",
        sources=[ledger.bond.created, *row.called],
    )
    face = _face(figures, at)
    figures.enter(
        (f"{at}.principal_per_unit", f"{label}: principal repaid per unit"),
        cash.of(row.principal),
        f"min({face}, floor(bond.denomination x {at}.principal_share / {PPM_ONE}))",
        dict.fromkeys((face, "bond.denomination", f"{at}.principal_share")),
        [row.determined] if row.determined else (),
    )


def _enter_owed(figures: Figures, coupon: int, row: Row, determined: Event, cash: Cash) -> None:
    at, label = f"coupon.{coupon + 1}", f"Coupon {coupon + 1}"
    figures.enter(
        (f"{at}.rate", f"{label}: rate per year"),
        Quantity(determined.fields.number("rate"), "ppb per year"),
        "CouponDetermined.rate",
        sources=[determined],
    )
    face = _face(figures, at)
    figures.enter(
        (f"{at}.cash_per_unit", f"{label}: interest per unit"),
        cash.of(determined.fields.number("cashPerUnit")),
        f"floor({face} x {at}.rate x {at}.numerator / ({PPB_ONE} x {at}.denominator))",
        (face, f"{at}.rate", f"{at}.numerator", f"{at}.denominator"),
        [determined],
    )
    parts = [f"{at}.cash_per_unit"]
    if row.principal:
        parts.append(f"{at}.principal_per_unit")
    sum_of_parts = parts[0] if len(parts) == 1 else f"({' + '.join(parts)})"
    figures.enter(
        (f"{at}.due", f"{label}: due"),
        cash.of(figures.value(f"{at}.units") * sum(figures.value(part) for part in parts)),
        f"{at}.units x {sum_of_parts}",
        (f"{at}.units", *parts),
    )


def _enter_paid(figures: Figures, coupon: int, row: Row, cash: Cash) -> None:
    at, label = f"coupon.{coupon + 1}", f"Coupon {coupon + 1}"
    figures.enter(
        (f"{at}.funded", f"{label}: funded"),
        cash.of(row.funded.fields.number("amount") if row.funded else 0),
        "CouponFunded.amount, 0 before it",
        sources=[row.funded or row.opened],
    )
    parts = [f"{at}.cash_per_unit", *([f"{at}.principal_per_unit"] if row.principal else [])]
    enter_paid(figures, (at, label), row, parts, cash)


def enter_paid(
    figures: Figures, name: tuple[str, str], row: Row, parts: Sequence[str], cash: Cash
) -> None:
    """Enter what of a row was paid, lapsed, and is not yet paid."""
    at, label = name
    paid = figures.enter(
        (f"{at}.paid", f"{label}: paid to holders, before tax"),
        cash.of(row.paid),
        f"sum over paid holders of units at the record day x ({' + '.join(parts)})",
        parts,
        row.payments,
    )
    due = figures.value(f"{at}.due")
    taken = [f"{at}.paid"]
    if row.is_lapsed:
        figures.enter(
            (f"{at}.lapsed", f"{label}: part of the claim since acceleration"),
            cash.of(due - paid),
            f"{at}.due - {at}.paid",
            (f"{at}.due", f"{at}.paid"),
        )
        taken.append(f"{at}.lapsed")
    figures.enter(
        (f"{at}.unpaid", f"{label}: not yet paid"),
        cash.of(due - sum(figures.value(each) for each in taken)),
        " - ".join([f"{at}.due", *taken]),
        (f"{at}.due", *taken),
    )


def _face(figures: Figures, at: str) -> str:
    """Id of the face value that a coupon accrues on."""
    return f"{at}.face" if f"{at}.face" in figures else "bond.denomination"
