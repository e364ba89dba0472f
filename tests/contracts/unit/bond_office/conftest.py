"""Bonds that the tests of the office start from. Nothing here asserts."""

from types import SimpleNamespace

import pytest

from tests.support.force import COURT_ORDER
from tests.support.issued import code, issued
from tests.support.platform import create_bond


@pytest.fixture(scope="module")
def draft(platform, verifier):
    """A bond in Draft; its verifier is accredited."""
    return create_bond(platform, isin=code("DRAFT0000001"))


@pytest.fixture(scope="module")
def series(platform, verifier):
    """An outstanding bond of two coupons without options: A holds 3, B holds 2."""
    return issued(platform, "OFFICE000001")


@pytest.fixture
def bond(series):
    return series.bond


@pytest.fixture
def agent(actors):
    return {"from": actors.registrar}


@pytest.fixture
def issuer(actors):
    return {"from": actors.issuer}


@pytest.fixture
def order(actors):
    """A move of 2 units from A to C on a court's order."""
    return SimpleNamespace(args=(actors.holder_a, actors.holder_c, 2), reason=COURT_ORDER)
