"""Bonds that the tests of the desk start from. Nothing here asserts."""

import pytest

from tests.support.issued import code, issued, with_mock_rates
from tests.support.platform import create_bond


@pytest.fixture(scope="module")
def draft(platform, verifier):
    """A bond in Draft; its verifier is accredited."""
    return create_bond(platform, isin=code("DRAFT0000001"))


@pytest.fixture(scope="module")
def plain(platform, verifier):
    """An outstanding bond of two coupons without options: A holds 3, B holds 2."""
    return issued(platform, "PLAIN0000001")


@pytest.fixture
def issuer(actors):
    return {"from": actors.issuer}


@pytest.fixture
def anyone(actors):
    return {"from": actors.stranger}


@pytest.fixture
def mock_rates(platform, verifier, MockRateSource):
    """Floating rates that the test sets, and bonds with them."""
    return with_mock_rates(platform, MockRateSource)
