"""A bond's whole terms as people agree on them, and as the factory is given them."""

from dataclasses import dataclass

from oracle.core.units import Address, Ppm
from oracle.desk.calendar import HolidayCalendar
from oracle.desk.schedule import Plan, build
from oracle.desk.terms import Rate, Terms

_NOBODY = Address("0x" + "00" * 20)


@dataclass(frozen=True, slots=True)
class TermSheet:
    """What the parties sign.

    plan                dates, frequency, conventions, options
    isin, lei, cfi, fisn, dti   ISO 6166, 17442, 10962, 18774, 24165; empty where there is none
    country             of the issuer, ISO 3166-1 alpha-2
    rank, law           seniority and governing law, as the final terms word them
    use_of_proceeds     as the final terms word it
    denomination        face value of one unit [cash base units]
    issue_units         largest number of units ever issued, taps included
    issue_price         of face value [ppm]; 0: the book finds it
    rate                fixed, or base rate of an impact-linked bond [ppb], else 0
    grace_days          days in arrears after which default can be declared
    prescription_days   days after maturity until which money can be claimed; 0: for ever
    zone_offset         local time minus UTC [s]
    minimum_class       lowest investor class that may hold
    jurisdictions       bit n set: investors of jurisdiction n may hold
    rate_terms          floating, impact-linked: id of the rate's terms, 32 bytes, else zero
    chain_id            of the ledger that the register is on
    """

    plan: Plan
    isin: str
    lei: str
    cfi: str
    fisn: str
    dti: str
    name: str
    issuer_name: str
    country: str
    rank: str
    law: str
    use_of_proceeds: str
    currency: str
    denomination: int
    issue_units: int
    issue_price: Ppm
    rate: Rate
    grace_days: int
    prescription_days: int
    zone_offset: int
    minimum_class: int
    jurisdictions: int
    rate_terms: bytes
    issuer: Address
    trustee: Address
    bookrunner: Address
    cash: Address
    tax_account: Address
    chain_id: int


def terms_of(sheet: TermSheet, calendar: HolidayCalendar, document: bytes) -> tuple[Terms, bytes]:
    """Terms and schedule as the factory is given them; `document` is the hash of the sheet.

    Raises: InvalidSchedule, OutsideCalendar, Malformed
    """
    plan = sheet.plan
    schedule = build(plan, calendar)
    terms = Terms(
        issuer=sheet.issuer,
        trustee=sheet.trustee,
        bookrunner=sheet.bookrunner,
        cash=sheet.cash,
        vault=_NOBODY,
        tax_account=sheet.tax_account,
        denomination=sheet.denomination,
        issue_units=sheet.issue_units,
        rate=sheet.rate,
        coupon_kind=plan.coupon_kind,
        day_count=plan.day_count,
        frequency=plan.frequency,
        end_of_month=plan.end_of_month,
        amortising=plan.is_amortising,
        issue_day=plan.issue_day,
        maturity_day=schedule.maturity_day,
        extended_maturity_day=schedule.extended_maturity_day,
        grace_days=sheet.grace_days,
        prescription_days=sheet.prescription_days,
        zone_offset=sheet.zone_offset,
        minimum_class=sheet.minimum_class,
        jurisdictions=sheet.jurisdictions,
        option_count=len(plan.options),
        isin=sheet.isin,
        lei=sheet.lei,
        currency=sheet.currency,
        name=sheet.name,
        document=document,
        calendar=calendar.digest,
        rate_terms=sheet.rate_terms,
    )
    return terms, schedule.encode()
