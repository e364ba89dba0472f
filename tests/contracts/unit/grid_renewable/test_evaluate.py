"""GridRenewable.evaluate: M01 is exact, and rounds down under both policies."""

import itertools
import random
from fractions import Fraction
from math import floor

import pytest

from tests.support.calls import answers
from tests.support.platform import (
    BM_VALUE,
    BUILD_MARGIN,
    EXACT_FLOOR_G,
    OM_VALUE,
    OPERATING_MARGIN,
    PDD_EF4_HALF_UP_ER_FLOOR_T,
    factor,
    parameters,
)
from tests.support.texts import text32

MAX = 2**64 - 1
TONNE = 10**6
POLICIES = (EXACT_FLOOR_G, PDD_EF4_HALF_UP_ER_FLOOR_T)
LIMITS = {text32("ZERO-OM"): 0, text32("MAX-OM"): 1_500_000}
LIMITS_BM = {text32("ZERO-BM"): 0, text32("MAX-BM"): 1_500_000, text32("HALF-BM"): 50}


@pytest.fixture(scope="module", autouse=True)
def factors_are_published(platform, actors, pin_id):
    steward = {"from": actors.admin}
    for kind, factors in ((OPERATING_MARGIN, LIMITS), (BUILD_MARGIN, LIMITS_BM)):
        for name, value in factors.items():
            platform.factors.publish(name, factor(kind, value), steward)


def exact(exported, imported, om, bm, weight) -> Fraction:
    """Reduction [g] without any rounding. Source: docs/methodology/M01.md, eq. (1) to (3)."""
    weight = Fraction(weight, 10**6)
    return (exported - imported) * (weight * om + (1 - weight) * bm) / 10**6


def published(exported, imported, om, bm, weight) -> int:
    """Reduction [g] as project documents round: t/MWh half up to 4 decimals, whole tonnes down."""
    weight = Fraction(weight, 10**6)
    tonnes_per_mwh = (weight * om + (1 - weight) * bm) / 10**6
    rounded = Fraction(floor(tonnes_per_mwh * 10**4 + Fraction(1, 2)), 10**4)
    return floor((exported - imported) * rounded / 10**6) * TONNE


def evaluate(platform, exported, imported, **changes):
    quantities = (exported, imported, 1, 1, 0, 60)
    return platform.grid_renewable.evaluate(quantities, parameters(**changes))


@pytest.mark.parametrize(
    ("rounding", "grams"),
    [(EXACT_FLOOR_G, 63_833_387_900), (PDD_EF4_HALF_UP_ER_FLOOR_T, 63_831_000_000)],
)
def test_liangzhou_is_the_published_63831_tonnes(platform, rounding, grams):
    assert evaluate(platform, 72_668 * 10**6, 0, rounding=rounding) == grams


@pytest.mark.parametrize(
    ("rounding", "grams"), [(EXACT_FLOOR_G, -1), (PDD_EF4_HALF_UP_ER_FLOOR_T, -TONNE)]
)
def test_a_negative_net_is_rounded_toward_minus_infinity(platform, rounding, grams):
    assert evaluate(platform, 0, 1, rounding=rounding) == grams


def test_boundaries_equal_the_exact_model(platform):
    bm, energies = text32("MAX-BM"), [(0, 0), (1, 0), (1, 1), (MAX, 0), (0, MAX), (MAX, MAX)]
    cases = list(itertools.product(energies, LIMITS, (0, 1, 1_000_000), POLICIES))

    found = answers(
        platform.grid_renewable.evaluate,
        [
            ((*energy, 1, 1, 0, 60), parameters(om=om, bm=bm, weight_om=weight, rounding=policy))
            for energy, om, weight, policy in cases
        ],
    )

    for (energy, om, weight, policy), grams in zip(cases, found, strict=True):
        values = *energy, LIMITS[om], LIMITS_BM[bm], weight
        if policy == EXACT_FLOOR_G:
            assert 0 <= exact(*values) - grams < 1, values
        else:
            assert grams == published(*values), values


def test_half_of_the_fourth_decimal_is_rounded_up(platform):
    changes = {"om": text32("ZERO-OM"), "bm": text32("HALF-BM"), "weight_om": 0}
    found = evaluate(platform, 10**10, 0, rounding=PDD_EF4_HALF_UP_ER_FLOOR_T, **changes)

    assert found == TONNE


def test_slots_and_period_change_nothing(platform):
    first = platform.grid_renewable.evaluate((10**9, 5, 9, 3, 0, 60), parameters())

    assert first == platform.grid_renewable.evaluate((10**9, 5, 1, 1, 60, 120), parameters())


def test_three_hundred_random_inputs_equal_the_exact_model(platform):
    draw = random.Random(2012)
    drawn = [_drawn(draw, number) for number in range(320)]

    found = answers(
        platform.grid_renewable.evaluate,
        [
            ((exported, imported, 1, 1, 0, 60), parameters(weight_om=weight, rounding=rounding))
            for exported, imported, weight, rounding in drawn
        ],
    )

    for (exported, imported, weight, rounding), grams in zip(drawn, found, strict=True):
        values = exported, imported, OM_VALUE, BM_VALUE, weight
        if rounding == EXACT_FLOOR_G:
            assert 0 <= exact(*values) - grams < 1, values
        else:
            assert grams == published(*values), values


def _drawn(draw, number):
    size = draw.choice((10, 20, 40, 64))
    energies = draw.getrandbits(size), draw.getrandbits(draw.choice((1, size)))
    return *energies, draw.randint(0, 10**6), POLICIES[number % 2]
