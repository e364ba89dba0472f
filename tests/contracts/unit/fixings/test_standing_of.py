"""Fixings.standingOf: what counts as the index on a day, published or not."""

import pytest
from brownie import chain

from oracle.desk.rates import standing_of
from tests.support.clock import day_start, mine_at, today
from tests.support.rates import PUBLISH_DAYS, index_id, index_terms, quotes
from tests.support.reverts import reverts
from tests.support.texts import text32

NO_INITIAL = 12_345


def publish(fixings, index, day, value, anyone):
    mine_at(day_start(day))
    fixings.publish(index, day, quotes(fixings, index, day, value, value), anyone)


def test_nothing_is_decided_until_the_time_to_publish_is_over(fixings, index, first_day):
    last = first_day + PUBLISH_DAYS
    mine_at(day_start(last + 1) - 1)
    assert fixings.standingOf(index, first_day) == (False, False, 0)

    mine_at(day_start(last + 1))
    assert fixings.standingOf(index, first_day) == (True, False, 0)


def test_the_last_fixing_before_stands_for_a_day_without_one(fixings, index, first_day, anyone):
    publish(fixings, index, first_day + 1, -7, anyone)
    publish(fixings, index, first_day + 3, 9, anyone)
    mine_at(day_start(first_day + 20))

    seen = [fixings.standingOf(index, first_day + day) for day in range(6)]

    assert seen == [
        (True, False, 0),
        *[(True, True, -7)] * 2,
        *[(True, True, 9)] * 3,
    ]


def test_a_late_fixing_of_an_earlier_day_cannot_change_what_stands(
    fixings, index, first_day, anyone
):
    """A day is decided only when no day before it can be published any more."""
    decided = {}
    for now in range(first_day, first_day + 14):
        mine_at(day_start(now))
        if now == first_day + 1 + PUBLISH_DAYS:  # as late as can be
            day = first_day + 1
            fixings.publish(index, day, quotes(fixings, index, day, 5, 5), anyone)
        for day in range(first_day, now + 1):
            found = fixings.standingOf(index, day)
            assert decided.get(day, found) == found
            if found[0]:
                decided[day] = found
    assert decided[first_day] == (True, False, 0)
    assert decided[first_day + 7] == (True, True, 5)


@pytest.mark.parametrize("gap", [1, 255, 256, 257, 512, 700])
def test_the_last_fixing_is_found_however_long_ago(fixings, index, first_day, anyone, gap):
    for shift in range(3):  # the words of the search begin at other days each time
        publish(fixings, index, first_day + shift * 100, shift - 5, anyone)
    mine_at(day_start(first_day + 1_000))

    assert fixings.standingOf(index, first_day + 200 + gap) == (True, True, -3)
    assert fixings.standingOf(index, first_day + 199) == (True, True, -4)


def test_days_before_the_index_was_defined_have_nothing(fixings, index, first_day, anyone):
    publish(fixings, index, first_day, 3, anyone)
    for day in (first_day - PUBLISH_DAYS - 1, first_day - 600, 0):
        assert fixings.standingOf(index, day) == (True, False, 0)


def test_a_day_shortly_before_the_definition_can_be_published(fixings, index, first_day, anyone):
    day = first_day - PUBLISH_DAYS
    fixings.publish(index, day, quotes(fixings, index, day, 3, 3), anyone)
    mine_at(day_start(first_day + 10))
    assert fixings.standingOf(index, day + 1) == (True, True, 3)


def test_it_is_what_python_says(fixings, index, first_day, anyone):
    fixed = {}
    for step, value in ((0, 4), (2, -4), (3, 8), (260, 1)):
        publish(fixings, index, first_day + step, value, anyone)
        fixed[first_day + step] = value
    for now in (261, 264, 266):
        mine_at(day_start(first_day + now))
        for day in (*range(-2, 6), *range(258, 267)):
            decided, stands, value = fixings.standingOf(index, first_day + day)
            mirror = standing_of(fixed, first_day + day, today(), PUBLISH_DAYS, NO_INITIAL)
            assert mirror == ((value if stands else NO_INITIAL) if decided else None)


def test_thirty_years_without_a_fixing_are_searched_within_half_a_million_gas(
    fixings, index, first_day, anyone
):
    mine_at(day_start(first_day + 12_000))
    gas = fixings.standingOf.estimate_gas(index, first_day + 11_000, anyone)
    assert gas < 500_000


def test_the_zone_is_the_indexs(fixings, first_day, anyone):
    west = index_terms(zone_offset=-36_000, publish_days=0)
    fixings.defineIndex(west, anyone)
    day = (chain.time() - 36_000) // 86_400 + 2
    mine_at(day_start(day + 1, -36_000) - 1)
    assert fixings.standingOf(index_id(west), day) == (False, False, 0)
    mine_at(day_start(day + 1, -36_000))
    assert fixings.standingOf(index_id(west), day) == (True, False, 0)


def test_reverts_when_there_is_no_such_index(fixings, first_day):
    with reverts("UnknownIndex", text32("none")):
        fixings.standingOf(text32("none"), first_day)
