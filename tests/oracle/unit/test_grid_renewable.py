"""oracle.measure.grid_renewable"""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oracle.core.errors import Malformed
from oracle.core.units import MicrogramsPerWh, Ppm, Wh
from oracle.measure.grid_renewable import METHODOLOGY, Rounding, emissions_reduction

EXACT, PUBLISHED = Rounding.EXACT_FLOOR_G, Rounding.PDD_EF4HALFUP_ER_FLOOR_T
OM, BM = MicrogramsPerWh(991_300), MicrogramsPerWh(539_800)
WEIGHTS = (Ppm(750_000), Ppm(250_000))


def test_methodology_is_named_and_versioned() -> None:
    assert METHODOLOGY == "M01/1"


@pytest.mark.parametrize(
    ("rounding", "grams"), [(EXACT, 63_833_387_900), (PUBLISHED, 63_831_000_000)]
)
def test_golden_case_of_72668_mwh_is_the_published_63831_t(rounding, grams) -> None:
    energy = Wh(72_668 * 10**6)
    assert emissions_reduction(energy, Wh(0), OM, BM, *WEIGHTS, rounding) == grams


@pytest.mark.parametrize(("rounding", "grams"), [(EXACT, -1), (PUBLISHED, -1_000_000)])
def test_a_negative_reduction_goes_toward_minus_infinity(rounding, grams) -> None:
    assert emissions_reduction(Wh(0), Wh(1), OM, BM, *WEIGHTS, rounding) == grams


def test_factor_is_rounded_half_up_at_the_fourth_decimal() -> None:
    half = MicrogramsPerWh(50)
    assert emissions_reduction(Wh(10**10), Wh(0), half, half, *WEIGHTS, PUBLISHED) == 10**6


@given(
    st.integers(0, 10**15),
    st.integers(0, 10**15),
    st.integers(0, 2 * 10**6),
    st.integers(0, 2 * 10**6),
    st.integers(0, 10**6),
)
def test_exact_policy_is_the_fraction_rounded_down(exported, imported, om, bm, weight) -> None:
    factor = Fraction(om * weight + bm * (10**6 - weight), 10**6)
    exact = (exported - imported) * factor / 10**6
    got = emissions_reduction(exported, imported, om, bm, weight, 10**6 - weight, EXACT)
    assert 0 <= exact - got < 1


def test_weights_that_are_not_two_parts_of_one_are_malformed() -> None:
    with pytest.raises(Malformed, match="weights: 750000 and 250001 ppm"):
        emissions_reduction(Wh(1), Wh(0), OM, BM, Ppm(750_000), Ppm(250_001), EXACT)
