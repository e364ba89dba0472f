"""Devices, keys, readings and a database with one project, with defaults that tests change."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine, insert

from oracle.core.codec import reading_hash, segment_hash, segment_root
from oracle.core.model import DeviceKey, Reading, SignedSegment
from oracle.core.units import ZERO_HASH, Day, DeviceId, Instant, ProjectId, Wh
from oracle.db.database import open_database, writing
from oracle.db.tables import device_keys, projects
from oracle.device.meter import Meter, Sample
from oracle.device.replay import Signer, sign_samples
from oracle.device.sign import address_of_key, sign_segment

DEVICE = DeviceId("0x" + "11" * 32)
OTHER_DEVICE = DeviceId("0x" + "22" * 32)
PROJECT = ProjectId("0x" + "aa" * 32)
PRIVATE_KEY = bytes(range(1, 33))
DEPLOYMENT_SALT = b"\x05" * 32
ZONE = -7 * 3_600
INTERVAL = 900
FIRST_DAY = Day(15_494)
"""2012-06-03."""
START = Instant(86_400 * FIRST_DAY - ZONE)
NOW = Instant(1_800_000_000)

KEY = DeviceKey(
    device=DEVICE,
    project=PROJECT,
    epoch=1,
    algorithm=1,
    address=address_of_key(PRIVATE_KEY),
    rated_maximum=4_000,
    interval=INTERVAL,
    valid_from=START,
    valid_until=None,
    revoked_at=None,
)
SIGNER = Signer(DEVICE, PRIVATE_KEY, 1, DEPLOYMENT_SALT)


def samples(*milliwatts: int | None, start: int = START) -> list[Sample]:
    """One sample per slot from `start`; None leaves the slot out."""
    return [
        Sample(row, Instant(at), Instant(at + INTERVAL), power)
        for row, power in enumerate(milliwatts, start=1)
        if power is not None
        for at in [start + (row - 1) * INTERVAL]
    ]


def segments(count: int, length: int = 4, device: DeviceId = DEVICE) -> list[SignedSegment]:
    """A device's first `count` segments of `length` readings, without gaps."""
    signer, meter, made = replace(SIGNER, device=device), Meter(device), []
    for number in range(count):
        start = START + number * length * INTERVAL
        powers = [1_000_000 + 37_000 * (number * length + i) % 2_900_000 for i in range(length)]
        meter, signed = sign_samples(meter, samples(*powers, start=start), signer)
        made.append(signed)
    return made


def resigned(signed: SignedSegment, *readings: Reading, **changes: object) -> SignedSegment:
    """The segment with other readings, re-linked, summed and signed as the device would."""
    linked: list[Reading] = []
    for reading in readings or signed.readings:
        previous = reading_hash(linked[-1]) if linked else reading.previous
        linked.append(replace(reading, previous=previous))
    segment = replace(
        signed.segment,
        count=len(linked),
        start=linked[0].start,
        end=linked[-1].end,
        exported=Wh(sum(r.exported for r in linked)),
        imported=Wh(sum(r.imported for r in linked)),
        root=segment_root([reading_hash(r) for r in linked]),
    )
    segment = replace(segment, **changes)
    return SignedSegment(
        segment, sign_segment(segment, PRIVATE_KEY, DEPLOYMENT_SALT), tuple(linked)
    )


def following(before: SignedSegment, *milliwatts: int, device: DeviceId = DEVICE) -> SignedSegment:
    """A segment that follows `before`, with registers that go on from it."""
    last = before.readings[-1]
    meter = Meter(
        device=device,
        next_sequence=last.sequence + 1,
        exported_mws=last.export_register * 3_600_000,
        imported_mws=last.import_register * 3_600_000,
        previous_reading=reading_hash(last),
        previous_segment=segment_hash(before.segment),
    )
    _, signed = sign_samples(
        meter, samples(*milliwatts, start=last.end), replace(SIGNER, device=device)
    )
    return signed


def plain_reading(**changes: object) -> Reading:
    """A first reading of 250 Wh."""
    reading = Reading(
        device=DEVICE,
        sequence=1,
        start=START,
        end=Instant(START + INTERVAL),
        export_register=Wh(250),
        import_register=Wh(0),
        exported=Wh(250),
        imported=Wh(0),
        flags=0,
        salt=b"\x09" * 16,
        previous=ZERO_HASH,
    )
    return replace(reading, **changes)


def new_database(folder: Path, *keys: DeviceKey, monitored_from: Day = FIRST_DAY) -> Engine:
    """A database with one project and these keys, by default the one of `DEVICE`."""
    database = open_database(str(folder / "oracle.db"))
    with writing(database) as connection:
        project = {"project": PROJECT, "zone_offset": ZONE, "monitored_from": monitored_from}
        connection.execute(insert(projects).values(project))
        for key in keys or (KEY,):
            connection.execute(insert(device_keys).values(key_row(key)))
    return database


def key_row(key: DeviceKey) -> dict[str, object]:
    """A key as a row of `device_keys`."""
    return {
        "device": key.device,
        "epoch": key.epoch,
        "project": key.project,
        "algorithm": key.algorithm,
        "key_address": key.address,
        "rated_maximum": key.rated_maximum,
        "interval": key.interval,
        "valid_from": key.valid_from,
        "valid_until": key.valid_until,
        "revoked_at": key.revoked_at,
    }
