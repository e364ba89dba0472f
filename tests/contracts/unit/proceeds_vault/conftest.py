"""A bond that raised 500 million yen, and a certified project. Nothing here asserts."""

import pytest

from tests.support.platform import admit, certify, outstanding_bond


@pytest.fixture(scope="module")
def certification(platform, project_id, verifier):
    """Live certification of the project."""
    return certify(platform, project_id)


@pytest.fixture(scope="module")
def series(platform, verifier, actors):
    admit(platform, actors.holder_a)
    return outstanding_bond(platform, [(actors.holder_a, 5)])


@pytest.fixture
def vault(series):
    return series.vault


@pytest.fixture
def issuer(actors):
    return {"from": actors.issuer}


@pytest.fixture
def trustee(actors):
    return {"from": actors.trustee}
