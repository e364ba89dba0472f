"""Projects.close: the operator ends a project, for good."""

import itertools

import pytest

from tests.support.reverts import reverts

PROPOSED, OPERATING, CLOSED = 1, 2, 3
MOVES = {
    ("commission", PROPOSED): OPERATING,
    ("close", PROPOSED): CLOSED,
    ("close", OPERATING): CLOSED,
}
STARTS_FROM = {"commission": PROPOSED, "close": OPERATING}


def test_an_operating_project_is_closed(platform, actors, project_id):
    platform.projects.commission(project_id, {"from": actors.operator})

    tx = platform.projects.close(project_id, {"from": actors.operator})

    assert platform.projects.projectOf(project_id)[2] == CLOSED
    moved = {"project": project_id, "from": OPERATING, "to": CLOSED}
    assert dict(tx.events["ProjectStageChanged"]) == moved


def test_a_project_that_never_ran_is_closed(platform, actors, project_id):
    tx = platform.projects.close(project_id, {"from": actors.operator})

    moved = {"project": project_id, "from": PROPOSED, "to": CLOSED}
    assert dict(tx.events["ProjectStageChanged"]) == moved


def test_reverts_when_the_caller_is_not_the_operator(platform, actors, project_id):
    with reverts("NotOperator", project_id, actors.admin, actors.operator):
        platform.projects.close(project_id, {"from": actors.admin})


@pytest.mark.parametrize("calls", list(itertools.product(STARTS_FROM, repeat=3)))
def test_inv_pj_1_only_the_drawn_moves_happen(platform, actors, project_id, calls):
    stage = PROPOSED
    for call in calls:
        move = getattr(platform.projects, call)
        if (call, stage) in MOVES:
            move(project_id, {"from": actors.operator})
            stage = MOVES[call, stage]
        else:
            with reverts("WrongStage", project_id, stage, STARTS_FROM[call]):
                move(project_id, {"from": actors.operator})
        assert platform.projects.projectOf(project_id)[2] == stage
