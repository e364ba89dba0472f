"""Spool files to accepted readings, through interruptions, replays, forks and late arrivals."""

import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select

from oracle.core.model import Rejection
from oracle.core.spool import segment_line, unusable_line
from oracle.core.units import Instant, ProjectId
from oracle.db.database import open_database, reading, writing
from oracle.db.tables import (
    batches,
    device_keys,
    intake_files,
    metadata,
    readings,
    rejections,
    segments,
    waiting,
)
from oracle.intake import file as intake_file
from oracle.intake.file import offer_again
from oracle.intake.step import step
from tests.oracle.unit.builders import (
    DEPLOYMENT_SALT,
    DEVICE,
    KEY,
    NOW,
    OTHER_DEVICE,
    PROJECT,
    START,
    following,
    key_row,
    new_database,
    resigned,
)
from tests.oracle.unit.builders import segments as make_segments

UNUSABLE = unusable_line(Rejection("pv.csv", 7, "power", "NoValue", "no value"))


def spool(folder: Path, name: str, *lines: bytes) -> Path:
    path = folder / "inbox" / f"{name}.ndjson"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"".join(lines))
    return path


def take(database: Engine, folder: Path, limit: int | None = None) -> int:
    return step(database, NOW, folder / "inbox", DEPLOYMENT_SALT, limit)


def rows(database: Engine, table, *columns: str) -> list[tuple]:
    names = [table.c[name] for name in columns] if columns else [table]
    with reading(database) as connection:
        return sorted(tuple(row) for row in connection.execute(select(*names)))


def contents(database: Engine) -> dict[str, list[tuple]]:
    """All that intake has decided; ids and how far each file is taken left out."""
    skipped = {"id", "bytes_done", "modified_ns"}
    return {
        name: rows(database, table, *[c.name for c in table.c if c.name not in skipped])
        for name, table in metadata.tables.items()
        if name != "intake_files"
    }


def test_lines_in_order_are_accepted_and_a_second_step_is_idle(tmp_path) -> None:
    made = make_segments(3)
    spool(tmp_path, "a", *map(segment_line, made), UNUSABLE)
    database = new_database(tmp_path)
    assert take(database, tmp_path) == 4
    assert rows(database, segments, "first_sequence", "state", "source", "row") == [
        (1, "accepted", "a.ndjson", 1),
        (5, "accepted", "a.ndjson", 2),
        (9, "accepted", "a.ndjson", 3),
    ]
    assert len(rows(database, readings)) == 12
    assert rows(database, rejections, "source", "row", "field", "reason", "detail") == [
        ("pv.csv", 7, "power", "NoValue", "no value")
    ]
    assert take(database, tmp_path) == 0


def test_inv_or_3_every_line_taken_twice_is_taken_once(tmp_path) -> None:
    lines = [*map(segment_line, make_segments(3)), UNUSABLE, b"{torn\n"]
    spool(tmp_path, "a", *lines)
    database = new_database(tmp_path)
    take(database, tmp_path)
    before = contents(database)
    spool(tmp_path, "a", *lines, b"\n")
    spool(tmp_path, "b", *lines[:4])
    assert take(database, tmp_path) == 10
    after = contents(database)
    added = set(after.pop("rejections")) - set(before.pop("rejections"))
    assert {row[:4] for row in added} == {("a.ndjson", 6, "line", "Malformed")}
    assert after == before


def exit_at(monkeypatch, module, name: str, when: int) -> None:
    """Let the process die, without unwinding, in the `when`-th call of a function."""
    calls, real = 0, getattr(module, name)

    def deadly(*args: object, **named: object) -> object:
        nonlocal calls
        calls += 1
        if calls == when:
            os._exit(9)
        return real(*args, **named)

    monkeypatch.setattr(module, name, deadly)


