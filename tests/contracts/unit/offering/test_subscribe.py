"""Offering.subscribe: an order of one who may hold, with its whole price in escrow."""

import pytest

from tests.support.bonds import bond_in_cash, next_block_at
from tests.support.clock import day_start, mine_at
from tests.support.platform import admit, announce, create_bond, open_book, subscribe
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION

RECEIVER_NOT_ELIGIBLE, RECEIVER_CLASS = 4, 6


def test_an_order_is_numbered_and_its_cash_escrowed(platform, series, actors):
    subscribe(platform, series, actors.holder_a, 4)
    tx = subscribe(platform, series, actors.holder_b, 3)

    assert tx.return_value == 1
    assert platform.offering.orderOf(series.bond, 1) == (actors.holder_b, 3)
    assert platform.offering.bookOf(series.bond)["demand"] == 7
    assert platform.deposit_token.balanceOf(platform.offering) == 7 * DENOMINATION
    event = tx.events["OrderPlaced"]
    assert (event["units"], event["cash"]) == (3, 3 * DENOMINATION)


def test_the_price_is_rounded_up(platform, announced, actors, chain):
    open_book(platform, announced, price=333_333, closes_at=chain.time() + 1_000)

    assert platform.offering.costOf(announced.bond, 1) == 33_333_300
    odd = create_bond(platform, isin="0x" + b"ODD000000001".hex(), denomination=1)
    assert platform.offering.costOf(odd.bond, 1) == 0  # no book yet, no price


@pytest.mark.parametrize("units", [0, 11])
def test_reverts_when_it_is_for_nothing_or_more_than_there_is(platform, series, actors, units):
    with reverts("OrderOutOfRange", units, 10):
        platform.offering.subscribe(series.bond, units, {"from": actors.holder_a})


def test_reverts_when_the_investor_was_not_admitted(platform, series, actors):
    with reverts("InvestorRestricted", actors.stranger, RECEIVER_NOT_ELIGIBLE):
        platform.offering.subscribe(series.bond, 1, {"from": actors.stranger})


def test_reverts_when_the_investor_is_of_too_low_a_class(platform, series, actors):
    admit(platform, actors.holder_a, investor_class=1)

    with reverts("InvestorRestricted", actors.holder_a, RECEIVER_CLASS):
        platform.offering.subscribe(series.bond, 1, {"from": actors.holder_a})


def test_reverts_when_the_book_was_never_opened(platform, announced, actors, chain):
    with reverts("BookNotOpen", announced.bond, 0, chain[-1].timestamp):
        platform.offering.subscribe.call(announced.bond, 1, {"from": actors.holder_a})


def test_the_last_second_takes_orders_and_the_closing_time_does_not(platform, series, actors):
    closes_at = day_start(series.issue_day - 1)
    mine_at(closes_at - 10)
    next_block_at(closes_at - 5)
    subscribe(platform, series, actors.holder_a, 1)
    mine_at(closes_at)

    with reverts("BookNotOpen", series.bond, closes_at, closes_at):
        platform.offering.subscribe.call(series.bond, 1, {"from": actors.holder_a})


def test_reverts_when_the_cash_keeps_a_fee(platform, FeeCash, actors, announced):
    cash = FeeCash.deploy({"from": actors.admin})
    series = bond_in_cash(platform, cash, "0x" + b"FEE000000001".hex())
    announce(platform, series)
    open_book(platform, series)
    cash.mint(actors.holder_a, DENOMINATION, {"from": actors.admin})
    cash.approve(platform.offering, DENOMINATION, {"from": actors.holder_a})

    with reverts("InexactCash", cash, DENOMINATION, DENOMINATION - 1):
        platform.offering.subscribe(series.bond, 1, {"from": actors.holder_a})
