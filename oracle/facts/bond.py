"""A bond as its events tell it: terms, schedule, life, framework."""

from dataclasses import dataclass

from oracle.core.errors import Malformed
from oracle.core.units import Address, Day, Ppm
from oracle.facts.event import Event, Fields
from oracle.facts.history import History

STAGES = (
    *("Draft", "Announced", "Bookbuilding", "Priced", "Outstanding", "Matured", "Redeemed"),
    "Cancelled",
)
"""Stages of a bond's life. Source: interfaces/IBond.sol, Stage."""

DAY_COUNTS = (("ACT/365F", 365), ("ACT/360", 360))
"""Day-count conventions and the year of each [days]. Source: contracts/types/DayCount.sol."""


@dataclass(frozen=True, slots=True)
class Coupon:
    """One coupon of the schedule."""

    accrual_start: Day
    accrual_end: Day
    record_day: Day
    payment_day: Day

    @property
    def days(self) -> int:
        """Days of accrual."""
        return self.accrual_end - self.accrual_start


@dataclass(frozen=True, slots=True)
class Terms:
    """The immutable numbers of a bond. Source: contracts/types/Terms.sol."""

    issuer: Address
    trustee: Address
    bookrunner: Address
    cash: Address
    denomination: int
    issue_units: int
    rate: Ppm
    day_count: int
    issue_day: Day
    maturity_day: Day
    zone_offset: int
    isin: str
    lei: str
    currency: str
    name: str
    document: str

    @property
    def day_count_name(self) -> str:
        """The day-count convention as the market writes it."""
        return DAY_COUNTS[self.day_count][0]

    @property
    def year_days(self) -> int:
        """The year of the day-count convention [days]."""
        return DAY_COUNTS[self.day_count][1]


@dataclass(frozen=True, slots=True)
class Bond:
    """A bond, its vault, and where it stands.

    framework  SHA-256 of the framework document, None before it was announced
    opinion    uid of the opinion on it
    """

    address: Address
    vault: Address
    created: Event
    terms: Terms
    coupons: tuple[Coupon, ...]
    stage: str
    framework: str | None
    opinion: str | None


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
    stages = history.of("Bond", "StageChanged", address)
    frameworks = history.of("Bond", "FrameworkPublished", address)
    last = frameworks[-1].fields if frameworks else None
    return Bond(
        address=address,
        vault=fields.address("vault"),
        created=created,
        terms=_terms(fields.struct("terms")),
        coupons=tuple(map(_coupon, fields.structs("coupons"))),
        stage=_name_in(STAGES, stages[-1].fields.number("to") if stages else 0),
        framework=last.hex("framework") if last else None,
        opinion=last.hex("opinion") if last else None,
    )


def _terms(fields: Fields) -> Terms:
    day_count = fields.number("dayCount")
    if day_count >= len(DAY_COUNTS):
        raise Malformed("terms.dayCount", f"{day_count} is not a known convention")
    return Terms(
        issuer=fields.address("issuer"),
        trustee=fields.address("trustee"),
        bookrunner=fields.address("bookrunner"),
        cash=fields.address("cash"),
        denomination=fields.number("denomination"),
        issue_units=fields.number("issueUnits"),
        rate=Ppm(fields.number("rate")),
        day_count=day_count,
        issue_day=fields.day("issueDay"),
        maturity_day=fields.day("maturityDay"),
        zone_offset=fields.number("zoneOffset"),
        isin=fields.label("isin"),
        lei=fields.label("lei"),
        currency=fields.label("currency"),
        name=fields.label("name"),
        document=fields.hex("document"),
    )


def _coupon(fields: Fields) -> Coupon:
    return Coupon(
        fields.day("accrualStart"),
        fields.day("accrualEnd"),
        fields.day("recordDay"),
        fields.day("paymentDay"),
    )


def _name_in(names: tuple[str, ...], index: int) -> str:
    if not 0 <= index < len(names):
        raise Malformed("stage", f"{index} is not one of {len(names)} stages")
    return names[index]
