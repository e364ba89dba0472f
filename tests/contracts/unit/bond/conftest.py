"""Bonds in the stages that the tests of one function start from. Nothing here asserts."""

import pytest

from tests.support.clock import today
from tests.support.platform import admit, create_bond, outstanding_bond
from tests.support.terms import coupon


@pytest.fixture(scope="module")
def draft(platform, verifier):
    """A bond in Draft; its verifier is accredited."""
    return create_bond(platform, isin="0x" + b"DRAFT0000001".hex())


@pytest.fixture(scope="module")
def series(platform, verifier, actors):
    """An outstanding bond of two coupons: A holds 3, B holds 2; C is admitted."""
    admit(platform, actors.holder_a, actors.holder_b, actors.holder_c)
    issue_day = today() + 10
    coupons = [coupon(issue_day, 0, 180, 170, 180), coupon(issue_day, 180, 365, 355, 365)]
    orders = [(actors.holder_a, 3), (actors.holder_b, 2)]
    return outstanding_bond(platform, orders, issue_day=issue_day, coupons=coupons)


@pytest.fixture
def bond(series):
    return series.bond
