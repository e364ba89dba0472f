"""A term sheet as JSON in the groups of the ICMA Bond Data Taxonomy.

Groups and members are those of the taxonomy at the level of its concepts: Issuance, Form, Rank,
Amount, Dates, Interest, Redemption, Parties, DLT and so on. The schema v1.2 itself (an XSD) could
not be had when this was written: spelling and nesting are not claimed to be the schema's, and no
XML is written. What the taxonomy has no concept for (record day rule, fixing lag, baselines,
classes of investors) stands under the group where it belongs.

The canonical JSON (RFC 8785) is hashed: its SHA-256 is `document` of the bond's terms. Rates and
prices are decimal text in per cent, dates ISO 8601, money and other wide numbers decimal text.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from oracle.core.calendar import day_of_iso, iso_of_day
from oracle.core.codec import canonical_json, from_hex, sha256, to_hex
from oracle.core.errors import Malformed
from oracle.core.units import Address, Ppm
from oracle.desk.calendar import HolidayCalendar, Roll
from oracle.desk.schedule import Plan, RecordRule, Stub
from oracle.desk.term_sheet import TermSheet
from oracle.desk.terms import NO_DAY, CouponKind, DayCount, Option, OptionKind, Rate

FORMAT = "greentrace/bond-terms/1"
"""Name of this form of the document."""

REGISTER = "registered, dematerialised, on a distributed ledger"
"""Form of every bond of the desk."""

STANDARDS = ["ERC-20", "ERC-2612", "ERC-1643", "ERC-7943"]
"""What the register of every bond implements."""

_PPM_PLACES, _PPB_PLACES = 4, 7  # of per cent
_WIDE = re.compile(r"0|[1-9][0-9]{0,77}")


@dataclass(frozen=True, slots=True)
class _Form:
    """How a value is written in JSON and read back; reading raises Malformed."""

    write: Callable[[Any], object]
    read: Callable[[Any, str], Any]


def document_of(sheet: TermSheet, calendar: HolidayCalendar) -> dict[str, object]:
    """The term sheet as JSON; the calendar that its dates are rolled by is named by its hash."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "Form": {"form": REGISTER},
        "DLT": {"tokenStandards": STANDARDS},
        "Interest": {"businessCentres": [calendar.name], "calendar": to_hex(calendar.digest)},
    }
    for group, member, attribute, form in _FIELDS:
        owner, _, name = attribute.rpartition(".")
        value = getattr(sheet.plan if owner else sheet, name)
        document.setdefault(group, {})[member] = form.write(value)
    return document


def sheet_of(document: Mapping[str, Any], calendar: HolidayCalendar) -> TermSheet:
    """The term sheet of a document whose dates are rolled by this calendar.

    Raises: Malformed  a member is missing, unknown or of another form, or the calendar is another
    """
    of_plan: dict[str, Any] = {}
    of_sheet: dict[str, Any] = {}
    for group, member, attribute, form in _FIELDS:
        field = f"{group}.{member}"
        members = document.get(group)
        if not isinstance(members, dict) or member not in members:
            raise Malformed(field, "is missing")
        owner, _, name = attribute.rpartition(".")
        (of_plan if owner else of_sheet)[name] = form.read(members[member], field)
    sheet = TermSheet(plan=Plan(**of_plan), **of_sheet)
    if canonical_json(document_of(sheet, calendar)) != canonical_json(dict(document)):
        raise Malformed("document", "has members of another form, or names another calendar")
    return sheet


def digest_of(document: Mapping[str, Any]) -> bytes:
    """SHA-256 of the canonical JSON: `document` of the terms.

    Raises: Malformed
    """
    return sha256(canonical_json(dict(document)))


def _as_is(kind: type) -> _Form:
    def read(value: object, field: str) -> object:
        if type(value) is not kind:
            raise Malformed(field, f"{value!r} is not {kind.__name__}")
        return value

    return _Form(lambda value: value, read)


