"""Attestations.bindSchema: a kind has one schema, for good."""

import pytest
from brownie import ZERO_ADDRESS

from tests.support.platform import ZERO
from tests.support.reverts import reverts
from tests.support.texts import digest32

NONE, OPINION, CERTIFICATION = 0, 1, 2


@pytest.fixture(scope="module")
def unbound(platform, actors, Attestations):
    """A resolver to which nothing is bound yet."""
    return Attestations.deploy(
        *(platform.roles, platform.eas, platform.verifiers, platform.projects),
        {"from": actors.admin},
    )


@pytest.fixture(scope="module", autouse=True)
def stewards_bind(platform, actors, unbound):
    selector = unbound.bindSchema.signature
    platform.roles.setTargetFunctionRole(unbound, [selector], 3, {"from": actors.admin})


def register(platform, resolver, text="bytes32 subject,bytes32 statement", revocable=True):
    sender = {"from": platform.actors.stranger}
    tx = platform.schema_registry.register(text, resolver, revocable, sender)
    return tx.events["Registered"]["uid"]


def bind(platform, unbound, kind, schema):
    return unbound.bindSchema(kind, schema, {"from": platform.actors.admin})


def test_the_schema_of_a_kind_is_what_was_bound(platform, unbound):
    schema = register(platform, unbound)

    tx = bind(platform, unbound, OPINION, schema)

    assert unbound.schemaOf(OPINION) == schema
    assert unbound.schemaOf(CERTIFICATION) == ZERO
    assert dict(tx.events["SchemaBound"]) == {"kind": OPINION, "schema": schema}


def test_reverts_when_the_kind_is_none(platform, unbound):
    schema = register(platform, unbound)
    with reverts("SchemaInvalid", schema, NONE):
        bind(platform, unbound, NONE, schema)


def test_reverts_when_the_kind_has_a_schema(platform, unbound):
    bind(platform, unbound, OPINION, register(platform, unbound))
    other = register(platform, unbound, "bytes32 other,bytes32 statement")
    with reverts("SchemaInvalid", other, OPINION):
        bind(platform, unbound, OPINION, other)


def test_reverts_when_the_schema_stands_for_another_kind(platform, unbound):
    schema = register(platform, unbound)
    bind(platform, unbound, OPINION, schema)
    with reverts("SchemaInvalid", schema, CERTIFICATION):
        bind(platform, unbound, CERTIFICATION, schema)


def test_reverts_when_the_schema_is_for_another_resolver(platform, unbound):
    for resolver in (ZERO_ADDRESS, platform.verifiers):
        schema = register(platform, resolver)
        with reverts("SchemaInvalid", schema, OPINION):
            bind(platform, unbound, OPINION, schema)


def test_reverts_when_the_schema_is_irrevocable(platform, unbound):
    schema = register(platform, unbound, revocable=False)
    with reverts("SchemaInvalid", schema, OPINION):
        bind(platform, unbound, OPINION, schema)


def test_reverts_when_nobody_registered_the_schema(platform, unbound):
    with reverts("SchemaInvalid", digest32("none"), OPINION):
        bind(platform, unbound, OPINION, digest32("none"))
