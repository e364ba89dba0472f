"""oracle.audit.trace: from a figure to a reading and its signature"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from oracle.audit.descend import UnknownReading
from oracle.audit.step import Step, as_json, tree_lines
from oracle.audit.trace import Wanted, trace
from oracle.core.errors import Malformed, VerificationFailed
from tests.support import events as sample
from tests.support.chain import FakeChain, write_disclosure, write_evidence

FIGURE = "impact.attributed_reduction"


@cache
def told() -> sample.Story:
    return sample.story(2)


@pytest.fixture
def places(tmp_path: Path):
    file = write_disclosure(told(), tmp_path)
    evidence = write_evidence(told(), tmp_path / "evidence")
    return file, FakeChain(told()), sample.CONTRACTS, evidence


def steps(step: Step) -> Iterator[Step]:
    yield step
    for below in step.steps:
        yield from steps(below)


def titled(step: Step, start: str) -> Step:
    return next(each for each in steps(step) if each.title.startswith(start))


def test_walks_from_the_figure_to_the_meters_registration(places) -> None:
    top = trace(Wanted(FIGURE), *places)
    assert top.is_sound()
    titles = [step.title.split(" ")[0] for step in steps(top)]
    on_the_way = [FIGURE, "project.1.attributed_reduction", "project.1.reduction"]
    on_the_way += ["project.1.batch.1.reduction", "factor.CN-OM", "batch", "reading"]
    on_the_way += ["Merkle-sum", "segment", "meter"]
    assert [title for title in titles if title in on_the_way] == on_the_way


def test_every_check_on_the_way_was_made_and_holds(places) -> None:
    top = trace(Wanted("project.1.batch.2.net"), *places)
    checked = {step.title.split(" ")[0]: step.ok for step in steps(top) if step.ok is not None}
    assert checked == {
        "project.1.batch.2.net": True,
        "evidence": True,
        "folded": True,
        "Batches.proveReading": True,
        "segment": True,
        "meter": True,
    }


def test_ends_at_the_reading_with_the_most_energy(places) -> None:
    top = trace(Wanted(FIGURE), *places)
    plant = told().plants[0]
    in_first = [r for signed in plant.segments[:31] for r in signed.readings]
    most = max(in_first, key=lambda reading: (reading.exported, -reading.start))
    assert titled(top, "reading").title == f"reading {most.device}:{most.sequence}"


def test_ends_at_the_reading_that_was_asked_for_in_whatever_batch(places) -> None:
    reading = told().plants[1].segments[-1].readings[0]
    wanted = Wanted(FIGURE, f"{reading.device}:{reading.sequence}")
    top = trace(wanted, *places)
    step = titled(top, "reading")
    assert step.facts["exported"] == f"{reading.exported} Wh"
    assert titled(top, "segment").facts["recovered key"] == told().plants[1].key.address
    assert top.is_sound()


def test_a_figure_of_money_ends_at_its_transactions(places) -> None:
    top = trace(Wanted("money.raised"), *places)
    assert {step.title for step in top.steps} == {"ProceedsVault.ProceedsReceived"}
    settled = next(event for event in told().events if event.name == "ProceedsReceived")
    assert top.steps[0].facts["transaction"] == settled.transaction


def test_a_chain_that_denies_the_reading_is_a_failure(places) -> None:
    places[1].answers = {"proveReading": (False,)}
    top = trace(Wanted(FIGURE), *places)
    assert not top.is_sound()
    assert titled(top, "Batches.proveReading").ok is False


def test_inv_au_1_a_file_that_states_another_value_is_a_failure(places) -> None:
    content = places[0].read_bytes()
    figure = content.index(f'"id":"{FIGURE}"'.encode())
    at = content.index(b'"value":"', figure) + len('"value":"')
    places[0].write_bytes(content[:at] + b"9" + content[at:])
    top = trace(Wanted(FIGURE), *places)
    assert top.ok is False
    assert not top.is_sound()


def test_missing_evidence_is_a_failure(places) -> None:
    for path in places[3].iterdir():
        path.unlink()
    top = trace(Wanted(FIGURE), *places)
    assert titled(top, "evidence file").ok is False


def test_prints_an_indented_tree_and_json_of_the_same(places) -> None:
    top = trace(Wanted(FIGURE), *places)
    lines = list(tree_lines(top))
    assert lines[0].startswith(f"{FIGURE} = ")
    assert any(line.startswith("      ") for line in lines)
    members = json.loads(json.dumps(as_json(top)))
    assert members["title"] == top.title
    assert len(list(steps(top))) == json.dumps(members).count('"title"')


def test_an_unknown_figure_reading_or_file_is_refused(places) -> None:
    with pytest.raises(Malformed, match=r"no\.such"):
        trace(Wanted("no.such"), *places)
    with pytest.raises(UnknownReading, match="not in the batch"):
        trace(Wanted(FIGURE, "0x12:1"), *places)
    places[0].write_bytes(b"{")
    with pytest.raises(VerificationFailed, match=r"file\.json"):
        trace(Wanted(FIGURE), *places)
