"""Methodologies.supersede: a version points to a newer one; pins of it stay."""

import pytest

from tests.support.platform import M01
from tests.support.reverts import reverts
from tests.support.texts import text32

NONE = text32("M02/1")


def test_a_superseded_methodology_names_the_newer_one(platform, actors, pin_id):
    before = platform.methodologies.pinned(pin_id)

    tx = platform.methodologies.supersede(M01, M01, {"from": actors.admin})

    assert platform.methodologies.methodologyOf(M01)[1] == M01
    assert platform.methodologies.pinned(pin_id) == before
    assert dict(tx.events["MethodologySuperseded"]) == {"methodology": M01, "by": M01}


@pytest.mark.parametrize(("old", "new"), [(M01, NONE), (NONE, M01)])
def test_reverts_when_one_of_them_is_unknown(platform, actors, old, new):
    with reverts("UnknownMethodology", NONE):
        platform.methodologies.supersede(old, new, {"from": actors.admin})
