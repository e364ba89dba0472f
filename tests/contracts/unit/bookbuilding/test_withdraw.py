"""Bookbuilding.withdraw: a sealed order is taken back, with its deposit, while the book is open."""

from tests.support.books import clear_book, commit
from tests.support.clock import mine_at
from tests.support.reverts import reverts

DEPOSIT, CANCELLED = 1_000_000, 7


def test_the_deposit_comes_back_and_the_order_is_void(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    before = platform.deposit_token.balanceOf(actors.holder_a)

    tx = platform.bookbuilding.withdraw(series.bond, 0, {"from": actors.holder_a})

    assert platform.deposit_token.balanceOf(actors.holder_a) == before + DEPOSIT
    assert platform.deposit_token.balanceOf(platform.bookbuilding) == 0
    event = {"bond": series.bond, "investor": actors.holder_a, "order": 0, "deposit": DEPOSIT}
    assert dict(tx.events["OrderWithdrawn"]) == event
    assert platform.bookbuilding.bookOf(series.bond)["standing"] == 0
    clear_book(platform, series)
    assert platform.bookbuilding.bookOf(series.bond)["forfeits"] == 0
    assert series.bond.stage() == CANCELLED


def test_reverts_when_the_order_is_anothers(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    with reverts("NotYourOrder", series.bond, 0, actors.holder_a):
        platform.bookbuilding.withdraw(series.bond, 0, {"from": actors.holder_b})


def test_reverts_the_second_time(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    platform.bookbuilding.withdraw(series.bond, 0, {"from": actors.holder_a})
    with reverts("NotYourOrder", series.bond, 0, "0x" + "00" * 20):
        platform.bookbuilding.withdraw(series.bond, 0, {"from": actors.holder_a})


def test_reverts_when_the_book_has_closed(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    closes_at = platform.bookbuilding.bookOf(series.bond)["terms"][9]
    mine_at(closes_at)
    with reverts("BookNotOpen", series.bond, closes_at, closes_at):
        platform.bookbuilding.withdraw.call(series.bond, 0, {"from": actors.holder_a})
