"""oracle.desk.taxonomy and oracle.desk.term_sheet"""

import copy
import json
from dataclasses import replace

import pytest

from oracle.core.calendar import day_of_iso
from oracle.core.codec import canonical_json, sha256
from oracle.core.errors import InvalidSchedule, Malformed
from oracle.core.units import Address, Ppm
from oracle.core.wire import parse_object
from oracle.desk.calendar import Roll
from oracle.desk.schedule import Plan, RecordRule, Stub, build
from oracle.desk.taxonomy import digest_of, document_of, sheet_of
from oracle.desk.term_sheet import TermSheet, terms_of
from oracle.desk.terms import CouponKind, DayCount, Rate
from oracle.desk.terms_code import decode_terms, encode_terms
from tests.support.draws import Draws
from tests.support.holidays import plain_calendar
from tests.support.plans import draw_plan, with_extension, with_kind

CALENDAR = plain_calendar()
SHEET = TermSheet(
    plan=Plan(
        coupon_kind=CouponKind.FIXED,
        day_count=DayCount.ACTUAL_ACTUAL_ICMA,
        frequency=2,
        issue_day=day_of_iso("2018-08-28"),
        maturity_day=day_of_iso("2020-08-28"),
        roll=Roll.FOLLOWING,
        adjusted=False,
        stub=Stub.SHORT_FRONT,
        record=RecordRule(8, in_business_days=False),
    ),
    isin="AU3CB0256162",
    lei="ZTMSNXROF84AHWJNKQ93",
    cfi="DBFUFR",
    fisn="WORLD BANK/2.2 NT 20200828",
    dti="",
    name="bond-i",
    issuer_name="International Bank for Reconstruction and Development",
    country="US",
    rank="senior unsecured",
    law="New South Wales",
    use_of_proceeds="sustainable development",
    currency="AUD",
    denomination=1_000_00,
    issue_units=160_000,
    issue_price=Ppm(999_010),
    rate=Rate(22_000_000),
    grace_days=14,
    prescription_days=3_650,
    zone_offset=36_000,
    minimum_class=2,
    jurisdictions=2**64 - 1,
    rate_terms=bytes(32),
    issuer=Address("0x" + "a1" * 20),
    trustee=Address("0x" + "a2" * 20),
    bookrunner=Address("0x" + "a3" * 20),
    cash=Address("0x" + "a4" * 20),
    tax_account=Address("0x" + "00" * 20),
    chain_id=31_337,
)
DOCUMENT = document_of(SHEET, CALENDAR)


def changed(group: str, member: str, value: object) -> dict[str, object]:
    document = copy.deepcopy(DOCUMENT)
    document[group][member] = value  # type: ignore[index]
    return document


def test_members_are_written_as_the_taxonomy_words_them() -> None:
    assert DOCUMENT["Interest"] == {
        "type": "fixed",
        "rate": "2.2",
        "rates": [],
        "frequency": 2,
        "dayCountFraction": "ACT/ACT ICMA",
        "businessDayConvention": "following",
        "businessCentres": ["PLAIN"],
        "calendar": "0x" + CALENDAR.digest.hex(),
        "adjusted": False,
        "endOfMonth": False,
        "stub": "shortFront",
        "recordDate": {"days": 8, "businessDays": False},
        "fixingLag": 0,
        "baselines": [],
        "rateTerms": "0x" + "00" * 32,
    }
    assert DOCUMENT["Amount"] == {
        "currency": "AUD",
        "denomination": "100000",
        "units": "160000",
        "issuePrice": "99.901",
    }
    assert DOCUMENT["Dates"]["issueDate"] == "2018-08-28"  # type: ignore[index]
    assert DOCUMENT["Dates"]["firstCouponDate"] is None  # type: ignore[index]


def test_hash_is_that_of_the_canonical_bytes() -> None:
    shuffled = json.loads(json.dumps(DOCUMENT, indent=2))
    assert digest_of(shuffled) == sha256(canonical_json(DOCUMENT))
    assert digest_of(changed("Law", "graceDays", 15)) != digest_of(DOCUMENT)


def test_random_bonds_come_back_from_their_bytes_with_the_same_rows() -> None:
    draws, built = Draws("taxonomy"), 0
    while built < 150:
        plan = draw_plan(draws, CALENDAR, (1, 2, 3, 4, 6, 12))
        plan = with_extension(draws, plan) if draws.chance(20) else plan
        try:
            plan = with_kind(draws, plan, len(build(plan, CALENDAR).coupons))
            rows = build(plan, CALENDAR).encode()
        except InvalidSchedule:
            continue
        built += 1
        sheet = replace(SHEET, plan=plan, rate=Rate(draws.below(2**32)))
        data = canonical_json(document_of(sheet, CALENDAR))
        again = sheet_of(parse_object(data), CALENDAR)
        assert again == sheet
        assert build(again.plan, CALENDAR).encode() == rows


def test_terms_name_the_document_and_the_calendar() -> None:
    terms, schedule = terms_of(SHEET, CALENDAR, digest_of(DOCUMENT))
    assert terms.document == digest_of(DOCUMENT) and terms.calendar == CALENDAR.digest
    assert terms.maturity_day == SHEET.plan.maturity_day
    assert decode_terms(encode_terms(terms, schedule)) == (terms, schedule)
    assert schedule == build(SHEET.plan, CALENDAR).encode()


@pytest.mark.parametrize(
    ("group", "member", "value"),
    [
        ("Interest", "rate", "2.20"),
        ("Interest", "rate", "2.12345678"),
        ("Interest", "rate", "-1"),
        ("Interest", "rate", "²"),
        ("Interest", "rate", 2),
        ("Interest", "frequency", "2"),
        ("Interest", "frequency", True),
        ("Interest", "adjusted", 0),
        ("Interest", "dayCountFraction", "ACT/ACT"),
        ("Interest", "stub", []),
        ("Interest", "recordDate", {"days": 8}),
        ("Interest", "calendar", "0x" + "11" * 32),
        ("Interest", "rates", {}),
        ("Amount", "denomination", "0100000"),
        ("Amount", "denomination", 100_000),
        ("Dates", "issueDate", "2018-8-28"),
        ("Dates", "issueDate", 17_771),
        ("Parties", "issuer", "0x" + "A1" * 20),
        ("Parties", "issuer", 5),
        ("Law", "unknown", 1),
        ("Form", "form", "bearer"),
    ],
)
def test_a_member_of_another_form_is_malformed(group: str, member: str, value: object) -> None:
    with pytest.raises(Malformed):
        sheet_of(changed(group, member, value), CALENDAR)


def test_a_document_without_a_group_or_for_another_calendar_is_malformed() -> None:
    short = {group: members for group, members in DOCUMENT.items() if group != "Rank"}
    with pytest.raises(Malformed, match="Rank.rank: is missing"):
        sheet_of(short, CALENDAR)
    with pytest.raises(Malformed, match="names another calendar"):
        sheet_of(DOCUMENT, replace(CALENDAR, name="OTHER"))
