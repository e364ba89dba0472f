"""ProceedsVault.receiveProceeds: what the offering brings is counted, nothing else."""

from tests.support.bonds import as_contract
from tests.support.platform import mint
from tests.support.reverts import reverts

RAISED = 500_000_000


def test_the_settlement_brought_the_proceeds(platform, series, vault):
    assert (vault.received(), vault.unallocated()) == (RAISED, RAISED)
    assert platform.deposit_token.balanceOf(vault) == RAISED


def test_more_proceeds_add_up_and_the_event_says_so(platform, vault):
    offering = {"from": as_contract(platform.offering)}
    mint(platform, platform.offering, 7)
    platform.deposit_token.approve(vault, 7, offering)

    tx = vault.receiveProceeds(7, offering)

    assert (vault.received(), vault.unallocated()) == (RAISED + 7, RAISED + 7)
    event = {"from": platform.offering, "amount": 7}
    assert dict(tx.events["ProceedsReceived"]) == event


def test_cash_sent_past_the_offering_is_no_proceeds(
    platform, vault, project_id, certification, issuer
):
    mint(platform, vault, 1_000)

    assert vault.received() == RAISED
    with reverts("ExceedsProceeds", RAISED + 1, RAISED):
        vault.allocate(project_id, certification, RAISED + 1, issuer)


def test_reverts_when_caller_is_not_the_offering(platform, vault, actors):
    with reverts("NotPermitted", actors.issuer, platform.offering):
        vault.receiveProceeds(1, {"from": actors.issuer})
