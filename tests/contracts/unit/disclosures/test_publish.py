"""Disclosures.publish: the issuer of a bond publishes a document about it, by hash."""

import pytest

from tests.support.platform import ZERO, create_bond
from tests.support.reverts import reverts
from tests.support.texts import digest32, text32

KIND = text32("allocation-impact")
CONTENT, MANIFEST = digest32("content"), digest32("manifest")


@pytest.fixture(scope="module")
def bond(platform):
    return create_bond(platform).bond


def publication(bond, start=15_494, end=15_859, manifest=MANIFEST):
    return (bond.address, KIND, start, end, manifest)


def test_a_publication_is_what_was_said(platform, actors, bond):
    tx = platform.disclosures.publish(CONTENT, publication(bond), {"from": actors.issuer})

    assert platform.disclosures.disclosureOf(CONTENT) == (publication(bond), ZERO)
    assert dict(tx.events["DisclosurePublished"]) == {
        "contentHash": CONTENT,
        "bond": bond,
        "publication": publication(bond),
    }


@pytest.mark.parametrize("caller", ["admin", "trustee", "stranger"])
def test_reverts_when_the_caller_is_not_the_issuer(platform, actors, bond, caller):
    caller = getattr(actors, caller)
    with reverts("NotBondIssuer", caller, actors.issuer):
        platform.disclosures.publish(CONTENT, publication(bond), {"from": caller})


@pytest.mark.parametrize(
    ("content", "changes"),
    [
        (ZERO, {}),
        (CONTENT, {"manifest": ZERO}),
        (CONTENT, {"start": 10, "end": 10}),
        (CONTENT, {"start": 10, "end": 9}),
    ],
)
def test_reverts_when_a_hash_or_the_period_is_missing(platform, actors, bond, content, changes):
    given = publication(bond, **changes)
    with reverts("PublicationInvalid", content, given[2], given[3]):
        platform.disclosures.publish(content, given, {"from": actors.issuer})


def test_inv_di_1_reverts_when_the_content_was_published(platform, actors, bond):
    issuer = {"from": actors.issuer}
    platform.disclosures.publish(CONTENT, publication(bond), issuer)
    other = create_bond(platform, isin="0x" + b"JP000000TWO2".hex()).bond

    for again in (publication(bond), publication(bond, end=16_000), publication(other)):
        with reverts("ContentPublished", CONTENT):
            platform.disclosures.publish(CONTENT, again, issuer)
    assert platform.disclosures.disclosureOf(CONTENT)[0] == publication(bond)
