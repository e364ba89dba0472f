"""Cases of rates that Solidity and Python must agree on: tests/vectors/rates.json."""

from hashlib import sha256

from oracle.core.units import Ppm
from oracle.desk.rates import (
    FloatingTerms,
    ImpactTerms,
    floating_rate,
    impact_rate_down,
    impact_rates,
    lower_median,
)
from oracle.desk.terms import Rate

ABOUT = "oracle/desk/rates.py; written by test_rates.py with UPDATE=1; integers are decimal strings"
U32, U64, I32 = 2**32 - 1, 2**64 - 1, 2**31
MEDIANS, FLOATING, IMPACT, LIVES = 120, 150, 250, 80


class Draw:
    """Numbers that are the same on every machine."""

    def __init__(self, seed: str) -> None:
        self._seed, self._count = seed, 0

    def between(self, low: int, high: int) -> int:
        """A number from low to high, both included."""
        self._count += 1
        drawn = int.from_bytes(sha256(f"{self._seed} {self._count}".encode()).digest(), "big")
        return low + drawn % (high - low + 1)

    def wide(self, most: int) -> int:
        """A number of any magnitude up to `most`, ends included."""
        return min(most, self.between(0, 2 ** self.between(0, most.bit_length())))


def rate_vectors() -> dict[str, object]:
    """Every case as decimal strings, arguments first, the answer last."""
    return {
        "about": ABOUT,
        "medians": [_median(Draw(f"median {n}")) for n in range(MEDIANS)],
        "floating": [_floating(Draw(f"floating {n}")) for n in range(FLOATING)],
        "impact": [_impact(Draw(f"impact {n}"), n) for n in range(IMPACT)],
        "lives": [_life(Draw(f"life {n}")) for n in range(LIVES)],
    }


def impact_terms(draw: Draw) -> ImpactTerms:
    """Terms of any size, half of them as a market would write them."""
    if draw.between(0, 1):
        return ImpactTerms(
            start_period=draw.between(1, 4),
            deviation_floor=Ppm(draw.between(1, 500_000)),
            deviation_cap=Ppm(draw.between(1, 500_000)),
            margin_floor=Rate(draw.between(0, 5_000_000)),
            margin_cap=Rate(draw.between(0, 5_000_000)),
            penalty=Rate(draw.between(0, 2_500_000)),
            report_days=90,
        )
    return ImpactTerms(
        start_period=draw.between(1, 4),
        deviation_floor=Ppm(1 + draw.wide(U32 - 1)),
        deviation_cap=Ppm(1 + draw.wide(U32 - 1)),
        margin_floor=Rate(draw.wide(U32)),
        margin_cap=Rate(draw.wide(U32)),
        penalty=Rate(draw.wide(U32)),
        report_days=draw.between(0, 2**16 - 1),
    )


def verified_near(draw: Draw, baseline: int, terms: ImpactTerms) -> int:
    """An impact on, beside or between the corners of the margin, or anywhere."""
    corner = (0, -terms.deviation_floor, terms.deviation_cap)[draw.between(0, 2)]
    match draw.between(0, 3):
        case 0:
            return baseline + baseline * corner // 1_000_000 + draw.between(-2, 2)
        case 1:
            return baseline + draw.between(-baseline, baseline)
        case 2:
            return draw.between(-(2**127), 2**127 - 1)
        case _:
            return draw.between(-1, 1) * draw.wide(2**100)


def _median(draw: Draw) -> list[list[str] | str]:
    values = [draw.between(-I32, I32 - 1) for _ in range(draw.between(1, 31))]
    if draw.between(0, 1):  # close together, some of them equal
        values = [value % 7 - 3 for value in values]
    return [_texts(values), str(lower_median(values))]


def _floating(draw: Draw) -> list[list[str] | str]:
    low, high = sorted((draw.wide(U32), draw.wide(U32)))
    spread = draw.between(-I32, I32 - 1) // draw.between(1, 1_000)
    terms = FloatingTerms(Rate(spread), Rate(0), cap=Rate(high), floor=Rate(low))
    near = (low, high)[draw.between(0, 1)] - spread + draw.between(-2, 2)
    anywhere = draw.between(-I32, I32 - 1)
    value = near if draw.between(0, 1) and -I32 <= near < I32 else anywhere
    return [_texts((value, spread, high, low)), str(floating_rate(value, terms))]


def _impact(draw: Draw, number: int) -> list[list[str] | str]:
    terms, baseline = impact_terms(draw), 1 + draw.wide(U64 - 1)
    bond_rate = draw.between(0, 100_000_000) if number % 2 else draw.wide(U32)
    verified = verified_near(draw, baseline, terms)
    rate = impact_rate_down(bond_rate, verified, baseline, terms)
    return [_texts((bond_rate, verified, baseline)), _numbers(terms), str(rate)]


def _life(draw: Draw) -> list[list[str]]:
    """A bond's rate, its baselines, what was reported ("" is nothing), terms and rates."""
    terms, count = impact_terms(draw), draw.between(1, 24)
    bond_rate = draw.between(0, 100_000_000)
    baselines = [draw.between(0, 4) and 1 + draw.wide(10**15) for _ in range(count)]
    verified = {
        coupon: verified_near(draw, baseline, terms)
        for coupon, baseline in enumerate(baselines)
        if coupon >= terms.start_period and baseline and draw.between(0, 1)
    }
    reports = [str(verified.get(coupon, "")) for coupon in range(count)]
    rates = impact_rates(bond_rate, baselines, verified, terms)  # type: ignore[arg-type]
    return [[str(bond_rate)], _texts(baselines), reports, _numbers(terms), _texts(rates)]


def _numbers(terms: ImpactTerms) -> list[str]:
    deviations = terms.deviation_floor, terms.deviation_cap
    margins = terms.margin_floor, terms.margin_cap, terms.penalty
    return _texts((terms.start_period, *deviations, *margins, terms.report_days))


def _texts(numbers: object) -> list[str]:
    return [str(number) for number in numbers]  # type: ignore[attr-defined]
