"""A project with one meter: what it measures month by month, signed and sealed."""

from dataclasses import dataclass, field

from oracle.core.calendar import accounting_period, day_of_iso, day_start
from oracle.core.codec import batch_id, sha256, to_hex
from oracle.core.model import ELECTRICITY, DeviceKey, Period, SignedSegment
from oracle.core.units import NO_BATCH, BatchId, DeviceId, Instant, ProjectId
from oracle.device.meter import Meter, Sample
from oracle.device.replay import Signer, sign_samples
from oracle.device.sign import address_of_key
from oracle.measure.seal import Sealed, live_keys, seal

ZONE = 8 * 3_600
SALT = b"\x07" * 32
INTERVAL = 6 * 3_600
FIRST = day_of_iso("2024-01-01")


def hash_of(text: str) -> str:
    """A hash as of some document."""
    return to_hex(sha256(text.encode()))


@dataclass
class Plant:
    """A project with one meter."""

    project: ProjectId
    name: str
    cost: int
    secret: bytes
    peak: int
    interval: int
    meter: Meter
    segments: list[SignedSegment] = field(default_factory=list)
    sealed: list[Sealed] = field(default_factory=list)
    batches: list[BatchId] = field(default_factory=list)

    @property
    def device(self) -> DeviceId:
        return self.meter.device

    @property
    def key(self) -> DeviceKey:
        return DeviceKey(
            device=self.device,
            project=self.project,
            epoch=1,
            algorithm=1,
            address=address_of_key(self.secret),
            rated_maximum=60_000_000,
            interval=self.interval,
            valid_from=day_start(FIRST, ZONE),
            valid_until=day_start(day_of_iso("2034-01-01"), ZONE),
            revoked_at=None,
        )

    def measure(self, month: int) -> Sealed:
        """Measure, sign and seal the next month."""
        first, after = accounting_period(FIRST, month)
        start, end = day_start(first, ZONE), day_start(after, ZONE)
        signer = Signer(self.device, self.secret, 1, SALT)
        for day in range(start, end, 86_400):
            samples = self._samples(day, day + 86_400)
            self.meter, signed = sign_samples(self.meter, samples, signer)
            self.segments.append(signed)
        period = Period(self.project, ELECTRICITY, start, end, self.interval)
        segments = {self.device: [each for each in self.segments if each.segment.end > start]}
        previous = self.batches[-1] if self.batches else NO_BATCH
        self.sealed.append(seal(period, live_keys([self.key], start, end), segments, previous))
        self.batches.append(batch_id(self.project, ELECTRICITY, start, end))
        return self.sealed[-1]

    def _samples(self, start: int, end: int) -> list[Sample]:
        """Sun by day, a little draw by night, and a slot missing now and then."""
        made = []
        for row, at in enumerate(range(start, end, self.interval), 1):
            slot, hour = at // self.interval, (at + ZONE) % 86_400 // 3_600
            swing = 400 + slot * 7_919 % 1_000
            milliwatts = self.peak * swing if 6 <= hour < 18 else -self.peak * 3
            if slot % 97 != 5:
                made.append(Sample(row, Instant(at), Instant(at + self.interval), milliwatts))
        return made


def plant_of(name: str, cost: int, secret: bytes, peak: int, interval: int) -> Plant:
    """A project with one new meter."""
    meter = Meter(DeviceId(hash_of(f"meter of {name}")))
    return Plant(ProjectId(hash_of(name)), name, cost, secret, peak, interval, meter)
