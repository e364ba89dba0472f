"""oracle.desk.rates"""

import json
import os
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from oracle.core.errors import Malformed
from oracle.core.units import Day, Ppm
from oracle.desk.rates import (
    MOST_RATE,
    FloatingTerms,
    ImpactTerms,
    deadline_of,
    fixing_of,
    floating_rate,
    impact_rate_down,
    impact_rates,
    lower_median,
    margin_of,
    silent_rate,
    standing_of,
)
from oracle.desk.terms import Rate
from tests.oracle.unit.desk.rate_cases import Draw, impact_terms, rate_vectors, verified_near

VECTORS = Path(__file__).parents[3] / "vectors" / "rates.json"

BOND_RATE, BASELINE = 30_000_000, 1_000_000
TERMS = ImpactTerms(
    start_period=1,
    deviation_floor=Ppm(100_000),
    deviation_cap=Ppm(200_000),
    margin_floor=Rate(500_000),
    margin_cap=Rate(750_000),
    penalty=Rate(300_000),
    report_days=60,
)


def test_the_cases_are_those_in_the_file() -> None:
    cases = rate_vectors()
    text = "{\n" + ",\n".join(f"{json.dumps(key)}: {_lines(cases[key])}" for key in cases) + "\n}\n"
    if os.environ.get("UPDATE"):
        VECTORS.write_text(text)
    assert VECTORS.read_text() == text
    assert sum(len(kind) for kind in cases.values() if isinstance(kind, list)) >= 500


def _lines(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value)
    assert isinstance(value, list)
    return "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in value) + "\n]"


@pytest.mark.parametrize(
    ("values", "median"),
    [([5], 5), ([5, 3], 3), ([1, 9, 4], 4), ([-8, 2, -7, 1], -7), ([2, 2, 2, 9], 2)],
)
def test_of_an_even_number_the_smaller_middle_value_is_the_median(values, median) -> None:
    assert lower_median(values) == median


def test_inv_fx_1_a_fixing_takes_a_quorum_within_the_tolerance() -> None:
    assert fixing_of([100, 110], quorum=2, tolerance=10) == 100
    with pytest.raises(Malformed, match="100 to 111, tolerance 10"):
        fixing_of([111, 100], quorum=2, tolerance=10)
    with pytest.raises(Malformed, match="1 of at least 2"):
        fixing_of([100], quorum=2, tolerance=10)


def test_a_day_without_fixing_takes_the_last_before_once_its_time_is_over() -> None:
    fixings = {Day(100): 7, Day(107): -9, Day(120): 11}
    seen = [standing_of(fixings, Day(110), Day(today), 3, initial=5) for today in (110, 113, 114)]
    assert seen == [None, None, -9]
    assert standing_of(fixings, Day(107), Day(107), 3, initial=5) == -9
    assert standing_of(fixings, Day(99), Day(200), 3, initial=5) == 5


@pytest.mark.parametrize(
    ("value", "rate"),
    [(-2_000, 100), (-1_900, 100), (-1_899, 101), (0, 2_000), (6_999, 8_999), (7_001, 9_000)],
)
def test_index_plus_spread_stays_within_floor_and_cap(value, rate) -> None:
    terms = FloatingTerms(Rate(2_000), Rate(0), cap=Rate(9_000), floor=Rate(100))
    assert floating_rate(value, terms) == rate


@pytest.mark.parametrize(
    ("verified", "rate"),
    [
        (1_000_000, 30_000_000),
        (1_200_000, 29_500_000),  # at the cap of deviation: the whole margin
        (1_200_001, 29_500_000),
        (9_999_999, 29_500_000),
        (1_100_000, 29_750_000),
        (1_000_001, 29_999_997),  # lowered by 2.5: rounded against the holder
        (999_999, 30_000_007),  # raised by 7.5: rounded against the holder
        (950_000, 30_375_000),
        (900_000, 30_750_000),
        (899_999, 30_750_000),
        (0, 30_750_000),
        (-5_000_000, 30_750_000),
    ],
)
def test_the_margin_is_linear_between_the_corners(verified, rate) -> None:
    assert impact_rate_down(BOND_RATE, verified, BASELINE, TERMS) == rate


def test_a_rate_is_never_negative_nor_larger_than_its_type() -> None:
    assert impact_rate_down(400_000, 2_000_000, BASELINE, TERMS) == 0
    assert impact_rate_down(MOST_RATE, 0, BASELINE, TERMS) == MOST_RATE
    assert silent_rate(MOST_RATE, MOST_RATE, TERMS) == MOST_RATE


def test_inv_rs_2_inv_rs_3_any_life_stays_in_the_band_and_pays_more_for_worse() -> None:
    lowered = raised = 0
    for number in range(500):
        draw = Draw(f"property {number}")
        terms, baseline = impact_terms(draw), 1 + draw.wide(2**64 - 2)
        bond_rate = draw.between(0, 100_000_000)
        impacts = sorted(verified_near(draw, baseline, terms) for _ in range(8))
        rates = [impact_rate_down(bond_rate, v, baseline, terms) for v in impacts]
        assert all(worse >= better for worse, better in pairwise(rates))
        least, most = max(0, bond_rate - terms.margin_floor), bond_rate + terms.margin_cap
        assert all(least <= rate <= most for rate in rates)
        for rate in rates:
            silent = silent_rate(bond_rate, rate, terms)
            assert rate <= silent <= most
        lowered += rates[-1] < bond_rate
        raised += rates[0] > bond_rate
    assert lowered > 100 and raised > 100


def test_rounding_takes_less_than_one_ppb_from_the_holder() -> None:
    for number in range(300):
        draw = Draw(f"rounding {number}")
        terms, baseline = impact_terms(draw), 1 + draw.wide(2**64 - 2)
        verified = verified_near(draw, baseline, terms)
        exact = Fraction(2**31) + margin_of(verified, baseline, terms)
        if 0 <= exact <= MOST_RATE:
            assert 0 <= exact - impact_rate_down(2**31, verified, baseline, terms) < 1


def test_a_life_of_good_bad_and_missing_reports() -> None:
    verified = {1: 1_200_000, 2: 900_000, 5: 1_000_000}
    rates = impact_rates(BOND_RATE, [0, *[BASELINE] * 5, 0], verified, TERMS)
    assert rates == [
        30_000_000,  # before the start period
        29_500_000,  # good
        30_750_000,  # bad
        30_750_000,  # missing: already the most
        30_750_000,
        30_000_000,  # as expected
        30_000_000,  # nothing expected: as before
    ]
    silent = impact_rates(BOND_RATE, [BASELINE] * 5, {}, TERMS)
    assert silent == [30_000_000, 30_300_000, 30_600_000, 30_750_000, 30_750_000]


@pytest.mark.parametrize(("record", "deadline"), [(200, 160), (161, 160), (160, 159), (150, 149)])
def test_the_deadline_is_always_before_the_record_day(record, deadline) -> None:
    assert deadline_of(Day(100), Day(record), 60) == deadline
