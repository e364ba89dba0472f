"""A bond as its events tell it: terms, schedule, life, framework."""

from dataclasses import dataclass

from oracle.core.codec import from_hex
from oracle.core.errors import Malformed
from oracle.core.units import Address, Day
from oracle.desk.terms import Coupon, CouponKind, DayCount, Option, Rate, Terms
from oracle.desk.terms_code import decode_schedule
from oracle.facts.event import Event, Fields
from oracle.facts.history import History

STAGES = (
    *("Draft", "Announced", "Bookbuilding", "Priced", "Outstanding", "Matured", "Redeemed"),
    *("Cancelled", "Called", "Defaulted", "Accelerated"),
)
"""Stages of a bond's life. Source: interfaces/IBondTypes.sol, Stage."""

DAY_COUNTS = {
    DayCount.ACTUAL_365_FIXED: "ACT/365F",
    DayCount.ACTUAL_360: "ACT/360",
    DayCount.ACTUAL_ACTUAL_ICMA: "ACT/ACT ICMA",
    DayCount.ACTUAL_ACTUAL_ISDA: "ACT/ACT ISDA",
    DayCount.THIRTY_360: "30/360",
    DayCount.THIRTY_E_360: "30E/360",
    DayCount.THIRTY_E_360_ISDA: "30E/360 ISDA",
}
"""Day counts as the market writes them. Source: contracts/types/DayCount.sol."""

COUPON_KINDS = {
    CouponKind.FIXED: "fixed",
    CouponKind.STEP_UP: "step-up",
    CouponKind.BOOKBUILT: "book-built",
    CouponKind.FLOATING: "floating",
    CouponKind.IMPACT_LINKED: "impact-linked",
}
"""Kinds of coupons in words. Source: contracts/types/Terms.sol."""


@dataclass(frozen=True, slots=True)
class Bond:
    """A bond, its vault, and where it stands.

    priced       the book's rate of a bookbuilt bond, None before it was priced
    called       the call of the whole bond, None where it is not called
    extended_to  its maturity, where that was put off
    framework    SHA-256 of the framework document, None before it was announced
    opinion      uid of the opinion on it
    """

    address: Address
    vault: Address
    created: Event
    terms: Terms
    coupons: tuple[Coupon, ...]
    options: tuple[Option, ...]
    stage: str
    priced: Event | None
    called: Event | None
    extended_to: Day | None
    framework: str | None
    opinion: str | None

    @property
    def rate(self) -> Rate:
        """Rate of a fixed or priced bond, base rate of an impact-linked one, else 0."""
        return Rate(self.priced.fields.number("rate")) if self.priced else self.terms.rate

    @property
    def end_day(self) -> Day:
        """Day on which it ends as things stand: maturity, extended maturity or call."""
        if self.called:
            return self.called.fields.day("day")
        return self.extended_to or self.terms.maturity_day

    @property
    def day_count_name(self) -> str:
        """The day count as the market writes it."""
        return DAY_COUNTS[self.terms.day_count]

    @property
    def coupon_name(self) -> str:
        """The kind of its coupons in words."""
        return COUPON_KINDS[self.terms.coupon_kind] if self.coupons else "zero"


def bonds_of(history: History) -> list[Bond]:
    """Every bond, in the order of creation.

    Raises: Malformed
    """
    return [_bond(history, event) for event in history.of("BondFactory", "BondCreated")]


def bond_at(history: History, address: Address) -> Bond:
    """The bond at an address.

    Raises: Malformed  no bond was created there
    """
    found = history.about("BondFactory", "BondCreated", "bond", address)
    if not found:
        raise Malformed("bond", f"no bond was created at {address}")
    return _bond(history, found[0])


def _bond(history: History, created: Event) -> Bond:
    fields = created.fields
    address = fields.address("bond")
    terms = _terms(fields.struct("terms"))
    coupons, options = decode_schedule(
        *(terms.coupon_kind, terms.amortising, terms.issue_day, terms.option_count),
        fields.data("schedule"),
    )
    stage = _last(history, address, "StageChanged")
    published = _last(history, address, "FrameworkPublished")
    extended = _last(history, address, "MaturityExtended")
    return Bond(
        address=address,
        vault=fields.address("vault"),
        created=created,
        terms=terms,
        coupons=coupons,
        options=options,
        stage=_stage_name(stage.fields.number("to") if stage else 0),
        priced=_last(history, address, "RateSet"),
        called=_last(history, address, "CallAnnounced"),
        extended_to=extended.fields.day("maturityDay") if extended else None,
        framework=published.fields.hex("framework") if published else None,
        opinion=published.fields.hex("opinion") if published else None,
    )


def _last(history: History, address: Address, name: str) -> Event | None:
    found = history.of("Bond", name, address)
    return found[-1] if found else None


def _terms(fields: Fields) -> Terms:
    return Terms(
        issuer=fields.address("issuer"),
        trustee=fields.address("trustee"),
        bookrunner=fields.address("bookrunner"),
        cash=fields.address("cash"),
        vault=fields.address("vault"),
        tax_account=fields.address("taxAccount"),
        denomination=fields.number("denomination"),
        issue_units=fields.number("issueUnits"),
        rate=Rate(fields.number("rate")),
        coupon_kind=_coupon_kind(fields.number("couponKind")),
        day_count=_day_count(fields.number("dayCount")),
        frequency=fields.number("frequency"),
        end_of_month=fields.flag("endOfMonth"),
        amortising=fields.flag("amortising"),
        issue_day=fields.day("issueDay"),
        maturity_day=fields.day("maturityDay"),
        extended_maturity_day=fields.day("extendedMaturityDay"),
        grace_days=fields.number("graceDays"),
        prescription_days=fields.number("prescriptionDays"),
        zone_offset=fields.number("zoneOffset"),
        minimum_class=fields.number("minimumClass"),
        jurisdictions=fields.number("jurisdictions"),
        option_count=fields.number("optionCount"),
        isin=fields.label("isin"),
        lei=fields.label("lei"),
        currency=fields.label("currency"),
        name=fields.label("name"),
        document=_hash(fields, "document"),
        calendar=_hash(fields, "calendar"),
        rate_terms=_hash(fields, "rateTerms"),
    )


def _hash(fields: Fields, name: str) -> bytes:
    return from_hex(fields.hex(name), 32, f"{fields.where}.{name}")


def _coupon_kind(number: int) -> CouponKind:
    if number not in COUPON_KINDS:
        raise Malformed("terms.couponKind", f"{number} is not a known kind")
    return CouponKind(number)


def _day_count(number: int) -> DayCount:
    if number not in DAY_COUNTS:
        raise Malformed("terms.dayCount", f"{number} is not a known convention")
    return DayCount(number)


def _stage_name(index: int) -> str:
    if not 0 <= index < len(STAGES):
        raise Malformed("stage", f"{index} is not one of {len(STAGES)} stages")
    return STAGES[index]
