"""Bank of China, December 2019: special bonds for small and micro enterprises, built in a book.

CNY 20 billion, two years, 3.25 %, covered 2.7 times; the coupon costs CNY 650 million a year. The
published figures are those; the single orders never were: they are made up here so that they sum to
2.7 times the issue and clear at 3.25 %. Each fill is compared with an independent clearing.
"""

import random

import pytest
from brownie import web3

from oracle.core.units import Address, Day, Ppm
from oracle.desk.book import BookKind, BookTerms, Pricing, RevealedOrder, clear
from oracle.desk.confirmation import Confirmation
from oracle.desk.terms import Rate
from tests.support import books
from tests.support.clock import day_start, mine_at, today
from tests.support.platform import mint
from tests.support.terms import BOOKBUILT, coupon
from tests.support.texts import text32

CNY = 100  # fen
DENOMINATION = 1_000_000 * CNY
UNITS = 20_000  # CNY 20 billion in units of CNY 1 million
COVERED = UNITS * 27 // 10
PUBLISHED_RATE = 32_500_000  # 3.25 % in parts per billion
YEARLY_COUPON = 650_000_000 * CNY
GRID = {"first_tick": 30_000_000, "tick_step": 100_000, "tick_count": 51}  # 3.00 % to 3.50 %
CLEARING = 25
LOT, DEPOSIT = 10, 10_000_000 * CNY
OUTSTANDING = 4

TERMS = BookTerms(BookKind.RATE, Pricing.UNIFORM, *GRID.values(), UNITS, LOT, UNITS // 2, DEPOSIT)


def made_up_orders(investors) -> list[tuple[object, int, int]]:
    """(investor, tick, units): 19,000 better than 3.25 %, 6,350 at it, the rest worse."""
    draw = random.Random("BOC 2019")
    orders = []
    for ticks, total in ((range(CLEARING), 19_000), ([CLEARING], 6_350), (range(26, 51), 28_650)):
        left = total
        while left:
            units = min(left, LOT * draw.randint(60, 330))
            orders.append((draw.choice(investors), draw.choice(list(ticks)), units))
            left -= units
    draw.shuffle(orders)
    return orders


@pytest.fixture(scope="module")
def sold(platform, verifier, actors):
    """The bond, its orders, and the receipt of its settlement."""
    platform.chain_id = web3.eth.chain_id
    investors = [actors.holder_a, actors.holder_b, actors.holder_c, actors.operator]
    issue_day = today() + 10
    years = [coupon(issue_day), coupon(issue_day, 365, 730, 725, 730)]
    series = books.announced_bond(
        platform,
        *investors,
        isin="0x" + b"CND10002QPB7".hex(),
        name=text32("BOC small-micro 2019"),
        currency="0x" + b"CNY".hex(),
        denomination=DENOMINATION,
        issue_units=UNITS,
        rate=0,
        coupon_kind=BOOKBUILT,
        coupons=years,
        issue_day=issue_day,
        maturity_day=issue_day + 730,
    )
    books.open_syndicated(
        platform,
        series,
        kind=books.RATE_BOOK,
        offered=UNITS,
        lot=LOT,
        minimum_units=UNITS // 2,
        deposit=DEPOSIT,
        **GRID,
    )
    orders = made_up_orders(investors)
    for number, (investor, tick, units) in enumerate(orders):
        books.commit(platform, series, investor, tick, units, books.salt_of(number))
    for number, (investor, tick, units) in enumerate(orders):
        books.reveal(platform, series, investor, number, tick, units, books.salt_of(number))
    cleared = books.clear_book(platform, series)
    return series, orders, cleared, books.settle_book(platform, series)


def test_the_book_is_covered_as_published_and_sets_the_published_coupon(platform, sold):
    series, orders, cleared, _ = sold

    demand, offered = platform.bookbuilding.coverOf(series.bond)
    assert sum(units for _, _, units in orders) == COVERED == demand
    assert demand * 10 == offered * 27
    assert cleared.events["BookCleared"]["value"] == PUBLISHED_RATE
    assert series.bond.pricedRate() == PUBLISHED_RATE
    assert series.bond.stage() == OUTSTANDING


def test_each_fill_is_that_of_the_independent_clearing(platform, sold):
    series, orders, cleared, settled = sold
    shown = [
        RevealedOrder(number, Address(investor.address.lower()), tick, units)
        for number, (investor, tick, units) in enumerate(orders)
    ]

    expected = clear(TERMS, DENOMINATION, shown)

    event = cleared.events["BookCleared"]
    assert (expected.tick, expected.sold) == (event["tick"], event["sold"]) == (CLEARING, UNITS)
    assert expected.sold_at_margin == event["soldAtMargin"] == 1_000
    found = [
        (e["order"], e["units"], e["cash"], e["refund"]) for e in settled.events["OrderSettled"]
    ]
    assert found == [(f.order, f.units, f.cash, f.refund) for f in expected.fills]
    assert sum(row[1] for row in found) == UNITS == series.bond.totalSupply()
    assert series.vault.received() == 20_000_000_000 * CNY
    assert platform.bookbuilding.escrowOf(series.bond)[1] == 0


def test_every_investor_gets_a_confirmation_that_adds_up(platform, sold):
    series, orders, _, settled = sold
    for event in settled.events["OrderSettled"]:
        investor, tick, units = orders[event["order"]]
        confirmation = Confirmation(
            chain_id=platform.chain_id,
            contract=Address(platform.bookbuilding.address.lower()),
            bond=Address(series.bond.address.lower()),
            isin="CND10002QPB7",
            name="BOC small-micro 2019",
            investor=Address(investor.address.lower()),
            order=event["order"],
            currency="CNY",
            scale=2,
            ordered=units,
            limit_price=None,
            limit_rate=Rate(TERMS.value(tick)),
            allotted=event["units"],
            denomination=DENOMINATION,
            price=Ppm(1_000_000),
            rate=Rate(PUBLISHED_RATE),
            accrued_per_unit=0,
            cash=event["cash"],
            refund=event["refund"],
            settlement_day=Day(series.issue_day),
            vault=Address(series.vault.address.lower()),
            transaction=settled.txid,
        )
        assert "3.25 %" in confirmation.text("zh")


def test_the_first_coupon_costs_what_was_published(platform, sold, actors):
    series, *_ = sold
    mine_at(day_start(series.coupons[0][2] + 1))
    series.bond.strike({"from": actors.stranger})
    struck = series.bond.struckOf(0)
    assert struck["units"] * struck["cashPerUnit"] == YEARLY_COUPON
    mint(platform, actors.issuer, YEARLY_COUPON)
    platform.deposit_token.approve(series.bond, YEARLY_COUPON, {"from": actors.issuer})
    series.bond.fundCoupon(0, {"from": actors.issuer})
    mine_at(day_start(series.coupons[0][3]))
    holder = actors.holder_a
    before = platform.deposit_token.balanceOf(holder)
    series.bond.payCoupons([holder], 1, {"from": actors.stranger})
    paid = platform.deposit_token.balanceOf(holder) - before
    assert paid == series.bond.balanceOf(holder) * DENOMINATION * 325 // 10_000
