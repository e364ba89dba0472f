"""Offering.open: the bookrunner opens the book of an announced bond, once."""

import pytest

from tests.support.platform import create_bond
from tests.support.reverts import reverts

DRAFT, ANNOUNCED, BOOKBUILDING = 0, 1, 2


@pytest.fixture
def bookrunner(actors):
    return {"from": actors.bookrunner}


def test_the_book_takes_price_time_and_the_units_of_the_terms(
    platform, announced, bookrunner, chain
):
    closes_at = chain.time() + 1_000

    tx = platform.offering.open(announced.bond, 995_000, closes_at, bookrunner)

    assert platform.offering.bookOf(announced.bond) == (995_000, closes_at, 10, 0, 0, 0, 0)
    assert announced.bond.stage() == BOOKBUILDING
    event = {"bond": announced.bond, "price": 995_000, "offered": 10, "closesAt": closes_at}
    assert dict(tx.events["BookOpened"]) == event


def test_reverts_when_caller_is_not_the_bookrunner(platform, announced, actors):
    with reverts("NotBookrunner", actors.issuer, actors.bookrunner):
        platform.offering.open(announced.bond, 1, 2**40 - 1, {"from": actors.issuer})


@pytest.mark.parametrize(("price", "later"), [(0, 1_000), (1_000_000, 0)])
def test_reverts_when_price_or_time_is_missing(
    platform, announced, bookrunner, chain, price, later
):
    chain.mine(timestamp=chain.time() + 100)
    at = chain[-1].timestamp

    with reverts("BookInvalid", price, at + later, at):
        platform.offering.open.call(announced.bond, price, at + later, bookrunner)


def test_reverts_when_the_bond_is_not_announced(platform, bookrunner):
    draft = create_bond(platform, isin="0x" + b"DRAFT0000003".hex()).bond

    with reverts("WrongBondStage", DRAFT, ANNOUNCED):
        platform.offering.open(draft, 1_000_000, 2**40 - 1, bookrunner)


def test_reverts_the_second_time(platform, series, bookrunner):
    with reverts("WrongBondStage", BOOKBUILDING, ANNOUNCED):
        platform.offering.open(series.bond, 1, 2**40 - 1, bookrunner)