@pytest.mark.parametrize("when", range(1, 9))
@pytest.mark.parametrize("where", ["take_line", "_advance"])
def test_inv_or_3_a_killed_intake_goes_on_where_it_stood(
    tmp_path, monkeypatch, where, when
) -> None:
    made = make_segments(4)
    lines = [UNUSABLE, *map(segment_line, [made[0], made[2], made[1]]), b"{\n"]
    for folder in (tmp_path / "killed", tmp_path / "whole", tmp_path / "stopped"):
        folder.mkdir()
        spool(folder, "a", *lines)
        spool(folder, "b", *map(segment_line, made))
        new_database(folder).dispose()
    child = os.fork()
    if child == 0:
        exit_at(monkeypatch, intake_file, where, when)
        take(open_database(str(tmp_path / "killed/oracle.db")), tmp_path / "killed")
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    # What the dead process left is exactly what one that stopped between two lines leaves.
    names = ("killed", "stopped")
    killed, stopped = (open_database(str(tmp_path / name / "oracle.db")) for name in names)
    if when > 1:
        take(stopped, tmp_path / "stopped", limit=when - 1)
    assert contents(killed) == contents(stopped)
    both = [open_database(str(tmp_path / name / "oracle.db")) for name in ("killed", "whole")]
    assert [take(db, tmp_path / n) for db, n in zip(both, ("killed", "whole"), strict=True)] == [
        9 - (when - 1),
        9,
    ]
    assert contents(both[0]) == contents(both[1])


def test_a_step_may_stop_between_any_two_lines(tmp_path) -> None:
    spool(tmp_path, "a", *map(segment_line, make_segments(4)))
    database = new_database(tmp_path)
    assert [take(database, tmp_path, limit=1) for _ in range(5)] == [1, 1, 1, 1, 0]
    assert len(rows(database, readings)) == 16


def test_segments_that_come_before_their_predecessor_wait_for_it(tmp_path) -> None:
    made = make_segments(4)
    database = new_database(tmp_path)
    spool(tmp_path, "a", *(segment_line(made[n]) for n in (3, 1, 2)))
    take(database, tmp_path)
    assert rows(database, waiting, "first_sequence") == [(5,), (9,), (13,)]
    assert rows(database, segments) == []
    spool(tmp_path, "b", segment_line(made[0]))
    take(database, tmp_path)
    assert rows(database, waiting) == []
    assert rows(database, segments, "first_sequence", "source", "row") == [
        (1, "b.ndjson", 1),
        (5, "a.ndjson", 2),
        (9, "a.ndjson", 3),
        (13, "a.ndjson", 1),
    ]


def test_a_fork_is_kept_as_evidence_and_what_was_taken_stays(tmp_path) -> None:
    first, second = make_segments(2)
    fork = segment_line(following(first, 5_000))
    spool(tmp_path, "a", segment_line(first), segment_line(second), fork)
    database = new_database(tmp_path)
    take(database, tmp_path)
    found = rows(database, rejections, "source", "row", "field", "reason", "payload")
    assert found == [("a.ndjson", 3, "firstSequence", "Duplicate", fork.decode().strip())]
    assert rows(database, segments, "first_sequence") == [(1,), (5,)]


def test_a_waiting_fork_is_rejected_when_its_place_is_known(tmp_path) -> None:
    first, second, third = make_segments(3)
    other = following(resigned(first, key_epoch=1, previous_segment=b"\1" * 32), 5_000)
    spool(tmp_path, "a", *map(segment_line, (other, second, first, third)))
    database = new_database(tmp_path)
    take(database, tmp_path)
    assert rows(database, waiting) == []
    assert [row[:2] for row in rows(database, segments, "first_sequence", "state")] == [
        (1, "accepted"),
        (5, "accepted"),
        (9, "accepted"),
    ]
    [(source, row, reason)] = rows(database, rejections, "source", "row", "reason")
    assert (source, row) == ("a.ndjson", 1)
    assert reason in ("BrokenChain", "Duplicate")