def _read_wide(value: object, field: str) -> int:
    if not isinstance(value, str) or not _WIDE.fullmatch(value):
        raise Malformed(field, f"{value!r} is not a whole number as text")
    return int(value)


def _read_day(value: object, field: str) -> int:
    if value is None:
        return NO_DAY
    return day_of_iso(_TEXT.read(value, field))


def _read_hex(value: object, length: int, field: str) -> bytes:
    return from_hex(_TEXT.read(value, field), length, field)


def _per_cent(places: int, unit: Callable[[int], int]) -> _Form:
    whole = 10**places

    def write(value: int) -> str:
        return f"{value // whole}.{value % whole:0{places}d}".rstrip("0").rstrip(".")

    def read(value: object, field: str) -> int:
        units, _, parts = _TEXT.read(value, field).partition(".")
        if not (units + parts).isascii() or not (units + parts).isdigit() or len(parts) > places:
            raise Malformed(field, f"{value!r} is not per cent of at most {places} decimals")
        return unit(int(units or "0") * whole + int(parts.ljust(places, "0")))

    return _Form(write, read)


def _named(names: Mapping[Any, str]) -> _Form:
    values = {name: value for value, name in names.items()}

    def read(value: object, field: str) -> object:
        if not isinstance(value, str) or value not in values:
            raise Malformed(field, f"{value!r} is none of {sorted(values)}")
        return values[value]

    return _Form(names.__getitem__, read)


def _by_value(kind: type[Enum]) -> _Form:
    return _named({member: member.value for member in kind})


def _list_of(item: _Form) -> _Form:
    def read(value: object, field: str) -> tuple[object, ...]:
        members = _as_is(list).read(value, field)
        return tuple(item.read(member, f"{field}[{n}]") for n, member in enumerate(members))

    return _Form(lambda values: [item.write(value) for value in values], read)


def _record(kind: Callable[..., Any], forms: Mapping[str, tuple[str, _Form]]) -> _Form:
    """`forms`: JSON member -> attribute of the record and its form."""

    def write(value: object) -> dict[str, object]:
        return {name: form.write(getattr(value, at)) for name, (at, form) in forms.items()}

    def read(value: object, field: str) -> object:
        members = _as_is(dict).read(value, field)
        if set(members) != set(forms):
            raise Malformed(field, f"has {sorted(members)}; {sorted(forms)} are expected")
        found = {at: form.read(members[n], f"{field}.{n}") for n, (at, form) in forms.items()}
        return kind(**found)

    return _Form(write, read)


