"""Trades' views: what an order costs now, where it stands, what is signed."""

from eth_account.messages import _hash_eip191_message, encode_typed_data

from oracle.desk import orders
from tests.support.clock import day_start, mine_at
from tests.support.reverts import reverts
from tests.support.trades import FACE, an_order, fill, venue


def state(place, order) -> tuple:
    return tuple(place.trades.stateOf(orders.arguments(order)))


def test_the_digest_is_that_of_the_typed_data(place):
    order = an_order(place)
    given = orders.arguments(order)
    message = encode_typed_data(full_message=orders.typed_data(order, venue(place)))
    assert bytes(place.trades.digestOf(given)) == bytes(_hash_eip191_message(message))
    assert bytes(place.trades.digestOf(given)) == orders.digest(order, venue(place))
    assert bytes(place.trades.idOf(given)) == orders.order_id(order)


def test_the_domain_says_where_signatures_are_good(place, web3):
    _, name, version, chain_id, contract, _, _ = place.trades.eip712Domain()
    named = (orders.DOMAIN_NAME, orders.DOMAIN_VERSION, web3.eth.chain_id, place.trades.address)
    assert (name, version, chain_id, contract) == named


def test_a_quote_is_what_a_fill_pays(place):
    mine_at(day_start(place.series.issue_day + 100))
    for nonce, sells in enumerate((True, False)):
        order = an_order(place, sells=sells, nonce=nonce)
        quoted = place.trades.quote(orders.arguments(order), 33)
        assert fill(place, order, 33).return_value == quoted > 33 * FACE * 99 // 100


def test_a_quote_of_no_bond_reverts(place, actors):
    order = an_order(place, bond=actors.stranger.address)
    with reverts("NotBond", actors.stranger):
        place.trades.quote(orders.arguments(order), 1)


def test_an_order_is_open_then_partly_filled_then_closed(place):
    order = an_order(place)
    assert state(place, order) == (100, False, False)
    fill(place, order, 60)
    assert state(place, order) == (40, False, False)
    fill(place, order, 40)
    assert state(place, order) == (0, True, False)


def test_a_cancelled_order_has_nothing_left(place):
    order = an_order(place)
    fill(place, order, 60)
    place.trades.cancel(7, {"from": place.maker})
    assert state(place, order) == (0, True, False)


def test_an_order_expires_at_its_second(place, chain):
    order = an_order(place, expires_at=chain.time() + 100)
    mine_at(order.expires_at - 1)
    assert state(place, order) == (100, False, False)
    mine_at(order.expires_at)
    assert state(place, order) == (0, False, True)
