"""M01: grid-connected renewable power. Energy fed in, times the factor of the grid it displaces.

ER = EG x (wOM x OM + wBM x BM), EG = exported - imported; project emissions are 0.
"""

from enum import Enum

from oracle.core.errors import Malformed
from oracle.core.units import PPM_ONE, GramsCo2e, MicrogramsPerWh, Ppm, Wh

METHODOLOGY = "M01/1"

_MICRO = 1_000_000
"""Micrograms in a gram."""

_TONNE = 1_000_000
"""Grams in a tonne."""

_EF4 = 100
"""Four decimals of t/MWh [micrograms per Wh]."""


class Rounding(Enum):
    """How the figure is rounded; both go toward minus infinity. Order as in GridRenewable.sol.

    EXACT_FLOOR_G            multiply first, divide once, floor to whole grams
    PDD_EF4HALFUP_ER_FLOOR_T factor half up to 4 decimals of t/MWh, result floored to whole tonnes,
                             as published project documents do
    """

    EXACT_FLOOR_G = 0
    PDD_EF4HALFUP_ER_FLOOR_T = 1


def emissions_reduction(  # noqa: PLR0913, PLR0917
    exported: Wh,
    imported: Wh,
    om: MicrogramsPerWh,
    bm: MicrogramsPerWh,
    weight_om_ppm: Ppm,
    weight_bm_ppm: Ppm,
    rounding: Rounding,
) -> GramsCo2e:
    """Emissions avoided by what was fed in, net of what was drawn. A claim is never rounded up.

    Units:  Wh, micrograms CO2e/Wh, ppm -> g CO2e
    Raises: Malformed  the weights are not two parts of one
    Source: docs/methodology/M01.md, eq. (1) to (3); CDM ACM0002, AMS-I.D
    """
    if min(weight_om_ppm, weight_bm_ppm) < 0 or weight_om_ppm + weight_bm_ppm != PPM_ONE:
        found = f"{weight_om_ppm} and {weight_bm_ppm} ppm"
        raise Malformed("weights", f"{found}; they must add up to {PPM_ONE}")
    net = exported - imported
    factor = om * weight_om_ppm + bm * weight_bm_ppm
    if rounding is Rounding.EXACT_FLOOR_G:
        return GramsCo2e(net * factor // (PPM_ONE * _MICRO))
    rounded = (factor + _EF4 * PPM_ONE // 2) // (_EF4 * PPM_ONE) * _EF4
    return GramsCo2e(net * rounded // (_MICRO * _TONNE) * _TONNE)
