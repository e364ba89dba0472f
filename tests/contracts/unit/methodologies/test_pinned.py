"""Methodologies.pinned: what is behind a pin."""

from tests.support.platform import digest32
from tests.support.reverts import reverts


def test_reverts_when_nobody_pinned_it(platform):
    with reverts("UnknownPin", digest32("none")):
        platform.methodologies.pinned(digest32("none"))
