"""Verifiers.isAccredited: for a kind, on a day."""

import pytest

from tests.support.platform import accredit

FIRST, LAST = 15_000, 15_010
KINDS = range(6)


@pytest.mark.parametrize("scopes", [1 << 1, 1 << 5, 1 << 2 | 1 << 3])
def test_accredited_for_the_kinds_in_scope_alone(platform, actors, scopes):
    accredit(platform, actors.verifier, scopes, FIRST, LAST)

    found = {k for k in KINDS if platform.verifiers.isAccredited(actors.verifier, k, FIRST)}

    assert found == {kind for kind in KINDS if scopes >> kind & 1}


def test_inv_ve_1_accredited_for_nothing_when_suspended_or_expired(platform, actors):
    accredit(platform, actors.verifier, 2**16 - 1, FIRST, LAST)
    days = {0: False, FIRST - 1: False, FIRST: True, LAST: True, LAST + 1: False, 2**32 - 1: False}

    for day, expected in days.items():
        for kind in KINDS:
            assert platform.verifiers.isAccredited(actors.verifier, kind, day) is expected

    platform.verifiers.setSuspended(actors.verifier, True, {"from": actors.admin})
    for day in days:
        for kind in KINDS:
            assert not platform.verifiers.isAccredited(actors.verifier, kind, day)


def test_a_stranger_is_accredited_for_nothing(platform, actors):
    assert not any(platform.verifiers.isAccredited(actors.stranger, k, 0) for k in KINDS)
