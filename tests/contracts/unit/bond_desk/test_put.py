"""BondDesk.put: a holder gives units back in the days of the option; they stay until repaid."""

import pytest

from tests.support.issued import HALVES, fund, go_to, issued
from tests.support.reverts import reverts
from tests.support.terms import CALL, DENOMINATION, PUT

DRAFT, OUTSTANDING = 0, 4
INSUFFICIENT_UNFROZEN, UNITS_PUT = 10, 11
FIRST, DAY, NOTICE = 30, 180, 10
EARLY, LATE, A_CALL, AT_ONCE = range(4)
OPTIONS = [
    (PUT, FIRST, DAY, 995_000, NOTICE),
    (PUT, FIRST, 300),
    (CALL, 90, 365),
    (PUT, FIRST, DAY, 1_000_000, 0),
]


@pytest.fixture(scope="module")
def series(platform, verifier):
    return issued(platform, "PUTTABLE0001", HALVES, OPTIONS)


@pytest.fixture
def bond(series):
    """In the first days of the options."""
    go_to(series, FIRST)
    return series.bond


@pytest.fixture
def a(actors):
    return {"from": actors.holder_a}


def days(series, today, option_day=DAY, notice=NOTICE):
    return [series.issue_day + day for day in (today, FIRST, option_day, option_day - notice)]


def test_a_notice_is_kept_and_counted(bond, actors, a):
    tx = bond.put(EARLY, 2, a)

    event = {"option": EARLY, "holder": actors.holder_a, "units": 2}
    assert dict(tx.events["PutNoticed"]) == event
    assert bond.putOf(actors.holder_a) == (EARLY, 2)
    assert bond.putTotalOf(EARLY) == (2, 0)
    assert bond.balanceOf(actors.holder_a) == 3


def test_put_units_stay_and_the_others_move(bond, actors, a):
    bond.put(EARLY, 2, a)
    bond.transfer(actors.holder_b, 1, a)

    args = actors.holder_a, actors.holder_b, 1
    assert bond.restrictionOf(*args) == UNITS_PUT
    with reverts("TransferRestricted", *args, UNITS_PUT):
        bond.transfer(actors.holder_b, 1, a)


def test_units_that_come_in_are_free(bond, actors, a):
    bond.put(EARLY, 3, a)
    bond.transfer(actors.holder_a, 1, {"from": actors.holder_b})

    bond.transfer(actors.holder_c, 1, a)

    assert bond.restrictionOf(actors.holder_a, actors.holder_c, 1) == UNITS_PUT


def test_a_later_notice_replaces_the_first(bond, actors, a):
    bond.put(EARLY, 3, a)
    bond.put(EARLY, 2, {"from": actors.holder_b})

    bond.put(EARLY, 1, a)

    assert bond.putOf(actors.holder_a) == (EARLY, 1)
    assert bond.putTotalOf(EARLY) == (3, 0)


def test_nothing_takes_the_notice_back_and_frees_the_units(bond, actors, a):
    bond.put(EARLY, 3, a)

    bond.put(EARLY, 0, a)

    assert bond.putTotalOf(EARLY) == (0, 0)
    bond.transfer(actors.holder_b, 3, a)
    assert bond.balanceOf(actors.holder_a) == 0


def test_after_taking_one_back_another_option_can_be_used(bond, actors, a):
    bond.put(EARLY, 3, a)
    bond.put(EARLY, 0, a)

    bond.put(LATE, 2, a)

    assert bond.putOf(actors.holder_a) == (LATE, 2)


def test_reverts_when_another_notice_stands(bond, actors, a):
    bond.put(EARLY, 1, a)

    with reverts("PutStands", actors.holder_a, EARLY):
        bond.put(LATE, 1, a)


def test_reverts_when_more_is_put_than_is_held(bond, actors, a):
    with reverts("UnitsNotFree", actors.holder_a, 4, 3):
        bond.put(EARLY, 4, a)


def test_reverts_when_the_units_are_frozen(bond, actors, a):
    bond.setFrozenTokens(actors.holder_a, 2, {"from": actors.registrar})

    with reverts("UnitsNotFree", actors.holder_a, 2, 1):
        bond.put(EARLY, 2, a)
    bond.put(EARLY, 1, a)
    assert bond.restrictionOf(actors.holder_a, actors.holder_b, 1) == UNITS_PUT


def test_units_put_before_count_as_free_for_the_new_notice(bond, actors, a):
    bond.put(EARLY, 3, a)

    with reverts("UnitsNotFree", actors.holder_a, 4, 3):
        bond.put(EARLY, 4, a)
    bond.put(EARLY, 3, a)


def test_frozen_and_put_units_add_up(bond, actors, a):
    bond.put(EARLY, 1, a)
    bond.setFrozenTokens(actors.holder_a, 1, {"from": actors.registrar})

    args = actors.holder_a, actors.holder_b
    assert bond.restrictionOf(*args, 1) == 0
    assert bond.restrictionOf(*args, 2) == UNITS_PUT
    assert bond.restrictionOf(*args, 3) == INSUFFICIENT_UNFROZEN


def test_reverts_a_day_before_notice_is_taken(series, a):
    go_to(series, FIRST - 1)

    with reverts("OptionDay", *days(series, FIRST - 1)):
        series.bond.put(EARLY, 1, a)


def test_notice_is_taken_on_its_last_day_and_not_after(series, bond, a):
    go_to(series, DAY - NOTICE)
    bond.put(EARLY, 1, a)
    go_to(series, DAY - NOTICE + 1)

    with reverts("OptionDay", *days(series, DAY - NOTICE + 1)):
        bond.put(EARLY, 2, a)


def test_reverts_when_the_put_is_funded(platform, series, bond, actors, a):
    bond.put(AT_ONCE, 1, a)
    go_to(series, DAY)
    bond.fundPut(AT_ONCE, fund(platform, series, DENOMINATION))

    for units in (0, 2):
        with reverts("PutNotFundable", AT_ONCE):
            bond.put(AT_ONCE, units, a)


@pytest.mark.parametrize("option", [A_CALL, 4, 2**256 - 1])
def test_reverts_when_the_option_is_a_call_or_none(bond, a, option):
    with reverts("NoSuchOption", option):
        bond.put(option, 1, a)


def test_reverts_when_the_bond_is_not_outstanding(draft, a):
    with reverts("WrongStage", DRAFT, OUTSTANDING):
        draft.bond.put(0, 1, a)


def test_acceleration_frees_what_was_put_and_not_paid(series, bond, actors, a):
    bond.put(EARLY, 3, a)
    go_to(series, 188)
    trustee = {"from": actors.trustee}
    bond.declareDefault(trustee)
    assert bond.restrictionOf(actors.holder_a, actors.holder_b, 1) == UNITS_PUT

    bond.accelerate(trustee)

    bond.transfer(actors.holder_b, 3, a)
    assert bond.balanceOf(actors.holder_b) == 5


def test_reverts_when_there_is_no_such_option(bond):
    with reverts("NoSuchOption", 4):
        bond.optionOf(4)


def test_an_option_is_that_of_the_terms(series, bond):
    first, last = series.issue_day + FIRST, series.issue_day + DAY
    assert bond.optionOf(EARLY) == (PUT, first, last, 995_000, NOTICE)
    assert bond.optionOf(A_CALL)["kind"] == CALL
