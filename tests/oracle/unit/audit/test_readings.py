"""oracle.audit.batch, readings, stored: what devices signed, and what a node stored of it"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from oracle.core.codec import canonical_json
from oracle.db.database import writing
from oracle.db.tables import readings
from oracle.disclose.document import content_of
from tests.support import events as sample
from tests.support.case import Case, Document, failed, told
from tests.support.chain import document
from tests.support.store import database_of

# --- the evidence ---


def evidence_file(case: Case) -> Path:
    """Evidence of the first batch of the first project."""
    return case.evidence / f"{told().plants[0].batches[0][2:]}.json"


def change_evidence(case: Case, change: Callable[[Document], None]) -> None:
    members = json.loads(evidence_file(case).read_bytes())
    change(members)
    evidence_file(case).write_bytes(canonical_json(members))


def test_missing_evidence_is_a_failure_and_no_pass(case: Case) -> None:
    evidence_file(case).unlink()
    wrong = failed(case.check())
    assert wrong["project.1.batch.1 evidence"].actual == "no such file"


def test_evidence_is_found_by_its_hash_whatever_its_name(case: Case) -> None:
    evidence_file(case).rename(case.evidence / "some-name.json")
    assert failed(case.check()) == {}


def test_inv_au_1_a_reading_changed_by_one_watt_hour_is_named(case: Case) -> None:
    def one_more(members: Document) -> None:
        members["devices"][0]["segments"][3]["readings"][1][5] += 1

    change_evidence(case, one_more)
    reading = told().plants[0].segments[3].readings[1]
    wrong = failed(case.check())
    assert f"reading {reading.device}:{reading.sequence}" in wrong
    assert "project.1.batch.1 evidence" in wrong
    assert "project.1.batch.1 root" in wrong
    assert "project.1.batch.1 exported" in wrong


def test_inv_au_1_a_segment_signed_by_another_key_is_named(case: Case) -> None:
    def forge(members: Document) -> None:
        first, second = members["devices"][0]["segments"][:2]
        second["signature"] = first["signature"]

    change_evidence(case, forge)
    segment = told().plants[0].segments[1].segment
    name = f"segment {segment.device}:{segment.first_sequence} signature"
    assert name in failed(case.check())


def test_inv_au_1_a_segment_that_was_left_out_breaks_the_chain(case: Case) -> None:
    change_evidence(case, lambda members: members["devices"][0]["segments"].pop(4))
    wrong = failed(case.check())
    after = told().plants[0].segments[5].segment
    assert f"segment {after.device}:{after.first_sequence} previous" in wrong
    assert "project.1.batch.1 readings" in wrong


def test_a_key_that_was_revoked_before_the_batch_was_posted_counts_for_nothing(case: Case) -> None:
    plant_ = told().plants[0]
    posted = next(event for event in told().events if event.name == "BatchPosted")
    revoked = {"device": plant_.device, "keyEpoch": "1"}
    revoked["revokedAt"] = str(plant_.segments[10].segment.start)
    event = replace(
        posted,
        contract="Devices",
        address=sample.CONTRACTS["Devices"],
        name="DeviceKeyRevoked",
        arguments=revoked,
        block=posted.block - 1,
        log_index=7,
    )
    case.chain.told.events.append(event)
    content = case.publish(content_of(document(case.chain.told)))
    assert "project.1.batch.1 root" in failed(case.check(content))


@pytest.mark.parametrize("content", [b"", b"{}", b'{"format":"x"}', b"[1]"])
def test_a_file_that_is_no_evidence_is_a_failure(case: Case, content: bytes) -> None:
    evidence_file(case).write_bytes(content)
    wrong = failed(case.check())
    assert "project.1.batch.1 evidence" in wrong


# --- a node's own database ---


def test_stored_readings_that_are_as_signed_pass(case: Case, tmp_path: Path) -> None:
    assert failed(case.check(database=database_of(told(), tmp_path))) == {}


def test_inv_au_1_a_stored_reading_changed_by_one_watt_hour_is_named(
    case: Case, tmp_path: Path
) -> None:
    database = database_of(told(), tmp_path)
    reading = told().plants[1].segments[8].readings[2]
    of_reading = (readings.c.device == reading.device, readings.c.sequence == reading.sequence)
    with writing(database) as connection:
        connection.execute(
            update(readings).where(*of_reading).values(exported=reading.exported + 1)
        )
    wrong = failed(case.check(database=database))
    name = f"stored reading {reading.device}:{reading.sequence}"
    assert set(wrong) == {name}
    assert wrong[name].expected == f"exported {reading.exported}"
    assert wrong[name].actual == f"exported {reading.exported + 1}"
