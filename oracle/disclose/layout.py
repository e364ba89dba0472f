"""What a rendition lays out: the document with every figure written out, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from oracle.core.codec import canonical_json, sha256, to_hex
from oracle.core.errors import Malformed
from oracle.facts.figure import Quantity
from oracle.facts.format import shown
from oracle.facts.view import ShownChart, ShownTable, shown_chart, shown_table, tile

_TILES = (
    ("Proceeds raised", "money.raised"),
    ("Allocated", "money.allocated_share"),
    ("Generation, this bond", "impact.attributed_net"),
    ("Reduction, this bond", "impact.attributed_reduction"),
)


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure as the annex lists it; `sources` are its events as text."""

    id: str
    label: str
    text: str
    value: str
    formula: str
    inputs: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A document ready to be laid out."""

    title: str
    isin: str
    issuer: str
    stage: str
    first_day: str
    last_day: str
    content_hash: str
    as_of_time: str
    chain: tuple[tuple[str, str], ...]
    tiles: tuple[dict[str, str], ...]
    charts: tuple[ShownChart, ...]
    tables: tuple[ShownTable, ...]
    provenance: tuple[dict[str, str], ...]
    methods: tuple[str, ...]
    contracts: tuple[tuple[str, str], ...]
    figures: tuple[ShownFigure, ...]


def layout_of(document: Mapping[str, object]) -> Layout:
    """A document with its figures written out.

    Raises: Malformed  the document has another form
    """
    bond, period, chain = (_members(document, name) for name in ("bond", "period", "chain"))
    quantities = quantities_of(document)
    return Layout(
        title=str(bond["name"]),
        isin=str(bond["isin"]),
        issuer=str(bond["lei"]),
        stage=str(bond["stage"]),
        first_day=str(period["firstDay"]),
        last_day=str(period["lastDay"]),
        content_hash=to_hex(sha256(canonical_json(document))),
        as_of_time=str(chain["asOfTime"]),
        chain=_chain_rows(chain),
        tiles=tuple(tile(label, id_, quantities) for label, id_ in _TILES if id_ in quantities),
        charts=tuple(shown_chart(each, quantities) for each in _objects(document, "charts")),
        tables=tuple(shown_table(each, quantities) for each in _objects(document, "tables")),
        provenance=tuple(
            {name: str(value) for name, value in each.items()}
            for each in _objects(document, "provenance")
        ),
        methods=_methods(document),
        contracts=tuple(sorted((k, str(v)) for k, v in _members(document, "contracts").items())),
        figures=tuple(_figure(each, quantities) for each in _objects(document, "figures")),
    )


def quantities_of(document: Mapping[str, object]) -> dict[str, Quantity]:
    """Value and unit of every figure of a document, by id.

    Raises: Malformed
    """
    found = {}
    for figure in _objects(document, "figures"):
        value, scale = str(figure.get("value")), figure.get("scale")
        digits = value.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and isinstance(scale, int)):
            raise Malformed(str(figure.get("id")), f"{value[:40]!r} is not an integer")
        found[str(figure.get("id"))] = Quantity(int(value), str(figure.get("unit")), scale)
    return found


def _chain_rows(chain: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    return (
        ("Chain id", str(chain["chainId"])),
        ("Genesis hash", str(chain["genesisHash"])),
        ("As of block", f"{chain['asOfBlock']:,}"),
        ("Block hash", str(chain["asOfBlockHash"])),
        ("Block time", str(chain["asOfTime"])),
    )


def _methods(document: Mapping[str, object]) -> tuple[str, ...]:
    texts = []
    for project in _objects(document, "projects"):
        methodology = _members(project, "methodology")
        parameters = _members(methodology, "parameters")
        texts.append(
            f"Project {project['number']}, {project['name']}: methodology {methodology['id']}, "
            f"rounding {parameters['rounding']}. Text: SHA-256 {methodology['document']}. "
            f"Code: keccak-256 {methodology['codeHash']}."
        )
    return tuple(texts)


def _figure(figure: Mapping[str, object], quantities: Mapping[str, Quantity]) -> ShownFigure:
    inputs = figure.get("inputs")
    return ShownFigure(
        id=str(figure["id"]),
        label=str(figure["label"]),
        text=shown(quantities[str(figure["id"])]),
        value=str(figure["value"]),
        formula=str(figure["formula"]),
        inputs=tuple(map(str, inputs)) if isinstance(inputs, list | tuple) else (),
        sources=tuple(
            (
                f"{source['contract']}.{source['event']} in block {source['block']}, "
                f"log {source['logIndex']}",
                str(source["transaction"]),
            )
            for source in _objects(figure, "sources")
        ),
    )


def _members(document: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = document.get(name)
    if not isinstance(value, Mapping):
        raise Malformed(name, "not an object")
    return value


def _objects(document: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    values = document.get(name)
    if not isinstance(values, list | tuple) or not all(isinstance(v, Mapping) for v in values):
        raise Malformed(name, "not a list of objects")
    return list(values)
