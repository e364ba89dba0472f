"""GridRenewable.validate: refuses parameters that cannot be evaluated."""

import pytest

from tests.support.platform import BM, BUILD_MARGIN, OM, OPERATING_MARGIN, parameters
from tests.support.reverts import reverts
from tests.support.texts import text32

RAW = bytes.fromhex(parameters()[2:])


@pytest.fixture(scope="module", autouse=True)
def factors_are_published(pin_id):
    """Both margins of 2012."""


@pytest.mark.parametrize("weight", [0, 1, 1_000_000])
def test_weights_up_to_one_are_accepted(platform, weight):
    platform.grid_renewable.validate(parameters(weight_om=weight))


@pytest.mark.parametrize("weight", [1_000_001, 2**32 - 1])
def test_reverts_when_the_weight_is_over_one(platform, weight):
    with reverts("ParameterOutOfRange", text32("weightOm"), weight, 1_000_000):
        platform.grid_renewable.validate(parameters(weight_om=weight))


@pytest.mark.parametrize("changed", [RAW[:-1], RAW + b"\0", b""])
def test_reverts_when_the_length_is_not_four_words(platform, changed):
    with reverts("ParameterOutOfRange", text32("length"), len(changed), 128):
        platform.grid_renewable.validate(changed)


def test_reverts_when_the_margins_are_swapped(platform):
    with reverts("WrongKind", BM, BUILD_MARGIN, OPERATING_MARGIN):
        platform.grid_renewable.validate(parameters(om=BM, bm=OM))


def test_reverts_when_a_factor_is_unknown(platform):
    with reverts("UnknownFactor", text32("NONE")):
        platform.grid_renewable.validate(parameters(bm=text32("NONE")))


def test_reverts_when_the_rounding_is_unknown(platform):
    with reverts("ParameterOutOfRange", text32("rounding"), 2, 1):
        platform.grid_renewable.validate(parameters(rounding=2))
