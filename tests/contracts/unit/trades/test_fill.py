"""Trades.fill: bonds against cash with accrued interest, in one transaction or not at all."""

from dataclasses import replace

import pytest

from oracle.desk import orders
from tests.support.bonds import next_block_at
from tests.support.clock import day_start, mine_at
from tests.support.platform import admit
from tests.support.reverts import reverts
from tests.support.trades import (
    FACE,
    KEY,
    MAKERS_UNITS,
    RICH,
    TAKERS_UNITS,
    an_order,
    fill,
    signed,
    venue,
)

RECEIVER_BLOCKED, SENDER_LOCKED, INSUFFICIENT_UNFROZEN = 5, 8, 10
RATE, RATE_ONE, YEAR = 41_250_000, 10**9, 365


def accrued(days) -> int:
    """Interest of one unit, rounded down [cash base units]. ACT/365F."""
    return FACE * RATE * days // (RATE_ONE * YEAR)


def holdings(place) -> list[int]:
    """Units and cash of maker and taker."""
    parties = place.maker, place.taker
    return [token.balanceOf(party) for token in (place.bond, place.cash) for party in parties]


def pass_days(place, days):
    mine_at(day_start(place.series.issue_day + days))


def test_a_selling_maker_gets_its_price_rounded_up_and_accrued_interest(place):
    pass_days(place, 50)
    order = an_order(place)

    tx = fill(place, order, 33)

    price = orders.clean_price(order, 33, FACE) + 33 * accrued(50)
    assert tx.return_value == price
    assert holdings(place) == [
        *(MAKERS_UNITS - 33, TAKERS_UNITS + 33),
        *(RICH + price, RICH - price),
    ]


def test_a_buying_maker_pays_its_price_rounded_down_and_accrued_interest(place):
    pass_days(place, 50)
    order = an_order(place, sells=False)

    price = fill(place, order, 33).return_value

    assert price == orders.clean_price(order, 33, FACE) + 33 * accrued(50)
    assert price + 1 == orders.clean_price(an_order(place), 33, FACE) + 33 * accrued(50)
    assert holdings(place) == [
        *(MAKERS_UNITS + 33, TAKERS_UNITS - 33),
        *(RICH - price, RICH + price),
    ]


def test_from_the_ex_day_the_coupon_is_the_sellers_and_the_buyer_is_compensated(place):
    """Record day after 170 of 180 days: on day 171 the buyer misses nine days it will accrue."""
    pass_days(place, 171)
    order = an_order(place)

    price = fill(place, order, 10).return_value

    rest = accrued(180) - accrued(171)
    assert price == orders.clean_price(order, 10, FACE) - 10 * rest
    assert place.bond.balanceAt(place.maker, 0) == MAKERS_UNITS


def test_the_event_says_all_of_it(place):
    order = an_order(place)
    tx = fill(place, order, 40)

    assert dict(tx.events["OrderFilled"]) == {
        "bond": place.bond,
        "maker": place.maker,
        "taker": place.taker,
        "order": "0x" + orders.order_id(order).hex(),
        "nonce": 7,
        "units": 40,
        "left": 60,
        "amount": tx.return_value,
    }


def test_what_is_left_can_be_less_than_the_least_fill(place):
    order = an_order(place, minimum_fill=60)
    fill(place, order, 60)
    assert fill(place, order, 40).events["OrderFilled"]["left"] == 0


def test_nothing_stays_in_the_contract(place):
    fill(place, an_order(place))
    assert place.bond.balanceOf(place.trades) == place.cash.balanceOf(place.trades) == 0


def test_an_order_for_one_taker_is_filled_by_it(place):
    fill(place, an_order(place, taker=place.taker.address))
    assert place.bond.balanceOf(place.taker) == TAKERS_UNITS + 100


def test_a_fill_in_the_last_second_settles(place, chain):
    order = an_order(place, expires_at=chain.time() + 100)
    next_block_at(order.expires_at - 1)
    fill(place, order)
    assert place.bond.balanceOf(place.taker) == TAKERS_UNITS + 100


