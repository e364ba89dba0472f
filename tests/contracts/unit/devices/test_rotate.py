"""Devices.rotate: a device's next key; the window of the old one ends where the new begins."""

import random

import pytest

from tests.support.platform import device_id, key_epoch, proof, propose, register_device
from tests.support.reverts import reverts
from tests.support.texts import digest32

NEXT_KEY = b"\x42" * 32
FIRST, MIDDLE, LAST = 1_000_000_000, 2_000_000_000, 4_000_000_000


@pytest.fixture(scope="module")
def device(platform, project_id):
    return register_device(platform, project_id).return_value


def rotate(platform, actors, project, epoch, sender=None, **changes):
    key = key_epoch(project, NEXT_KEY, **changes)
    signed = proof(platform, project, epoch, private_key=NEXT_KEY, registrant=sender)
    sender = {"from": sender or actors.operator}
    return platform.devices.rotate(device_id(project), key, signed, sender)


def test_the_old_window_ends_where_the_new_one_begins(platform, actors, project_id, device):
    tx = rotate(platform, actors, project_id, 2, valid_from=MIDDLE)

    assert platform.devices.keyEpochs(device) == 2
    assert platform.devices.keyOf(device, 1) == key_epoch(project_id, valid_until=MIDDLE)
    new = key_epoch(project_id, NEXT_KEY, valid_from=MIDDLE)
    assert platform.devices.keyOf(device, 2) == new
    ended = {"device": device, "keyEpoch": 1, "validUntil": MIDDLE}
    assert dict(tx.events["DeviceKeyEnded"]) == ended
    registered = {"device": device, "project": project_id, "keyEpoch": 2, "key": new}
    assert dict(tx.events["DeviceKeyRegistered"]) == registered


@pytest.mark.parametrize("valid_from", [LAST, LAST + 1])
def test_a_window_that_is_over_stays_as_it_was(platform, actors, project_id, device, valid_from):
    ends = {"valid_from": valid_from, "valid_until": valid_from + 1}
    tx = rotate(platform, actors, project_id, 2, **ends)

    assert "DeviceKeyEnded" not in tx.events
    assert platform.devices.keyOf(device, 1) == key_epoch(project_id)


def test_reverts_when_the_device_is_unknown(platform, actors, project_id):
    none = digest32("none")
    key = key_epoch(project_id, NEXT_KEY)
    with reverts("UnknownKeyEpoch", none, 0):
        platform.devices.rotate(none, key, "0x", {"from": actors.operator})


def test_reverts_when_the_caller_does_not_operate_the_project(platform, actors, project_id, device):
    with reverts("NotDeviceOperator", project_id, actors.stranger, actors.operator):
        rotate(platform, actors, project_id, 2, actors.stranger, valid_from=MIDDLE)


def test_reverts_when_the_key_is_for_another_project(platform, actors, pin_id, project_id, device):
    other = propose(platform, pin_id)
    with reverts("ProjectMismatch", other, project_id):
        platform.devices.rotate(device, key_epoch(other, NEXT_KEY), "0x", {"from": actors.operator})


@pytest.mark.parametrize("valid_from", [0, FIRST - 1, FIRST])
def test_reverts_when_the_new_window_does_not_begin_later(
    platform, actors, project_id, device, valid_from
):
    with reverts("KeyEpochOverlaps", valid_from, FIRST + 1):
        rotate(platform, actors, project_id, 2, valid_from=valid_from)


def test_reverts_when_the_proof_is_of_another_epoch(platform, actors, project_id, device):
    key = key_epoch(project_id, NEXT_KEY, valid_from=MIDDLE)
    signed = proof(platform, project_id, 1, private_key=NEXT_KEY)
    with pytest.raises(Exception, match="ProofInvalid"):
        platform.devices.rotate(device, key, signed, {"from": actors.operator})


def test_inv_dv_1_windows_of_one_device_never_overlap(platform, actors, project_id, device):
    draw, epoch = random.Random(7), 1
    for _ in range(14):
        start = draw.randint(FIRST, LAST)
        changes = {"valid_from": start, "valid_until": start + draw.randint(1, 10**9)}
        newest = platform.devices.keyOf(device, epoch)
        if start > newest["validFrom"]:
            epoch += 1
            rotate(platform, actors, project_id, epoch, **changes)
        else:
            with reverts("KeyEpochOverlaps", start, newest["validFrom"] + 1):
                rotate(platform, actors, project_id, epoch + 1, **changes)
        keys = [platform.devices.keyOf(device, number) for number in range(1, epoch + 1)]
        windows = [(key["validFrom"], key["validUntil"]) for key in keys]
        assert all(first < last for first, last in windows)
        assert all(old[1] <= new[0] for old, new in zip(windows, windows[1:], strict=False))
    assert epoch > 3
