"""Bookbuilding.settle: units against cash, order by order, from the issue day on."""

from tests.support.bonds import bond_in_cash
from tests.support.books import (
    CLOSED,
    DISCRIMINATORY,
    NONE,
    clear_book,
    commit,
    open_syndicated,
    play,
    reveal,
    sealed,
    settle_book,
)
from tests.support.clock import day_start, mine_at
from tests.support.platform import admit, announce
from tests.support.reverts import reverts

PRICED, OUTSTANDING, CANCELLED = 3, 4, 7
DEPOSIT = 1_000_000


def orders(actors):
    """160 units for 100: 60 at 101 %, 40 at 100.5 %, 40 at 100.5 %, 20 at 99 %."""
    return [
        (actors.holder_a, 4, 60, True),
        (actors.holder_b, 3, 40, True),
        (actors.holder_c, 3, 40, True),
        (actors.holder_c, 0, 20, True),
        (actors.holder_b, 4, 100, False),
    ]


def settled(tx):
    return [(e["order"], e["units"], e["cash"], e["refund"]) for e in tx.events["OrderSettled"]]


def test_all_pay_the_clearing_price_and_get_the_rest_back(platform, series, actors):
    play(platform, series, orders(actors))
    clear_book(platform, series)

    tx = settle_book(platform, series)

    assert settled(tx) == [
        (0, 60, 60_300_000, 300_000),
        (1, 20, 20_100_000, 20_100_000),
        (2, 20, 20_100_000, 20_100_000),
        (3, 0, 0, 19_800_000),
    ]
    holders = (actors.holder_a, actors.holder_b, actors.holder_c)
    assert [series.bond.balanceOf(h) for h in holders] == [60, 20, 20]
    assert series.vault.received() == 100_500_000
    assert platform.deposit_token.balanceOf(series.vault) == 100_500_000
    assert series.bond.stage() == OUTSTANDING
    lost = {"bond": series.bond, "investor": actors.holder_b, "order": 4, "deposit": DEPOSIT}
    assert dict(tx.events["DepositForfeited"]) == lost
    assert platform.bookbuilding.escrowOf(series.bond)[1] == DEPOSIT
    assert platform.bookbuilding.bookOf(series.bond)["phase"] == NONE


def test_each_pays_its_own_price_in_a_discriminatory_book(platform, announced, actors):
    open_syndicated(platform, announced, pricing=DISCRIMINATORY)
    play(platform, announced, orders(actors))
    clear_book(platform, announced)

    tx = settle_book(platform, announced)

    assert [row[:3] for row in settled(tx)][:2] == [(0, 60, 60_600_000), (1, 20, 20_100_000)]


def test_a_deposit_above_the_cost_comes_back(platform, announced, actors):
    open_syndicated(platform, announced, deposit=25_000_000)
    play(platform, announced, [(actors.holder_a, 2, 10, True)])
    clear_book(platform, announced)

    assert settled(settle_book(platform, announced)) == [(0, 10, 10_000_000, 15_000_000)]


def test_pages_settle_what_one_call_would(platform, series, actors):
    play(platform, series, orders(actors))
    clear_book(platform, series)

    rows = settled(settle_book(platform, series, count=2))
    assert series.bond.stage() == PRICED
    assert platform.bookbuilding.bookOf(series.bond)["settled"] == 2
    rows += settled(settle_book(platform, series, count=99))

    assert [row[1] for row in rows] == [60, 20, 20, 0]
    assert series.bond.stage() == OUTSTANDING


def test_who_may_no_longer_hold_is_refunded_and_the_others_go_on(platform, series, actors):
    play(platform, series, orders(actors))
    clear_book(platform, series)
    admit(platform, actors.holder_b, eligible_until=1)

    rows = settled(settle_book(platform, series))

    assert rows[1] == (1, 0, 0, 40_200_000)
    assert [row[1] for row in rows] == [60, 0, 20, 0]
    assert series.bond.stage() == OUTSTANDING


def test_nobody_deliverable_cancels_the_bond_and_returns_all(platform, series, actors):
    play(platform, series, [(actors.holder_a, 4, 20, True)])
    clear_book(platform, series)
    admit(platform, actors.holder_a, eligible_until=1)

    assert settled(settle_book(platform, series)) == [(0, 0, 0, 20_200_000)]
    assert series.bond.stage() == CANCELLED


def test_below_the_minimum_all_is_refunded_before_the_issue_day(
    platform, announced, actors, anyone
):
    open_syndicated(platform, announced, minimum_units=90)
    play(
        platform,
        announced,
        [(actors.holder_a, 4, 20, True), (actors.holder_b, 4, 20, False)],
    )
    clear_book(platform, announced)

    tx = platform.bookbuilding.settle(announced.bond, 99, anyone)

    assert settled(tx) == [(0, 0, 0, 20_200_000)]
    assert len(tx.events["DepositForfeited"]) == 1
    assert announced.bond.stage() == CANCELLED
    assert platform.bookbuilding.bookOf(announced.bond)["phase"] == NONE


def test_a_vault_that_cannot_receive_refunds_all(
    platform, verifier, actors, BlockingCash, announced
):
    cash = BlockingCash.deploy({"from": actors.stranger})
    isin = "0x" + b"BLOCKED00001".hex()
    series = bond_in_cash(platform, cash, isin, issue_units=100, denomination=1_000_000)
    announce(platform, series)
    open_syndicated(platform, series)
    cash.mint(actors.holder_a, 10**9, {"from": actors.stranger})
    cash.approve(platform.bookbuilding, 10**9, {"from": actors.holder_a})
    commitment = sealed(platform, series, actors.holder_a, 2, 10)
    platform.bookbuilding.commit(series.bond, commitment, {"from": actors.holder_a})
    reveal(platform, series, actors.holder_a, 0, 2, 10)
    clear_book(platform, series)
    cash.setBlocked(series.vault, True, {"from": actors.stranger})

    tx = settle_book(platform, series)

    assert tx.events["DeliveryFailed"]["units"] == 10
    assert settled(tx) == [(0, 0, 0, 10_000_000)]
    assert cash.balanceOf(actors.holder_a) == 10**9
    assert series.bond.stage() == CANCELLED


def test_reverts_before_the_issue_day_in_the_bonds_zone(platform, series, actors, anyone):
    play(platform, series, [(actors.holder_a, 4, 20, True)])
    clear_book(platform, series)
    issue_at = day_start(series.issue_day)
    mine_at(issue_at - 1)
    with reverts("TooEarlyToSettle", issue_at - 1, issue_at):
        platform.bookbuilding.settle.call(series.bond, 1, anyone)


def test_reverts_when_the_book_is_not_cleared_or_all_is_settled(platform, series, actors, anyone):
    with reverts("WrongPhase", series.bond, 1, CLOSED):
        platform.bookbuilding.settle(series.bond, 1, anyone)
    commit(platform, series, actors.holder_a, 4, 20)
    clear_book(platform, series)
    settle_book(platform, series)
    with reverts("WrongPhase", series.bond, NONE, CLOSED):
        platform.bookbuilding.settle(series.bond, 1, anyone)
