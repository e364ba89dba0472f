"""Figures of impact: energy and reduction per batch, per project, and as attributed to the bond."""

from collections.abc import Collection, Sequence

from oracle.core.errors import Malformed
from oracle.core.units import PPM_ONE
from oracle.facts.batch import Batch
from oracle.facts.event import Event
from oracle.facts.figure import Figures, Quantity
from oracle.facts.methodology import Methodology

ENERGY = ("exported", "imported", "net")
"""Energy figures of a batch, a project and the bond [Wh]."""

COUNTS = ("leaves", "readings", "gaps")
"""Slot figures of a batch, a project and the bond [slots]."""


def enter_methodology(figures: Figures, n: int, methodology: Methodology) -> None:
    """Enter the factors and weights that a project is measured by."""
    for factor in (methodology.operating_margin, methodology.build_margin):
        if f"factor.{factor.id}" not in figures:
            figures.enter(
                (f"factor.{factor.id}", f"Emission factor {factor.id} ({factor.data_year})"),
                Quantity(factor.value, "ug CO2e/Wh"),
                "FactorPublished.entry.value",
                sources=[factor.published],
            )
    figures.enter(
        (f"project.{n}.weight_om", f"Project {n}: weight of the operating margin"),
        Quantity(methodology.weight_om, "ppm"),
        "MethodologyPinned.parameters, word 3",
        sources=[methodology.pinned],
    )
    figures.enter(
        (f"project.{n}.weight_bm", f"Project {n}: weight of the build margin"),
        Quantity(PPM_ONE - methodology.weight_om, "ppm"),
        f"{PPM_ONE} - project.{n}.weight_om",
        (f"project.{n}.weight_om",),
    )


def enter_batch(figures: Figures, n: int, batch: Batch, methodology: Methodology) -> None:
    """Enter what a batch of project `n` states, and its reduction once it is measured."""
    at, label = f"project.{n}.batch.{batch.number}", f"Project {n}, batch {batch.number}"
    report = batch.posted.fields.struct("report")
    for name in ("exported", "imported", "leaves", "readings"):
        unit, what = _unit_and_label(name)
        figures.enter(
            (f"{at}.{name}", f"{label}: {what}"),
            Quantity(report.number(name), unit),
            f"BatchPosted.report.{name}",
            sources=[batch.posted],
        )
    _enter_rest(figures, at, label)
    if batch.measured:
        om, bm = methodology.operating_margin.id, methodology.build_margin.id
        figures.enter(
            (f"{at}.reduction", f"{label}: emission reduction"),
            Quantity(batch.measured.fields.number("reduction"), "g CO2e"),
            reduction_formula(methodology, f"{at}.net", n),
            (f"{at}.net", *(f"factor.{each}" for each in (om, bm)), *_weights(n)),
            [batch.measured],
        )


def reduction_formula(methodology: Methodology, net: str, n: int) -> str:
    """How the reduction of a batch follows from its net energy. Source: docs/methodology/M01.md."""
    om, bm = methodology.operating_margin.id, methodology.build_margin.id
    factor = f"project.{n}.weight_om x factor.{om} + project.{n}.weight_bm x factor.{bm}"
    if methodology.rounding == "EXACT_FLOOR_G":
        return f"floor({net} x ({factor}) / 10^12)"
    return f"floor({net} x half_up(({factor}) / 10^8) x 100 / 10^12) x 10^6"


def enter_project(
    figures: Figures, n: int, batches: Sequence[Batch], verified: Collection[str], source: Event
) -> None:
    """Enter the sums of a project over the batches of the period, and the bond's part of them."""
    parts = [f"project.{n}.batch.{batch.number}" for batch in batches]
    for name in ("exported", "imported", "leaves", "readings"):
        unit, what = _unit_and_label(name)
        inputs = [f"{part}.{name}" for part in parts]
        _enter_sum(figures, (f"project.{n}.{name}", f"Project {n}: {what}"), unit, inputs, source)
    _enter_rest(figures, f"project.{n}", f"Project {n}")
    reductions = [f"{part}.reduction" for part in parts if f"{part}.reduction" in figures]
    total = (f"project.{n}.reduction", f"Project {n}: emission reduction")
    _enter_sum(figures, total, "g CO2e", reductions, source)
    of_verified = [
        f"project.{n}.batch.{batch.number}.reduction"
        for batch in batches
        if batch.id in verified and batch.measured
    ]
    total = (f"project.{n}.reduction_verified", f"Project {n}: emission reduction, verified")
    _enter_sum(figures, total, "g CO2e", of_verified, source)
    for what, unit in (("net", "Wh"), ("reduction", "g CO2e")):
        _enter_attributed(figures, n, what, unit)


