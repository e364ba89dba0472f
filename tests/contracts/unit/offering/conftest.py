"""A bond whose book is open, and investors. Nothing here asserts."""

import pytest

from tests.support.platform import admit, announce, create_bond, open_book


@pytest.fixture(scope="module")
def announced(platform, verifier, actors):
    """An announced bond of 10 units; A, B and C are admitted."""
    admit(platform, actors.holder_a, actors.holder_b, actors.holder_c)
    series = create_bond(platform, issue_units=10)
    announce(platform, series)
    return series


@pytest.fixture
def series(platform, announced):
    """The same with its book open."""
    open_book(platform, announced)
    return announced
