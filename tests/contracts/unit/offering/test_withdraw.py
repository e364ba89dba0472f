"""Offering.withdraw: an investor takes its own order back while the book is open."""

from tests.support.clock import day_start, mine_at
from tests.support.platform import subscribe
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION


def test_the_order_is_void_and_all_its_cash_comes_back(platform, series, actors):
    subscribe(platform, series, actors.holder_a, 4)

    tx = platform.offering.withdraw(series.bond, 0, {"from": actors.holder_a})

    assert platform.deposit_token.balanceOf(actors.holder_a) == 4 * DENOMINATION
    assert platform.offering.bookOf(series.bond)["demand"] == 0
    assert platform.offering.orderOf(series.bond, 0)["units"] == 0
    event = tx.events["OrderWithdrawn"]
    assert (event["order"], event["cash"]) == (0, 4 * DENOMINATION)


def test_reverts_when_the_order_is_anothers(platform, series, actors):
    subscribe(platform, series, actors.holder_a, 4)

    with reverts("NotYourOrder", series.bond, 0, actors.holder_a):
        platform.offering.withdraw(series.bond, 0, {"from": actors.holder_b})


def test_reverts_the_second_time(platform, series, actors):
    subscribe(platform, series, actors.holder_a, 4)
    platform.offering.withdraw(series.bond, 0, {"from": actors.holder_a})

    with reverts("NotYourOrder", series.bond, 0, actors.holder_a):
        platform.offering.withdraw(series.bond, 0, {"from": actors.holder_a})


def test_reverts_when_there_is_no_such_order(platform, series, actors):
    with reverts("NotYourOrder", series.bond, 9, "0x" + "00" * 20):
        platform.offering.withdraw(series.bond, 9, {"from": actors.holder_a})


def test_reverts_when_the_book_has_closed(platform, series, actors):
    subscribe(platform, series, actors.holder_a, 4)
    closes_at = day_start(series.issue_day - 1)
    mine_at(closes_at)

    with reverts("BookNotOpen", series.bond, closes_at, closes_at):
        platform.offering.withdraw.call(series.bond, 0, {"from": actors.holder_a})
