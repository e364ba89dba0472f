"""Days and instants of the chain under test. Nothing here asserts."""

from brownie import chain

DAY = 86_400
TOKYO = 9 * 3_600


def today(zone_offset=TOKYO) -> int:
    """The chain's day in a zone."""
    return (chain.time() + zone_offset) // DAY


def day_start(day, zone_offset=TOKYO) -> int:
    """Instant at which a day of a zone begins [s UTC]."""
    return day * DAY - zone_offset


def mine_at(at):
    """Mine a block at an instant, unless the chain is there already."""
    if chain.time() < at:
        chain.mine(timestamp=at)
