"""Factors.publish: a factor is published once, for good."""

import pytest

from tests.support.platform import BUILD_MARGIN, OM, OPERATING_MARGIN, ZERO, factor
from tests.support.reverts import reverts
from tests.support.texts import text32

LIMIT = 1_500_000


def test_a_published_factor_is_what_was_said(platform, actors):
    entry = factor(OPERATING_MARGIN, 991_300)

    tx = platform.factors.publish(OM, entry, {"from": actors.admin})

    assert platform.factors.factorOf(OM) == (entry, ZERO)
    assert dict(tx.events["FactorPublished"]) == {"factor": OM, "entry": entry}


@pytest.mark.parametrize("value", [0, 1, LIMIT])
def test_values_up_to_one_and_a_half_tonnes_per_mwh_are_accepted(platform, actors, value):
    platform.factors.publish(OM, factor(OPERATING_MARGIN, value), {"from": actors.admin})

    assert platform.factors.valueOf(OM, OPERATING_MARGIN) == value


@pytest.mark.parametrize("value", [LIMIT + 1, 2**64 - 1])
def test_reverts_when_no_grid_emits_that_much(platform, actors, value):
    with reverts("FactorOutOfRange", value, LIMIT):
        platform.factors.publish(OM, factor(OPERATING_MARGIN, value), {"from": actors.admin})


@pytest.mark.parametrize("changes", [{"kind": 0}, {"data_year": 0}, {"document": ZERO}])
def test_reverts_when_kind_year_or_document_are_missing(platform, actors, changes):
    entry = factor(**{"kind": OPERATING_MARGIN, "value": 1} | changes)
    with reverts("FactorIncomplete", OM):
        platform.factors.publish(OM, entry, {"from": actors.admin})


@pytest.mark.parametrize("value", [991_300, 991_301, 0])
def test_inv_fa_1_a_published_value_never_changes(platform, actors, value):
    steward = {"from": actors.admin}
    platform.factors.publish(OM, factor(OPERATING_MARGIN, 991_300), steward)
    platform.factors.publish(text32("NEXT"), factor(OPERATING_MARGIN, 880_000), steward)

    for kind in (OPERATING_MARGIN, BUILD_MARGIN):
        with reverts("FactorExists", OM):
            platform.factors.publish(OM, factor(kind, value), steward)
    platform.factors.supersede(OM, text32("NEXT"), steward)

    assert platform.factors.valueOf(OM, OPERATING_MARGIN) == 991_300
