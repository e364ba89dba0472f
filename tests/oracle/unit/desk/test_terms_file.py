"""oracle.desk.terms_file and oracle.desk.flow_table"""

import json
from pathlib import Path

import pytest

from oracle.core.codec import canonical_json
from oracle.core.errors import Malformed
from oracle.desk.calendar import HolidayCalendar
from oracle.desk.flow_table import COLUMNS, flow_table, rows_of
from oracle.desk.schedule import build
from oracle.desk.taxonomy import document_of
from oracle.desk.terms import Rate
from oracle.desk.terms_file import load

CALENDAR = {
    "name": "SAMPLE",
    "firstYear": 2026,
    "lastYear": 2029,
    "weekend": [6, 7],
    "holidays": [],
    "workdays": [],
}
TERMS = """
[Issuance]
issuerLEI = "5299000GREENDESK0095"
issuerName = "Sample Issuer"
issuerCountry = "HK"
[InstrumentIdentification]
ISIN = "HK0001234567"
CFI = "DBFUFR"
name = "Sample Green Bond 2028"
[Rank]
rank = "senior unsecured"
[Law]
governingLaw = "Hong Kong"
[UseOfProceeds]
useOfProceeds = "solar power (sample)"
[Amount]
currency = "CNY"
denomination = 1_000_003
units = 500
[Dates]
issueDate = 2026-03-06
maturityDate = 2028-03-06
utcOffset = 28_800
[Interest]
type = "fixed"
rate = 3.250
frequency = 1
dayCountFraction = "ACT/365F"
businessDayConvention = "following"
recordDate = {days = 1, businessDays = true}
[Redemption]
instalments = [33.3333, "66.6667"]
[Parties]
issuer = "0xA1A1a1a1A1A1A1A1A1a1a1a1a1a1A1A1a1A1a1a1"
trustee = "0xa2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2a2"
bookrunner = "0xa3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3"
[SellingRestrictions]
minimumClass = 2
jurisdictions = 1
[DLT]
chainId = 31337
settlementToken = "0xa4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4a4"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "calendar.json").write_text(json.dumps(CALENDAR))
    (tmp_path / "terms.toml").write_text(TERMS)
    return tmp_path


def test_toml_and_the_document_made_of_it_are_the_same_sheet(folder: Path) -> None:
    sheet, days = load(folder / "terms.toml")
    (folder / "terms.json").write_bytes(canonical_json(document_of(sheet, days)))

    assert load(folder / "terms.json") == (sheet, days)
    assert (sheet.rate, sheet.denomination) == (32_500_000, 1_000_003)
    assert sheet.plan.shares == (333_333, 666_667)
    assert sheet.issuer == "0x" + "a1" * 20 and sheet.plan.first_coupon_day == 0


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('currency = "CNY"', "", "Amount.currency"),
        ("minimumClass = 2", "", "SellingRestrictions.minimumClass"),
        ('rank = "senior unsecured"', "", "Rank.rank"),
        ("rate = 3.250", "rate = 3.12345678", "Interest.rate"),
        ("maturityDate = 2028-03-06", 'maturityDate = "6 March"', "day"),
        ("jurisdictions = 1", "jurisdictions = -1", "SellingRestrictions.jurisdictions"),
        ("[DLT]", "[DLT]\ntypo = 1", "document"),
        ("[Rank]", "[Rank", "toml"),
    ],
)
def test_what_is_missing_or_wrong_is_named(folder: Path, old: str, new: str, field: str) -> None:
    assert old in TERMS
    (folder / "terms.toml").write_text(TERMS.replace(old, new))

    with pytest.raises(Malformed) as refused:
        load(folder / "terms.toml")
    assert refused.value.field == f"{folder / 'terms.toml'}: {field}"


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    with pytest.raises(Malformed, match="no.toml: No such file"):
        load(folder / "no.toml")
    with pytest.raises(Malformed, match="other.json: No such file"):
        load(folder / "terms.toml", folder / "other.json")


def test_the_document_names_the_calendar_by_its_hash(folder: Path) -> None:
    sheet, days = load(folder / "terms.toml")
    (folder / "terms.json").write_bytes(canonical_json(document_of(sheet, days)))
    (folder / "calendar.json").write_text(json.dumps(CALENDAR | {"holidays": ["2026-05-01"]}))

    with pytest.raises(Malformed, match="another calendar"):
        load(folder / "terms.json")


def test_every_payment_is_a_line_and_the_sums_are_exact(folder: Path) -> None:
    sheet, days = load(folder / "terms.toml")
    schedule = build(sheet.plan, days)
    table = flow_table(sheet, schedule)
    rows = rows_of(table)

    assert [*rows[0]] == list(COLUMNS) and len(rows) == 2
    first, second = table.lines
    assert (first.face, first.principal) == (1_000_003, 1_000_003 * 333_333 // 10**6)
    assert first.interest == 1_000_003 * 325 // 10_000
    assert second.face == 1_000_003 - first.principal
    assert second.interest == second.face * 32_500_000 * 366 // (10**9 * 365)
    assert table.repaid == 1_000_003 and table.redeemed == 1_000_003 - first.principal - (
        second.principal
    )
    assert int(rows[1]["interestTotal"]) == second.interest * 500
    assert table.interest == first.interest + second.interest


def test_a_rate_that_is_found_later_leaves_its_interest_open(folder: Path) -> None:
    text = TERMS.replace('type = "fixed"\nrate = 3.250', 'type = "fixedAtPricing"')
    (folder / "terms.toml").write_text(text)
    sheet, days = load(folder / "terms.toml")
    schedule = build(sheet.plan, days)

    assert flow_table(sheet, schedule).interest is None
    assert [row["interest"] for row in rows_of(flow_table(sheet, schedule))] == ["", ""]
    assumed = flow_table(sheet, schedule, Rate(32_500_000))
    assert assumed.lines[0].interest == 1_000_003 * 325 // 10_000


def test_a_calendar_is_data(folder: Path) -> None:
    _, days = load(folder / "terms.toml")
    assert days == HolidayCalendar("SAMPLE", 2026, 2029, (6, 7), ())