def test_one_bad_reading_rejects_its_segment_and_other_devices_go_on(tmp_path) -> None:
    first, second, third = make_segments(3)
    bad = list(second.readings)
    bad[2] = replace(bad[2], exported=bad[2].exported + 1)
    elsewhere = make_segments(2, device=OTHER_DEVICE)
    lines = [first, resigned(second, *bad), third, *elsewhere]
    spool(tmp_path, "a", *map(segment_line, lines))
    database = new_database(tmp_path, KEY, replace(KEY, device=OTHER_DEVICE))
    take(database, tmp_path)
    assert rows(database, rejections, "row", "field", "reason") == [
        (2, "readings[2].exportRegister", "RegisterMismatch")
    ]
    assert rows(database, segments, "device", "first_sequence") == [
        (DEVICE, 1),
        (OTHER_DEVICE, 1),
        (OTHER_DEVICE, 5),
    ]
    assert rows(database, waiting, "first_sequence") == [(9,)]


def test_an_unknown_device_is_rejected_until_it_is_registered_and_offered_again(tmp_path) -> None:
    path = spool(tmp_path, "a", *map(segment_line, make_segments(2, device=OTHER_DEVICE)), b"{\n")
    database = new_database(tmp_path)
    take(database, tmp_path)
    reasons = rows(database, rejections, "row", "field", "reason")
    unknown = [(row, "device", "UnknownDevice") for row in (1, 2)]
    assert reasons == [*unknown, (3, "line", "Malformed")]
    with writing(database) as connection:
        connection.execute(insert(device_keys).values(key_row(replace(KEY, device=OTHER_DEVICE))))
    assert take(database, tmp_path) == 0
    offer_again(database, path)
    assert take(database, tmp_path) == 3
    assert rows(database, rejections, "row", "reason") == [(3, "Malformed")]
    assert len(rows(database, segments)) == 2


def test_a_device_of_an_unknown_project_is_unknown(tmp_path) -> None:
    spool(tmp_path, "a", segment_line(make_segments(1)[0]))
    database = new_database(tmp_path, replace(KEY, project=ProjectId("0x" + "bb" * 32)))
    take(database, tmp_path)
    assert rows(database, rejections, "reason") == [("UnknownDevice",)]


def seal_until(database: Engine, end: int) -> None:
    numbers = dict.fromkeys(
        ("interval", "leaves", "readings", "exported", "imported", "sealed_at"), 0
    )
    row = {
        **numbers,
        "batch": "0x01",
        "project": PROJECT,
        "metric": "electricity",
        "start": 0,
        "end": end,
        "root": b"",
        "previous": "0x",
        "data_hash": b"",
        "evidence": "",
        "state": "sealed",
    }
    with writing(database) as connection:
        connection.execute(insert(batches).values(row))


def test_a_segment_of_a_sealed_period_is_rejected_and_those_after_it_are_taken(tmp_path) -> None:
    made = make_segments(3)
    database = new_database(tmp_path)
    seal_until(database, made[0].segment.end)
    path = spool(tmp_path, "a", *(segment_line(made[n]) for n in (1, 0, 2)))
    take(database, tmp_path)
    assert rows(database, segments, "first_sequence", "state") == [
        (1, "late"),
        (5, "accepted"),
        (9, "accepted"),
    ]
    assert rows(database, rejections, "row", "field", "reason") == [(2, "start", "PeriodSealed")]
    assert min(rows(database, readings, "sequence")) == (5,)
    before = contents(database)
    offer_again(database, path)
    spool(tmp_path, "b", segment_line(made[0]))
    assert take(database, tmp_path) == 4
    assert contents(database) == before


