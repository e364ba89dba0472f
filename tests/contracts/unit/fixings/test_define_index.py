"""Fixings.defineIndex: an index is what its terms say, under the hash of them."""

import pytest

from tests.support.rates import SOURCES, index_id, index_terms
from tests.support.reverts import reverts
from tests.support.texts import text32

ZERO_ADDRESS = "0x" + "00" * 20
MANY = [f"0x{number:040x}" for number in range(1, 33)]


def test_the_id_is_the_hash_of_the_terms(fixings, anyone):
    terms = index_terms(name=text32("ESTR"), zone_offset=3_600)

    tx = fixings.defineIndex(terms, anyone)

    index = index_id(terms)
    assert str(tx.return_value) == index
    assert tx.events["IndexDefined"]["index"] == index
    assert tx.events["IndexDefined"]["terms"] == terms
    assert fixings.isDefined(index)
    assert fixings.indexOf(index) == terms


def test_again_changes_nothing(fixings, index, anyone):
    tx = fixings.defineIndex(index_terms(), anyone)

    assert str(tx.return_value) == index
    assert not tx.events


def test_any_other_term_is_another_index(fixings, index, anyone):
    for change in ({"tolerance": 1}, {"publish_days": 0}, {"quorum": 3}, {"zone_offset": 0}):
        terms = index_terms(**change)
        assert not fixings.isDefined(index_id(terms))
        fixings.defineIndex(terms, anyone)
        assert fixings.isDefined(index_id(terms))


def test_a_quorum_of_all_31_sources_is_the_most(fixings, anyone):
    fixings.defineIndex(index_terms(sources=MANY[:31], quorum=31), anyone)
    with reverts("IndexInvalid", 32, 31, 32_400):
        fixings.defineIndex(index_terms(sources=MANY, quorum=31), anyone)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"quorum": 1}, (3, 1, 32_400)),
        ({"quorum": 0}, (3, 0, 32_400)),
        ({"quorum": 4}, (3, 4, 32_400)),
        ({"sources": []}, (0, 2, 32_400)),
        ({"zone_offset": 50_401}, (3, 2, 50_401)),
        ({"zone_offset": -50_401}, (3, 2, -50_401)),
    ],
)
def test_reverts_when_no_quorum_of_two_can_be_had_or_the_zone_is_none(
    fixings, anyone, changes, found
):
    with reverts("IndexInvalid", *found):
        fixings.defineIndex(index_terms(**changes), anyone)


def test_reverts_when_sources_do_not_strictly_ascend(fixings, anyone):
    a, b, c = [source.address for source in SOURCES[:3]]
    for sources, wrong in (([b, a, c], (a, b)), ([a, b, b], (b, b))):
        with reverts("SourceOrder", *wrong):
            fixings.defineIndex(index_terms(sources=sources), anyone)
    with reverts("SourceOrder", ZERO_ADDRESS, ZERO_ADDRESS):
        fixings.defineIndex(index_terms(sources=[ZERO_ADDRESS, a]), anyone)
