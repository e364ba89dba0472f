"""The oracle's M01 against the contract's, and both against the exact fraction."""

import random
from fractions import Fraction

from oracle.measure.grid_renewable import Rounding, emissions_reduction
from tests.support.calls import answers
from tests.support.platform import BM_VALUE, OM_VALUE, parameters

MAX = 2**64 - 1
EDGES = [(0, 0), (1, 0), (0, 1), (MAX, 0), (0, MAX), (MAX, MAX), (MAX, MAX - 1)]


def test_oracle_and_contract_give_the_same_grams(platform, pin_id):
    draw = random.Random(13)
    energies = [*EDGES, *((draw.getrandbits(64), draw.getrandbits(64)) for _ in range(60))]
    energies += [(draw.getrandbits(24), draw.getrandbits(20)) for _ in range(60)]
    cases = [
        (exported, imported, weight, rounding)
        for exported, imported in energies
        for weight in {0, 1_000_000, draw.randint(0, 1_000_000)}
        for rounding in Rounding
    ]

    found = answers(
        platform.grid_renewable.evaluate,
        [
            ((exported, imported, 1, 1, 0, 60), _parameters(weight, rounding))
            for exported, imported, weight, rounding in cases
        ],
    )

    for (exported, imported, weight, rounding), grams in zip(cases, found, strict=True):
        factors = OM_VALUE, BM_VALUE, weight, 1_000_000 - weight
        assert grams == emissions_reduction(exported, imported, *factors, rounding)
        if rounding is Rounding.EXACT_FLOOR_G:
            micrograms = Fraction(OM_VALUE * weight + BM_VALUE * (1_000_000 - weight), 10**6)
            assert 0 <= (exported - imported) * micrograms / 10**6 - grams < 1
    assert len(cases) >= 200


def _parameters(weight, rounding):
    return parameters(weight_om=weight, rounding=rounding.value)
