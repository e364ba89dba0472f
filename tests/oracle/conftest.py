"""Oracle tests run without a network: any connection but a Unix socket raises."""

import socket

import pytest


class NetworkBlocked(Exception):
    """A test tried to leave the process."""


@pytest.fixture(scope="module", autouse=True)
def no_network():
    """Block every way of connecting; name the address in the error."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _only_unix(getattr(socket.socket, name)))
        yield


def _only_unix(connect):
    def guarded(self, address):
        if self.family != socket.AF_UNIX:
            raise NetworkBlocked(f"connection to {address!r} from an oracle test")
        return connect(self, address)

    return guarded
