"""oracle.device.replay"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from oracle.core.errors import Malformed, Misconfigured
from oracle.core.model import Rejection
from oracle.core.units import Day
from oracle.device import replay as replay_module
from oracle.device.meter import Sample
from oracle.device.replay import replay
from tests.oracle.unit.builders import (
    FIRST_DAY,
    OTHER_DEVICE,
    SIGNER,
    START,
    ZONE,
    samples,
)

WINDOW = (FIRST_DAY, Day(FIRST_DAY + 2))


def three_days() -> list:
    powers = [1_000 * n % 3_000_000 for n in range(3 * 96)]
    powers[96:192] = [None] * 96
    rows = samples(*powers)
    no_value = [
        Rejection("pv.csv", 97 + n, "power", "NoValue", "no value", START + (96 + n) * 900)
        for n in range(96)
    ]
    torn = Rejection("pv.csv", 300, "time", "Malformed", "no time")
    whole = Rejection("pv.csv", 0, "file", "Malformed", "unreadable after row 300")
    return [*rows[:96], *no_value, *rows[96:], torn, whole]


def play(folder: Path, window=WINDOW, log=None, signer=SIGNER) -> int:
    rows = three_days() if log is None else log
    return replay(rows, signer, window, ZONE, folder / "inbox", folder / "meter.json")


def spooled(folder: Path) -> dict[str, bytes]:
    return {p.name[65:]: p.read_bytes() for p in sorted((folder / "inbox").iterdir())}


def kinds(content: bytes) -> list[str]:
    return [json.loads(line)["kind"] for line in content.splitlines()]


def test_one_file_per_local_day_and_every_row_is_in_exactly_one(tmp_path) -> None:
    assert play(tmp_path) == 3
    files = spooled(tmp_path)
    assert {name: (kinds(c).count("segment"), len(kinds(c))) for name, c in files.items()} == {
        "2012-06-03.ndjson": (1, 1),
        "2012-06-04.ndjson": (0, 96),
        "2012-06-05.ndjson": (1, 2),
        "undated.ndjson": (0, 1),
    }


def test_a_missing_day_is_absent_and_the_sequence_goes_on(tmp_path) -> None:
    play(tmp_path)
    last = json.loads(spooled(tmp_path)["2012-06-05.ndjson"].splitlines()[-1])
    assert last["segment"]["firstSequence"] == 97


def test_playing_again_writes_nothing_and_playing_anew_writes_the_same_bytes(tmp_path) -> None:
    play(tmp_path)
    before = spooled(tmp_path)
    assert play(tmp_path) == 0
    (tmp_path / "meter.json").unlink()
    assert play(tmp_path) == 3
    assert spooled(tmp_path) == before


def test_day_by_day_gives_the_same_bytes_as_at_once(tmp_path) -> None:
    play(tmp_path / "a")
    for day in range(3):
        play(tmp_path / "b", (Day(FIRST_DAY + day), Day(FIRST_DAY + day)))
    assert spooled(tmp_path / "a") == spooled(tmp_path / "b")


@pytest.mark.parametrize("stop_at", range(6))
def test_a_replay_stopped_anywhere_is_taken_up_with_the_same_bytes(
    tmp_path, monkeypatch, stop_at
) -> None:
    play(tmp_path / "a")
    calls = 0
    write_whole = replay_module.write_whole

    def stops(path: Path, content: bytes) -> None:
        nonlocal calls
        calls += 1
        if calls > stop_at:
            raise KeyboardInterrupt
        write_whole(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(replay_module, "write_whole", stops)
        with pytest.raises(KeyboardInterrupt):
            play(tmp_path / "b")
    play(tmp_path / "b")
    assert spooled(tmp_path / "b") == spooled(tmp_path / "a")
    assert (tmp_path / "b/meter.json").read_bytes() == (tmp_path / "a/meter.json").read_bytes()


def test_a_log_without_its_columns_leaves_one_line_that_says_so(tmp_path) -> None:
    missing = Rejection("pv.csv", 0, "power", "MissingColumn", "no such column")
    assert play(tmp_path, log=[missing]) == 0
    [line] = spooled(tmp_path)["undated.ndjson"].splitlines()
    assert json.loads(line) == {
        "kind": "unusable",
        "source": "pv.csv",
        "row": 0,
        "field": "power",
        "reason": "MissingColumn",
        "detail": "no such column",
    }


def test_a_day_of_more_than_4096_readings_is_several_segments(tmp_path) -> None:
    seconds = [Sample(n, START + n, START + n + 1, 1) for n in range(5_000)]
    play(tmp_path, log=seconds)
    lines = [json.loads(line) for line in spooled(tmp_path)["2012-06-03.ndjson"].splitlines()]
    assert [line["segment"]["count"] for line in lines] == [4_096, 904]


def test_another_meters_memory_is_misconfigured(tmp_path) -> None:
    play(tmp_path)
    with pytest.raises(Misconfigured, match="the meter of 0x11"):
        play(tmp_path, signer=replace(SIGNER, device=OTHER_DEVICE))


def test_a_torn_memory_is_malformed(tmp_path) -> None:
    play(tmp_path)
    (tmp_path / "meter.json").write_text('{"device":')
    with pytest.raises(Malformed, match="not JSON"):
        play(tmp_path)
