"""A project as its events tell it: proposal, stage, meters."""

from dataclasses import dataclass, replace

from oracle.core.errors import Malformed
from oracle.core.model import DeviceKey
from oracle.core.units import Address, Day, DeviceId, ProjectId
from oracle.facts.event import Event
from oracle.facts.history import History

STAGES = ("None", "Proposed", "Operating", "Closed")
"""Stages of a project's life. Source: interfaces/IProjects.sol, Stage."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project as it was proposed, and where it stands.

    capacity       nameplate [W]
    eligible_cost  what green instruments may finance [currency base units]
    """

    id: ProjectId
    name: str
    category: str
    place: str
    documents: str
    pin: str
    capacity: int
    eligible_cost: int
    currency: str
    zone_offset: int
    monitored_from: Day
    operator: Address
    stage: str
    proposed: Event


@dataclass(frozen=True, slots=True)
class MeterKey:
    """One key of one meter, and the event that registered it."""

    key: DeviceKey
    registered: Event


def project_at(history: History, project: str) -> Project:
    """A project by its id.

    Raises: Malformed  nobody proposed it
    """
    found = history.about("Projects", "ProjectProposed", "project", project)
    if not found:
        raise Malformed("project", f"nobody proposed {project}")
    proposal = found[0].fields.struct("proposal")
    stages = history.about("Projects", "ProjectStageChanged", "project", project)
    return Project(
        id=ProjectId(project),
        name=proposal.label("name"),
        category=proposal.label("category"),
        place=proposal.label("place"),
        documents=proposal.hex("documents"),
        pin=proposal.hex("pin"),
        capacity=proposal.number("capacity"),
        eligible_cost=proposal.number("eligibleCost"),
        currency=proposal.label("currency"),
        zone_offset=proposal.number("zoneOffset"),
        monitored_from=proposal.day("monitoredFrom"),
        operator=found[0].fields.address("operator"),
        stage=STAGES[stages[-1].fields.number("to")] if stages else STAGES[1],
        proposed=found[0],
    )


def meter_keys_of(history: History, project: str) -> list[MeterKey]:
    """Every key of every meter of a project, by device and epoch, with ends and revocations."""
    keys: dict[tuple[str, int], MeterKey] = {}
    for event in history.about("Devices", "DeviceKeyRegistered", "project", project):
        key = _registered(event)
        keys[key.key.device, key.key.epoch] = key
    for event in history.of("Devices", "DeviceKeyEnded"):
        at = (event.fields.hex("device"), event.fields.number("keyEpoch"))
        if at in keys:
            ended = replace(keys[at].key, valid_until=event.fields.instant("validUntil"))
            keys[at] = replace(keys[at], key=ended)
    for event in history.of("Devices", "DeviceKeyRevoked"):
        at = (event.fields.hex("device"), event.fields.number("keyEpoch"))
        if at in keys:
            revoked = replace(keys[at].key, revoked_at=event.fields.instant("revokedAt"))
            keys[at] = replace(keys[at], key=revoked)
    return [keys[at] for at in sorted(keys)]


def _registered(event: Event) -> MeterKey:
    fields = event.fields
    key = fields.struct("key")
    revoked_at = key.instant("revokedAt")
    found = DeviceKey(
        device=DeviceId(fields.hex("device")),
        project=ProjectId(fields.hex("project")),
        epoch=fields.number("keyEpoch"),
        algorithm=key.number("algorithm"),
        address=Address("0x" + key.hex("key")[-40:]),
        rated_maximum=key.number("ratedMaximum"),
        interval=key.number("interval"),
        valid_from=key.instant("validFrom"),
        valid_until=key.instant("validUntil"),
        revoked_at=revoked_at or None,
    )
    return MeterKey(found, event)
