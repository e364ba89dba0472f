"""The term sheet of the demo's bond: the published terms of the JPX Green Digital Track Bond 2022,
moved by ten years to the year of the readings; parties, ISIN and LEI are sample."""

from pathlib import Path

from oracle.core.calendar import day_of_iso
from oracle.core.codec import canonical_json
from oracle.core.units import Address, Ppm
from oracle.desk.calendar import HolidayCalendar, Roll
from oracle.desk.schedule import Plan, RecordRule, Stub
from oracle.desk.taxonomy import digest_of, document_of
from oracle.desk.term_sheet import TermSheet, terms_of
from oracle.desk.terms import CouponKind, DayCount, Rate
from oracle.desk.terms_abi import terms_struct
from scripts.parties import Parties

ISIN, LEI = "JP0GT2012065", "GREENTRACE0SAMPLE095"
ISSUE, MATURITY = day_of_iso("2012-06-03"), day_of_iso("2013-06-03")
RECORD = day_of_iso("2013-05-31")
FACE, UNITS = 100_000_000, 5
TOKYO = 9 * 3_600

# The bond is paid on the anniversary itself, whatever the day of the week: 2012-06-03 is a Sunday.
EVERY_DAY = HolidayCalendar(
    name="every day", first_year=2012, last_year=2014, weekend=(), holidays=()
)


def sheet(parties: Parties, cash: str, chain_id: int) -> TermSheet:
    """What the parties of the demo agree on."""
    plan = Plan(
        coupon_kind=CouponKind.FIXED,
        day_count=DayCount.ACTUAL_365_FIXED,
        frequency=1,
        issue_day=ISSUE,
        maturity_day=MATURITY,
        roll=Roll.NONE,
        adjusted=False,
        stub=Stub.SHORT_FRONT,
        record=RecordRule(days=MATURITY - RECORD, in_business_days=False),
    )
    return TermSheet(
        plan=plan,
        isin=ISIN,
        lei=LEI,
        cfi="DBFUFR",
        fisn="",
        dti="",
        name="Green Digital Track Bond",
        issuer_name="Greentrace Sample Issuer",
        country="JP",
        rank="senior unsecured",
        law="Japan",
        use_of_proceeds="solar power (sample)",
        currency="JPY",
        denomination=FACE,
        issue_units=UNITS,
        issue_price=Ppm(1_000_000),
        rate=Rate(500_000),
        grace_days=7,
        prescription_days=0,
        zone_offset=TOKYO,
        minimum_class=1,
        jurisdictions=1,
        rate_terms=bytes(32),
        issuer=_address(parties.issuer),
        trustee=_address(parties.trustee),
        bookrunner=_address(parties.bookrunner),
        cash=Address(cash.lower()),
        tax_account=Address("0x" + "00" * 20),
        chain_id=chain_id,
    )


def write(folder: Path, given: TermSheet) -> tuple[tuple[object, ...], bytes]:
    """Write the sheet and its calendar as documents; terms and schedule as the factory is given."""
    document = document_of(given, EVERY_DAY)
    (folder / "terms.json").write_bytes(canonical_json(document))
    (folder / "calendar.json").write_bytes(canonical_json(EVERY_DAY.to_json()))
    terms, schedule = terms_of(given, EVERY_DAY, digest_of(document))
    return terms_struct(terms), schedule


def _address(party: object) -> Address:
    return Address(str(party).lower())
