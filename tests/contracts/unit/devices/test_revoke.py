"""Devices.revoke: readings of a key that end after an instant do not count."""

import pytest

from tests.support.platform import key_epoch, proof, register_device
from tests.support.reverts import reverts
from tests.support.texts import digest32

NEXT_KEY = b"\x42" * 32
AT = 1_500_000_000


@pytest.fixture(scope="module")
def device(platform, project_id):
    return register_device(platform, project_id).return_value


@pytest.mark.parametrize(("given", "kept"), [(AT, AT), (1, 1), (0, 1), (2**40 - 1, 2**40 - 1)])
def test_a_revoked_key_says_since_when(platform, actors, project_id, device, given, kept):
    tx = platform.devices.revoke(device, 1, given, {"from": actors.operator})

    assert platform.devices.keyOf(device, 1) == key_epoch(project_id, revoked_at=kept)
    revoked = {"device": device, "keyEpoch": 1, "revokedAt": kept}
    assert dict(tx.events["DeviceKeyRevoked"]) == revoked


@pytest.mark.parametrize("epoch", [0, 2])
def test_reverts_when_there_is_no_such_epoch(platform, actors, device, epoch):
    with reverts("UnknownKeyEpoch", device, epoch):
        platform.devices.revoke(device, epoch, AT, {"from": actors.operator})


def test_reverts_when_the_device_is_unknown(platform, actors):
    with reverts("UnknownKeyEpoch", digest32("none"), 1):
        platform.devices.revoke(digest32("none"), 1, AT, {"from": actors.operator})


def test_reverts_when_the_caller_does_not_operate_the_project(platform, actors, project_id, device):
    with reverts("NotDeviceOperator", project_id, actors.admin, actors.operator):
        platform.devices.revoke(device, 1, AT, {"from": actors.admin})


def test_reverts_when_it_was_revoked_before(platform, actors, device):
    platform.devices.revoke(device, 1, AT, {"from": actors.operator})

    with reverts("AlreadyRevoked", device, 1, AT):
        platform.devices.revoke(device, 1, 2 * AT, {"from": actors.operator})


def test_inv_dv_2_an_epoch_is_only_ended_or_revoked(platform, actors, project_id, device):
    operator = {"from": actors.operator}
    platform.devices.revoke(device, 1, AT, operator)
    key = key_epoch(project_id, NEXT_KEY, valid_from=2 * 10**9)
    signed = proof(platform, project_id, 2, private_key=NEXT_KEY)
    platform.devices.rotate(device, key, signed, operator)
    platform.devices.revoke(device, 2, 3 * 10**9, operator)

    ended = key_epoch(project_id, valid_until=2 * 10**9, revoked_at=AT)
    assert platform.devices.keyOf(device, 1) == ended
    revoked = key_epoch(project_id, NEXT_KEY, valid_from=2 * 10**9, revoked_at=3 * 10**9)
    assert platform.devices.keyOf(device, 2) == revoked
