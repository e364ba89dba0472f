"""Factors.valueOf: the value, only of the kind that is needed."""

import pytest

from tests.support.platform import OM, OPERATING_MARGIN, publish_factors
from tests.support.reverts import reverts
from tests.support.texts import text32


def test_value_is_that_of_the_publication(platform):
    publish_factors(platform)

    assert platform.factors.valueOf(OM, OPERATING_MARGIN) == 991_300


@pytest.mark.parametrize("kind", [0, 1, 3, 6])
def test_reverts_when_another_kind_is_needed(platform, kind):
    publish_factors(platform)
    with reverts("WrongKind", OM, OPERATING_MARGIN, kind):
        platform.factors.valueOf(OM, kind)


def test_reverts_when_the_factor_is_unknown(platform):
    with reverts("UnknownFactor", text32("NONE")):
        platform.factors.valueOf(text32("NONE"), OPERATING_MARGIN)