def test_four_hundred_late_segments_in_a_row_do_not_pile_up(tmp_path) -> None:
    made = make_segments(400, 1)
    database = new_database(tmp_path)
    seal_until(database, made[-1].segment.end)
    spool(tmp_path, "a", *map(segment_line, [*made[1:], made[0]]))
    take(database, tmp_path)
    assert Counter(rows(database, segments, "state")) == {("late",): 400}
    assert Counter(rows(database, rejections, "reason")) == {("PeriodSealed",): 400}


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b"{\n", "line"),
        (b"\n", "line"),
        (b"\xff\n", "line"),
        (b"\x00\n", "line"),
        (b'{"kind":"other"}\n', "kind"),
        (b'{"kind":1}\n', "kind"),
        (b'{"kind":"unusable"}\n', "line"),
        (UNUSABLE.replace(b"pv.csv", b"\\ud800"), "source"),
        (UNUSABLE.replace(b'"row":7', b'"row":-7'), "row"),
        (b'{"kind":"segment"}\n', "segment"),
        (b"9" * (intake_file.MAX_LINE + 5) + b"\n", "line"),
    ],
)
def test_a_malformed_line_is_named_and_the_rest_is_taken(tmp_path, line, field) -> None:
    first, second = make_segments(2)
    spool(tmp_path, "a", segment_line(first), line, segment_line(second).rstrip(b"\n"))
    database = new_database(tmp_path)
    assert take(database, tmp_path) == 3
    assert rows(database, rejections, "source", "row", "field", "reason") == [
        ("a.ndjson", 2, field, "Malformed")
    ]
    assert len(rows(database, segments)) == 2
    [(done, size)] = rows(database, intake_files, "bytes_done", "size")
    assert done == size


def test_a_file_that_cannot_be_read_does_not_hold_up_the_others(tmp_path) -> None:
    spool(tmp_path, "b", segment_line(make_segments(1)[0]))
    (tmp_path / "inbox/a.ndjson").mkdir()
    database = new_database(tmp_path)
    assert take(database, tmp_path) == 1


def test_a_forged_copy_of_a_taken_segment_is_rejected_not_held(tmp_path) -> None:
    [first] = make_segments(1)
    forged = replace(first, signature=first.signature[:-1] + bytes([55 - first.signature[-1]]))
    spool(tmp_path, "a", segment_line(first), segment_line(forged))
    database = new_database(tmp_path)
    take(database, tmp_path)
    assert rows(database, rejections, "row", "reason") == [(2, "BadSignature")]


MADE = make_segments(4)
POOL = [
    *map(segment_line, MADE),
    segment_line(following(MADE[1], 77_000)),
    segment_line(resigned(MADE[2], exported=1)),
    segment_line(make_segments(1, device=OTHER_DEVICE)[0]),
    UNUSABLE,
    b"{\n",
]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(range(len(POOL))), min_size=1, max_size=12))
def test_inv_or_4_every_line_ends_in_exactly_one_place(tmp_path_factory, order) -> None:
    folder = tmp_path_factory.mktemp("any")
    spool(folder, "a", *(POOL[n] for n in order))
    database = new_database(folder)
    assert take(database, folder) == len(order)
    accepted = Counter(row for _, row in rows(database, segments, "source", "row"))
    wait = Counter(row for _, row in rows(database, waiting, "source", "row"))
    own = [r for s, r in rows(database, rejections, "source", "row") if s == "a.ndjson"]
    rejected = Counter(own)
    for number, index in enumerate(order, start=1):
        places = accepted[number] + wait[number] + rejected[number]
        repeated = index in order[: number - 1]
        noted = POOL[index] == UNUSABLE
        assert places == 1 or (places == 0 and (repeated or noted))
    stored = {row[0] for row in rows(database, readings, "sequence")}
    taken = rows(database, segments, "first_sequence", "count")
    assert stored == {n for first, count in taken for n in range(first, first + count)}
    database.dispose()


def test_now_is_an_argument_and_a_segment_from_the_future_is_rejected(tmp_path) -> None:
    spool(tmp_path, "a", segment_line(MADE[0]))
    database = new_database(tmp_path)
    step(database, Instant(START), tmp_path / "inbox", DEPLOYMENT_SALT)
    assert rows(database, rejections, "field", "reason") == [("end", "AheadOfClock")]


def test_the_json_of_a_rejection_is_the_line_as_it_came(tmp_path) -> None:
    spool(tmp_path, "a", UNUSABLE)
    database = new_database(tmp_path)
    take(database, tmp_path)
    [(payload,)] = rows(database, rejections, "payload")
    assert json.loads(payload) == json.loads(UNUSABLE)
