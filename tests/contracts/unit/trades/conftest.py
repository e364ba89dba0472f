"""The market that the tests of one function start from. Nothing here asserts."""

import pytest

from tests.support.trades import market


@pytest.fixture(scope="module")
def place(platform, verifier):
    """A bond, its maker and its taker, and Trades."""
    return market(platform)
