"""The anchored batches of a project, and which of them a period holds."""

from dataclasses import dataclass

from oracle.core.calendar import day_at, day_start, iso_of_day
from oracle.core.model import ELECTRICITY
from oracle.core.units import BatchId, Day, Instant
from oracle.facts.event import Event
from oracle.facts.history import History
from oracle.facts.project import Project

Days = tuple[Day, Day]
"""A period: its first day and the day after its last."""


@dataclass(frozen=True, slots=True)
class Batch:
    """An anchored batch of a project.

    number    its place among the project's batches, from 1
    measured  the event that states its reduction, None while there is none
    """

    number: int
    id: BatchId
    start: Instant
    end: Instant
    interval: int
    root: str
    data_hash: str
    posted: Event
    measured: Event | None


def batches_of(history: History, project: str) -> list[Batch]:
    """Every anchored batch of a project's electricity, in order."""
    measured = {
        event.fields.hex("batch"): event
        for event in history.about("Impact", "ImpactMeasured", "project", project)
    }
    posted = history.about("Batches", "BatchPosted", "project", project)
    reports = [(event, event.fields.struct("report")) for event in posted]
    of_metric = [pair for pair in reports if pair[1].label("metric") == ELECTRICITY]
    return [
        Batch(
            number=number,
            id=BatchId(event.fields.hex("batch")),
            start=report.instant("start"),
            end=report.instant("end"),
            interval=report.number("interval"),
            root=report.hex("root"),
            data_hash=report.hex("dataHash"),
            posted=event,
            measured=measured.get(event.fields.hex("batch")),
        )
        for number, (event, report) in enumerate(of_metric, 1)
    ]


def is_within(batch: Batch, project: Project, period: Days) -> bool:
    """Whether a batch lies in the period, in the project's own days."""
    first, after = (day_start(day, project.zone_offset) for day in period)
    return batch.start >= first and batch.end <= after


def overlaps(batch: Batch, project: Project, period: Days) -> bool:
    """Whether a batch lies partly in the period, in the project's own days."""
    first, after = (day_start(day, project.zone_offset) for day in period)
    return batch.start < after and batch.end > first and not is_within(batch, project, period)


def month_of(batch: Batch, project: Project) -> str:
    """The month in which a batch begins, `YYYY-MM` in the project's zone."""
    return iso_of_day(day_at(batch.start, project.zone_offset))[:7]
