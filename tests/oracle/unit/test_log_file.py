"""oracle.device.log_file: what cannot be used is named, the rest stays intact."""

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest

from oracle.core.errors import Misconfigured
from oracle.core.model import Rejection
from oracle.device.log_file import LogMapping, load_mapping, read_log
from oracle.device.meter import Sample
from oracle.device.sample import packaged_pv_log

GOOD = ["2012-06-03T00:00:00,100", "2012-06-03T00:15:00,200.5"]
AFTER = "2012-06-03T01:00:00,300"


def mapping_of(path: Path, **changes: object) -> LogMapping:
    settings = {
        "path": path,
        "time_column": "time",
        "power_column": "power",
        "unit": "W",
        "interval": 900,
        "zone_offset": -25_200,
        "rated_maximum": 4_000,
        **changes,
    }
    return LogMapping(**settings)


def read_csv(folder: Path, *lines: str, header: str = "time,power", **changes: object):
    path = folder / "log.csv"
    path.write_text("\n".join([header, *lines]) + "\n")
    return list(read_log(mapping_of(path, **changes)))


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        ("2012-06-03T00:30:00,", "power", "NoValue"),
        ("2012-06-03T00:30:00,NaN", "power", "NoValue"),
        ("2012-06-03T00:30:00,-9999", "power", "Sentinel"),
        ("2012-06-03T00:30:00,-1000000.0", "power", "Sentinel"),
        ("2012-06-03T00:30:00,4000.001", "power", "AboveRatedMaximum"),
        ("2012-06-03T00:30:00,-4000.001", "power", "AboveRatedMaximum"),
        ("2012-06-03T00:15:00,1", "time", "Duplicate"),
        ("2012-06-03T00:00:00,1", "time", "OutOfOrder"),
        ("2012-06-03T00:31:00,1", "time", "OffGrid"),
        ("2012-06-03T00:30:00.5,1", "time", "OffGrid"),
        ("03.06.2012 00:30,1", "time", "Malformed"),
        ("1960-06-03T00:30:00,1", "time", "Malformed"),
        (",1", "time", "Malformed"),
        ('2012-06-03T00:30:00,"1,5"', "power", "Malformed"),
        ("2012-06-03T00:30:00,1_000", "power", "Malformed"),
        ("2012-06-03T00:30:00,1e999999999", "power", "Malformed"),
        ("2012-06-03T00:30:00,inf", "power", "Malformed"),
        ("2012-06-03T00:30:00,1,5", "line", "Malformed"),
        ('2012-06-03T00:30:00,"1', "line", "Malformed"),
        ("", "line", "Malformed"),
        ("x" * 70_000, "line", "Malformed"),
    ],
)
def test_one_bad_row_is_named_and_the_rest_is_intact(tmp_path, line, field, reason) -> None:
    rows = read_csv(tmp_path, *GOOD, line, AFTER)
    rejected = [row for row in rows if isinstance(row, Rejection)]
    assert [(r.source, r.row, r.field, r.reason) for r in rejected] == [
        ("log.csv", 3, field, reason)
    ]
    assert [(r.row, r.milliwatts) for r in rows if isinstance(r, Sample)] == [
        (1, 100_000),
        (2, 200_500),
        (4, 300_000),
    ]


def test_a_limit_is_named_with_what_was_found(tmp_path) -> None:
    [rejection] = read_csv(tmp_path, "2012-06-03T00:30:00,5000.25")
    assert rejection.detail == "5000250 mW; the meter's limit is 4000 W"


@pytest.mark.parametrize("header", ["time,watts", "t,power", "", "\ufefft;power"])
def test_a_missing_column_rejects_the_whole_file(tmp_path, header) -> None:
    rows = read_csv(tmp_path, *GOOD, header=header)
    assert [(r.row, r.reason) for r in rows] == [(0, "MissingColumn")]


def test_a_doubled_column_rejects_the_whole_file(tmp_path) -> None:
    [rejection] = read_csv(tmp_path, *GOOD, header="time,power,power")
    assert (rejection.row, rejection.reason) == (0, "Malformed")


def test_power_is_cut_down_and_import_is_raised_in_magnitude(tmp_path) -> None:
    rows = read_csv(tmp_path, GOOD[0][:-3] + "0.0019", "2012-06-03T00:15:00,-0.0011")
    assert [row.milliwatts for row in rows] == [1, -2]


