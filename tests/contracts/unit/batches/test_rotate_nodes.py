"""Batches.rotateNodes: the steward replaces the nodes that sign."""

import pytest
from brownie import ZERO_ADDRESS

from tests.support.reports import NODES, rotate_nodes
from tests.support.reverts import reverts


@pytest.mark.parametrize(("count", "threshold"), [(1, 1), (5, 3), (5, 5), (31, 1), (31, 31)])
def test_the_new_set_signs_from_now_on(platform, count, threshold):
    tx = rotate_nodes(platform, count, threshold)

    assert platform.batches.currentNodes() == (2, threshold, NODES[:count])
    event = {"nodeSet": 2, "threshold": threshold, "nodes": NODES[:count]}
    assert dict(tx.events["NodeSetRotated"]) == event


@pytest.mark.parametrize(
    ("nodes", "threshold"),
    [
        ([], 0),
        ([], 1),
        (NODES[:3], 0),
        (NODES[:3], 4),
        (NODES[:3], 255),
        ([*NODES, "0x" + "99" * 20], 1),
        ([NODES[0], NODES[1], NODES[0]], 2),
        ([NODES[0], NODES[1], NODES[1]], 2),
        ([ZERO_ADDRESS], 1),
        ([NODES[0], ZERO_ADDRESS], 1),
    ],
)
def test_reverts_when_the_set_is_not_sound(platform, actors, nodes, threshold):
    with reverts("NodeSetInvalid", len(nodes), threshold):
        platform.batches.rotateNodes(nodes, threshold, {"from": actors.admin})
