"""Everything that can be said about one bond and period as of one block."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oracle.core.codec import keccak, to_hex
from oracle.core.units import Address, Instant
from oracle.facts.attestation import Attestation, attestations_about
from oracle.facts.batch import Batch, Days, batches_of, is_within, month_of, overlaps
from oracle.facts.bond import Bond, bond_at
from oracle.facts.coupons import enter_coupons, enter_tax
from oracle.facts.event import Event
from oracle.facts.figure import Figures
from oracle.facts.history import History
from oracle.facts.impact import (
    enter_batch,
    enter_methodology,
    enter_months,
    enter_project,
    enter_totals,
)
from oracle.facts.ledger import ledger_of
from oracle.facts.methodology import Methodology, methodology_of
from oracle.facts.money import (
    Cash,
    disbursements,
    enter_disbursements,
    enter_outstanding,
    enter_proceeds,
    enter_terms,
    enter_units,
    financed_projects,
)
from oracle.facts.project import MeterKey, Project, meter_keys_of, project_at
from oracle.facts.repayment import enter_claim, enter_early_repayment, enter_redemption


@dataclass(frozen=True, slots=True)
class AsOf:
    """The block up to which events count, and its time [s UTC]."""

    block: int
    block_hash: str
    time: Instant


@dataclass(frozen=True, slots=True)
class Financed:
    """A project that the bond finances.

    number         its place by first allocation, from 1
    certification  uid that its last allocation rests on
    batches        those in the period
    cut            ids of batches that lie only partly in the period, and are left out
    """

    number: int
    project: Project
    methodology: Methodology
    meters: tuple[MeterKey, ...]
    certification: str
    batches: tuple[Batch, ...]
    cut: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A bond, its projects and all its figures.

    period        None: from the beginning
    coupons       how many were struck
    published     the issuer's publications about the bond so far
    """

    as_of: AsOf
    period: Days | None
    cash: Cash
    bond: Bond
    projects: tuple[Financed, ...]
    figures: Figures
    coupons: int
    months: tuple[str, ...]
    attestations: tuple[Attestation, ...]
    disbursements: tuple[Event, ...]
    published: tuple[Event, ...]

    @property
    def contracts(self) -> dict[str, Address]:
        """Name and address of every contract whose events were used."""
        used = [event for figure in self.figures for event in figure.sources]
        used += [attestation.accepted for attestation in self.attestations]
        used += [key.registered for financed in self.projects for key in financed.meters]
        used += [*self.disbursements, *self.published]
        found = {event.contract: event.address for event in used}
        return found | {"Bond": self.bond.address, "ProceedsVault": self.bond.vault}


def statement_of(
    events: Iterable[Event],
    as_of: AsOf,
    bond: Address,
    period: Days | None,
    cash_scale: int | None,
) -> Statement:
    """Fold events, in any order, into the statement about a bond.

    INV-DC-1  a function of the final events up to `as_of`, and of nothing else

    Raises: Malformed, Duplicate, SumMismatch
    """
    history = History(events, as_of.block)
    found = bond_at(history, bond)
    cash = Cash(found.terms.currency, cash_scale)
    published = history.about("Disclosures", "DisclosurePublished", "bond", bond)
    projects = tuple(
        _financed(history, found, n, project, period)
        for n, project in enumerate(financed_projects(history, found), 1)
    )
    attestations = _attestations(history, found, projects, published, as_of)
    figures = Figures()
    coupons = _enter_money(figures, history, found, cash)
    months = _enter_impact(figures, projects, attestations, found)
    return Statement(
        as_of=as_of,
        period=period,
        cash=cash,
        bond=found,
        projects=projects,
        figures=figures,
        coupons=coupons,
        months=months,
        attestations=tuple(attestations),
        disbursements=tuple(disbursements(history, found)),
        published=tuple(published),
    )


def framework_subject(bond: Address, framework: str) -> str:
    """What an opinion on a framework for a bond is about. Source: Bond.sol, frameworkSubject."""
    return to_hex(keccak(bytes.fromhex(bond[2:]).rjust(32, b"\0") + bytes.fromhex(framework[2:])))


def _financed(
    history: History, bond: Bond, n: int, project_id: str, period: Days | None
) -> Financed:
    project = project_at(history, project_id)
    every = batches_of(history, project_id)
    allocations = [
        event
        for event in history.of("ProceedsVault", "ProceedsAllocated", bond.vault)
        if event.fields.hex("project") == project_id
    ]
    return Financed(
        number=n,
        project=project,
        methodology=methodology_of(history, project.pin),
        meters=tuple(meter_keys_of(history, project_id)),
        certification=allocations[-1].fields.hex("certification"),
        batches=tuple(b for b in every if period is None or is_within(b, project, period)),
        cut=tuple(b.id for b in every if period is not None and overlaps(b, project, period)),
    )


def _attestations(
    history: History,
    bond: Bond,
    projects: Sequence[Financed],
    published: Sequence[Event],
    as_of: AsOf,
) -> list[Attestation]:
    frameworks = history.of("Bond", "FrameworkPublished", bond.address)
    subjects = {
        framework_subject(bond.address, event.fields.hex("framework")) for event in frameworks
    }
    subjects |= {financed.project.id for financed in projects}
    subjects |= {batch.id for financed in projects for batch in financed.batches}
    subjects |= {event.fields.hex("contentHash") for event in published}
    uids = {event.fields.hex("opinion") for event in frameworks}
    return attestations_about(history, subjects, uids, as_of.time)


def _enter_money(figures: Figures, history: History, bond: Bond, cash: Cash) -> int:
    """Enter the bond's money and return how many coupons were struck."""
    ledger = ledger_of(history, bond)
    enter_terms(figures, bond, cash)
    enter_units(figures, history, ledger, cash)
    enter_proceeds(figures, history, bond, cash)
    enter_disbursements(figures, history, bond, cash)
    coupons = enter_coupons(figures, ledger, cash)
    enter_tax(figures, history, ledger, cash)
    enter_outstanding(figures, ledger, cash)
    enter_early_repayment(figures, history, bond, cash)
    enter_redemption(figures, history, bond, cash)
    enter_claim(figures, history, ledger, cash)
    return coupons


def _enter_impact(
    figures: Figures, projects: Sequence[Financed], attestations: Sequence[Attestation], bond: Bond
) -> tuple[str, ...]:
    verified = {
        each.subject
        for each in attestations
        if each.kind == "ImpactVerification" and each.state == "live"
    }
    months: dict[str, list[str]] = {}
    for financed in projects:
        n, project = financed.number, financed.project
        enter_methodology(figures, n, financed.methodology)
        for batch in financed.batches:
            enter_batch(figures, n, batch, financed.methodology)
            parts = months.setdefault(month_of(batch, project), [])
            parts.append(f"project.{n}.batch.{batch.number}")
        enter_project(figures, n, financed.batches, verified, project.proposed)
    enter_totals(figures, len(projects), bond.created)
    enter_months(figures, months)
    return tuple(sorted(months))
