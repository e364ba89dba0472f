"""Rates of floating and impact-linked coupons: contracts/libraries/RateMath.sol, in Python.

Rates are whole parts per billion; a benchmark is signed. Every rate is the exact one rounded down,
against the holder who is paid it. Values that both sides must give: tests/vectors/rates.json.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from oracle.core.errors import Malformed
from oracle.core.units import PPM_ONE, Day, GramsCo2e, Ppm
from oracle.desk.terms import Rate

MOST_RATE = Rate(2**32 - 1)
"""Largest rate that the chain's type holds: beyond it every rate is this."""


@dataclass(frozen=True, slots=True)
class FloatingTerms:
    """What a floating coupon pays.

    spread   added to the index [ppb, signed]
    initial  stands for the index as long as no fixing of it stands [ppb, signed]
    cap      most that is paid [ppb]
    floor    least that is paid [ppb]
    """

    spread: Rate
    initial: Rate
    cap: Rate
    floor: Rate


@dataclass(frozen=True, slots=True)
class ImpactTerms:
    """What an impact-linked coupon pays.

    start_period     first linked coupon, at least 1
    deviation_floor  furthest below the baseline that is counted [ppm of it]
    deviation_cap    furthest above the baseline that is counted [ppm of it]
    margin_floor     most that the rate is lowered [ppb]
    margin_cap       most that the rate is raised [ppb]
    penalty          added to the rate before where no verified report came in time [ppb]
    report_days      calendar days after the accrual start in which a report is taken
    """

    start_period: int
    deviation_floor: Ppm
    deviation_cap: Ppm
    margin_floor: Rate
    margin_cap: Rate
    penalty: Rate
    report_days: int


def lower_median(values: Sequence[int]) -> Rate:
    """The middle value, of an even number the smaller middle one.

    Units:  ppb -> ppb
    """
    return Rate(sorted(values)[(len(values) - 1) // 2])


def fixing_of(values: Sequence[int], quorum: int, tolerance: int) -> Rate:
    """The fixing that the sources' values make.

    Units:  ppb, count, ppb -> ppb
    Raises: Malformed  too few values, or further apart than `tolerance`
    """
    if len(values) < quorum:
        raise Malformed("quotes", f"{len(values)} of at least {quorum}")
    if max(values) - min(values) > tolerance:
        raise Malformed("quotes", f"{min(values)} to {max(values)}, tolerance {tolerance}")
    return lower_median(values)


def standing_of(
    fixings: Mapping[Day, int], day: Day, today: Day, publish_days: int, initial: int
) -> Rate | None:
    """What counts as the index on `day`, seen from `today`; None while it can still be fixed.

    Units:  day -> ppb, day, day, days, ppb -> ppb
    """
    if day in fixings:
        return Rate(fixings[day])
    if today <= day + publish_days:
        return None
    before = [fixed for fixed in fixings if fixed < day]
    return Rate(fixings[max(before)] if before else initial)


def floating_rate(value: int, terms: FloatingTerms) -> Rate:
    """Index plus spread within floor and cap. Exact.

    Units:  ppb -> ppb
    """
    return Rate(max(terms.floor, min(value + terms.spread, terms.cap)))


def margin_of(verified: int, baseline: int, terms: ImpactTerms) -> Fraction:
    """What an impact adds to the rate, negative above the baseline. Exact, linear on either side.

    Units:  g CO2e, g CO2e -> ppb
    """
    deviation = Fraction(verified - baseline, baseline) * PPM_ONE
    if deviation >= 0:
        return -terms.margin_floor * min(deviation / terms.deviation_cap, Fraction(1))
    return terms.margin_cap * min(-deviation / terms.deviation_floor, Fraction(1))


def impact_rate_down(bond_rate: int, verified: int, baseline: int, terms: ImpactTerms) -> Rate:
    """The bond's rate with the margin of a verified impact, rounded down, at least 0.

    Units:  ppb, g CO2e, g CO2e -> ppb
    """
    exact = bond_rate + margin_of(verified, baseline, terms)
    return Rate(min(max(exact.numerator // exact.denominator, 0), MOST_RATE))


def silent_rate(bond_rate: int, previous: int, terms: ImpactTerms) -> Rate:
    """The rate after one coupon without a verified report.

    Units:  ppb, ppb -> ppb
    """
    return Rate(min(previous + terms.penalty, bond_rate + terms.margin_cap, MOST_RATE))


def impact_rates(
    bond_rate: int,
    baselines: Sequence[int],
    verified: Mapping[int, GramsCo2e],
    terms: ImpactTerms,
) -> list[Rate]:
    """The rate of every coupon in turn; `verified` holds what was reported in time, by coupon.

    A coupon with baseline 0 takes no report and pays the rate of the one before.

    Units:  ppb, g CO2e, coupon -> g CO2e -> ppb
    """
    rates: list[Rate] = []
    for coupon, baseline in enumerate(baselines):
        if coupon < terms.start_period:
            rates.append(Rate(bond_rate))
        elif baseline == 0:
            rates.append(rates[-1])
        elif coupon in verified:
            rates.append(impact_rate_down(bond_rate, verified[coupon], baseline, terms))
        else:
            rates.append(silent_rate(bond_rate, rates[-1], terms))
    return rates


def deadline_of(accrual_start: Day, record_day: Day, report_days: int) -> Day:
    """Last day on which a report for a coupon is taken, always before its record day.

    Units:  day, day, days -> day
    """
    return Day(min(accrual_start + report_days, record_day - 1))
