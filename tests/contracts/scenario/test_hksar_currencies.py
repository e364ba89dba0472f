"""The digital green bonds of February 2024 and November 2025, replayed: four currencies at once.

Published: amounts, currencies, rates and lives of the eight bonds below; issued 7 February 2024,
and priced 10 November 2025 for the next day. Not published, and assumed: HKD and CNY half-yearly
ACT/365F, adjusted, modified following; USD half-yearly 30/360 and EUR yearly ACT/ACT ICMA, both
unadjusted, following; units of a million, at par, two buyers; record day one business day before.
Interest is rounded down to the cent once per unit of a million. Amounts: cents.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from oracle.desk.calendar import Roll
from oracle.desk.schedule import Plan, RecordRule, Stub
from oracle.desk.terms import CouponKind, DayCount
from tests.support.platform import admit
from tests.support.replay import Replay, centre, in_currency, moved, rate, term_sheet

HONG_KONG = 8 * 3_600
LUNAR_NEW_YEARS = (
    *("2024-02-12", "2024-02-13", "2025-01-29", "2025-01-30", "2025-01-31"),
    *("2026-02-17", "2026-02-18", "2026-02-19"),
)
CALENDAR = centre("HKHK", 2024, 2030, *LUNAR_NEW_YEARS)
MILLION = 1_000_000_00


@dataclass(frozen=True)
class Tranche:
    """One currency of a deal: millions, rate in per cent, years, and what it pays [cents]."""

    currency: str
    millions: int
    rate: str
    years: int
    coupons: tuple[tuple[str, int], ...]
    repaid: str


DEALS = {
    "2024-02-07": (
        Tranche(
            *("HKD", 2_000, "3.800", 2),
            (
                ("2024-08-07", 3_789_588_000),  # 182 days
                ("2025-02-07", 3_831_232_000),  # 184
                ("2025-08-07", 3_768_766_000),  # 181
                ("2026-02-09", 3_872_876_000),  # 186, to the Monday
            ),
            "2026-02-09",
        ),
        Tranche(
            *("CNY", 1_500, "2.900", 2),
            (
                ("2024-08-07", 2_169_040_500),
                ("2025-02-07", 2_192_875_500),
                ("2025-08-07", 2_157_123_000),
                ("2026-02-09", 2_216_712_000),
            ),
            "2026-02-09",
        ),
        Tranche(
            *("USD", 200, "4.749", 2),
            (
                ("2024-08-07", 474_900_000),  # half of the yearly 949,800,000, four times
                ("2025-02-07", 474_900_000),
                ("2025-08-07", 474_900_000),
                ("2026-02-09", 474_900_000),  # paid on Monday, no interest for the wait
            ),
            "2026-02-09",
        ),
        Tranche(
            *("EUR", 80, "3.647", 2),
            (("2025-02-07", 291_760_000), ("2026-02-09", 291_760_000)),
            "2026-02-09",
        ),
    ),
    "2025-11-11": (
        Tranche(
            *("HKD", 2_500, "2.5", 2),
            (
                ("2026-05-11", 3_099_315_000),  # 181 days
                ("2026-11-11", 3_150_682_500),  # 184
                ("2027-05-11", 3_099_315_000),
                ("2027-11-11", 3_150_682_500),
            ),
            "2027-11-11",
        ),
        Tranche(
            *("CNY", 2_500, "1.9", 5),
            (
                ("2026-05-11", 2_355_477_500),
                ("2026-11-11", 2_394_520_000),
                ("2027-05-11", 2_355_477_500),
                ("2027-11-11", 2_394_520_000),
                ("2028-05-11", 2_368_492_500),
                ("2028-11-13", 2_420_547_500),  # 186, to the Monday
                ("2029-05-11", 2_329_450_000),  # 179, from there
                ("2029-11-12", 2_407_532_500),
                ("2030-05-13", 2_368_492_500),
                ("2030-11-11", 2_368_492_500),
            ),
            "2030-11-11",
        ),
        Tranche(
            *("USD", 300, "3.633", 3),
            (
                ("2026-05-11", 544_950_000),
                ("2026-11-11", 544_950_000),
                ("2027-05-11", 544_950_000),
                ("2027-11-11", 544_950_000),
                ("2028-05-11", 544_950_000),
                ("2028-11-13", 544_950_000),
            ),
            "2028-11-13",
        ),
        Tranche(
            *("EUR", 300, "2.512", 4),
            (
                ("2026-11-11", 753_600_000),
                ("2027-11-11", 753_600_000),
                ("2028-11-13", 753_600_000),
                ("2029-11-12", 753_600_000),
            ),
            "2029-11-12",
        ),
    ),
}
_USD = (DayCount.THIRTY_360, 2, Roll.FOLLOWING, False)
_HKD = (DayCount.ACTUAL_365_FIXED, 2, Roll.MODIFIED_FOLLOWING, True)
_EUR = (DayCount.ACTUAL_ACTUAL_ICMA, 1, Roll.FOLLOWING, False)
CONVENTIONS = {"HKD": _HKD, "CNY": _HKD, "USD": _USD, "EUR": _EUR}


@pytest.mark.parametrize("issued", list(DEALS))
def test_every_flow_in_four_currencies(platform, verifier, actors, issued):
    admit(platform, actors.holder_a, actors.holder_b)
    replays = [_replay(platform, issued, tranche) for tranche in DEALS[issued]]

    for replay in replays:
        large = replay.sheet.issue_units * 3 // 5
        replay.open(
            "issue", (actors.holder_a, large), (actors.holder_b, replay.sheet.issue_units - large)
        )
    for replay in replays:
        replay.deliver()
    for _, replay, act, given in sorted(_payments(replays), key=lambda each: each[0]):
        getattr(replay, act)(*given)

    for replay, tranche in zip(replays, DEALS[issued], strict=True):
        principal = tranche.millions * MILLION
        assert replay.statement == [
            (issued, "issue", principal),
            *[(day, "coupon", amount) for day, amount in tranche.coupons],
            (tranche.repaid, "redemption", principal),
        ]
        assert replay.cash.balances[replay.bond.address] == 0
        assert replay.cash.balances[actors.holder_b.address] > principal * 2 // 5


@pytest.mark.parametrize("issued", list(DEALS))
def test_what_is_lost_by_rounding_is_less_than_a_cent_of_each_unit(issued):
    """The listed interest beside the exact, added up by calendar days and nothing of ours."""
    for tranche in DEALS[issued]:
        exact = _exact(issued, tranche)
        listed = [amount for _, amount in tranche.coupons]
        lost = [whole - paid for whole, paid in zip(exact, listed, strict=True)]
        assert all(0 <= each < tranche.millions for each in lost), tranche


def _exact(issued, tranche):
    """Interest without rounding [cents]: actual days over 365, or an equal part of each year."""
    yearly = tranche.millions * MILLION * Fraction(tranche.rate) / 100
    if tranche.currency in ("USD", "EUR"):
        parts = len(tranche.coupons) // tranche.years
        return [yearly / parts] * len(tranche.coupons)
    days = [date.fromisoformat(day) for day in (issued, *dict(tranche.coupons))]
    return [yearly * (b - a).days / 365 for a, b in pairwise(days)]


def _replay(platform, issued, tranche):
    count, frequency, roll, adjusted = CONVENTIONS[tranche.currency]
    plan = Plan(
        coupon_kind=CouponKind.FIXED,
        day_count=count,
        frequency=frequency,
        issue_day=moved(issued),
        maturity_day=moved(f"{int(issued[:4]) + tranche.years}{issued[4:]}"),
        roll=roll,
        adjusted=adjusted,
        stub=Stub.SHORT_FRONT,
        record=RecordRule(1, True),
    )
    currency = in_currency(platform, tranche.currency, 2)
    sheet = term_sheet(
        currency,
        plan,
        isin=f"HK{tranche.currency}{issued[:4]}000",
        denomination=MILLION,
        issue_units=tranche.millions,
        rate=rate(tranche.rate),
        currency=tranche.currency,
        zone_offset=HONG_KONG,
        country="HK",
    )
    return Replay(currency, sheet, CALENDAR)


def _payments(replays):
    """(day, bond, what, arguments) of all that is paid after issue, bond by bond."""
    for replay in replays:
        for number, coupon in enumerate(replay.coupons):
            yield coupon.payment_day, replay, "pay", (number,)
        yield replay.schedule.redemption_day, replay, "redeem", ()
