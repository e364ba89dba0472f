"""Investors.admit: the registrar says who an account belongs to."""

import pytest

from tests.support.platform import investor
from tests.support.reverts import reverts


def test_admitted_account_has_the_entry_and_the_event_says_so(platform, actors):
    entry = investor(eligible_until=20_000, jurisdiction=63, withholding=1_000_000)

    tx = platform.investors.admit(actors.holder_a, entry, {"from": actors.registrar})

    assert platform.investors.investorOf(actors.holder_a) == (entry, False, False)
    event = {"account": actors.holder_a, "investor": entry}
    assert dict(tx.events["InvestorAdmitted"]) == event


def test_renewal_replaces_the_entry_and_keeps_the_blocks(platform, actors):
    registrar = {"from": actors.registrar}
    platform.investors.admit(actors.holder_a, investor(), registrar)
    platform.investors.setBlocked(actors.holder_a, True, False, registrar)

    renewed = investor(investor_class=1, identity="0x" + "ff" * 20)
    platform.investors.admit(actors.holder_a, renewed, registrar)

    assert platform.investors.investorOf(actors.holder_a) == (renewed, True, False)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"jurisdiction": 64}, ("JurisdictionOutOfRange", 64, 63)),
        ({"jurisdiction": 255}, ("JurisdictionOutOfRange", 255, 63)),
        ({"withholding": 1_000_001}, ("WithholdingOutOfRange", 1_000_001, 1_000_000)),
        ({"withholding": 2**24 - 1}, ("WithholdingOutOfRange", 2**24 - 1, 1_000_000)),
    ],
)
def test_reverts_when_a_field_is_out_of_range(platform, actors, changes, error):
    with reverts(*error):
        platform.investors.admit(actors.holder_a, investor(**changes), {"from": actors.registrar})


def test_reverts_when_the_identity_is_missing(platform, actors):
    entry = investor(identity="0x" + "00" * 20)
    with reverts("IdentityMissing", actors.holder_a):
        platform.investors.admit(actors.holder_a, entry, {"from": actors.registrar})
