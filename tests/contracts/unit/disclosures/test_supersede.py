"""Disclosures.supersede: a newer document replaces an older one, for a stated reason."""

import pytest

from tests.support.platform import ZERO, create_bond
from tests.support.reverts import reverts
from tests.support.texts import digest32, text32

KIND, OTHER_KIND = text32("allocation-impact"), text32("holdings")
OLD, NEW, NEWER = digest32("old"), digest32("new"), digest32("newer")
REASON = digest32("reason")


@pytest.fixture(scope="module")
def bond(platform):
    return create_bond(platform).bond


@pytest.fixture(scope="module", autouse=True)
def published(platform, actors, bond):
    platform.disclosures.publish(OLD, publication(bond), {"from": actors.issuer})


def publication(bond, kind=KIND, manifest="manifest"):
    return (bond.address, kind, 15_494, 15_859, digest32(manifest))


def supersede(platform, old, new, given, caller=None):
    caller = {"from": caller or platform.actors.issuer}
    return platform.disclosures.supersede(old, new, given, REASON, caller)


def test_the_old_one_names_the_new_one(platform, actors, bond):
    given = publication(bond, manifest="second")

    tx = supersede(platform, OLD, NEW, given)

    assert platform.disclosures.disclosureOf(OLD) == (publication(bond), NEW)
    assert platform.disclosures.disclosureOf(NEW) == (given, ZERO)
    event = {"contentHash": OLD, "by": NEW, "reason": REASON}
    assert dict(tx.events["DisclosureSuperseded"]) == event
    assert tx.events["DisclosurePublished"]["contentHash"] == NEW


def test_a_chain_of_three_is_followed(platform, bond):
    supersede(platform, OLD, NEW, publication(bond))
    supersede(platform, NEW, NEWER, publication(bond))

    following = [platform.disclosures.disclosureOf(content)[1] for content in (OLD, NEW, NEWER)]
    assert following == [NEW, NEWER, ZERO]


def test_reverts_when_the_old_one_is_unknown(platform, bond):
    with reverts("UnknownDisclosure", NEW):
        supersede(platform, NEW, NEWER, publication(bond))


def test_inv_di_2_superseded_once_and_never_edited(platform, bond):
    supersede(platform, OLD, NEW, publication(bond))

    with reverts("SupersededBefore", OLD, NEW):
        supersede(platform, OLD, NEWER, publication(bond))
    assert platform.disclosures.disclosureOf(OLD) == (publication(bond), NEW)


def test_reverts_when_it_is_about_another_bond(platform, bond):
    other = create_bond(platform, isin="0x" + b"JP000000TWO2".hex()).bond
    with reverts("SubjectMismatch", NEW, OLD):
        supersede(platform, OLD, NEW, publication(other))


def test_reverts_when_it_is_of_another_kind(platform, bond):
    with reverts("SubjectMismatch", NEW, OLD):
        supersede(platform, OLD, NEW, publication(bond, OTHER_KIND))


def test_reverts_when_the_caller_is_not_the_issuer(platform, actors, bond):
    with reverts("NotBondIssuer", actors.stranger, actors.issuer):
        supersede(platform, OLD, NEW, publication(bond), actors.stranger)


@pytest.mark.parametrize("new", [OLD, NEW])
def test_reverts_when_the_new_content_was_published(platform, actors, bond, new):
    if new == NEW:
        platform.disclosures.publish(NEW, publication(bond), {"from": actors.issuer})
    with reverts("ContentPublished", new):
        supersede(platform, OLD, new, publication(bond))
    assert platform.disclosures.disclosureOf(OLD)[1] == ZERO