_TEXT, _INTEGER, _FLAG = _as_is(str), _as_is(int), _as_is(bool)
_AMOUNT = _Form(str, _read_wide)
_DAY = _Form(lambda day: iso_of_day(day) if day else None, _read_day)
_PPM, _PPB = _per_cent(_PPM_PLACES, Ppm), _per_cent(_PPB_PLACES, Rate)
_ADDRESS = _Form(str, lambda value, field: Address(to_hex(_read_hex(value, 20, field))))
_HASH = _Form(to_hex, lambda value, field: _read_hex(value, 32, field))
_KIND = _named(
    {
        CouponKind.FIXED: "fixed",
        CouponKind.STEP_UP: "stepUp",
        CouponKind.BOOKBUILT: "fixedAtPricing",
        CouponKind.FLOATING: "floating",
        CouponKind.IMPACT_LINKED: "impactLinked",
    }
)
_DAY_COUNT = _named(
    {
        DayCount.ACTUAL_365_FIXED: "ACT/365F",
        DayCount.ACTUAL_360: "ACT/360",
        DayCount.ACTUAL_ACTUAL_ICMA: "ACT/ACT ICMA",
        DayCount.ACTUAL_ACTUAL_ISDA: "ACT/ACT ISDA",
        DayCount.THIRTY_360: "30/360",
        DayCount.THIRTY_E_360: "30E/360",
        DayCount.THIRTY_E_360_ISDA: "30E/360 ISDA",
    }
)
_RECORD_RULE = _record(
    RecordRule, {"days": ("days", _INTEGER), "businessDays": ("in_business_days", _FLAG)}
)
_OPTION = _record(
    Option,
    {
        "type": ("kind", _named({OptionKind.CALL: "call", OptionKind.PUT: "put"})),
        "firstDate": ("first_day", _DAY),
        "lastDate": ("last_day", _DAY),
        "price": ("price", _PPM),
        "noticeDays": ("notice_days", _INTEGER),
    },
)
_FIELDS = (  # group, member, attribute of the sheet, form
    ("Issuance", "issuerLEI", "lei", _TEXT),
    ("Issuance", "issuerName", "issuer_name", _TEXT),
    ("Issuance", "issuerCountry", "country", _TEXT),
    ("InstrumentIdentification", "ISIN", "isin", _TEXT),
    ("InstrumentIdentification", "CFI", "cfi", _TEXT),
    ("InstrumentIdentification", "FISN", "fisn", _TEXT),
    ("InstrumentIdentification", "DTI", "dti", _TEXT),
    ("InstrumentIdentification", "name", "name", _TEXT),
    ("Rank", "rank", "rank", _TEXT),
    ("Law", "governingLaw", "law", _TEXT),
    ("Law", "prescriptionDays", "prescription_days", _INTEGER),
    ("Law", "graceDays", "grace_days", _INTEGER),
    ("UseOfProceeds", "useOfProceeds", "use_of_proceeds", _TEXT),
    ("Amount", "currency", "currency", _TEXT),
    ("Amount", "denomination", "denomination", _AMOUNT),
    ("Amount", "units", "issue_units", _AMOUNT),
    ("Amount", "issuePrice", "issue_price", _PPM),
    ("Dates", "issueDate", "plan.issue_day", _DAY),
    ("Dates", "maturityDate", "plan.maturity_day", _DAY),
    ("Dates", "extendedMaturityDate", "plan.extended_maturity_day", _DAY),
    ("Dates", "firstCouponDate", "plan.first_coupon_day", _DAY),
    ("Dates", "lastCouponDate", "plan.last_coupon_day", _DAY),
    ("Dates", "utcOffset", "zone_offset", _INTEGER),
    ("Interest", "type", "plan.coupon_kind", _KIND),
    ("Interest", "rate", "rate", _PPB),
    ("Interest", "rates", "plan.rates", _list_of(_PPB)),
    ("Interest", "frequency", "plan.frequency", _INTEGER),
    ("Interest", "dayCountFraction", "plan.day_count", _DAY_COUNT),
    ("Interest", "businessDayConvention", "plan.roll", _by_value(Roll)),
    ("Interest", "adjusted", "plan.adjusted", _FLAG),
    ("Interest", "endOfMonth", "plan.end_of_month", _FLAG),
    ("Interest", "stub", "plan.stub", _by_value(Stub)),
    ("Interest", "recordDate", "plan.record", _RECORD_RULE),
    ("Interest", "fixingLag", "plan.fixing_lag", _INTEGER),
    ("Interest", "baselines", "plan.baselines", _list_of(_AMOUNT)),
    ("Interest", "rateTerms", "rate_terms", _HASH),
    ("Redemption", "instalments", "plan.shares", _list_of(_PPM)),
    ("Redemption", "options", "plan.options", _list_of(_OPTION)),
    ("Parties", "issuer", "issuer", _ADDRESS),
    ("Parties", "trustee", "trustee", _ADDRESS),
    ("Parties", "bookrunner", "bookrunner", _ADDRESS),
    ("Parties", "taxAccount", "tax_account", _ADDRESS),
    ("SellingRestrictions", "minimumClass", "minimum_class", _INTEGER),
    ("SellingRestrictions", "jurisdictions", "jurisdictions", _AMOUNT),
    ("DLT", "chainId", "chain_id", _AMOUNT),
    ("DLT", "settlementToken", "cash", _ADDRESS),
)
