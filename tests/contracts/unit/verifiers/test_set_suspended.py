"""Verifiers.setSuspended: a verifier is suspended, and the suspension lifted."""

import pytest

from tests.support.platform import accredit
from tests.support.reverts import reverts


@pytest.mark.parametrize("suspended", [True, False])
def test_the_last_word_counts(platform, actors, suspended):
    accredit(platform, actors.verifier)
    platform.verifiers.setSuspended(actors.verifier, not suspended, {"from": actors.admin})

    tx = platform.verifiers.setSuspended(actors.verifier, suspended, {"from": actors.admin})

    assert platform.verifiers.accreditationOf(actors.verifier)[1] is suspended
    assert platform.verifiers.isAccredited(actors.verifier, 1, 20_000) is not suspended
    event = {"verifier": actors.verifier, "suspended": suspended}
    assert dict(tx.events["VerifierSuspended"]) == event


def test_reverts_when_the_account_was_never_accredited(platform, actors):
    with reverts("NotAccredited", actors.stranger):
        platform.verifiers.setSuspended(actors.stranger, True, {"from": actors.admin})