def enter_totals(figures: Figures, projects: int, source: Event) -> None:
    """Enter the sums over all projects of the bond."""
    for name in ("exported", "imported", "leaves", "readings"):
        unit, what = _unit_and_label(name)
        inputs = [f"project.{n}.{name}" for n in range(1, projects + 1)]
        label = f"{what[0].upper()}{what[1:]}, all projects"
        _enter_sum(figures, (f"energy.{name}", label), unit, inputs, source)
    _enter_rest(figures, "energy", "All projects")
    for figure, what, label in (
        ("impact.reduction", "reduction", "Emission reduction, all projects"),
        ("impact.reduction_verified", "reduction_verified", "Emission reduction, verified"),
        ("impact.attributed_reduction", "attributed_reduction", "Emission reduction, this bond"),
        ("impact.attributed_net", "attributed_net", "Net generation, this bond"),
    ):
        inputs = [f"project.{n}.{what}" for n in range(1, projects + 1)]
        unit = "Wh" if what == "attributed_net" else "g CO2e"
        _enter_sum(figures, (figure, label), unit, inputs, source)


def enter_months(figures: Figures, months: dict[str, list[str]]) -> None:
    """Enter net generation by month, over all projects; `months` maps each to its batches."""
    for month, batches in sorted(months.items()):
        inputs = [f"{batch}.net" for batch in batches]
        figures.enter(
            (f"month.{month}.net", f"Net generation, month from {month}"),
            Quantity(sum(figures.value(each) for each in inputs), "Wh"),
            "sum of the net energy of the batches that begin in this month",
            inputs,
        )


def _enter_rest(figures: Figures, at: str, label: str) -> None:
    """Enter net energy, gaps and coverage of what has energy, leaves and readings."""
    exported, imported = figures.value(f"{at}.exported"), figures.value(f"{at}.imported")
    figures.enter(
        (f"{at}.net", f"{label}: net generation"),
        Quantity(exported - imported, "Wh"),
        f"{at}.exported - {at}.imported",
        (f"{at}.exported", f"{at}.imported"),
    )
    leaves, readings = figures.value(f"{at}.leaves"), figures.value(f"{at}.readings")
    figures.enter(
        (f"{at}.gaps", f"{label}: slots without a reading"),
        Quantity(leaves - readings, "slots"),
        f"{at}.leaves - {at}.readings",
        (f"{at}.leaves", f"{at}.readings"),
    )
    if leaves:
        figures.enter(
            (f"{at}.coverage", f"{label}: coverage"),
            Quantity(readings * PPM_ONE // leaves, "ppm"),
            f"floor({at}.readings x {PPM_ONE} / {at}.leaves)",
            (f"{at}.readings", f"{at}.leaves"),
        )


def _enter_attributed(figures: Figures, n: int, what: str, unit: str) -> None:
    """The bond's part: total x allocated / eligible cost, rounded down.

    INV-DC-3  never more than the project's total
    """
    share = (f"project.{n}.allocated", f"project.{n}.eligible_cost")
    numerator, denominator = (figures.value(each) for each in share)
    if numerator > denominator:
        raise Malformed(share[0], f"{numerator}; the eligible cost is {denominator}")
    label = "net generation" if what == "net" else "emission reduction"
    figures.enter(
        (f"project.{n}.attributed_{what}", f"Project {n}: {label} attributed to this bond"),
        Quantity(figures.value(f"project.{n}.{what}") * numerator // denominator, unit),
        f"floor(project.{n}.{what} x {share[0]} / {share[1]})",
        (f"project.{n}.{what}", *share),
    )


def _enter_sum(
    figures: Figures, name: tuple[str, str], unit: str, inputs: Sequence[str], source: Event
) -> None:
    total = sum(figures.value(each) for each in inputs)
    formula = "sum of its inputs" if inputs else "0: nothing in the period"
    figures.enter(name, Quantity(total, unit), formula, inputs, () if inputs else [source])


def _weights(n: int) -> tuple[str, str]:
    return f"project.{n}.weight_om", f"project.{n}.weight_bm"


def _unit_and_label(name: str) -> tuple[str, str]:
    if name in ENERGY:
        return "Wh", f"energy {name}"
    return "slots", "slots in all" if name == "leaves" else "slots with a reading"
