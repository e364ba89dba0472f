"""Gas of the calls that are paid for evidence, against snapshots/gas.json. UPDATE=1 rewrites."""

from pathlib import Path

import pytest
from brownie import accounts

from oracle.core.units import Wh
from oracle.measure.tree import build
from tests.support.gas import blocks_of_12_seconds, differences
from tests.support.platform import (
    METRIC,
    create_bond,
    investor,
    propose,
    register_device,
    send_attestation,
)
from tests.support.reports import (
    id_of,
    leaf_tuple,
    path_tuples,
    post,
    report_of,
    rotate_nodes,
    sealed,
    slots_of,
)
from tests.support.texts import digest32, text32

SNAPSHOT = Path("snapshots/gas.json")
SLOTS_OF_DEPTH_12 = 2**12
NEWCOMERS = 50


@pytest.fixture(scope="module")
def measured(platform, actors, pin_id, verifier):
    with blocks_of_12_seconds():
        projects = [propose(platform, pin_id) for _ in range(2)]
        return {
            **_of_batches(platform, projects),
            **_of_parties(platform, actors, projects[0]),
            **_of_disclosures(platform, actors),
        }


def _of_batches(platform, projects):
    one, three = projects
    first, second = post(platform, report_of(one)), post(platform, report_of(one, 1))
    measure = [_measure(platform, report_of(one, number)) for number in range(2)]
    proof = _proof_of_depth_12(platform)
    rotate_nodes(platform, 5, 3)
    reports = [report_of(three, number, node_set=2) for number in range(2)]
    by_three = [post(platform, report, (0, 2, 4)) for report in reports]
    return {
        "Batches.post: first of a stream, one signature": first.gas_used,
        "Batches.post: next of a stream, one signature": second.gas_used,
        "Batches.post: first of a stream, three signatures": by_three[0].gas_used,
        "Batches.post: next of a stream, three signatures": by_three[1].gas_used,
        "Batches.proveReading: one of 4,096 slots, as a transaction": proof,
        "Impact.measure: first of a project": measure[0].gas_used,
        "Impact.measure: next of a project": measure[1].gas_used,
    }


def _measure(platform, report):
    period = report.start, report.end
    sender = {"from": platform.actors.stranger}
    return platform.impact.measure(report.project, METRIC, *period, sender)


def _proof_of_depth_12(platform):
    slots = slots_of(*[(Wh(250), Wh(1))] * SLOTS_OF_DEPTH_12)
    report, _ = sealed(digest32("many slots"), slots)
    post(platform, report)
    index, tree = 1_234, build(slots)
    args = id_of(report), leaf_tuple(slots[index]), index, path_tuples(tree, index)
    sender = {"from": platform.actors.stranger}
    assert platform.batches.proveReading(*args)
    return platform.batches.proveReading.transact(*args, sender).gas_used


def _of_parties(platform, actors, project):
    registrar = {"from": actors.registrar}
    single = platform.investors.admit(actors.holder_a, investor(), registrar)
    renewed = platform.investors.admit(actors.holder_a, investor(withholding=1), registrar)
    newcomers = [accounts[0].address[:-4] + f"{number:04x}" for number in range(NEWCOMERS)]
    many = platform.investors.admitMany(newcomers, [investor()] * NEWCOMERS, registrar)
    device = register_device(platform, project)
    attestation = send_attestation(platform, 2, project)
    return {
        "Investors.admit: a new account": single.gas_used,
        "Investors.admit: an account again": renewed.gas_used,
        "Investors.admitMany: 50 new accounts, each": many.gas_used // NEWCOMERS,
        "Devices.register: a new device": device.gas_used,
        "EAS.attest: certification of a project, checked by our resolver": attestation.gas_used,
    }


def _of_disclosures(platform, actors):
    issuer, bond = {"from": actors.issuer}, create_bond(platform).bond
    about = (bond.address, text32("allocation-impact"), 15_494, 15_859, digest32("manifest"))
    first = platform.disclosures.publish(digest32("content"), about, issuer)
    second = platform.disclosures.supersede(
        digest32("content"), digest32("newer"), about, digest32("reason"), issuer
    )
    return {
        "Disclosures.publish: a document": first.gas_used,
        "Disclosures.supersede: a document by a newer one": second.gas_used,
    }


def test_gas_is_what_the_snapshot_says(measured):
    assert differences(measured, SNAPSHOT) == []
