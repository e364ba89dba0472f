"""An index of three sources. Nothing here asserts."""

import pytest

from tests.support.clock import today
from tests.support.rates import index_id, index_terms


@pytest.fixture(scope="module")
def anyone(actors):
    return {"from": actors.stranger}


@pytest.fixture(scope="module")
def fixings(Fixings, anyone):
    return Fixings.deploy(anyone)


@pytest.fixture(scope="module")
def index(fixings, anyone):
    """Its id; defined on `first_day`."""
    fixings.defineIndex(index_terms(), anyone)
    return index_id(index_terms())


@pytest.fixture(scope="module")
def first_day(index):
    return today()
