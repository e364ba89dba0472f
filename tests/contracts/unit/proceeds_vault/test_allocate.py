"""ProceedsVault.allocate: the issuer earmarks for a certified project within its cost."""

import pytest

from tests.support.platform import (
    PROJECT_CERTIFICATION,
    certify,
    outstanding_bond,
    propose,
)
from tests.support.reverts import reverts

RAISED = 500_000_000


def test_the_amount_is_earmarked_and_no_money_moves(
    platform, vault, project_id, certification, issuer
):
    tx = vault.allocate(project_id, certification, 300_000_000, issuer)

    assert vault.accountOf(project_id) == (300_000_000, 0, certification)
    assert vault.unallocated() == RAISED - 300_000_000
    assert platform.deposit_token.balanceOf(vault) == RAISED
    assert platform.commitments.committedTo(project_id) == 300_000_000
    event = tx.events["ProceedsAllocated"]
    assert str(event["project"]) == project_id
    assert (str(event["certification"]), event["amount"]) == (certification, 300_000_000)


def test_a_later_allocation_adds_up_and_rests_on_the_later_certification(
    platform, vault, project_id, certification, issuer
):
    vault.allocate(project_id, certification, 100, issuer)
    newer = certify(platform, project_id)

    vault.allocate(project_id, newer, 50, issuer)

    assert vault.accountOf(project_id) == (150, 0, newer)


def test_reverts_when_caller_is_not_the_issuer(vault, project_id, certification, actors):
    with reverts("NotPermitted", actors.trustee, actors.issuer):
        vault.allocate(project_id, certification, 1, {"from": actors.trustee})


def test_reverts_when_nothing_is_earmarked(vault, project_id, certification, issuer):
    with reverts("AmountMissing", project_id):
        vault.allocate(project_id, certification, 0, issuer)


def test_reverts_when_more_is_asked_than_was_raised(vault, project_id, certification, issuer):
    vault.allocate(project_id, certification, 1, issuer)

    with reverts("ExceedsProceeds", RAISED, RAISED - 1):
        vault.allocate(project_id, certification, RAISED, issuer)


def test_reverts_when_the_certification_is_of_another_project(
    platform, vault, pin_id, certification, issuer
):
    other = propose(platform, pin_id)

    with reverts("CertificationNotLive", certification, other):
        vault.allocate(other, certification, 1, issuer)


def test_reverts_when_the_certification_was_revoked(
    platform, vault, project_id, certification, issuer
):
    schema = platform.attestations.schemaOf(PROJECT_CERTIFICATION)
    platform.eas.revoke((schema, (certification, 0)), {"from": platform.actors.verifier})

    with reverts("CertificationNotLive", certification, project_id):
        vault.allocate(project_id, certification, 1, issuer)


def test_reverts_when_the_cost_is_in_another_currency(platform, vault, pin_id, issuer):
    chinese = propose(platform, pin_id, currency="0x" + b"CNY".hex())
    certification = certify(platform, chinese)

    with reverts("CurrencyMismatch", chinese, b"JPY", b"CNY"):
        vault.allocate(chinese, certification, 1, issuer)


def test_reverts_when_two_bonds_would_finance_one_cost_twice(
    platform, vault, pin_id, issuer, actors
):
    small = propose(platform, pin_id, eligible_cost=400_000_000)
    certification = certify(platform, small)
    other = outstanding_bond(platform, [(actors.holder_a, 5)], isin="0x" + b"SECOND000001".hex())
    vault.allocate(small, certification, 300_000_000, issuer)

    with reverts("ExceedsEligibleCost", small, 100_000_001, 100_000_000):
        other.vault.allocate(small, certification, 100_000_001, issuer)
    other.vault.allocate(small, certification, 100_000_000, issuer)


@pytest.mark.parametrize("amount", [2**128, 2**256 - 1])
def test_reverts_when_the_amount_is_beyond_all_money(
    vault, project_id, certification, issuer, amount
):
    with reverts("ExceedsProceeds", amount, RAISED):
        vault.allocate(project_id, certification, amount, issuer)
