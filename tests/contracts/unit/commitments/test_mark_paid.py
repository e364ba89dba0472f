"""Commitments.markPaid: an invoice is paid once, whichever instrument pays."""

import pytest

from tests.support.bonds import as_contract
from tests.support.platform import create_bond
from tests.support.reverts import reverts
from tests.support.texts import digest32

INVOICE = digest32("invoice")


@pytest.fixture(scope="module")
def instruments(platform):
    isins = ["0x" + f"INSTRUMENT{n:02}".encode().hex() for n in range(2)]
    return [{"from": as_contract(create_bond(platform, isin=i).vault)} for i in isins]


def test_the_invoice_is_marked_and_the_event_says_so(platform, project_id, instruments):
    tx = platform.commitments.markPaid(INVOICE, project_id, instruments[0])

    assert platform.commitments.isPaid(INVOICE)
    event = tx.events["InvoicePaid"]
    assert (str(event["invoice"]), str(event["project"])) == (INVOICE, project_id)
    assert event["instrument"] == instruments[0]["from"]


def test_reverts_when_another_instrument_paid_it(platform, project_id, instruments):
    platform.commitments.markPaid(INVOICE, project_id, instruments[0])

    with reverts("InvoicePaidBefore", INVOICE):
        platform.commitments.markPaid(INVOICE, project_id, instruments[1])


def test_reverts_when_there_is_no_invoice(platform, project_id, instruments):
    with reverts("InvoiceMissing", project_id):
        platform.commitments.markPaid("0x" + "00" * 32, project_id, instruments[0])


def test_reverts_when_caller_is_not_enrolled(platform, project_id, actors):
    with reverts("NotEnrolled", actors.trustee):
        platform.commitments.markPaid(INVOICE, project_id, {"from": actors.trustee})
