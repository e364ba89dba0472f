"""Commitments.commit: all instruments together stay within a project's eligible cost."""

import pytest

from tests.support.bonds import as_contract
from tests.support.platform import create_bond
from tests.support.reverts import reverts

JPY, CNY = "0x" + b"JPY".hex(), "0x" + b"CNY".hex()
ELIGIBLE = 500_000_000


@pytest.fixture(scope="module")
def instruments(platform):
    isins = ["0x" + f"INSTRUMENT{n:02}".encode().hex() for n in range(2)]
    return [{"from": as_contract(create_bond(platform, isin=i).vault)} for i in isins]


def test_two_instruments_add_up_to_the_cost_and_no_further(platform, project_id, instruments):
    one, other = instruments
    platform.commitments.commit(project_id, 300_000_000, JPY, one)
    tx = platform.commitments.commit(project_id, 200_000_000, JPY, other)

    assert platform.commitments.committedTo(project_id) == ELIGIBLE
    assert tx.events["CostCommitted"]["amount"] == 200_000_000
    with reverts("ExceedsEligibleCost", project_id, 1, 0):
        platform.commitments.commit(project_id, 1, JPY, one)


def test_reverts_when_the_currency_is_another(platform, project_id, instruments):
    with reverts("CurrencyMismatch", project_id, CNY, JPY):
        platform.commitments.commit(project_id, 1, CNY, instruments[0])


def test_reverts_when_the_project_is_unknown(platform, instruments):
    unknown = "0x" + "0f" * 32
    with reverts("CurrencyMismatch", unknown, JPY, "0x000000"):
        platform.commitments.commit(unknown, 1, JPY, instruments[0])


def test_reverts_when_caller_is_not_enrolled(platform, project_id, actors):
    with reverts("NotEnrolled", actors.issuer):
        platform.commitments.commit(project_id, 1, JPY, {"from": actors.issuer})
