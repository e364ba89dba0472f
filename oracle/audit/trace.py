"""`audit trace`: one figure down to one meter reading, its signature and its transaction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from oracle.audit.batch import batch_name
from oracle.audit.check import Checks
from oracle.audit.descend import UnknownReading, descend
from oracle.audit.evidence import open_folder
from oracle.audit.file import read_claim
from oracle.audit.reader import Reader
from oracle.audit.step import Step
from oracle.audit.verify import recompute
from oracle.core.errors import Malformed, VerificationFailed
from oracle.core.units import Address
from oracle.disclose.layout import quantities_of
from oracle.facts.batch import Batch
from oracle.facts.event import Event
from oracle.facts.figure import Figure, Figures
from oracle.facts.format import shown
from oracle.facts.statement import Financed, Statement


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure, and the reading `device:sequence` to end at; None: the one with the most energy."""

    figure: str
    reading: str | None = None


def trace(
    wanted: Wanted,
    file: Path,
    reader: Reader,
    deployment: Mapping[str, Address],
    evidence: Path,
) -> Step:
    """The way from a figure of a disclosure to a reading, recomputed from the chain.

    The first step fails where the disclosure states another value than the chain gives.

    A figure that rests on no batch ends at its events.

    Raises: VerificationFailed  the file cannot be read
            Malformed           the figure is not in it
            UnknownReading      the reading is in none of the figure's batches
            NodeUnavailable
    """
    checks = Checks()
    claim = read_claim(file.read_bytes(), checks)
    if claim is None:
        raise VerificationFailed(file.name, str(checks.made[-1]))
    found = recompute(claim, reader)
    figures = found.statement.figures
    if wanted.figure not in figures:
        raise Malformed("figure", f"{wanted.figure[:80]!r}; the disclosure has {len(figures)}")
    batches = _batches_below(found.statement, wanted.figure)
    place = (found, reader, deployment, open_folder(evidence))
    way, below = "", None
    for number, (name, at) in enumerate(batches.items(), 1):
        try:
            way, below = name, descend(at, wanted.reading, *place)
            break
        except UnknownReading:
            if number == len(batches):
                raise
    top = _walk(figures, figures[wanted.figure], way)
    published = quantities_of(claim.members).get(wanted.figure)
    top.ok = published == figures[wanted.figure].quantity
    top.facts["published"] = shown(published) if published else "nothing"
    top.steps += [below] if below else []
    return top


def _walk(figures: Figures, figure: Figure, way: str) -> Step:
    """A figure and its inputs; of the batches below it only the one on the way is opened."""
    title = f"{figure.id} = {shown(figure.quantity)}"
    inside = {_batch_part(each) for each in _below(figures, figure.id)} - {""}
    if inside and way not in inside:
        return Step(title)
    facts = {"label": figure.label, "value": str(figure.value), "formula": figure.formula}
    inputs = [_walk(figures, figures[each], way) for each in figure.inputs]
    return Step(title, facts, None, inputs + [_source(event) for event in figure.sources])


def _source(event: Event) -> Step:
    title = f"{event.contract}.{event.name}"
    place = {"block": str(event.block), "log": str(event.log_index)}
    return Step(title, {"transaction": event.transaction, **place})


def _batches_below(statement: Statement, figure: str) -> dict[str, tuple[Financed, Batch]]:
    """The batches that a figure rests on, by the part of their figures' ids, in order."""
    batches = {
        batch_name(financed, batch): (financed, batch)
        for financed in statement.projects
        for batch in financed.batches
    }
    below = (_batch_part(each) for each in _below(statement.figures, figure))
    return {name: batches[name] for name in below if name}


def _below(figures: Figures, figure: str) -> Iterator[str]:
    yield figure
    for each in figures[figure].inputs:
        yield from _below(figures, each)


def _batch_part(figure: str) -> str:
    """`project.1.batch.2` of `project.1.batch.2.net`; empty where the figure is of no batch."""
    parts = figure.split(".")
    return ".".join(parts[:4]) if parts[2:3] == ["batch"] else ""
