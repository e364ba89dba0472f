"""Figures of the bond's money: raised, allocated, disbursed, and the shares of each project."""

from collections.abc import Sequence
from dataclasses import dataclass

from oracle.core.units import PPM_ONE
from oracle.desk.terms import CouponKind
from oracle.facts.bond import Bond
from oracle.facts.event import Event
from oracle.facts.figure import Figures, Quantity
from oracle.facts.history import History
from oracle.facts.ledger import NOBODY, Ledger

RATE_LABELS = {
    CouponKind.FIXED: "Coupon rate per year",
    CouponKind.BOOKBUILT: "Coupon rate per year",
    CouponKind.IMPACT_LINKED: "Base rate per year",
}
"""What the one rate of a bond is, by the kind of its coupons."""

ENDS = (
    ("bond.units_redeemed", "Units redeemed", "Redeemed"),
    ("bond.units_put", "Units repaid under a put", "PutSettled"),
    ("bond.units_cancelled", "Units bought back and cancelled", "UnitsCancelled"),
)
"""How units come to an end: figure, label, event."""

SHARE_STEP = 1_000
"""Shares are stated in tenths of a percent [ppm]."""


@dataclass(frozen=True, slots=True)
class Cash:
    """The currency of a bond and the decimals of its cash token, None where they are not known."""

    currency: str
    scale: int | None

    def of(self, amount: int) -> Quantity:
        """An amount of it [cash base units]."""
        if self.scale is None:
            return Quantity(amount, f"{self.currency} base units")
        return Quantity(amount, self.currency, self.scale)


def financed_projects(history: History, bond: Bond) -> list[str]:
    """Ids of the projects that the bond's proceeds are allocated to, by first allocation."""
    allocations = history.of("ProceedsVault", "ProceedsAllocated", bond.vault)
    return list(dict.fromkeys(event.fields.hex("project") for event in allocations))


def enter_terms(figures: Figures, bond: Bond, cash: Cash) -> None:
    """Enter the numbers of the terms that other figures rest on."""
    terms, made = bond.terms, [bond.created]
    figures.enter(
        ("bond.denomination", "Denomination"),
        cash.of(terms.denomination),
        "BondCreated.terms.denomination",
        sources=made,
    )
    if bond.rate:
        source = "RateSet.rate" if bond.priced else "BondCreated.terms.rate"
        figures.enter(
            ("bond.rate", RATE_LABELS.get(terms.coupon_kind, "Rate per year")),
            Quantity(bond.rate, "ppb per year"),
            source,
            sources=[bond.priced or bond.created],
        )
    figures.enter(
        ("bond.issue_units", "Largest number of units"),
        Quantity(terms.issue_units, "units"),
        "BondCreated.terms.issueUnits",
        sources=made,
    )


def enter_units(figures: Figures, history: History, ledger: Ledger, cash: Cash) -> None:
    """Enter units issued and outstanding, and the face value of both."""
    bond = ledger.bond
    moved = history.of("Bond", "Transfer", bond.address)
    issued = [event for event in moved if event.fields.address("from") == NOBODY]
    left = figures.enter(
        ("bond.units", "Units issued"),
        Quantity(_sum(issued, "value"), "units"),
        "sum of Transfer.value from the zero address",
        sources=issued or [bond.created],
    )
    name = ("bond.face_value", "Face value issued")
    _enter_face(figures, name, "bond.units", "bond.denomination", cash)
    gone = []
    for figure, label, event in ENDS:
        found = history.of("Bond", event, bond.address)
        if found or event == "Redeemed":
            left -= figures.enter(
                (figure, label),
                Quantity(_sum(found, "units"), "units"),
                f"sum of {event}.units",
                sources=found or [bond.created],
            )
            gone.append(figure)
    figures.enter(
        ("bond.units_outstanding", "Units outstanding"),
        Quantity(left, "units"),
        " - ".join(["bond.units", *gone]),
        ["bond.units", *gone],
    )


def enter_outstanding(figures: Figures, ledger: Ledger, cash: Cash) -> None:
    """Enter the face value outstanding, after what was repaid with coupons."""
    repaid = [
        f"coupon.{index + 1}.principal_per_unit"
        for index, row in ledger.coupons.items()
        if row.principal
    ]
    if repaid:
        figures.enter(
            ("bond.face", "Face value of one unit, after repayments"),
            cash.of(ledger.face),
            " - ".join(["bond.denomination", *repaid]),
            ["bond.denomination", *repaid],
        )
    name = ("bond.face_value_outstanding", "Face value outstanding")
    each = "bond.face" if repaid else "bond.denomination"
    _enter_face(figures, name, "bond.units_outstanding", each, cash)


def _enter_face(figures: Figures, name: tuple[str, str], units: str, each: str, cash: Cash) -> None:
    figures.enter(
        name,
        cash.of(figures.value(units) * figures.value(each)),
        f"{units} x {each}",
        (units, each),
    )


