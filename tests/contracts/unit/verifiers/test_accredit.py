"""Verifiers.accredit: what a verifier may state, and from when to when."""

import pytest

from tests.support.platform import ALL_SCOPES, ZERO, accredit
from tests.support.reverts import reverts
from tests.support.texts import digest32

RECORD = digest32("accreditation")


def test_an_accreditation_is_what_was_said(platform, actors):
    tx = accredit(platform, actors.verifier, ALL_SCOPES, 15_000, 20_000)

    entry = (ALL_SCOPES, 15_000, 20_000, RECORD)
    assert platform.verifiers.accreditationOf(actors.verifier) == (entry, False)
    event = {"verifier": actors.verifier, "accreditation": entry}
    assert dict(tx.events["VerifierAccredited"]) == event


def test_a_renewal_does_not_lift_a_suspension(platform, actors):
    accredit(platform, actors.verifier)
    platform.verifiers.setSuspended(actors.verifier, True, {"from": actors.admin})

    accredit(platform, actors.verifier, 1 << 2, 1, 2)

    renewed = ((1 << 2, 1, 2, RECORD), True)
    assert platform.verifiers.accreditationOf(actors.verifier) == renewed


@pytest.mark.parametrize("entry", [(0, 1, 2, RECORD), (1, 2, 1, RECORD), (1, 1, 2, ZERO)])
def test_reverts_when_scope_record_or_order_of_days_are_missing(platform, actors, entry):
    with reverts("AccreditationInvalid", actors.verifier, *entry[:3]):
        platform.verifiers.accredit(actors.verifier, entry, {"from": actors.admin})
