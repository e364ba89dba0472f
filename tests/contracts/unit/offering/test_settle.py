"""Offering.settle: units against cash, order by order, from the issue day on."""

import pytest

from tests.support.clock import day_start, mine_at
from tests.support.platform import admit, settle, subscribe
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION

PRICED, OUTSTANDING, CANCELLED = 3, 4, 7
NONE, OPEN, CLOSED = 0, 1, 2


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}


def holders(actors):
    return actors.holder_a, actors.holder_b, actors.holder_c


def test_every_order_is_filled_when_there_is_enough(platform, series, actors):
    for holder, units in zip(holders(actors), (4, 3, 2), strict=True):
        subscribe(platform, series, holder, units)

    tx = settle(platform, series)

    assert [series.bond.balanceOf(h) for h in holders(actors)] == [4, 3, 2]
    assert series.vault.received() == 9 * DENOMINATION
    assert platform.deposit_token.balanceOf(platform.offering) == 0
    assert series.bond.stage() == OUTSTANDING
    filled = [(e["units"], e["cash"], e["refund"]) for e in tx.events["OrderSettled"]]
    assert filled == [(n, n * DENOMINATION, 0) for n in (4, 3, 2)]


def test_a_full_book_is_shared_in_proportion_and_the_rest_refunded(platform, series, actors):
    for holder, units in zip(holders(actors), (10, 6, 4), strict=True):
        subscribe(platform, series, holder, units)

    settle(platform, series)

    assert [series.bond.balanceOf(h) for h in holders(actors)] == [5, 3, 2]
    cash = [platform.deposit_token.balanceOf(h) // DENOMINATION for h in holders(actors)]
    assert cash == [5, 3, 2]


def test_an_order_whose_investor_lapsed_is_refunded_and_the_others_go_on(platform, series, actors):
    for holder in holders(actors):
        subscribe(platform, series, holder, 3)
    admit(platform, actors.holder_b, eligible_until=1)

    settle(platform, series)

    assert [series.bond.balanceOf(h) for h in holders(actors)] == [3, 0, 3]
    assert platform.deposit_token.balanceOf(actors.holder_b) == 3 * DENOMINATION
    assert series.vault.received() == 6 * DENOMINATION


def test_nobody_deliverable_cancels_the_bond_and_returns_all(platform, series, actors):
    subscribe(platform, series, actors.holder_a, 3)
    admit(platform, actors.holder_a, eligible_until=1)

    settle(platform, series)

    assert series.bond.stage() == CANCELLED
    assert platform.deposit_token.balanceOf(actors.holder_a) == 3 * DENOMINATION


def test_a_withdrawn_order_gets_nothing(platform, series, actors):
    subscribe(platform, series, actors.holder_a, 3)
    subscribe(platform, series, actors.holder_b, 3)
    platform.offering.withdraw(series.bond, 0, {"from": actors.holder_a})

    settle(platform, series)

    assert [series.bond.balanceOf(h) for h in holders(actors)] == [0, 3, 0]


def test_pages_settle_what_one_call_would(platform, series, actors, anyone):
    for holder in holders(actors):
        subscribe(platform, series, holder, 3)

    settle(platform, series, count=1)
    assert series.bond.stage() == PRICED
    assert [series.bond.balanceOf(h) for h in holders(actors)] == [3, 0, 0]
    platform.offering.settle(series.bond, 5, anyone)

    assert [series.bond.balanceOf(h) for h in holders(actors)] == [3, 3, 3]
    assert series.bond.stage() == OUTSTANDING


def test_reverts_before_the_issue_day_in_the_bonds_zone(platform, series, actors, anyone):
    subscribe(platform, series, actors.holder_a, 3)
    issue_at = day_start(series.issue_day)
    mine_at(issue_at - 100)
    platform.offering.close(series.bond, anyone)
    mine_at(issue_at - 1)

    with reverts("TooEarlyToSettle", issue_at - 1, issue_at):
        platform.offering.settle.call(series.bond, 1, anyone)


def test_reverts_when_the_book_is_still_open(platform, series, anyone):
    with reverts("WrongPhase", series.bond, OPEN, CLOSED):
        platform.offering.settle(series.bond, 1, anyone)


def test_reverts_when_all_is_settled(platform, series, actors, anyone):
    subscribe(platform, series, actors.holder_a, 3)
    settle(platform, series)

    with reverts("WrongPhase", series.bond, NONE, CLOSED):
        platform.offering.settle(series.bond, 1, anyone)
