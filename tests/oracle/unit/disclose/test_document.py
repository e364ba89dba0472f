"""oracle.disclose.document: one document, one hash"""

import json
import random
from dataclasses import replace
from functools import cache

import pytest

from oracle.core.codec import canonical_json, sha256, to_hex
from oracle.core.errors import Malformed
from oracle.disclose.document import build, content_hash, content_of
from tests.support import events as sample
from tests.support.chain import PERIOD, chain_ref, document


@cache
def told() -> sample.Story:
    return sample.story(7)


def reordered(value: object) -> object:
    """The same JSON value with the members of each object in another order."""
    if isinstance(value, dict):
        return {name: reordered(value[name]) for name in reversed(value)}
    return [reordered(each) for each in value] if isinstance(value, list) else value


def test_inv_dc_1_the_same_events_in_any_form_give_the_same_bytes() -> None:
    expected = content_of(document(told()))
    events = [replace(e, arguments=reordered(e.arguments)) for e in told().events]
    random.Random(7).shuffle(events)
    again = build(events, chain_ref(told()), sample.BOND, PERIOD, sample.PROVENANCE)
    assert content_of(again) == expected
    assert content_hash(again) == sha256(expected)


def test_inv_dc_1_checksummed_addresses_give_the_same_bytes() -> None:
    events = [
        replace(e, arguments=json.loads(json.dumps(e.arguments).replace("0xa", "0xA")))
        for e in told().events
    ]
    again = build(events, chain_ref(told()), sample.BOND, PERIOD, sample.PROVENANCE)
    assert content_of(again) == content_of(document(told()))


def test_holds_integers_and_texts_only() -> None:
    def check(value: object) -> None:
        assert isinstance(value, dict | list | str | bool | int)
        for each in value.values() if isinstance(value, dict) else ():
            check(each)
        for each in value if isinstance(value, list) else ():
            check(each)

    check(json.loads(content_of(document(told()))))


def test_its_bytes_are_canonical() -> None:
    content = content_of(document(told()))
    assert canonical_json(json.loads(content)) == content


def test_inv_dc_2_every_figure_of_the_document_has_inputs_or_sources() -> None:
    figures = document(told())["figures"]
    known = {figure["id"] for figure in figures}
    for figure in figures:
        assert figure["inputs"] or figure["sources"], figure["id"]
        assert set(figure["inputs"]) <= known


def test_tables_and_charts_name_figures_and_hold_no_second_number() -> None:
    made = document(told())
    known = {figure["id"] for figure in made["figures"]}
    cells = [cell for table in made["tables"] for row in table["rows"] for cell in row]
    named = {cell["figure"] for cell in cells if isinstance(cell, dict) and "figure" in cell}
    assert named <= known
    assert {bar["figure"] for chart in made["charts"] for bar in chart["bars"]} <= known
    assert len(named) > 80


def test_another_event_gives_another_hash() -> None:
    hashes = {to_hex(content_hash(document(sample.story(months)))) for months in (1, 2)}
    assert len(hashes) == 2


@pytest.mark.parametrize(
    "provenance",
    [
        [{"part": "Readings", "kind": "real data"}],
        [{"part": "Readings", "kind": "real data", "statement": "a\nb"}],
        [{"part": "Readings", "kind": "real data", "statement": 1}],
        [{"part": "R", "kind": "k", "statement": "s", "more": "m"}],
    ],
)
def test_provenance_of_another_form_is_refused(provenance) -> None:
    with pytest.raises(Malformed, match="provenance"):
        build(told().events, chain_ref(told()), sample.BOND, PERIOD, provenance)


def test_an_empty_period_and_an_unknown_bond_are_refused() -> None:
    with pytest.raises(Malformed, match="is not before"):
        build(told().events, chain_ref(told()), sample.BOND, (PERIOD[1], PERIOD[0]), [])
    with pytest.raises(Malformed, match="no bond was created"):
        build(told().events, chain_ref(told()), sample.address(5), PERIOD, [])
