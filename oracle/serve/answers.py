"""What the API answers, typed. Values are decimal strings, since JSON readers cut long integers."""

from pydantic import BaseModel

from oracle.core.calendar import iso_of_day
from oracle.facts.bond import Bond
from oracle.facts.event import Event
from oracle.facts.figure import Figure
from oracle.facts.format import shown
from oracle.facts.statement import AsOf, Statement


class Health(BaseModel):
    """Whether the process answers, and up to which block its figures are."""

    status: str
    as_of_block: int | None
    as_of_block_hash: str | None


class Answer(BaseModel):
    """Every answer says up to which block it holds; that block is final."""

    as_of_block: int
    as_of_block_hash: str
    finalized: bool = True


class BondLine(BaseModel):
    """A bond in a list."""

    address: str
    isin: str
    name: str
    stage: str
    currency: str
    issue_day: str
    maturity_day: str
    url: str


class Bonds(Answer):
    """Every bond."""

    bonds: list[BondLine]


class SourceEvent(BaseModel):
    """The event that a figure is read from."""

    event: str
    contract: str
    address: str
    block: int
    log_index: int
    transaction: str


class FigureAnswer(BaseModel):
    """A figure; `value` is an integer of `scale` decimals of `unit`."""

    figure_id: str
    label: str
    value: str
    unit: str
    scale: int
    shown: str
    formula: str
    inputs: list[str]
    sources: list[SourceEvent]
    trace_url: str


class BondAnswer(Answer):
    """A bond: its terms and where it stands."""

    bond: BondLine
    vault: str
    issuer: str
    trustee: str
    coupon_kind: str
    rate_ppb: int
    day_count: str
    denomination: str
    framework: str | None
    projects: list[str]
    figures_url: str


class Figures(Answer):
    """Every figure of a bond."""

    figures: list[FigureAnswer]


def bonds_answer(as_of: AsOf, bonds: tuple[Bond, ...]) -> Bonds:
    """The list of bonds."""
    return Bonds(
        as_of_block=as_of.block,
        as_of_block_hash=as_of.block_hash,
        bonds=[_line(bond) for bond in bonds],
    )


def bond_answer(statement: Statement) -> BondAnswer:
    """One bond."""
    bond, terms = statement.bond, statement.bond.terms
    return BondAnswer(
        as_of_block=statement.as_of.block,
        as_of_block_hash=statement.as_of.block_hash,
        bond=_line(bond),
        vault=bond.vault,
        issuer=terms.issuer,
        trustee=terms.trustee,
        coupon_kind=bond.coupon_name,
        rate_ppb=bond.rate,
        day_count=bond.day_count_name,
        denomination=str(terms.denomination),
        framework=bond.framework,
        projects=[financed.project.id for financed in statement.projects],
        figures_url=f"/api/v1/bonds/{bond.address}/figures",
    )


def figures_answer(statement: Statement) -> Figures:
    """Every figure of a bond with its formula, inputs and sources."""
    address = statement.bond.address
    figures = [_figure(figure, address) for figure in statement.figures]
    as_of = statement.as_of
    return Figures(as_of_block=as_of.block, as_of_block_hash=as_of.block_hash, figures=figures)


def _line(bond: Bond) -> BondLine:
    return BondLine(
        address=bond.address,
        isin=bond.terms.isin,
        name=bond.terms.name,
        stage=bond.stage,
        currency=bond.terms.currency,
        issue_day=iso_of_day(bond.terms.issue_day),
        maturity_day=iso_of_day(bond.terms.maturity_day),
        url=f"/bond/{bond.address}",
    )


def _figure(figure: Figure, address: str) -> FigureAnswer:
    return FigureAnswer(
        figure_id=figure.id,
        label=figure.label,
        value=str(figure.value),
        unit=figure.quantity.unit,
        scale=figure.quantity.scale,
        shown=shown(figure.quantity),
        formula=figure.formula,
        inputs=list(figure.inputs),
        sources=[_source(event) for event in figure.sources],
        trace_url=f"/bond/{address}/trace/{figure.id}",
    )


def _source(event: Event) -> SourceEvent:
    return SourceEvent(
        event=event.name,
        contract=event.contract,
        address=event.address,
        block=event.block,
        log_index=event.log_index,
        transaction=event.transaction,
    )
