"""Methodologies.publish: a version is published once, with the code that computes it."""

from brownie import web3
from eth_utils import keccak

from tests.support.platform import M01, ZERO
from tests.support.reverts import reverts
from tests.support.texts import digest32, text32


def test_the_deployed_methodology_has_its_code_hash_and_document(platform):
    entry, superseded_by = platform.methodologies.methodologyOf(M01)

    code = web3.eth.get_code(platform.grid_renewable.address)
    assert entry["evaluator"] == platform.grid_renewable
    assert entry["codeHash"] == "0x" + keccak(code).hex()
    assert entry["documentHash"] != ZERO
    assert superseded_by == ZERO


def test_publication_is_said(platform, actors, GridRenewable, Methodologies):
    fresh = Methodologies.deploy(platform.roles, {"from": actors.admin})
    evaluator = GridRenewable.deploy(platform.factors, {"from": actors.admin})
    steward = {"from": actors.admin}

    tx = fresh.publish(M01, evaluator, digest32("text"), steward)

    assert tx.events["MethodologyPublished"]["methodology"] == M01
    assert tx.events["MethodologyPublished"]["entry"] == fresh.methodologyOf(M01)[0]


def test_reverts_when_the_version_is_published(platform, actors):
    with reverts("MethodologyExists", M01):
        platform.methodologies.publish(
            M01, platform.grid_renewable, digest32("other text"), {"from": actors.admin}
        )


def test_reverts_when_the_evaluator_calls_itself_something_else(platform, actors):
    name = text32("M02/1")
    with reverts("EvaluatorMismatch", platform.grid_renewable, name):
        platform.methodologies.publish(
            name, platform.grid_renewable, digest32("text"), {"from": actors.admin}
        )


def test_reverts_when_the_evaluator_has_no_code(platform, actors):
    name = text32("M02/1")
    with reverts("EvaluatorMismatch", actors.stranger, name):
        platform.methodologies.publish(
            name, actors.stranger, digest32("text"), {"from": actors.admin}
        )


def test_inv_me_1_the_code_behind_a_methodology_is_the_code_published(
    platform, actors, GridRenewable
):
    other = GridRenewable.deploy(platform.factors, {"from": actors.admin})

    with reverts("MethodologyExists", M01):
        platform.methodologies.publish(M01, other, digest32("text"), {"from": actors.admin})
    platform.methodologies.supersede(M01, M01, {"from": actors.admin})

    entry = platform.methodologies.methodologyOf(M01)[0]
    code = web3.eth.get_code(platform.grid_renewable.address)
    assert (entry["evaluator"], entry["codeHash"]) == (
        platform.grid_renewable.address,
        "0x" + keccak(code).hex(),
    )
    # No code that could change itself or run another's: no CALLCODE, DELEGATECALL, SELFDESTRUCT.
    assert not {0xF2, 0xF4, 0xFF} & set(_opcodes(bytes(code)))


def _opcodes(code):
    position, end = 0, len(code) - 2 - int.from_bytes(code[-2:], "big")  # without metadata
    while position < end:
        yield code[position]
        position += 1 + max(0, code[position] - 0x5F) * (code[position] <= 0x7F)
