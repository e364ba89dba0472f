"""Investors.setBlocked: an account is barred from sending, receiving, both or neither."""

import pytest

from tests.support.platform import admit, investor
from tests.support.reverts import reverts

BOTH_WAYS = [(True, False), (False, True), (True, True), (False, False)]


@pytest.mark.parametrize(("send", "receive"), BOTH_WAYS)
def test_blocks_are_what_was_said_last_and_the_entry_stays(platform, actors, send, receive):
    admit(platform, actors.holder_a, eligible_until=20_000)
    registrar = {"from": actors.registrar}
    platform.investors.setBlocked(actors.holder_a, not send, not receive, registrar)

    tx = platform.investors.setBlocked(actors.holder_a, send, receive, registrar)

    entry = investor(eligible_until=20_000)
    assert platform.investors.investorOf(actors.holder_a) == (entry, send, receive)
    event = {"account": actors.holder_a, "send": send, "receive_": receive}
    assert dict(tx.events["InvestorBlocked"]) == event


def test_reverts_when_the_account_was_never_admitted(platform, actors):
    with reverts("NotAdmitted", actors.stranger):
        platform.investors.setBlocked(actors.stranger, True, True, {"from": actors.registrar})
