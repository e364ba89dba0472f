"""Accepted readings to sealed batches and their evidence."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, update

from oracle.core.codec import batch_id
from oracle.core.model import ELECTRICITY, Gap, Leaf, Period, SealedBatch
from oracle.core.spool import segment_line
from oracle.core.units import NO_BATCH, Day, DeviceId, Instant, ProjectId
from oracle.core.wire import segment_from_json
from oracle.db.database import reading, writing
from oracle.db.records import device_keys_of, find_batch, last_batch, segments_over
from oracle.db.tables import batches, device_keys, projects, readings
from oracle.device.log_file import read_log
from oracle.device.meter import Meter
from oracle.device.replay import replay, sign_samples
from oracle.device.sample import packaged_pv_log
from oracle.intake.signature import verify
from oracle.intake.step import step as intake
from oracle.measure import step as measure_step
from oracle.measure.seal import seal, slots
from oracle.measure.step import GRACE, seal_next, step
from oracle.measure.tree import build, fold
from tests.oracle.unit.builders import (
    DEPLOYMENT_SALT,
    DEVICE,
    FIRST_DAY,
    INTERVAL,
    KEY,
    NOW,
    OTHER_DEVICE,
    PROJECT,
    SIGNER,
    START,
    ZONE,
    new_database,
    samples,
)

JULY = Instant(START + 30 * 86_400)
"""Begin of the second accounting period, 2012-07-03."""
AUGUST = Instant(JULY + 31 * 86_400)
OTHER_KEY = replace(KEY, device=OTHER_DEVICE)


def deliver(folder: Path, database: Engine, days: range, device: DeviceId = DEVICE) -> None:
    """One segment of 96 readings, the 10th missing, for each of these days from the first."""
    meter, lines = Meter(device), []
    for day in days:
        powers: list[int | None] = [10_000 * slot + day for slot in range(96)]
        powers[10] = None
        of_day = samples(*powers, start=START + day * 86_400)
        meter, signed = sign_samples(meter, of_day, replace(SIGNER, device=device))
        lines.append(segment_line(signed))
    inbox = folder / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / f"{device}-{days[0]}-{days[-1]}.ndjson").write_bytes(b"".join(lines))
    intake(database, NOW, inbox, DEPLOYMENT_SALT)


def sealed(database: Engine) -> list[SealedBatch]:
    with reading(database) as connection:
        ids = connection.execute(select(batches.c.batch).order_by(batches.c.start)).scalars().all()
        return [batch for name in ids if (batch := find_batch(connection, name))]


def test_inv_or_1_the_report_states_the_sum_of_what_was_accepted(tmp_path) -> None:
    database = new_database(tmp_path)
    deliver(tmp_path, database, range(61))
    assert step(database, NOW, tmp_path / "evidence") == 2
    june, july = sealed(database)
    with reading(database) as connection:
        rows = connection.execute(select(readings.c.start, readings.c.exported)).all()
    assert june.report.exported == sum(energy for start, energy in rows if start < JULY)
    assert july.report.exported == sum(energy for start, energy in rows if JULY <= start < AUGUST)
    assert (june.report.leaves, june.report.readings) == (30 * 96, 30 * 95)
    assert (june.report.start, june.report.end, july.report.end) == (START, JULY, AUGUST)
    assert (june.report.previous, july.report.previous) == (NO_BATCH, june.batch)
    assert june.batch == batch_id(PROJECT, ELECTRICITY, START, JULY)
    assert step(database, NOW, tmp_path / "evidence") == 0


def test_the_evidence_file_alone_rebuilds_the_batch(tmp_path) -> None:
    database = new_database(tmp_path)
    deliver(tmp_path, database, range(30))
    step(database, NOW, tmp_path / "evidence")
    [batch] = sealed(database)
    content = (tmp_path / "evidence" / batch.evidence).read_bytes()
    assert hashlib.sha256(content).digest() == batch.report.data_hash
    evidence = json.loads(content)
    segments = {
        entry["device"]: [segment_from_json(segment) for segment in entry["segments"]]
        for entry in evidence["devices"]
    }
    for signed in segments[DEVICE]:
        verify(signed, KEY, DEPLOYMENT_SALT)
    names = ("project", "metric", "start", "end", "interval")
    rebuilt = seal(Period(*(evidence[name] for name in names)), [KEY], segments)
    assert rebuilt.report == batch.report
    assert rebuilt.evidence == content


def test_inv_or_2_the_same_readings_give_the_same_root_whatever_way_they_came(tmp_path) -> None:
    found = []
    for name, spans in {"a": [(DEVICE, 30), (OTHER_DEVICE, 30)], "b": [(OTHER_DEVICE, 30)]}.items():
        folder = tmp_path / name
        folder.mkdir()
        database = new_database(folder, KEY, OTHER_KEY)
        for device, days in spans:
            deliver(folder, database, range(days), device)
        if name == "b":
            deliver(folder, database, range(30), DEVICE)
            deliver(folder, database, range(12), DEVICE)
        step(database, NOW, folder / "evidence")
        found.append([(b.batch, b.report) for b in sealed(database)])
    assert found[0] == found[1]
    assert found[0][0][1].leaves == 2 * 30 * 96


def test_one_stored_wh_more_gives_another_root(tmp_path) -> None:
    reports = []
    for name in ("honest", "changed"):
        folder = tmp_path / name
        folder.mkdir()
        database = new_database(folder)
        deliver(folder, database, range(30))
        if name == "changed":
            with writing(database) as connection:
                more = {"exported": readings.c.exported + 1}
                connection.execute(update(readings).where(readings.c.sequence == 9).values(more))
        step(database, NOW, folder / "evidence")
        reports.append(sealed(database)[0].report)
    assert reports[1].exported == reports[0].exported + 1
    assert reports[0].root != reports[1].root
    assert reports[0].data_hash != reports[1].data_hash


def test_every_slot_can_be_proven_and_the_gap_is_a_gap(tmp_path) -> None:
    database = new_database(tmp_path, KEY, OTHER_KEY)
    deliver(tmp_path, database, range(30))
    deliver(tmp_path, database, range(30), OTHER_DEVICE)
    step(database, NOW, tmp_path / "evidence")
    [batch] = sealed(database)
    period = Period(PROJECT, ELECTRICITY, START, JULY, INTERVAL)
    with reading(database) as connection:
        keys = device_keys_of(connection, PROJECT)
        found = {d: list(segments_over(connection, d, START, JULY)) for d in (DEVICE, OTHER_DEVICE)}
    places = list(slots(period, keys, found))
    tree = build(places)
    for index in (0, 10, 96, 30 * 96, 30 * 96 + 10, 2 * 30 * 96 - 1):
        assert fold(places[index], index, tree.path(index)).hash == batch.report.root
    assert isinstance(places[10], Gap)
    second = places[30 * 96 + 11]
    assert isinstance(second, Leaf)
    assert (second.device, second.slot_start) == (OTHER_DEVICE, START + 11 * INTERVAL)


def test_a_period_waits_for_a_device_that_has_not_delivered_until_the_grace_is_over(
    tmp_path,
) -> None:
    database = new_database(tmp_path, KEY, OTHER_KEY)
    deliver(tmp_path, database, range(31))
    evidence = tmp_path / "evidence"
    assert step(database, Instant(JULY - 1), evidence) == 0
    assert step(database, Instant(JULY + GRACE - 1), evidence) == 0
    assert step(database, Instant(JULY + GRACE), evidence) == 1
    assert sealed(database)[0].report.readings == 30 * 95


def test_a_period_is_sealed_at_its_end_when_every_device_has_delivered(tmp_path) -> None:
    database = new_database(tmp_path)
    deliver(tmp_path, database, range(30))
    assert step(database, JULY, tmp_path / "evidence") == 1


def test_nothing_is_sealed_while_no_device_has_spoken_since_the_period_began(tmp_path) -> None:
    database = new_database(tmp_path)
    assert step(database, NOW, tmp_path / "evidence") == 0
    deliver(tmp_path, database, range(2))
    assert step(database, NOW, tmp_path / "evidence") == 1
    assert step(database, NOW, tmp_path / "evidence") == 0


def test_an_outage_of_a_month_is_sealed_as_gaps_when_the_device_speaks_again(tmp_path) -> None:
    database = new_database(tmp_path)
    deliver(tmp_path, database, range(70, 71))
    assert step(database, NOW, tmp_path / "evidence") == 3
    assert [b.report.readings for b in sealed(database)] == [0, 0, 95]


def test_a_period_without_a_device_has_no_batch(tmp_path) -> None:
    database = new_database(tmp_path, replace(KEY, valid_from=JULY))
    deliver(tmp_path, database, range(30, 61))
    assert step(database, NOW, tmp_path / "evidence") == 1
    assert sealed(database)[0].report.start == JULY


def test_a_reading_that_its_keys_late_revocation_covers_is_a_gap(tmp_path) -> None:
    database = new_database(tmp_path)
    deliver(tmp_path, database, range(30))
    with writing(database) as connection:
        connection.execute(update(device_keys).values(revoked_at=START + 2 * INTERVAL))
    step(database, NOW, tmp_path / "evidence")
    assert sealed(database)[0].report.readings == 2


def test_a_late_segment_over_the_edge_of_two_periods_is_in_neither(tmp_path) -> None:
    database = new_database(tmp_path)
    meter, inbox = Meter(DEVICE), tmp_path / "inbox"
    inbox.mkdir()
    for name, first, count in (("a", 0, 100), ("b", 30 * 96 - 2, 4), ("c", 30 * 96 + 2, 94)):
        of_day = samples(*[1_000_000] * count, start=START + first * INTERVAL)
        meter, signed = sign_samples(meter, of_day, SIGNER)
        (inbox / f"{name}.ndjson").write_bytes(segment_line(signed))
        intake(database, NOW, inbox, DEPLOYMENT_SALT)
        if name == "a":
            assert step(database, Instant(JULY + GRACE), tmp_path / "evidence") == 1
    assert step(database, NOW, tmp_path / "evidence") == 1
    assert [batch.report.readings for batch in sealed(database)] == [100, 94]


def test_devices_of_different_intervals_are_refused_and_other_projects_go_on(
    tmp_path, capsys
) -> None:
    third = DeviceId("0x" + "33" * 32)
    mixed = ProjectId("0x" + "01" * 32)
    odd = [replace(KEY, device=third, project=mixed)]
    odd.append(replace(odd[0], device=DeviceId("0x" + "44" * 32), interval=1_800))
    database = new_database(tmp_path, KEY, *odd)
    with writing(database) as connection:
        project = {"project": mixed, "zone_offset": ZONE, "monitored_from": FIRST_DAY}
        connection.execute(insert(projects).values(project))
    deliver(tmp_path, database, range(30))
    deliver(tmp_path, database, range(1), third)
    assert step(database, NOW, tmp_path / "evidence") == 1
    assert "reason=MixedIntervals" in capsys.readouterr().err


def test_a_project_monitored_from_the_29th_is_refused_by_name(tmp_path, capsys) -> None:
    database = new_database(tmp_path, monitored_from=Day(FIRST_DAY + 26))
    assert step(database, NOW, tmp_path / "evidence") == 0
    assert "reason=Malformed" in capsys.readouterr().err


def test_a_seal_that_fails_half_way_leaves_no_batch_and_is_done_again(
    tmp_path, monkeypatch
) -> None:
    database = new_database(tmp_path)
    deliver(tmp_path, database, range(30))
    evidence = tmp_path / "evidence"

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(measure_step, "log", stopped)
        with pytest.raises(KeyboardInterrupt):
            seal_next(database, PROJECT, NOW, evidence)
    assert sealed(database) == []
    assert step(database, NOW, evidence) == 1
    assert [path.name for path in evidence.iterdir()] == [sealed(database)[0].evidence]


def test_a_total_over_what_a_column_holds_is_refused_not_wrapped(tmp_path, capsys) -> None:
    database = new_database(tmp_path)
    deliver(tmp_path, database, range(30))
    with writing(database) as connection:
        two = readings.c.sequence.in_((1, 2))
        connection.execute(update(readings).where(two).values(exported=2**62))
    assert step(database, NOW, tmp_path / "evidence") == 0
    assert "reason=SumOverflow" in capsys.readouterr().err


def test_the_last_batch_of_a_stream_is_the_newest(tmp_path) -> None:
    database = new_database(tmp_path)
    deliver(tmp_path, database, range(61))
    step(database, NOW, tmp_path / "evidence")
    with reading(database) as connection:
        last = last_batch(connection, PROJECT, ELECTRICITY)
    assert last == sealed(database)[-1]


def test_the_first_month_of_the_packaged_log_is_452737_wh_in_one_batch(tmp_path) -> None:
    database = new_database(tmp_path)
    window = (FIRST_DAY, Day(FIRST_DAY + 29))
    inbox, memory = tmp_path / "inbox", tmp_path / "meter.json"
    assert replay(read_log(packaged_pv_log()), SIGNER, window, ZONE, inbox, memory) == 30
    assert intake(database, NOW, inbox, DEPLOYMENT_SALT) == 30
    assert step(database, NOW, tmp_path / "evidence") == 1
    [batch] = sealed(database)
    assert (batch.report.leaves, batch.report.readings) == (2_880, 2_880)
    assert (batch.report.exported, batch.report.imported) == (452_737, 0)
