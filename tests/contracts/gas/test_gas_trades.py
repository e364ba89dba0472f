"""Gas of fills of signed orders, against snapshots/gas_trades.json."""

from pathlib import Path

import pytest

from tests.support.clock import day_start, mine_at
from tests.support.gas import blocks_of_12_seconds, differences
from tests.support.trades import an_order, fill, market

SNAPSHOT = Path("snapshots/gas_trades.json")


@pytest.fixture(scope="module")
def measured(platform, verifier):
    """Maker and taker hold units and cash before and after; allowances are unlimited."""
    place = market(platform, isin=b"GASTRADES000")
    mine_at(day_start(place.series.issue_day + 40))
    whole = {"minimum_fill": 100}
    with blocks_of_12_seconds():
        return {
            "Trades.fill: whole order, first nonce of a word": _fill(place, nonce=0, **whole),
            "Trades.fill: whole order, a later nonce": _fill(place, nonce=1, **whole),
            "Trades.fill: whole order, the maker buys": _fill(place, nonce=2, sells=False, **whole),
            "Trades.fill: first part of an order": _fill(place, 40, nonce=3),
            "Trades.fill: last part of an order": _fill(place, 60, nonce=3),
            "Trades.cancel: a later nonce": _cancel(place, 4),
        }


def test_gas_is_what_the_snapshot_says(measured):
    assert differences(measured, SNAPSHOT) == []


def _fill(place, units=None, **changes):
    changes.setdefault("expires_at", day_start(place.series.issue_day + 100))
    return fill(place, an_order(place, **changes), units).gas_used


def _cancel(place, nonce):
    return place.trades.cancel(nonce, {"from": place.maker}).gas_used
