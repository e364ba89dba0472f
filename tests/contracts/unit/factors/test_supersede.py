"""Factors.supersede: a factor points to a newer one; its value stays."""

from tests.support.platform import BM, OM, OPERATING_MARGIN, publish_factors
from tests.support.reverts import reverts
from tests.support.texts import text32

NONE = text32("CN-NCSC-2013-NW-OM")


def test_a_superseded_factor_names_the_newer_one(platform, actors):
    publish_factors(platform)

    tx = platform.factors.supersede(OM, BM, {"from": actors.admin})

    assert platform.factors.factorOf(OM)[1] == BM
    assert platform.factors.valueOf(OM, OPERATING_MARGIN) == 991_300
    assert dict(tx.events["FactorSuperseded"]) == {"factor": OM, "by": BM}


def test_reverts_when_the_old_factor_is_unknown(platform, actors):
    publish_factors(platform)
    with reverts("UnknownFactor", NONE):
        platform.factors.supersede(NONE, OM, {"from": actors.admin})


def test_reverts_when_the_new_factor_is_unknown(platform, actors):
    publish_factors(platform)
    with reverts("UnknownFactor", NONE):
        platform.factors.supersede(OM, NONE, {"from": actors.admin})