def test_kilowatts_zones_and_delimiters_are_of_the_mapping(tmp_path) -> None:
    [row] = read_csv(
        tmp_path,
        "2012-06-03T00:00:00+02:00;1.5",
        header="time;power",
        unit="kW",
        zone_offset=7_200,
        delimiter=";",
    )
    assert (row.start, row.milliwatts) == (1_338_674_400, 1_500_000)


def test_sentinels_are_those_of_the_mapping(tmp_path) -> None:
    rows = read_csv(tmp_path, "2012-06-03T00:00:00,-0.5", sentinels=(Fraction(-1, 2),))
    assert [row.reason for row in rows] == ["Sentinel"]


def test_parquet_null_nan_and_infinity_are_named(tmp_path) -> None:
    path = tmp_path / "log.parquet"
    milliseconds = [0, 900_000, 1_800_000, 2_700_000, None, 4_500_001]
    times = pyarrow.array(milliseconds, pyarrow.timestamp("ms"))
    powers = pyarrow.array([1.5, None, float("nan"), float("inf"), 1.0, 1.0])
    pyarrow.parquet.write_table(pyarrow.table({"time": times, "power": powers}), path)
    rows = list(read_log(mapping_of(path, zone_offset=0)))
    assert [getattr(r, "reason", r) for r in rows[1:]] == [
        *("NoValue", "NoValue", "Malformed", "Malformed", "OffGrid"),
    ]
    assert rows[0] == Sample(1, 0, 900, 1_500)


def test_a_file_that_is_not_parquet_is_rejected_whole(tmp_path) -> None:
    path = tmp_path / "log.parquet"
    path.write_bytes(b"PAR1 not really")
    [rejection] = read_log(mapping_of(path))
    assert (rejection.row, rejection.field, rejection.reason) == (0, "file", "Malformed")


@pytest.mark.parametrize("name", ["none.csv", "none.parquet"])
def test_a_file_that_is_not_there_is_misconfigured(tmp_path, name) -> None:
    with pytest.raises(Misconfigured, match="there is no file"):
        list(read_log(mapping_of(tmp_path / name)))


TOML = """
path = "log.csv"
time_column = "time"
power_column = "power"
unit = "W"
interval = 900
zone_offset = -25200
rated_maximum = 4000
sentinels = [-9999, -0.5]
"""


def test_mapping_is_read_from_toml_exactly(tmp_path) -> None:
    (tmp_path / "log.toml").write_text(TOML)
    expected = mapping_of(tmp_path / "log.csv", sentinels=(Fraction(-9_999), Fraction(-1, 2)))
    assert load_mapping(tmp_path / "log.toml") == expected


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('unit = "W"', 'unit = "MW"', "unit"),
        ("interval = 900", "interval = 7", "interval"),
        ("interval = 900", "", "interval: is missing"),
        ("interval = 900", "intervall = 900", "intervall"),
        ("rated_maximum = 4000", "rated_maximum = 4000.0", "rated_maximum"),
        ("[-9999, -0.5]", '["x"]', "sentinels"),
        ("[-9999, -0.5]", "[nan]", "sentinels"),
        ("interval = 900", "interval = ", "TOML"),
    ],
)
def test_an_impossible_mapping_is_misconfigured(tmp_path, old, new, named) -> None:
    (tmp_path / "log.toml").write_text(TOML.replace(old, new))
    with pytest.raises(Misconfigured, match=named):
        load_mapping(tmp_path / "log.toml")


def test_the_packaged_log_has_95232_rows_of_which_2904_hold_no_value() -> None:
    rows = list(read_log(packaged_pv_log()))
    assert len(rows) == 95_232
    assert Counter(r.reason for r in rows if isinstance(r, Rejection)) == {"NoValue": 2_904}
    numbers = [row.row for row in rows]
    assert numbers == list(range(1, 95_233))
    # 2012-06-03 to 2013-06-02, local days
    year = range(1_338_706_800, 1_338_706_800 + 365 * 86_400)
    within = [r for r in rows if (r.at if isinstance(r, Rejection) else r.start) in year]
    assert len(within) == 35_040
    assert sum(isinstance(row, Rejection) for row in within) == 430
    energy = sum(row.milliwatts * 900 for row in within if isinstance(row, Sample))
    assert energy // 3_600_000 == 4_976_820
