"""BondFactory.create: rate terms are absent, or known to the source that the coupons ask."""

import pytest

from tests.support.reverts import reverts
from tests.support.terms import BOOKBUILT, FIXED, FLOATING, IMPACT_LINKED, STEP_UP, terms
from tests.support.texts import digest32

FLOATING_TERMS, LINKED_TERMS = digest32("floating"), digest32("linked")
NONE = "0x" + "00" * 32


@pytest.fixture
def issuer(actors):
    return {"from": actors.issuer}


@pytest.fixture(scope="module")
def factory(platform, actors, BondFactory, MockRateSource):
    """A factory with a source for floating rates and another for impact-linked ones."""
    admin, ours = {"from": actors.admin}, platform.bond_factory
    floating, linked = MockRateSource.deploy(admin), MockRateSource.deploy(admin)
    floating.introduce(FLOATING_TERMS, admin)
    linked.introduce(LINKED_TERMS, admin)
    implementations = (ours.bondImplementation(), ours.vaultImplementation())
    factory = BondFactory.deploy(
        platform.roles, *implementations, platform.commitments, floating, linked, admin
    )
    roles = platform.roles
    roles.setTargetFunctionRole(factory, [factory.create.signature], roles.ISSUER(), admin)
    roles.grantRole(roles.INSTRUMENTS(), factory, 0, admin)
    return factory


@pytest.mark.parametrize(
    ("kind", "rate_terms"),
    [
        (FIXED, NONE),
        (STEP_UP, NONE),
        (BOOKBUILT, NONE),
        (FLOATING, FLOATING_TERMS),
        (IMPACT_LINKED, LINKED_TERMS),
    ],
)
def test_terms_that_the_source_knows_are_taken(platform, factory, issuer, kind, rate_terms):
    given = terms(platform, coupon_kind=kind, rate_terms=rate_terms)

    created = factory.create(given, b"", issuer).events["BondCreated"]

    assert str(created["terms"][-1]) == rate_terms


@pytest.mark.parametrize(
    ("kind", "rate_terms"),
    [
        (FIXED, FLOATING_TERMS),
        (STEP_UP, LINKED_TERMS),
        (BOOKBUILT, FLOATING_TERMS),
        (FLOATING, NONE),
        (FLOATING, LINKED_TERMS),
        (IMPACT_LINKED, NONE),
        (IMPACT_LINKED, FLOATING_TERMS),
    ],
)
def test_reverts_when_the_source_does_not_know_the_terms(
    platform, factory, issuer, kind, rate_terms
):
    with reverts("RateTermsInvalid", rate_terms):
        factory.create(terms(platform, coupon_kind=kind, rate_terms=rate_terms), b"", issuer)


@pytest.mark.parametrize("kind", [FLOATING, IMPACT_LINKED])
def test_reverts_when_the_platform_does_not_know_the_terms(platform, issuer, kind):
    given = terms(platform, coupon_kind=kind, rate_terms=digest32("unheard of"))

    with reverts("RateTermsInvalid", digest32("unheard of")):
        platform.bond_factory.create(given, b"", issuer)
