"""Investors.admitMany: several accounts in one transaction, all or none."""

import pytest

from tests.support.platform import investor
from tests.support.reverts import reverts


def test_every_account_gets_its_own_entry(platform, actors):
    entries = [investor(jurisdiction=1), investor(jurisdiction=2)]

    tx = platform.investors.admitMany(
        [actors.holder_a, actors.holder_b], entries, {"from": actors.registrar}
    )

    assert platform.investors.investorOf(actors.holder_a)[0] == entries[0]
    assert platform.investors.investorOf(actors.holder_b)[0] == entries[1]
    assert [event["investor"] for event in tx.events["InvestorAdmitted"]] == entries


def test_an_empty_list_admits_nobody(platform, actors):
    tx = platform.investors.admitMany([], [], {"from": actors.registrar})

    assert "InvestorAdmitted" not in tx.events


@pytest.mark.parametrize(("holders", "entries"), [(1, 0), (0, 1), (2, 1)])
def test_reverts_when_the_lists_differ_in_length(platform, actors, holders, entries):
    with reverts("LengthMismatch", holders, entries):
        platform.investors.admitMany(
            [actors.holder_a] * holders, [investor()] * entries, {"from": actors.registrar}
        )


def test_one_bad_entry_admits_none(platform, actors):
    entries = [investor(), investor(jurisdiction=64)]
    with reverts("JurisdictionOutOfRange", 64, 63):
        platform.investors.admitMany(
            [actors.holder_a, actors.holder_b], entries, {"from": actors.registrar}
        )
    assert platform.investors.pair(actors.holder_a, actors.holder_b) == (0, 0)
