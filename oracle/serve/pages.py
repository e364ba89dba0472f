"""The pages: HTML of a statement, figures in the text, every figure a link to its trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from oracle.core.calendar import iso_of_day
from oracle.core.codec import from_hex
from oracle.core.errors import OracleError, Rejected
from oracle.core.units import Day
from oracle.facts.event import Fields
from oracle.facts.figure import Figures, Quantity
from oracle.facts.format import short_hash, shown, shown_parts, utc_of
from oracle.facts.statement import AsOf, Statement
from oracle.facts.tables import chart_of, tables_of
from oracle.facts.view import shown_chart, shown_table, tile
from oracle.serve.problem import UnknownFigure, status_of
from oracle.serve.recent import FIGURE as RECENT
from oracle.serve.recent import Recent
from oracle.serve.source import Snapshot

FILES = ("disclosure.html", "disclosure.pdf", "disclosure.json", "manifest.json")
"""Files of a disclosure that are served."""

_TILES = (
    ("Proceeds raised", "money.raised"),
    ("Allocated to projects", "money.allocated_share"),
    ("Not yet allocated", "money.unallocated"),
    ("Net generation, all metered periods", "energy.net"),
    ("Net generation, this bond", "impact.attributed_net"),
    ("Emission reduction, all projects", "impact.reduction"),
    ("Emission reduction, this bond", "impact.attributed_reduction"),
)
_DEEPEST = 6
_MOST_NODES = 160


@dataclass(frozen=True, slots=True)
class TraceNode:
    """A figure in a trace and the figures it comes from; `more`: its own page has them."""

    id: str
    label: str
    text: str
    value: str
    formula: str
    sources: tuple[Mapping[str, object], ...]
    inputs: tuple["TraceNode", ...]
    more: bool


def bonds_page(snapshot: Snapshot) -> str:
    """Every bond with what it raised, allocated, generated and saved."""
    lines = []
    for bond in snapshot.bonds:
        figures = _readable(snapshot, bond.address)
        lines.append({"bond": bond, "figures": figures, "maturity": _iso(bond.terms.maturity_day)})
    return _render("bonds.html", snapshot.as_of, title="Bonds", lines=lines)


def bond_page(
    statement: Statement,
    recent: Recent | None,
    disclosures: list[Mapping[str, object]],
    files: Path,
) -> str:
    """Everything about one bond.

    Raises: Malformed
    """
    quantities = {figure.id: figure.quantity for figure in statement.figures}
    tiles = [tile(label, id_, quantities) for label, id_ in _TILES if id_ in quantities]
    if recent is not None:
        tiles.insert(3, _recent_tile(recent))
    chart = chart_of(statement)
    published = {event.fields.hex("contentHash"): event for event in statement.published}
    return _render(
        "bond.html",
        statement.as_of,
        title=statement.bond.terms.name,
        bond=statement.bond,
        tiles=tiles,
        chart=shown_chart(chart, quantities) if chart else None,
        shares=_shares(statement.figures, len(statement.projects)),
        tables=[shown_table(table, quantities) for table in tables_of(statement)],
        disclosures=[_disclosure(row, files) for row in disclosures],
        published=[
            _publication(event.fields.struct("publication"), content, event.transaction)
            for content, event in published.items()
            if content not in {row["content_hash"] for row in disclosures}
        ],
    )


def trace_page(statement: Statement, figure: str) -> str:
    """A figure, its formula, and the figures and events it comes from, down to transactions.

    Raises: UnknownFigure
    """
    if figure not in statement.figures:
        raise UnknownFigure("figure", f"{figure[:80]!r} is not a figure of this bond")
    left = [_MOST_NODES]
    return _render(
        "trace.html",
        statement.as_of,
        title=statement.figures[figure].label,
        bond=statement.bond,
        node=_node(statement.figures, figure, 0, left),
    )


def recent_page(statement: Statement, recent: Recent) -> str:
    """The energy of the last 24 hours, meter by meter."""
    return _render(
        "recent.html",
        statement.as_of,
        title="Energy fed in, last 24 hours of readings",
        bond=statement.bond,
        total=shown(recent.exported),
        rows=[(meter, shown(Quantity(meter.exported, "Wh"))) for meter in recent.meters],
        window=(utc_of(recent.start), utc_of(recent.end)),
    )


def problem_page(error: OracleError) -> str:
    """What the reader is told when a page cannot be given."""
    status = status_of(error)
    return _render("problem.html", None, title=status.phrase, status=int(status), error=error)


def _readable(snapshot: Snapshot, address: str) -> dict[str, str]:
    """Headline figures of a bond as text; none where its events do not add up."""
    bond = next(bond for bond in snapshot.bonds if bond.address == address)
    try:
        figures = snapshot.statement(bond.address).figures
    except Rejected:
        return {}
    names = ("bond.face_value", "money.allocated_share", "energy.net", "impact.reduction")
    return {name: shown(figures[name].quantity) for name in names if name in figures}


def _node(figures: Figures, figure: str, depth: int, left: list[int]) -> TraceNode:
    found = figures[figure]
    left[0] -= 1
    deeper = depth < _DEEPEST and left[0] >= len(found.inputs)
    return TraceNode(
        id=found.id,
        label=found.label,
        text=shown(found.quantity),
        value=f"{found.value} {_base_unit(found.quantity)}",
        formula=found.formula,
        sources=tuple(
            {"event": event, "short": short_hash(event.transaction)} for event in found.sources
        ),
        inputs=tuple(_node(figures, each, depth + 1, left) for each in found.inputs if deeper),
        more=bool(found.inputs) and not deeper,
    )


def _base_unit(quantity: Quantity) -> str:
    return f"{quantity.unit} x 10^-{quantity.scale}" if quantity.scale else quantity.unit


def _shares(figures: Figures, projects: int) -> list[dict[str, object]]:
    """The shares of proceeds as a bar: each with where it begins, in thousandths."""
    if "money.unallocated_share" not in figures:
        return []
    ids = [f"project.{n}.share" for n in range(1, projects + 1)] + ["money.unallocated_share"]
    shares, begins = [], 0
    for number, share in enumerate(ids, 1):
        width = figures.value(share) // 1_000
        name = f"Project {number}" if number <= projects else "Not yet allocated"
        text = shown(figures[share].quantity)
        kind = (number - 1) % 4 + 1 if number <= projects else 0
        shares.append(
            {"name": name, "text": text, "x": begins, "width": width, "kind": kind, "figure": share}
        )
        begins += width
    return shares


def _recent_tile(recent: Recent) -> dict[str, str]:
    number, unit = shown_parts(recent.exported)
    label = "Energy fed in, last 24 h of readings"
    return {"label": label, "number": number, "unit": unit, "figure": RECENT}


def _disclosure(row: Mapping[str, object], files: Path) -> dict[str, object]:
    content = from_hex(str(row["content_hash"]), 32, "content_hash").hex()
    return {
        "hash": row["content_hash"],
        "short": short_hash(str(row["content_hash"])),
        "kind": row["kind"],
        "first": _iso(row["period_start"]),
        "after": _iso(row["period_end"]),
        "state": row["state"],
        "transaction": row["transaction_hash"] or "",
        "files": [name for name in FILES if (files / content / name).is_file()],
        "folder": content,
    }


def _publication(publication: Fields, content: str, transaction: str) -> dict[str, object]:
    return {
        "hash": content,
        "short": short_hash(content),
        "kind": publication.label("kind"),
        "first": _iso(publication.day("periodStart")),
        "after": _iso(publication.day("periodEnd")),
        "state": "published",
        "transaction": transaction,
        "files": [],
        "folder": "",
    }


def _iso(day: object) -> str:
    return iso_of_day(Day(int(str(day))))


def _render(template: str, as_of: AsOf | None, **values: object) -> str:
    return _templates().get_template(template).render(as_of=as_of, short=short_hash, **values)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("oracle.serve"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
