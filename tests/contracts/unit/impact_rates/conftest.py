"""A bond of eight linked coupons of 30 days over a measured project. Nothing here asserts."""

from types import SimpleNamespace

import pytest

from oracle.core.units import Ppm
from oracle.desk.rates import ImpactTerms
from oracle.desk.terms import Rate
from tests.support.clock import today
from tests.support.platform import METRIC
from tests.support.rates import impact_bond, impact_terms, measured, reduction_of, verified

BOND_RATE, BASELINE = 30_000_000, 1_000_000
BASELINES = [0, 0, *[BASELINE] * 3, 0, *[BASELINE] * 2]
LINKED = ImpactTerms(
    start_period=2,
    deviation_floor=Ppm(100_000),
    deviation_cap=Ppm(200_000),
    margin_floor=Rate(500_000),
    margin_cap=Rate(750_000),
    penalty=Rate(300_000),
    report_days=20,
)


@pytest.fixture(scope="module")
def anyone(actors):
    return {"from": actors.stranger}


@pytest.fixture(scope="module")
def rates(platform):
    return platform.impact_rates


@pytest.fixture(scope="module")
def linked():
    """The terms, as Python has them."""
    return LINKED


@pytest.fixture(scope="module")
def bare_bonds(BareBonds, anyone):
    return BareBonds.deploy(anyone)


@pytest.fixture(scope="module")
def new_bond(platform, rates, bare_bonds, project_id, verifier, anyone):
    """Makes a bond that is issued tomorrow."""

    def new(linked=LINKED, baselines=BASELINES, bond_rate=BOND_RATE):
        given = impact_terms(project_id, METRIC, linked)
        terms = str(rates.defineTerms(given, anyone).return_value)
        days = today() + 1
        bond = impact_bond(platform, bare_bonds, terms, baselines, days, bond_rate)
        return SimpleNamespace(**vars(bond), baselines=baselines, rate=bond_rate, terms=terms)

    return new


@pytest.fixture(scope="module")
def bond(new_bond):
    return new_bond()


@pytest.fixture(scope="module")
def evidence(platform, project_id):
    """Makes batches over the period before a coupon, one per energy, with verifications."""

    def make(bond, coupon, *energies):
        start, end = bond.coupons[coupon - 1][:2]
        batches = measured(platform, project_id, start, end, *energies)
        return batches, verified(platform, batches)

    return make


@pytest.fixture(scope="module")
def report(rates, evidence, anyone):
    """Reports energies for a coupon in time; what was verified."""

    def send(bond, coupon, *energies):
        rates.report(bond.address, coupon, *evidence(bond, coupon, *energies), anyone)
        return sum(reduction_of(energy) for energy in energies)

    return send
