"""ProceedsVault.disburse: money leaves only against live, unspent evidence and a new invoice."""

import pytest

from tests.support.platform import (
    MILESTONE_REACHED,
    PROJECT_CERTIFICATION,
    attest,
    certify,
    propose,
)
from tests.support.reverts import reverts
from tests.support.texts import digest32, unique32

ALLOCATED = 300_000_000
INVOICE = digest32("invoice")


@pytest.fixture(scope="module", autouse=True)
def the_project_has_an_allocation(platform, series, project_id, certification):
    issuer = {"from": platform.actors.issuer}
    series.vault.allocate(project_id, certification, ALLOCATED, issuer)


@pytest.fixture(scope="module")
def evidence(platform, project_id):
    return attest(platform, MILESTONE_REACHED, project_id)


@pytest.fixture
def payee(actors):
    return actors.contractor


def test_pays_the_payee_and_says_so(platform, vault, project_id, evidence, payee, trustee):
    tx = vault.disburse(project_id, evidence, INVOICE, payee, 120_000_000, trustee)

    assert platform.deposit_token.balanceOf(payee) == 120_000_000
    assert vault.accountOf(project_id)[:2] == (ALLOCATED, 120_000_000)
    assert platform.commitments.isPaid(INVOICE)
    event = tx.events["ProceedsDisbursed"]
    assert (str(event["project"]), str(event["evidence"])) == (project_id, evidence)
    assert (str(event["invoice"]), event["payee"]) == (INVOICE, payee)
    assert event["amount"] == 120_000_000


def test_reverts_when_caller_is_not_the_trustee(vault, project_id, evidence, payee, actors):
    with reverts("NotPermitted", actors.issuer, actors.trustee):
        vault.disburse(project_id, evidence, INVOICE, payee, 1, {"from": actors.issuer})


def test_reverts_when_nothing_is_paid(vault, project_id, evidence, payee, trustee):
    with reverts("AmountMissing", project_id):
        vault.disburse(project_id, evidence, INVOICE, payee, 0, trustee)


def test_reverts_when_more_is_asked_than_is_left(vault, project_id, evidence, payee, trustee):
    with reverts("ExceedsAllocation", project_id, ALLOCATED + 1, ALLOCATED):
        vault.disburse(project_id, evidence, INVOICE, payee, ALLOCATED + 1, trustee)


def test_reverts_when_the_project_has_no_allocation(
    platform, vault, pin_id, evidence, payee, trustee
):
    other = propose(platform, pin_id)

    with reverts("ExceedsAllocation", other, 1, 0):
        vault.disburse(other, evidence, INVOICE, payee, 1, trustee)


def test_reverts_when_evidence_was_spent(vault, project_id, evidence, payee, trustee):
    vault.disburse(project_id, evidence, INVOICE, payee, 1, trustee)

    with reverts("EvidenceSpent", evidence):
        vault.disburse(project_id, evidence, unique32(), payee, 1, trustee)


def test_reverts_when_the_invoice_was_paid(platform, vault, project_id, evidence, payee, trustee):
    vault.disburse(project_id, evidence, INVOICE, payee, 1, trustee)
    more = attest(platform, MILESTONE_REACHED, project_id)

    with reverts("InvoicePaidBefore", INVOICE):
        vault.disburse(project_id, more, INVOICE, payee, 1, trustee)


def test_reverts_when_there_is_no_invoice(vault, project_id, evidence, payee, trustee):
    with reverts("InvoiceMissing", project_id):
        vault.disburse(project_id, evidence, "0x" + "00" * 32, payee, 1, trustee)


def test_reverts_when_evidence_is_about_another_project(
    platform, vault, project_id, pin_id, payee, trustee
):
    other = attest(platform, MILESTONE_REACHED, propose(platform, pin_id))

    with reverts("EvidenceNotLive", other, project_id):
        vault.disburse(project_id, other, INVOICE, payee, 1, trustee)


def test_reverts_when_the_evidence_is_a_certification(
    vault, project_id, certification, payee, trustee
):
    with reverts("EvidenceNotLive", certification, project_id):
        vault.disburse(project_id, certification, INVOICE, payee, 1, trustee)


def test_reverts_when_evidence_expired(platform, vault, project_id, payee, trustee, chain):
    until = chain.time() + 100
    evidence = attest(platform, MILESTONE_REACHED, project_id, expires_at=until)
    chain.mine(timestamp=until)

    with reverts("EvidenceNotLive", evidence, project_id):
        vault.disburse(project_id, evidence, INVOICE, payee, 1, trustee)


def test_reverts_when_the_projects_certification_was_revoked(
    platform, vault, project_id, certification, evidence, payee, trustee
):
    schema = platform.attestations.schemaOf(PROJECT_CERTIFICATION)
    platform.eas.revoke((schema, (certification, 0)), {"from": platform.actors.verifier})

    with reverts("CertificationNotLive", certification, project_id):
        vault.disburse(project_id, evidence, INVOICE, payee, 1, trustee)


def test_a_renewed_certification_lets_money_out_again(
    platform, vault, project_id, certification, evidence, payee, trustee, issuer
):
    schema = platform.attestations.schemaOf(PROJECT_CERTIFICATION)
    platform.eas.revoke((schema, (certification, 0)), {"from": platform.actors.verifier})
    vault.allocate(project_id, certify(platform, project_id), 1, issuer)

    vault.disburse(project_id, evidence, INVOICE, payee, 1, trustee)

    assert platform.deposit_token.balanceOf(payee) == 1
