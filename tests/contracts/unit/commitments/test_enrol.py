"""Commitments.enrol: factories say which instruments there are."""

from tests.support.bonds import as_contract
from tests.support.platform import create_bond
from tests.support.reverts import reverts


def test_a_factory_enrols_and_the_event_says_so(platform, actors):
    factory = {"from": as_contract(platform.bond_factory)}

    tx = platform.commitments.enrol(actors.stranger, factory)

    assert platform.commitments.isEnrolled(actors.stranger)
    assert dict(tx.events["InstrumentEnrolled"]) == {"instrument": actors.stranger}


def test_a_new_bond_enrols_its_vault_and_not_itself(platform):
    series = create_bond(platform)

    assert platform.commitments.isEnrolled(series.vault)
    assert not platform.commitments.isEnrolled(series.bond)


def test_reverts_when_caller_is_no_factory(platform, actors):
    with reverts("AccessManagedUnauthorized", actors.issuer):
        platform.commitments.enrol(actors.stranger, {"from": actors.issuer})
