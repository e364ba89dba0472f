"""Bookbuilding.reveal: an order is shown in its time, and its cash escrowed."""

import pytest

from tests.support.books import commit, reveal, salt_of, sealed
from tests.support.clock import mine_at
from tests.support.platform import admit
from tests.support.reverts import reverts

DEPOSIT, DENOMINATION = 1_000_000, 1_000_000
RECEIVER_NOT_ELIGIBLE = 4


def times(platform, series):
    return tuple(platform.bookbuilding.bookOf(series.bond)["terms"][9:11])


def test_the_rest_of_the_cost_is_escrowed_and_demand_shown(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    commit(platform, series, actors.holder_b, 2, 30)
    reveal(platform, series, actors.holder_a, 0, 2, 10)
    before = platform.deposit_token.balanceOf(actors.holder_b)

    tx = reveal(platform, series, actors.holder_b, 1, 2, 30)

    cost = 30 * DENOMINATION  # tick 2 is par
    assert before - platform.deposit_token.balanceOf(actors.holder_b) == cost - DEPOSIT
    assert dict(tx.events["OrderRevealed"]) == {
        "bond": series.bond,
        "investor": actors.holder_b,
        "order": 1,
        "tick": 2,
        "value": 1_000_000,
        "units": 30,
        "before": 10,
        "escrowed": cost,
    }
    assert platform.bookbuilding.coverOf(series.bond) == (40, 100)
    assert platform.bookbuilding.demandsOf(series.bond) == (0, 0, 40, 0, 0)
    assert platform.bookbuilding.orderOf(series.bond, 1)[1:] == (actors.holder_b, 30, 2, 10)
    assert platform.bookbuilding.escrowOf(series.bond)[1] == 40 * DENOMINATION


def test_the_cost_is_that_of_its_own_tick(platform, series, actors):
    commit(platform, series, actors.holder_a, 4, 10)
    tx = reveal(platform, series, actors.holder_a, 0, 4, 10)
    assert tx.events["OrderRevealed"]["escrowed"] == 10_100_000
    assert platform.bookbuilding.valueOf(series.bond, 4) == 1_010_000


def test_reverts_before_the_closing_and_after_the_reveals(platform, series, actors, chain):
    commit(platform, series, actors.holder_a, 2, 10)
    shown = (series.bond, 0, 2, 10, salt_of(0), {"from": actors.holder_a})
    closes_at, reveals_until = times(platform, series)
    with reverts("NotRevealTime", closes_at, reveals_until, chain[-1].timestamp):
        platform.bookbuilding.reveal.call(*shown)
    mine_at(closes_at)
    platform.bookbuilding.reveal.call(*shown)
    mine_at(reveals_until)
    with reverts("NotRevealTime", closes_at, reveals_until, reveals_until):
        platform.bookbuilding.reveal.call(*shown)


def test_reverts_when_it_is_not_what_was_sealed(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    mine_at(times(platform, series)[0])
    kept = sealed(platform, series, actors.holder_a, 2, 10)
    for tick, units, salt in ((3, 10, 0), (2, 20, 0), (2, 10, 1)):
        shown = sealed(platform, series, actors.holder_a, tick, units, salt_of(salt))
        with reverts("CommitmentMismatch", kept, shown):
            platform.bookbuilding.reveal(
                series.bond, 0, tick, units, salt_of(salt), {"from": actors.holder_a}
            )


def test_reverts_the_second_time(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    reveal(platform, series, actors.holder_a, 0, 2, 10)
    with reverts("NotSealed", series.bond, 0):
        reveal(platform, series, actors.holder_a, 0, 2, 10)


@pytest.mark.parametrize(
    ("tick", "units", "error", "arguments"),
    [
        (5, 10, "TickOutOfRange", (5, 5)),
        (2, 0, "OrderOutOfRange", (0, 100)),
        (2, 110, "OrderOutOfRange", (110, 100)),
        (2, 15, "NotInLots", (15, 10)),
    ],
)
def test_reverts_when_the_order_does_not_fit(
    platform, series, actors, tick, units, error, arguments
):
    commit(platform, series, actors.holder_a, tick, units)
    with reverts(error, *arguments):
        reveal(platform, series, actors.holder_a, 0, tick, units)


def test_reverts_when_the_investor_may_no_longer_hold(platform, series, actors):
    commit(platform, series, actors.holder_a, 2, 10)
    admit(platform, actors.holder_a, eligible_until=1)
    with reverts("InvestorRestricted", actors.holder_a, RECEIVER_NOT_ELIGIBLE):
        reveal(platform, series, actors.holder_a, 0, 2, 10)


def test_a_copied_commitment_is_of_no_use(platform, series, actors):
    """T14: B copies A's commitment, and then the very reveal that A sends."""
    commit(platform, series, actors.holder_a, 4, 100)
    copied = sealed(platform, series, actors.holder_a, 4, 100)
    commit(platform, series, actors.holder_b, 0, 10)
    platform.bookbuilding.amend(series.bond, 1, copied, {"from": actors.holder_b})

    with reverts("NotYourOrder", series.bond, 0, actors.holder_a):
        reveal(platform, series, actors.holder_b, 0, 4, 100)
    with reverts("CommitmentMismatch", copied, sealed(platform, series, actors.holder_b, 4, 100)):
        reveal(platform, series, actors.holder_b, 1, 4, 100)
    reveal(platform, series, actors.holder_a, 0, 4, 100)
