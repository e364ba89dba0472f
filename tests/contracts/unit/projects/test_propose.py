"""Projects.propose: anyone proposes; the caller becomes the operator."""

import pytest
from brownie import chain
from eth_abi import encode
from eth_utils import keccak

from tests.support.platform import ZERO, proposal, propose
from tests.support.reverts import reverts
from tests.support.texts import digest32

PROPOSED = 1
WIDEST = 14 * 3_600


def test_the_project_is_what_was_proposed(platform, actors, pin_id):
    given = proposal(pin_id)

    tx = platform.projects.propose(given, {"from": actors.operator})

    project = tx.return_value
    assert platform.projects.projectOf(project) == (given, actors.operator, PROPOSED)
    assert platform.projects.operatorOf(project) == actors.operator
    assert platform.projects.pinOf(project) == pin_id
    assert platform.projects.eligibleCostOf(project) == (500_000_000, "0x" + b"JPY".hex())
    assert dict(tx.events["ProjectProposed"]) == {
        "project": project,
        "operator": actors.operator,
        "proposal": given,
    }
    moved = {"project": project, "from": 0, "to": PROPOSED}
    assert dict(tx.events["ProjectStageChanged"]) == moved


def test_ids_come_from_chain_contract_operator_and_nonce(platform, actors, pin_id):
    before = platform.projects.nonces(actors.contractor)

    ids = [propose(platform, pin_id, actors.contractor) for _ in range(2)]

    assert ids == ["0x" + _id(platform, actors.contractor, before + n).hex() for n in range(2)]
    assert platform.projects.nonces(actors.contractor) == before + 2


def _id(platform, operator, nonce):
    types = ["uint256", "address", "address", "uint256"]
    values = [chain.id, platform.projects.address, operator.address, nonce]
    return keccak(encode(types, values))


@pytest.mark.parametrize("zone", [-WIDEST, 0, WIDEST])
def test_zones_up_to_14_hours_are_accepted(platform, pin_id, zone):
    project = propose(platform, pin_id, zone_offset=zone)

    assert platform.projects.projectOf(project)[0]["zoneOffset"] == zone


@pytest.mark.parametrize("zone", [-WIDEST - 1, WIDEST + 1, -(2**31), 2**31 - 1])
def test_reverts_when_the_zone_is_wider(platform, pin_id, zone):
    with reverts("ZoneOutOfRange", zone, WIDEST):
        propose(platform, pin_id, zone_offset=zone)


@pytest.mark.parametrize("missing", ["documents", "pin", "eligible_cost"])
def test_reverts_when_documents_pin_or_cost_are_missing(platform, pin_id, missing):
    fields = {"documents": digest32("project file"), "pin": pin_id, "eligible_cost": 500_000_000}
    fields[missing] = 0 if missing == "eligible_cost" else ZERO
    with reverts("ProposalIncomplete", *fields.values()):
        propose(platform, fields.pop("pin"), **fields)


def test_reverts_when_nobody_pinned_the_methodology(platform):
    with reverts("UnknownPin", digest32("no pin")):
        propose(platform, digest32("no pin"))