def test_reverts_from_the_expiry_on(place, chain):
    order = an_order(place, expires_at=chain.time() + 100)
    mine_at(order.expires_at)

    with reverts("OrderExpired", order.expires_at, order.expires_at):
        place.trades.fill.call(*signed(place, order), 100, {"from": place.taker})


def test_reverts_when_the_maker_takes(place):
    with reverts("SelfTrade", place.maker):
        fill(place, an_order(place), taker=place.maker)


def test_reverts_when_it_is_for_another_taker(place, actors):
    order = an_order(place, taker=actors.holder_b.address)
    with reverts("NotTaker", place.taker, actors.holder_b):
        fill(place, order)


def test_reverts_when_another_signed(place):
    order = an_order(place)
    digest = "0x" + orders.digest(order, venue(place)).hex()
    with reverts("SignatureInvalid", place.maker, digest):
        fill(place, order, key=b"\x0c" * 32)


@pytest.mark.parametrize("change", [{"chain_id": 1}, {"trades": "0x" + "7a" * 20}])
def test_reverts_when_it_was_signed_for_another_place(place, change):
    order = an_order(place)
    elsewhere = orders.sign(order, replace(venue(place), **change), KEY)
    digest = "0x" + orders.digest(order, venue(place)).hex()
    with reverts("SignatureInvalid", place.maker, digest):
        args = orders.arguments(order), elsewhere.signature, 100
        place.trades.fill(*args, {"from": place.taker})


@pytest.mark.parametrize(("units", "left"), [(9, 100), (101, 100)])
def test_reverts_when_the_fill_is_too_small_or_too_large(place, units, left):
    with reverts("FillOutOfRange", units, 10, left):
        fill(place, an_order(place), units)


def test_reverts_when_nothing_is_asked_for(place):
    order = an_order(place, minimum_fill=0)
    with reverts("FillOutOfRange", 0, 0, 100):
        place.trades.fill(*signed(place, order), 0, {"from": place.taker})


def test_reverts_when_more_is_asked_for_than_is_left(place):
    order = an_order(place)
    fill(place, order, 80)
    with reverts("FillOutOfRange", 21, 10, 20):
        fill(place, order, 21)


def test_reverts_when_the_nonce_was_used_by_another_order(place):
    fill(place, an_order(place))
    with reverts("NonceUsed", place.maker, 7):
        fill(place, an_order(place, price=1_000_000))


def test_reverts_when_the_buyer_may_not_hold(platform, place, actors):
    platform.investors.setBlocked(place.taker, False, True, {"from": actors.registrar})
    with reverts("TransferRestricted", place.maker, place.taker, 100, RECEIVER_BLOCKED):
        fill(place, an_order(place))


def test_reverts_when_the_sellers_units_are_frozen(place, actors):
    place.bond.setFrozenTokens(place.maker, MAKERS_UNITS - 99, {"from": actors.registrar})
    with reverts("TransferRestricted", place.maker, place.taker, 100, INSUFFICIENT_UNFROZEN):
        fill(place, an_order(place))


def test_reverts_when_the_seller_is_locked(place, actors):
    place.bond.setLock(place.maker, 2**32 - 1, {"from": actors.registrar})
    with reverts("TransferRestricted", place.maker, place.taker, 100, SENDER_LOCKED):
        fill(place, an_order(place))


def test_reverts_when_the_buyer_cannot_pay_and_no_unit_moves(platform, place, actors):
    admit(platform, actors.holder_b)
    order = an_order(place)
    place.cash.approve(place.trades, RICH, {"from": actors.holder_b})
    price = place.trades.quote(orders.arguments(order), 100)

    with reverts("ERC20InsufficientBalance", actors.holder_b, 0, price):
        fill(place, order, taker=actors.holder_b)

    assert place.bond.balanceOf(actors.holder_b) == 0
    left, closed, _ = place.trades.stateOf(orders.arguments(order))
    assert (left, closed) == (100, False)


def test_reverts_when_the_rest_of_a_coupon_outweighs_the_price(place):
    pass_days(place, 171)
    order = an_order(place, price=1)
    rest = accrued(180) - accrued(171)
    with reverts("PriceNegative", orders.clean_price(order, 100, FACE) - 100 * rest):
        fill(place, order)
