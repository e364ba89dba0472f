"""Checks of a bond's cash flows, and a bond whose coupons repay, for tests to change."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor
from typing import Any

from oracle.audit.cash import check_cash
from oracle.audit.check import Check, Checks
from oracle.core.calendar import day_of_iso
from oracle.desk.terms import Option, OptionKind
from tests.support import events as sample
from tests.support.bond_log import A, B, BondLog
from tests.support.case import failed

RATE = Fraction(38_000_000, 10**9)
MID = day_of_iso("2024-10-10")
"""92 of the 184 days of the second coupon."""


@dataclass
class Views:
    """A reader whose vault is empty and whose rate sources know these rates."""

    rates: dict[int, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def call(
        self, contract: str, address: str, function: str, arguments: tuple[Any, ...], block: int
    ) -> tuple[Any, ...]:
        self.asked.append(f"{contract}.{function}")
        if function != "rateOf":
            return (0,)
        coupon = arguments[1]
        return coupon in self.rates, self.rates.get(coupon, 0)


def checks_of(log: BondLog, views: Views | None = None, *, sources: bool = True) -> list[Check]:
    checks = Checks()
    named = {"FloatingRates": sample.address(60), "ImpactRates": sample.address(61)}
    deployment = named if sources else {}
    check_cash(log.history, log.statement, views or Views(), deployment, checks)
    return checks.made


def wrong(log: BondLog, views: Views | None = None) -> set[str]:
    return set(failed(checks_of(log, views)))


def plant(log: BondLog, name: str, **change: object) -> None:
    """Change the last event of a name."""
    events = log.told.events
    at = max(index for index, event in enumerate(events) if event.name == name)
    arguments = {**events[at].arguments, **{key: str(value) for key, value in change.items()}}
    events[at] = replace(events[at], arguments=arguments)


def holders(**given: Any) -> BondLog:
    log = BondLog(**given)
    log.issue(A, 60)
    log.issue(B, 40)
    return log


def option(kind: OptionKind, last: int, price: int = 1_000_000) -> Option:
    return Option(kind, sample.ISSUE, last, price, 0)


def repaid() -> BondLog:
    """A step-up bond that repays a tenth with each coupon, and an eighth more by a call."""
    rows = sample.coupons(principal=100_000)
    rates = (30_000_000, 31_000_001, 32_000_000, 33_000_000)
    rows = [replace(row, rate=rate) for row, rate in zip(rows, rates, strict=True)]
    terms = {"couponKind": "1", "amortising": True, "rate": "0"}
    log = holders(rows=rows, options=[option(OptionKind.CALL, MID)], terms=terms)
    log.say("PartialCallAnnounced", option=0, coupon=1, share=125_000)
    for coupon, (face, principal) in enumerate(((10_000, 1_000), (9_000, 2_250), (6_750, 1_000))):
        of_year = Fraction(rows[coupon].numerator, rows[coupon].denominator)
        interest = floor(face * Fraction(rates[coupon], 10**9) * of_year)
        log.strike(coupon)
        log.determine(coupon, interest, principal, rates[coupon])
        log.fund(coupon)
    return log