def enter_proceeds(figures: Figures, history: History, bond: Bond, cash: Cash) -> None:
    """Enter what was raised, and per project what was allocated and disbursed."""
    received = history.of("ProceedsVault", "ProceedsReceived", bond.vault)
    raised = figures.enter(
        ("money.raised", "Proceeds raised"),
        cash.of(_sum(received, "amount")),
        "sum of ProceedsReceived.amount",
        sources=received or [bond.created],
    )
    projects = financed_projects(history, bond)
    for n, project in enumerate(projects, 1):
        _enter_project(figures, history, bond, (n, project), cash)
    allocated = _enter_total(figures, "allocated", len(projects), bond, cash)
    disbursed = _enter_total(figures, "disbursed", len(projects), bond, cash)
    figures.enter(
        ("money.unallocated", "Proceeds not yet allocated"),
        cash.of(raised - allocated),
        "money.raised - money.allocated",
        ("money.raised", "money.allocated"),
    )
    figures.enter(
        ("money.undisbursed", "Allocated and not yet disbursed"),
        cash.of(allocated - disbursed),
        "money.allocated - money.disbursed",
        ("money.allocated", "money.disbursed"),
    )
    if raised:
        _enter_shares(figures, len(projects), raised)


def disbursements(history: History, bond: Bond) -> list[Event]:
    """Every payment out of the bond's vault, in order."""
    return history.of("ProceedsVault", "ProceedsDisbursed", bond.vault)


def enter_disbursements(figures: Figures, history: History, bond: Bond, cash: Cash) -> None:
    """Enter the amount of every payment out of the vault."""
    for number, event in enumerate(disbursements(history, bond), 1):
        figures.enter(
            (f"disbursement.{number}.amount", f"Disbursement {number}"),
            cash.of(event.fields.number("amount")),
            "ProceedsDisbursed.amount",
            sources=[event],
        )


def _enter_project(
    figures: Figures, history: History, bond: Bond, project: tuple[int, str], cash: Cash
) -> None:
    n, project_id = project
    proposed = history.about("Projects", "ProjectProposed", "project", project_id)
    figures.enter(
        (f"project.{n}.eligible_cost", f"Project {n}: eligible cost"),
        cash.of(proposed[0].fields.struct("proposal").number("eligibleCost")),
        "ProjectProposed.proposal.eligibleCost",
        sources=proposed[:1],
    )
    for what, event in (("allocated", "ProceedsAllocated"), ("disbursed", "ProceedsDisbursed")):
        every = history.of("ProceedsVault", event, bond.vault)
        found = [each for each in every if each.fields.hex("project") == project_id]
        figures.enter(
            (f"project.{n}.{what}", f"Project {n}: {what}"),
            cash.of(_sum(found, "amount")),
            f"sum of {event}.amount",
            sources=found or proposed[:1],
        )
    figures.enter(
        (f"project.{n}.undisbursed", f"Project {n}: allocated and not yet disbursed"),
        cash.of(figures.value(f"project.{n}.allocated") - figures.value(f"project.{n}.disbursed")),
        f"project.{n}.allocated - project.{n}.disbursed",
        (f"project.{n}.allocated", f"project.{n}.disbursed"),
    )


def _enter_total(figures: Figures, what: str, projects: int, bond: Bond, cash: Cash) -> int:
    inputs = [f"project.{n}.{what}" for n in range(1, projects + 1)]
    return figures.enter(
        (f"money.{what}", f"Proceeds {what}"),
        cash.of(sum(figures.value(each) for each in inputs)),
        f"sum of project.*.{what}",
        inputs,
        () if inputs else [bond.created],
    )


def _enter_shares(figures: Figures, projects: int, raised: int) -> None:
    """Shares by cumulative rounding: they sum to 100.0 %, whatever the amounts."""
    numbers = range(1, projects + 1)
    shares = [(f"project.{n}.share", f"Project {n}: share of proceeds") for n in numbers]
    shares.append(("money.unallocated_share", "Share of proceeds not yet allocated"))
    amounts = [*(f"project.{n}.allocated" for n in numbers), "money.unallocated"]
    walked = stated = 0
    for at, (share, amount) in enumerate(zip(shares, amounts, strict=True), 1):
        walked += figures.value(amount)
        upto = walked * (PPM_ONE // SHARE_STEP) // raised * SHARE_STEP
        figures.enter(
            share,
            Quantity(upto - stated, "ppm"),
            "cumulative share floored to 0.1 %, less the shares before it",
            [*amounts[:at], "money.raised"],
        )
        stated = upto
    figures.enter(
        ("money.allocated_share", "Share of proceeds allocated"),
        Quantity(PPM_ONE - figures.value("money.unallocated_share"), "ppm"),
        "1000000 - money.unallocated_share",
        ("money.unallocated_share",),
    )


def _sum(events: Sequence[Event], field: str) -> int:
    return sum(event.fields.number(field) for event in events)
