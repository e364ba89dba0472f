"""Moves without the holder: announced, waited for, carried out. Nothing here asserts."""

from tests.support.bonds import next_block_at
from tests.support.clock import DAY
from tests.support.texts import digest32

NO_REASON, COURT_ORDER, REGULATOR_ORDER, LOST_KEY, SUCCESSION, CORRECTION = range(6)
WAIT = 3 * DAY
DOCUMENT = digest32("court order")


def announced(platform, bond, giver, taker, units, reason=COURT_ORDER):
    """Announce a move; the instant from which it can be carried out [s UTC]."""
    agent = {"from": platform.actors.registrar}
    bond.announceForce(giver, taker, units, reason, DOCUMENT, agent)
    return bond.forceOf(giver, taker, units)["executableAt"]


def force(platform, bond, giver, taker, units, reason=COURT_ORDER):
    """Announce a move, wait, and carry it out; the receipt."""
    next_block_at(announced(platform, bond, giver, taker, units, reason))
    return bond.forcedTransfer(giver, taker, units, {"from": platform.actors.registrar})


def recover(platform, bond, lost, replacement):
    """Announce a recovery, wait, and carry it out; the receipt."""
    next_block_at(announced(platform, bond, lost, replacement, 0, LOST_KEY))
    return bond.recover(lost, replacement, {"from": platform.actors.registrar})
