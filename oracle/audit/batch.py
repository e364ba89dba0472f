"""A batch rebuilt from its evidence: signatures to readings to tree to what the chain holds."""

from dataclasses import dataclass

from oracle.audit.check import Checks
from oracle.audit.evidence import Evidence, EvidenceFolder, parse_evidence
from oracle.audit.readings import Finding, findings_in
from oracle.core.codec import batch_id, sha256, to_hex
from oracle.core.errors import Rejected
from oracle.core.model import ELECTRICITY, DeviceKey, Period, SignedSegment
from oracle.core.units import DeviceId
from oracle.facts.batch import Batch
from oracle.facts.history import History
from oracle.facts.project import Project, meter_keys_of
from oracle.facts.statement import Financed
from oracle.measure.seal import common_interval, live_keys, slots
from oracle.measure.tree import Tree, build

_MOST_FINDINGS = 20


Heads = dict[DeviceId, SignedSegment]
"""Last segment of each device in the batch before."""


def batch_name(financed: Financed, batch: Batch) -> str:
    """A batch as checks name it, and figures."""
    return f"project.{financed.number}.batch.{batch.number}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is rebuilt: a batch of a project, in a history, under the devices' deployment salt."""

    history: History
    financed: Financed
    batch: Batch
    salt: bytes

    @property
    def project(self) -> Project:
        """The project of the batch."""
        return self.financed.project

    @property
    def name(self) -> str:
        """The batch as checks name it, and figures."""
        return batch_name(self.financed, self.batch)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A batch as its evidence gives it."""

    period: Period
    keys: tuple[DeviceKey, ...]
    evidence: Evidence
    tree: Tree


def check_batch(
    subject: Subject, folder: EvidenceFolder, heads: Heads, checks: Checks
) -> Rebuilt | None:
    """Enter whether a batch is what its devices signed; None where it cannot be rebuilt.

    `heads` holds the last segment of each device in the batch before, and is moved on.
    """
    batch, name = subject.batch, subject.name
    content = folder.of(batch)
    if content is None:
        checks.fail(f"{name} evidence", batch.data_hash, "no such file")
        return None
    checks.same(f"{name} evidence", batch.data_hash, to_hex(sha256(content)))
    try:
        evidence = parse_evidence(content)
        rebuilt = rebuild(subject, evidence)
    except Rejected as error:
        checks.fail(f"{name} evidence", "an evidence file", error)
        return None
    _check_subject(subject, rebuilt, checks)
    _check_readings(subject, rebuilt, heads, checks)
    report, root = batch.posted.fields.struct("report"), rebuilt.tree.root
    checks.same(f"{name} root", report.hex("root"), to_hex(root.hash))
    checks.same(f"{name} leaves", report.number("leaves"), rebuilt.tree.leaves)
    checks.same(f"{name} readings", report.number("readings"), root.readings)
    checks.same(f"{name} exported", report.number("exported"), root.exported)
    checks.same(f"{name} imported", report.number("imported"), root.imported)
    return rebuilt


def rebuild(subject: Subject, evidence: Evidence) -> Rebuilt:
    """The tree of a batch over the readings that count under the keys live when it was posted.

    Raises: MixedIntervals, Malformed, SumOverflow
    """
    batch = subject.batch
    at_post = History(subject.history.events, batch.posted.block)
    every = [meter.key for meter in meter_keys_of(at_post, subject.project.id)]
    keys = live_keys(every, batch.start, batch.end)
    period = Period(subject.project.id, ELECTRICITY, batch.start, batch.end, common_interval(keys))
    tree = build(slots(period, keys, evidence.segments))
    return Rebuilt(period, tuple(keys), evidence, tree)


def _check_subject(subject: Subject, rebuilt: Rebuilt, checks: Checks) -> None:
    batch, name, period = subject.batch, subject.name, rebuilt.period
    made = batch_id(period.project, period.metric, period.start, period.end)
    checks.same(f"{name} id", batch.id, made)
    members = rebuilt.evidence.members
    fields = ("project", "metric", "start", "end", "interval")
    stated = tuple(members[field] for field in fields)
    expected = (period.project, period.metric, period.start, period.end, batch.interval)
    checks.same(f"{name} subject", expected, stated)
    registered = sorted({key.device for key in rebuilt.keys})
    checks.same(f"{name} meters", registered, sorted(rebuilt.evidence.segments))


def _check_readings(subject: Subject, rebuilt: Rebuilt, heads: Heads, checks: Checks) -> None:
    keys = {(key.device, key.epoch): key for key in rebuilt.keys}
    found: list[Finding] = []
    for device, segments in rebuilt.evidence.segments.items():
        found += findings_in(segments, heads.get(device), keys, subject.salt)
        if segments:
            heads[device] = segments[-1]
    for name, expected, actual in found[:_MOST_FINDINGS]:
        checks.fail(name, expected, actual)
    if not found:
        count = sum(map(len, rebuilt.evidence.segments.values()))
        checks.same(f"{subject.name} signatures", f"{count} valid", f"{count} valid")
