"""Devices.isLive: whether a reading under a key counts; the oracle's rule is the same."""

import pytest

from oracle.core.model import DeviceKey
from tests.support.platform import register_device

FROM, UNTIL, REVOKED = 1_000, 2_000, 1_500
WINDOWS = [
    *((999, 1_100), (1_000, 1_000), (1_000, 1_001), (1_400, 1_500), (1_400, 1_501)),
    *((1_000, 2_000), (1_999, 2_000), (1_999, 2_001), (2_000, 2_000), (0, 2**40 - 1)),
]


@pytest.mark.parametrize("revoked_at", [0, REVOKED])
def test_a_reading_counts_from_the_start_to_the_end_or_the_revocation(
    platform, actors, project_id, revoked_at
):
    device = register_device(platform, project_id, valid_from=FROM, valid_until=UNTIL).return_value
    if revoked_at:
        platform.devices.revoke(device, 1, revoked_at, {"from": actors.operator})
    fields = dict.fromkeys(DeviceKey.__dataclass_fields__, 0)
    fields |= {"valid_from": FROM, "valid_until": UNTIL, "revoked_at": revoked_at or None}

    for start, end in WINDOWS:
        last = min(UNTIL, revoked_at or UNTIL)
        expected = start >= FROM and end <= last
        assert platform.devices.isLive(device, 1, start, end) is expected, (start, end)
        assert DeviceKey(**fields).is_live(start, end) is expected, (start, end)


def test_no_reading_counts_under_an_epoch_that_is_not(platform, project_id):
    device = register_device(platform, project_id).return_value

    assert not platform.devices.isLive(device, 0, 0, 0)
    assert not platform.devices.isLive(device, 2, 1_300_000_000, 1_300_000_900)
