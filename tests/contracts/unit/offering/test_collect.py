"""Offering.collect: a refund that could not be delivered waits for its investor."""

import pytest

from tests.support.bonds import bond_in_cash
from tests.support.platform import admit, announce, open_book, settle
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION


@pytest.fixture
def held(platform, verifier, BlockingCash, actors):
    """A and B ordered all 5 units each; the cash token refuses B's refund."""
    anyone = {"from": actors.stranger}
    cash = BlockingCash.deploy(anyone)
    admit(platform, actors.holder_a, actors.holder_b)
    series = bond_in_cash(platform, cash, "0x" + b"HELD00000001".hex(), issue_units=4)
    announce(platform, series)
    open_book(platform, series)
    for holder in (actors.holder_a, actors.holder_b):
        cash.mint(holder, 4 * DENOMINATION, anyone)
        cash.approve(platform.offering, 4 * DENOMINATION, {"from": holder})
        platform.offering.subscribe(series.bond, 4, {"from": holder})
    cash.setBlocked(actors.holder_b, True, anyone)
    return cash, settle(platform, series)


def test_one_failing_refund_is_held_and_stops_nobody(platform, held, actors):
    cash, settled = held

    assert cash.balanceOf(actors.holder_a) == 2 * DENOMINATION
    assert platform.offering.owed(cash, actors.holder_b) == 2 * DENOMINATION
    event = {"cash": cash, "investor": actors.holder_b, "amount": 2 * DENOMINATION}
    assert dict(settled.events["RefundHeld"]) == event


def test_it_is_collected_once_the_token_allows(platform, held, actors):
    cash, _ = held
    cash.setBlocked(actors.holder_b, False, {"from": actors.stranger})

    tx = platform.offering.collect(cash, {"from": actors.holder_b})

    assert cash.balanceOf(actors.holder_b) == 2 * DENOMINATION
    assert cash.balanceOf(platform.offering) == 0
    event = {"cash": cash, "investor": actors.holder_b, "amount": 2 * DENOMINATION}
    assert dict(tx.events["RefundCollected"]) == event
    with reverts("NothingOwed", actors.holder_b):
        platform.offering.collect(cash, {"from": actors.holder_b})


def test_reverts_when_nothing_is_owed(platform, held, actors):
    cash, _ = held
    with reverts("NothingOwed", actors.holder_a):
        platform.offering.collect(cash, {"from": actors.holder_a})
