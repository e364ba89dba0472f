"""Devices.register: an operator registers a meter whose key signed the registration."""

import pytest
from brownie import ZERO_ADDRESS
from eth_keys import keys
from eth_utils import to_checksum_address

from oracle.device.sign import address_of_key
from tests.support.platform import (
    DEVICE_KEY,
    SERIAL,
    device_id,
    key_epoch,
    proof,
    propose,
    register_device,
    registration_digest,
)
from tests.support.reports import CURVE_ORDER
from tests.support.reverts import reverts
from tests.support.texts import digest32, text32

KEY = to_checksum_address(address_of_key(DEVICE_KEY))
OTHER_KEY = b"\x77" * 32


def test_the_first_key_is_epoch_1_of_the_device(platform, project_id):
    tx = register_device(platform, project_id)

    device = device_id(project_id)
    assert tx.return_value == device
    assert platform.devices.keyEpochs(device) == 1
    assert platform.devices.keyOf(device, 1) == key_epoch(project_id)
    assert dict(tx.events["DeviceKeyRegistered"]) == {
        "device": device,
        "project": project_id,
        "keyEpoch": 1,
        "key": key_epoch(project_id),
    }


def test_two_meters_of_a_project_are_two_devices(platform, project_id):
    first = register_device(platform, project_id).return_value
    second = register_device(platform, project_id, serial=text32("SN-0002")).return_value

    assert first != second
    assert platform.devices.keyEpochs(second) == 1


def test_reverts_when_the_caller_does_not_operate_the_project(platform, actors, project_id):
    signed = proof(platform, project_id, registrant=actors.stranger)
    with reverts("NotDeviceOperator", project_id, actors.stranger, actors.operator):
        platform.devices.register(SERIAL, key_epoch(project_id), signed, {"from": actors.stranger})


def test_reverts_when_there_is_no_such_project(platform, actors):
    none = digest32("none")
    with reverts("NotDeviceOperator", none, actors.operator, ZERO_ADDRESS):
        register_device(platform, none)


def test_reverts_when_the_device_has_a_key(platform, project_id):
    register_device(platform, project_id)

    with reverts("DeviceExists", device_id(project_id), 1):
        register_device(platform, project_id)


def test_reverts_when_the_algorithm_is_none(platform, project_id):
    with reverts("UnsupportedAlgorithm", 0):
        register_device(platform, project_id, algorithm=0)


@pytest.mark.parametrize(
    "changes",
    [
        {"rated_maximum": 0},
        {"interval": 0},
        {"valid_until": 1_000_000_000},
        {"valid_until": 999_999_999},
        {"revoked_at": 1},
    ],
)
def test_reverts_when_the_key_epoch_is_incomplete(platform, project_id, changes):
    _, _, rated, interval, valid_from, valid_until, *_ = key_epoch(project_id, **changes)
    with reverts("KeyEpochInvalid", rated, interval, valid_from, valid_until):
        register_device(platform, project_id, **changes)


def test_reverts_when_another_key_signed(platform, actors, project_id):
    signed = proof(platform, project_id, private_key=OTHER_KEY)
    other = to_checksum_address(address_of_key(OTHER_KEY))
    with reverts("ProofInvalid", device_id(project_id), other, KEY):
        _register(platform, actors, project_id, signed)


def test_reverts_when_the_proof_was_made_for_another_registrant(platform, actors, pin_id):
    # Somebody who saw the proof proposes a project and wants the meter for it.
    mine = propose(platform, pin_id, actors.stranger)
    signed = proof(platform, mine, registrant=actors.operator)
    device = device_id(mine)
    with reverts("ProofInvalid", device, _recovered(platform, mine, device, signed), KEY):
        platform.devices.register(SERIAL, key_epoch(mine), signed, {"from": actors.stranger})


@pytest.mark.parametrize("signed", ["0x" + "00" * 65, "0x" + "11" * 64, "0x" + "22" * 66])
def test_reverts_when_the_proof_is_no_signature(platform, actors, project_id, signed):
    with reverts("ProofInvalid", device_id(project_id), ZERO_ADDRESS, KEY):
        _register(platform, actors, project_id, signed)


def test_reverts_when_the_proof_has_a_high_s(platform, actors, project_id):
    signed = bytes.fromhex(proof(platform, project_id)[2:])
    s = CURVE_ORDER - int.from_bytes(signed[32:64], "big")
    high = signed[:32] + s.to_bytes(32, "big") + bytes([55 - signed[64]])
    with reverts("ProofInvalid", device_id(project_id), ZERO_ADDRESS, KEY):
        _register(platform, actors, project_id, "0x" + high.hex())


def test_reverts_when_nobody_holds_the_key(platform, actors, project_id):
    # A key of zero must not match what a broken signature recovers to.
    key = key_epoch(project_id, key="0x" + "00" * 32)
    with reverts("ProofInvalid", device_id(project_id), ZERO_ADDRESS, ZERO_ADDRESS):
        platform.devices.register(SERIAL, key, "0x" + "00" * 65, {"from": actors.operator})


def _register(platform, actors, project, signed):
    key = key_epoch(project)
    return platform.devices.register(SERIAL, key, signed, {"from": actors.operator})


def _recovered(platform, project, device, signed):
    digest = registration_digest(platform, device, project, 1, platform.actors.stranger)
    raw = bytes.fromhex(signed[2:])
    signature = keys.Signature(raw[:64] + bytes([raw[64] - 27]))
    return signature.recover_public_key_from_msg_hash(digest).to_checksum_address()
