"""Bookbuilding.collectForfeits: deposits of orders that were never shown go to the issuer, once."""

from tests.support.books import clear_book, commit, play, settle_book
from tests.support.reverts import reverts

DEPOSIT = 1_000_000


def test_the_issuer_gets_every_forfeited_deposit_once(platform, series, actors, anyone):
    play(platform, series, [(actors.holder_a, 4, 20, True), (actors.holder_b, 4, 20, False)])
    commit_too_late = platform.bookbuilding.bookOf(series.bond)["standing"]
    clear_book(platform, series)
    before = platform.deposit_token.balanceOf(actors.issuer)

    tx = platform.bookbuilding.collectForfeits(series.bond, anyone)

    assert commit_too_late == 1
    assert platform.deposit_token.balanceOf(actors.issuer) == before + DEPOSIT
    event = {"bond": series.bond, "issuer": actors.issuer, "amount": DEPOSIT}
    assert dict(tx.events["ForfeitsCollected"]) == event
    assert platform.bookbuilding.bookOf(series.bond)["forfeits"] == 0
    with reverts("NoForfeits", series.bond):
        platform.bookbuilding.collectForfeits(series.bond, anyone)
    settle_book(platform, series)
    assert platform.deposit_token.balanceOf(platform.bookbuilding) == 0


def test_reverts_before_the_book_cleared(platform, series, actors, anyone):
    commit(platform, series, actors.holder_a, 2, 10)
    with reverts("NoForfeits", series.bond):
        platform.bookbuilding.collectForfeits(series.bond, anyone)
