"""Methodologies.pinned: what is behind a pin."""

from tests.support.reverts import reverts
from tests.support.texts import digest32


def test_reverts_when_nobody_pinned_it(platform):
    with reverts("UnknownPin", digest32("none")):
        platform.methodologies.pinned(digest32("none"))
