"""Records that travel between stages. Immutable, complete, without input or output."""

from dataclasses import dataclass

from oracle.core.units import NO_BATCH, Address, BatchId, DeviceId, Instant, ProjectId, Wh

ELECTRICITY = "electricity"
"""The metric of a batch of readings [Wh]. Source: docs/spec.md, REQ-BT-6."""

SECP256K1 = 1
"""The one signing algorithm of devices so far. Source: interfaces/IDevices.sol, Algorithm."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one meter measured over one interval.

    device           who measured
    sequence         the device's own count, from 1, rising by one
    start, end       the interval [s UTC]
    export_register  energy exported since installation, at `end` [Wh]
    import_register  energy imported since installation, at `end` [Wh]
    exported         energy exported in the interval [Wh]
    imported         energy imported in the interval [Wh]
    flags            bit 0 estimated, 1 manual, 2 rollover, 3 clock unsynchronised, 4 tamper,
                     5 backfill
    salt             16 secret bytes
    previous         hash of the reading before, zero for the first
    """

    device: DeviceId
    sequence: int
    start: Instant
    end: Instant
    export_register: Wh
    import_register: Wh
    exported: Wh
    imported: Wh
    flags: int
    salt: bytes
    previous: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of consecutive readings of one device, as the device signs it.

    root              of the small tree over the reading hashes
    previous_segment  `hashStruct` of the segment before, zero for the first
    key_epoch         which of the device's keys signs
    """

    device: DeviceId
    first_sequence: int
    count: int
    start: Instant
    end: Instant
    exported: Wh
    imported: Wh
    root: bytes
    previous_segment: bytes
    key_epoch: int


@dataclass(frozen=True, slots=True)
class SignedSegment:
    """A segment, the device's signature (65 bytes r, s, v) and all its readings in order."""

    segment: Segment
    signature: bytes
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """One key of one device, as registered on chain.

    algorithm      1 is secp256k1
    address        of the key
    rated_maximum  largest power that the meter can measure [W]
    interval       length of its readings [s]
    valid_from     first instant at which a reading may start [s UTC]
    valid_until    instant by which a reading must end, None while open [s UTC]
    revoked_at     readings that end after it do not count, None while not revoked [s UTC]
    """

    device: DeviceId
    project: ProjectId
    epoch: int
    algorithm: int
    address: Address
    rated_maximum: int
    interval: int
    valid_from: Instant
    valid_until: Instant | None
    revoked_at: Instant | None

    def is_live(self, start: Instant, end: Instant) -> bool:
        """Whether a reading over `[start, end)` counts. Same rule as `Devices.isLive`."""
        ends = [limit for limit in (self.valid_until, self.revoked_at) if limit is not None]
        return start >= self.valid_from and all(end <= limit for limit in ends)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest accepted reading and segment of a device: what the next must follow.

    reading  hash of the reading
    segment  `hashStruct` of the segment
    """

    device: DeviceId
    sequence: int
    end: Instant
    export_register: Wh
    import_register: Wh
    reading: bytes
    segment: bytes


@dataclass(frozen=True, slots=True)
class Leaf:
    """A slot of a batch that has an accepted reading; `reading` is its hash."""

    device: DeviceId
    slot_start: Instant
    exported: Wh
    imported: Wh
    flags: int
    reading: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """A slot of a batch without an accepted reading."""

    device: DeviceId
    slot_start: Instant


@dataclass(frozen=True, slots=True)
class Period:
    """What one batch covers: a project, a metric and `[start, end)` in slots of `interval` [s]."""

    project: ProjectId
    metric: str
    start: Instant
    end: Instant
    interval: int

    @property
    def slots(self) -> int:
        """Number of slots of one device."""
        return (self.end - self.start) // self.interval


@dataclass(frozen=True, slots=True)
class Report:
    """What the nodes sign about a batch. Source: docs/spec.md, REQ-BT-5.

    leaves    slots in all
    readings  slots with a reading
    previous  id of the batch before in the same stream
    data_hash SHA-256 of the evidence file
    node_set  epoch of the signing nodes; 0 until the post stage knows it
    """

    project: ProjectId
    metric: str
    start: Instant
    end: Instant
    interval: int
    leaves: int
    readings: int
    exported: Wh
    imported: Wh
    root: bytes
    previous: BatchId = NO_BATCH
    data_hash: bytes = bytes(32)
    node_set: int = 0


@dataclass(frozen=True, slots=True)
class SealedBatch:
    """A batch, its report, the path of its evidence file and how far it is.

    state  sealed -> posted -> final
    """

    batch: BatchId
    report: Report
    evidence: str
    state: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that was not used, and why.

    source  file it came from
    row     data row or line in it, from 1; 0 is the file as a whole
    field   column or field at fault
    reason  name of the error, one of oracle.core.errors
    detail  what was found and what the limit is
    at      when the row says it was measured, if it says so [s UTC]
    """

    source: str
    row: int
    field: str
    reason: str
    detail: str
    at: Instant | None = None
