"""A meter: power samples become registers, readings and segments. Pure.

ROUNDING
A sample is cut to whole milliwatts toward minus infinity: export down, import up in magnitude,
both against the claimant. From there on nothing is lost: the registers count mW s, and a reading's
energy is the rise of its register in whole Wh.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from oracle.core.codec import reading_hash, segment_hash, segment_root
from oracle.core.model import Reading, Segment
from oracle.core.units import ZERO_HASH, DeviceId, Instant, Wh
from oracle.device.sign import reading_salt

MILLIWATT_SECONDS_PER_WH = 3_600_000
"""Energy in one Wh [mW s]. Source: 1 W = 1,000 mW, 1 h = 3,600 s."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Mean power over one interval, as logged.

    row         data row of the log, from 1
    milliwatts  export positive, import negative [mW]
    """

    row: int
    start: Instant
    end: Instant
    milliwatts: int


@dataclass(frozen=True, slots=True)
class Meter:
    """All that a meter remembers from one reading to the next.

    exported_mws, imported_mws  energy since installation [mW s]
    previous_reading            hash of the last reading
    previous_segment            `hashStruct` of the last segment
    """

    device: DeviceId
    next_sequence: int = 1
    exported_mws: int = 0
    imported_mws: int = 0
    previous_reading: bytes = ZERO_HASH
    previous_segment: bytes = ZERO_HASH


def measure(meter: Meter, sample: Sample, salt_key: bytes) -> tuple[Meter, Reading]:
    """The meter after one sample, and the reading it made.

    Units:  mW, s -> Wh
    """
    energy = sample.milliwatts * (sample.end - sample.start)
    exported_mws = meter.exported_mws + max(energy, 0)
    imported_mws = meter.imported_mws + max(-energy, 0)
    export_register, exported = _register(meter.exported_mws, exported_mws, round_up=False)
    import_register, imported = _register(meter.imported_mws, imported_mws, round_up=True)
    reading = Reading(
        device=meter.device,
        sequence=meter.next_sequence,
        start=sample.start,
        end=sample.end,
        export_register=export_register,
        import_register=import_register,
        exported=exported,
        imported=imported,
        flags=0,
        salt=reading_salt(salt_key, meter.next_sequence),
        previous=meter.previous_reading,
    )
    after = Meter(
        device=meter.device,
        next_sequence=meter.next_sequence + 1,
        exported_mws=exported_mws,
        imported_mws=imported_mws,
        previous_reading=reading_hash(reading),
        previous_segment=meter.previous_segment,
    )
    return after, reading


def close_segment(
    meter: Meter, readings: Sequence[Reading], key_epoch: int
) -> tuple[Meter, Segment]:
    """The meter after closing a segment over its newest readings, and the segment.

    Shape:  (n,) consecutive readings, 1 <= n <= 4,096, the last one the meter's newest
    Source: docs/spec.md, section 2.2
    """
    hashes = [reading.previous for reading in readings[1:]] + [meter.previous_reading]
    segment = Segment(
        device=meter.device,
        first_sequence=readings[0].sequence,
        count=len(readings),
        start=readings[0].start,
        end=readings[-1].end,
        exported=Wh(sum(reading.exported for reading in readings)),
        imported=Wh(sum(reading.imported for reading in readings)),
        root=segment_root(hashes),
        previous_segment=meter.previous_segment,
        key_epoch=key_epoch,
    )
    after = Meter(
        device=meter.device,
        next_sequence=meter.next_sequence,
        exported_mws=meter.exported_mws,
        imported_mws=meter.imported_mws,
        previous_reading=meter.previous_reading,
        previous_segment=segment_hash(segment),
    )
    return after, segment


def _register(before: int, after: int, *, round_up: bool) -> tuple[Wh, Wh]:
    """Register after an interval and its rise, both in whole Wh."""
    carry = MILLIWATT_SECONDS_PER_WH - 1 if round_up else 0
    register = (after + carry) // MILLIWATT_SECONDS_PER_WH
    return Wh(register), Wh(register - (before + carry) // MILLIWATT_SECONDS_PER_WH)
