"""An announced bond, and the same with its book open. Nothing here asserts."""

import pytest
from brownie import web3

from tests.support.books import announced_bond, open_syndicated


@pytest.fixture(scope="module")
def announced(platform, verifier, actors):
    """An announced bond of 100 units of a million; A, B and C may hold it."""
    platform.chain_id = web3.eth.chain_id
    return announced_bond(platform, actors.holder_a, actors.holder_b, actors.holder_c)


@pytest.fixture
def series(platform, announced):
    """The same with its book open: 99 % to 101 %, lots of 10."""
    open_syndicated(platform, announced)
    return announced


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}
