"""Bookbuilding.amend: a sealed order is replaced while the book is open, at no cost."""

from tests.support.books import commit, reveal, sealed
from tests.support.clock import mine_at
from tests.support.reverts import reverts

NEW = "0x" + "02" * 32


def test_the_new_commitment_counts_and_the_old_does_not(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    before = platform.deposit_token.balanceOf(platform.bookbuilding)
    new = sealed(platform, series, actors.holder_a, 4, 20)

    tx = platform.bookbuilding.amend(series.bond, 0, new, {"from": actors.holder_a})

    assert platform.deposit_token.balanceOf(platform.bookbuilding) == before
    event = {"bond": series.bond, "investor": actors.holder_a, "order": 0, "commitment": new}
    assert dict(tx.events["OrderAmended"]) == event
    old = sealed(platform, series, actors.holder_a, 2, 10)
    with reverts("CommitmentMismatch", new, old):
        reveal(platform, series, actors.holder_a, 0, 2, 10)
    reveal(platform, series, actors.holder_a, 0, 4, 20)
    assert platform.bookbuilding.coverOf(series.bond) == (20, 100)


def test_reverts_when_the_order_is_anothers_or_missing(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    with reverts("NotYourOrder", series.bond, 0, actors.holder_a):
        platform.bookbuilding.amend(series.bond, 0, NEW, {"from": actors.holder_b})
    with reverts("NotYourOrder", series.bond, 7, "0x" + "00" * 20):
        platform.bookbuilding.amend(series.bond, 7, NEW, {"from": actors.holder_b})


def test_reverts_when_there_is_no_commitment(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    with reverts("CommitmentMissing", series.bond):
        platform.bookbuilding.amend(series.bond, 0, "0x" + "00" * 32, {"from": actors.holder_a})


def test_reverts_when_the_book_has_closed(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    closes_at = platform.bookbuilding.bookOf(series.bond)["terms"][9]
    mine_at(closes_at)
    with reverts("BookNotOpen", series.bond, closes_at, closes_at):
        platform.bookbuilding.amend.call(series.bond, 0, NEW, {"from": actors.holder_a})
