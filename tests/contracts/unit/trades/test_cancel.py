"""Trades.cancel and cancelWord: a maker closes orders by their nonces."""

import pytest

from oracle.desk import orders
from tests.support.reverts import reverts
from tests.support.trades import an_order, fill


@pytest.fixture
def maker(place):
    return {"from": place.maker}


def test_a_cancelled_nonce_cannot_be_filled(place, maker):
    tx = place.trades.cancel(263, maker)

    event = {"maker": place.maker, "word": 1, "mask": 1 << 7}
    assert dict(tx.events["NoncesCancelled"]) == event
    assert place.trades.usedNonces(place.maker, 1) == 1 << 7
    with reverts("NonceUsed", place.maker, 263):
        fill(place, an_order(place, nonce=263))


def test_the_rest_of_an_order_is_cancelled(place, maker):
    order = an_order(place)
    fill(place, order, 60)
    place.trades.cancel(7, maker)
    with reverts("NonceUsed", place.maker, 7):
        fill(place, order, 40)


def test_nobody_cancels_for_another(place):
    place.trades.cancel(7, {"from": place.taker})
    assert fill(place, an_order(place)).events["OrderFilled"]["left"] == 0


def test_reverts_when_the_order_was_filled_before(place, maker):
    fill(place, an_order(place))
    with reverts("NonceUsed", place.maker, 7):
        place.trades.cancel(7, maker)


def test_a_mask_closes_its_nonces_and_the_event_names_those_that_were_open(place, maker):
    fill(place, an_order(place))
    tx = place.trades.cancelWord(0, 0b1110_0000, maker)

    assert tx.events["NoncesCancelled"]["mask"] == 0b0110_0000
    assert place.trades.usedNonces(place.maker, 0) == 0b1110_0000
    assert orders.place_of(5) == (0, 1 << 5)
    with reverts("NonceUsed", place.maker, 5):
        fill(place, an_order(place, nonce=5))
    assert fill(place, an_order(place, nonce=8)).events["OrderFilled"]["left"] == 0
