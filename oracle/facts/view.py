"""Tables and chart with every figure written out: what renderers lay out, digit for digit alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from oracle.core.errors import Malformed
from oracle.facts.figure import Quantity
from oracle.facts.format import short_hash, shown, shown_parts, shown_unit

_FULL_BAR = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it is shown.

    figure  id of the figure it shows, empty where it shows none
    whole   the hash that `text` shortens, empty where it shows none
    """

    text: str
    figure: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as it is shown; `numeric` says which columns hold figures."""

    id: str
    title: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart; `height` is in thousandths of the tallest, negative values have none."""

    label: str
    figure: str
    text: str
    number: str
    height: int


@dataclass(frozen=True, slots=True)
class ShownChart:
    """A chart as it is shown; `alt` says all of it in words."""

    id: str
    title: str
    unit: str
    bars: tuple[Bar, ...]
    alt: str


def shown_table(table: Mapping[str, object], quantities: Mapping[str, Quantity]) -> ShownTable:
    """A table of `tables_of` with its figures written out.

    Raises: Malformed  a cell names no figure, or the table has another form
    """
    columns = [str(column) for column in _list(table, "columns")]
    rows = []
    for row in _list(table, "rows"):
        if not isinstance(row, list | tuple) or len(row) != len(columns):
            raise Malformed("tables.rows", f"not {len(columns)} cells")
        rows.append(tuple(_cell(cell, quantities) for cell in row))
    numeric = [any(row[at].figure for row in rows) for at in range(len(columns))]
    name = str(table.get("id"))
    return ShownTable(
        id=name,
        title=str(table.get("title")),
        columns=tuple(columns),
        numeric=tuple(each and name != "terms" for each in numeric),
        rows=tuple(rows),
        total=table.get("total") is True,
    )


def shown_chart(chart: Mapping[str, object], quantities: Mapping[str, Quantity]) -> ShownChart:
    """A chart of `chart_of` with its figures written out.

    Raises: Malformed  a bar names no figure
    """
    named = []
    for bar in _list(chart, "bars"):
        if not isinstance(bar, Mapping):
            raise Malformed("chart.bars", "not an object")
        figure = str(bar.get("figure"))
        named.append((str(bar.get("label")), figure, _quantity(figure, quantities)))
    tallest = max((quantity.value for _, _, quantity in named), default=0)
    unit, size = shown_unit([quantity for _, _, quantity in named])
    bars = tuple(
        Bar(
            label=label,
            figure=figure,
            text=shown(quantity),
            number=f"{quantity.value * 10 // size // 10:,}.{quantity.value * 10 // size % 10}",
            height=max(quantity.value, 0) * _FULL_BAR // tallest if tallest > 0 else 0,
        )
        for label, figure, quantity in named
    )
    title = str(chart.get("title"))
    alt = f"Bar chart. {title}: " + "; ".join(f"{bar.label} {bar.text}" for bar in bars) + "."
    return ShownChart(str(chart.get("id")), title, unit, bars, alt)


def tile(label: str, figure: str, quantities: Mapping[str, Quantity]) -> dict[str, str]:
    """A figure that stands by itself: its label, number, unit and id.

    Raises: Malformed  there is no such figure
    """
    number, unit = shown_parts(_quantity(figure, quantities))
    return {"label": label, "number": number, "unit": unit, "figure": figure}


def stylesheet() -> str:
    """The style of pages and of HTML files: one look for both."""
    return (resources.files("oracle.facts") / "sheet.css").read_text(encoding="utf-8")


def _cell(cell: object, quantities: Mapping[str, Quantity]) -> Cell:
    if isinstance(cell, str):
        return Cell(cell)
    if isinstance(cell, Mapping) and isinstance(figure := cell.get("figure"), str):
        return Cell(shown(_quantity(figure, quantities)), figure=figure)
    if isinstance(cell, Mapping) and isinstance(whole := cell.get("hash"), str):
        return Cell(short_hash(whole), whole=whole)
    raise Malformed("tables.cell", f"{str(cell)[:80]!r} is neither text, figure nor hash")


def _quantity(figure: str, quantities: Mapping[str, Quantity]) -> Quantity:
    if figure not in quantities:
        raise Malformed("figure", f"{figure[:80]!r} is not among the figures")
    return quantities[figure]


def _list(members: Mapping[str, object], name: str) -> Sequence[object]:
    value = members.get(name)
    if not isinstance(value, list | tuple):
        raise Malformed(name, "not a list")
    return value
