"""An index, terms on it, and a bond with a fixing day ahead of each coupon. Asserts nothing."""

import pytest

from oracle.desk.rates import FloatingTerms
from tests.support.clock import today
from tests.support.rates import floating_bond, index_terms

LINKED = FloatingTerms(spread=2_000_000, initial=1_500_000, cap=9_000_000, floor=500_000)


@pytest.fixture(scope="module")
def anyone(actors):
    return {"from": actors.stranger}


@pytest.fixture(scope="module")
def fixings(Fixings, anyone):
    return Fixings.deploy(anyone)


@pytest.fixture(scope="module")
def index(fixings, anyone):
    return str(fixings.defineIndex(index_terms(), anyone).return_value)


@pytest.fixture(scope="module")
def floating_rates(FloatingRates, fixings, anyone):
    return FloatingRates.deploy(fixings, anyone)


@pytest.fixture(scope="module")
def linked():
    """The terms, as Python has them."""
    return LINKED


@pytest.fixture(scope="module")
def given(index, linked):
    """The terms, as the contract takes them."""
    return index, linked.spread, linked.initial, linked.cap, linked.floor


@pytest.fixture(scope="module")
def rate_terms(floating_rates, given, anyone):
    return str(floating_rates.defineTerms(given, anyone).return_value)


@pytest.fixture(scope="module")
def bare_bonds(BareBonds, anyone):
    return BareBonds.deploy(anyone)


@pytest.fixture(scope="module")
def fixing_days():
    return [today() + 30 * number for number in range(3)]


@pytest.fixture(scope="module")
def bond(platform, bare_bonds, rate_terms, fixing_days):
    return floating_bond(platform, bare_bonds, rate_terms, fixing_days, fixing_days[0] + 2).address
