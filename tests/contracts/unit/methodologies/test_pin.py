"""Methodologies.pin: a methodology with its parameters under one id, the same for everyone."""

from eth_abi import encode
from eth_utils import keccak

from tests.support.platform import M01, OM, parameters, pin, publish_factors
from tests.support.reverts import reverts
from tests.support.texts import text32


def test_the_pin_is_the_hash_of_methodology_and_parameters(platform, actors):
    publish_factors(platform)

    tx = platform.methodologies.pin(M01, parameters(), {"from": actors.stranger})

    raw = bytes.fromhex(M01[2:]), bytes.fromhex(parameters()[2:])
    expected = "0x" + keccak(encode(["bytes32", "bytes"], raw)).hex()
    assert tx.return_value == expected
    assert platform.methodologies.pinned(expected) == (
        M01,
        platform.grid_renewable,
        parameters(),
    )
    assert dict(tx.events["MethodologyPinned"]) == {
        "pin": expected,
        "methodology": M01,
        "parameters": parameters(),
    }


def test_pinning_again_gives_the_same_id_and_says_nothing(platform, actors):
    publish_factors(platform)
    first = pin(platform)

    tx = platform.methodologies.pin(M01, parameters(), {"from": actors.stranger})

    assert tx.return_value == first
    assert "MethodologyPinned" not in tx.events


def test_reverts_when_the_methodology_is_unknown(platform, actors):
    with reverts("UnknownMethodology", text32("M02/1")):
        platform.methodologies.pin(text32("M02/1"), parameters(), {"from": actors.stranger})


def test_reverts_when_the_methodology_refuses_the_parameters(platform, actors):
    with reverts("UnknownFactor", OM):
        platform.methodologies.pin(M01, parameters(), {"from": actors.stranger})
