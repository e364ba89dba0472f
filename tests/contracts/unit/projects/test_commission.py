"""Projects.commission: the operator says that a proposed project runs."""

from brownie import ZERO_ADDRESS

from tests.support.reverts import reverts
from tests.support.texts import digest32

PROPOSED, OPERATING = 1, 2


def test_a_proposed_project_operates(platform, actors, project_id):
    tx = platform.projects.commission(project_id, {"from": actors.operator})

    assert platform.projects.projectOf(project_id)[2] == OPERATING
    moved = {"project": project_id, "from": PROPOSED, "to": OPERATING}
    assert dict(tx.events["ProjectStageChanged"]) == moved


def test_reverts_when_the_caller_is_not_the_operator(platform, actors, project_id):
    with reverts("NotOperator", project_id, actors.stranger, actors.operator):
        platform.projects.commission(project_id, {"from": actors.stranger})


def test_reverts_when_there_is_no_such_project(platform, actors):
    with reverts("NotOperator", digest32("none"), actors.operator, ZERO_ADDRESS):
        platform.projects.commission(digest32("none"), {"from": actors.operator})


def test_reverts_when_it_operates_already(platform, actors, project_id):
    platform.projects.commission(project_id, {"from": actors.operator})

    with reverts("WrongStage", project_id, OPERATING, PROPOSED):
        platform.projects.commission(project_id, {"from": actors.operator})
