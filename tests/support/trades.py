"""A market in one bond: orders of a maker whose key the tests know. Nothing here asserts."""

from dataclasses import replace
from types import SimpleNamespace

from brownie import Trades, accounts, chain, web3

from oracle.core.units import Address, Instant, Ppm
from oracle.desk import orders
from oracle.desk.orders import ANYONE, Order, Venue
from oracle.device.sign import sign_digest
from tests.support.bonds import OUTSIDER
from tests.support.clock import DAY, today
from tests.support.platform import admit, mint, outstanding_bond
from tests.support.terms import coupon

FACE, PRICE = 1_000_003, 998_750
"""Denomination that prices do not divide, and a price of 99.875 %."""

MAKERS_UNITS, TAKERS_UNITS = 600, 400
RICH = 10**15
KEY = bytes(OUTSIDER.key)
UNLIMITED = 2**256 - 1


def market(platform, isin=b"TRADES000001", **changes) -> SimpleNamespace:
    """Trades, and an outstanding bond of which maker and taker hold some; all is approved.

    `series`, `bond`, `cash`, `trades`, `maker` (OUTSIDER) and `taker` (holder A).
    """
    maker, taker = accounts.at(OUTSIDER.address, force=True), platform.actors.holder_a
    admit(platform, maker, taker)
    series = _series(platform, isin, [(maker, MAKERS_UNITS), (taker, TAKERS_UNITS)], changes)
    cash = platform.deposit_token
    trades = Trades.deploy({"from": platform.actors.admin})
    for account in (maker, taker):
        mint(platform, account, RICH)
        cash.approve(trades, UNLIMITED, {"from": account})
        series.bond.approve(trades, UNLIMITED, {"from": account})
    parts = {"bond": series.bond, "cash": cash, "trades": trades, "maker": maker, "taker": taker}
    return SimpleNamespace(series=series, **parts)


def _series(platform, isin, held, changes):
    """Two coupons in a year at 4.125 %; the record day is ten days before payment."""
    issue_day = today() + 10
    coupons = [coupon(issue_day, 0, 180, 170, 180), coupon(issue_day, 180, 365, 355, 365)]
    given = {
        "coupons": coupons,
        "issue_day": issue_day,
        "isin": "0x" + isin.hex(),
        "denomination": FACE,
        "issue_units": 1_000,
        "rate": 41_250_000,
        "frequency": 2,
    }
    return outstanding_bond(platform, held, **{**given, **changes})


def an_order(place, **changes) -> Order:
    """The maker sells 100 units, at least 10 at a time, to anyone, for 30 days."""
    order = Order(
        maker=Address(OUTSIDER.address),
        taker=ANYONE,
        bond=Address(place.bond.address),
        sells=True,
        units=100,
        minimum_fill=10,
        price=Ppm(PRICE),
        expires_at=Instant(chain.time() + 30 * DAY),
        nonce=7,
    )
    return replace(order, **changes)


def venue(place) -> Venue:
    """Where the orders of a market can be filled."""
    return Venue(web3.eth.chain_id, Address(place.trades.address))


def fill(place, order, units=None, taker=None, key=KEY):
    """Fill an order that its maker signed; the receipt."""
    sender = {"from": taker or place.taker}
    return place.trades.fill(*signed(place, order, key), units or order.units, sender)


def signed(place, order, key=KEY) -> tuple:
    """An order and its signature as `fill` takes them."""
    return orders.arguments(order), sign_digest(orders.digest(order, venue(place)), key)
