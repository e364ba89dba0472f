"""A term sheet as people keep it: the canonical JSON, or TOML that is written by hand.

In TOML the groups are tables with the members of oracle/desk/taxonomy.py. What most bonds do not
have may be left out, numbers need no quotes, dates are TOML dates; the calendar's hash and the
members that are the same for every bond are filled in. The holiday calendar is a JSON file beside.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from oracle.core.errors import Malformed
from oracle.core.wire import parse_object
from oracle.desk.calendar import HolidayCalendar, calendar_of_json
from oracle.desk.taxonomy import FORMAT, REGISTER, STANDARDS, sheet_of
from oracle.desk.term_sheet import TermSheet

CALENDAR = "calendar.json"
"""Name of the calendar's file where none is given."""

_NO_ADDRESS, _NO_HASH = "0x" + "00" * 20, "0x" + "00" * 32
_OPTIONAL: Mapping[str, Mapping[str, object]] = {
    "InstrumentIdentification": {"FISN": "", "DTI": ""},
    "Law": {"prescriptionDays": 0, "graceDays": 0},
    "Amount": {"issuePrice": "0"},
    "Dates": {"extendedMaturityDate": None, "firstCouponDate": None, "lastCouponDate": None},
    "Interest": {
        "rate": "0",
        "rates": [],
        "adjusted": False,
        "endOfMonth": False,
        "stub": "shortFront",
        "fixingLag": 0,
        "baselines": [],
        "rateTerms": _NO_HASH,
    },
    "Redemption": {"instalments": [], "options": []},
    "Parties": {"taxAccount": _NO_ADDRESS},
}
_AS_TEXT = {
    *("Amount.denomination", "Amount.units", "Amount.issuePrice", "Interest.rate"),
    *("Interest.rates", "Interest.baselines", "Redemption.instalments"),
    *("Redemption.options.price", "SellingRestrictions.jurisdictions", "DLT.chainId"),
}
"""Members whose numbers JSON holds as text."""


def load(path: Path, calendar: Path | None = None) -> tuple[TermSheet, HolidayCalendar]:
    """The term sheet in a file, and the calendar that its dates are rolled by.

    calendar  without it, `calendar.json` in the same folder

    Raises: Malformed  naming the member that is missing or wrong
    """
    days = _calendar(calendar or path.parent / CALENDAR)
    content = _read(path)
    try:
        document = _of_toml(content, days) if path.suffix == ".toml" else parse_object(content)
        return sheet_of(document, days), days
    except Malformed as error:
        raise Malformed(f"{path}: {error.field}", error.detail) from error


def _calendar(path: Path) -> HolidayCalendar:
    try:
        return calendar_of_json(parse_object(_read(path)))
    except Malformed as error:
        raise Malformed(f"{path}: {error.field}", error.detail) from error


def _of_toml(content: bytes, days: HolidayCalendar) -> dict[str, object]:
    try:
        # Per cent without quotes stays the text it was written as: never a float.
        given = tomllib.loads(content.decode("utf-8"), parse_float=str)
    except ValueError as error:
        raise Malformed("toml", str(error)) from error
    document: dict[str, object] = {"format": FORMAT}
    for group, members in given.items():
        if not isinstance(members, dict):
            raise Malformed(group, "is a member outside of every group")
        document[group] = {name: _value(f"{group}.{name}", members[name]) for name in members}
    same: dict[str, dict[str, object]] = {
        "Form": {"form": REGISTER},
        "DLT": {"tokenStandards": STANDARDS},
        "Interest": {"businessCentres": [days.name], "calendar": "0x" + days.digest.hex()},
    }
    for filled in (_OPTIONAL, same):
        for group, values in filled.items():
            named = document.setdefault(group, {})
            if isinstance(named, dict):
                document[group] = {**values, **named}
    return document


def _value(field: str, value: object) -> object:
    if isinstance(value, list):
        return [_value(field, entry) for entry in value]
    if isinstance(value, dict):
        return {name: _value(f"{field}.{name}", entry) for name, entry in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith("0x"):
        return value.lower()  # the document has no checksums in addresses
    is_number = type(value) in (int, str)
    return _trimmed(str(value)) if field in _AS_TEXT and is_number else value


def _trimmed(text: str) -> str:
    """Per cent in the one form that the document has: no idle noughts."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Malformed(str(path), error.strerror or "cannot be read") from error
