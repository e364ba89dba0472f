"""A local chain of our own: started on a free port, stopped with everything it started."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

BINARY = Path(__file__).parents[1] / "node_modules/.bin/anvil"
DEV_OPTIONS = ("--accounts", "20", "--slots-in-an-epoch", "1")
"""Of the demo's chain: an account per party, and a `finalized` block close behind the newest."""

_PR_SET_PDEATHSIG = 1


class ChainUnavailable(Exception):
    """The local chain cannot be started, or the port is somebody else's."""


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RpcError(Exception):
    """The chain answered with an error."""


class Anvil:
    """A running anvil; as a context manager it is gone when the block is left, however.

    timestamp  of the first block [s UTC]; None: now
    load       file that the chain is loaded from
    dump       file that the chain is written to at the end
    """

    def __init__(
        self,
        *,
        timestamp: int | None = None,
        port: int | None = None,
        load: Path | None = None,
        dump: Path | None = None,
        options: Sequence[str] = (),
    ):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._command = [str(BINARY), "--quiet", "--port", str(self.port), *options]
        if timestamp is not None:
            self._command += ["--timestamp", str(timestamp)]
        if load is not None:
            self._command += ["--load-state", str(load)]
        if dump is not None:
            self._command += ["--dump-state", str(dump), "--preserve-historical-states"]
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Anvil":
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                raise ChainUnavailable(f"port {self.port}: somebody listens there already")
        if not BINARY.exists():
            raise ChainUnavailable(f"{BINARY} is missing: run `make setup`")
        # A group of its own: Ctrl-C reaches us, and we stop it in order. Where we are killed
        # outright, the kernel stops it.
        self.process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  (no threads here)
        )
        deadline = time.monotonic() + 15
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise ChainUnavailable(f"anvil did not start: {' '.join(self._command)}")
            time.sleep(0.05)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the chain; wait until its state is written, where it is to be."""
        if self.process is None or self.process.poll() is not None:
            return
        for number, patience in ((signal.SIGTERM, 30), (signal.SIGKILL, None)):
            os.killpg(self.process.pid, number)
            try:
                self.process.wait(patience)
                return
            except subprocess.TimeoutExpired:
                continue

    def rpc(self, method: str, *params: object) -> object:
        """Result of one JSON-RPC method.

        Raises: RpcError, ConnectionError
        """
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        headers = {"Content-Type": "application/json"}
        request = Request(self.url, json.dumps(body).encode(), headers)
        try:
            with urlopen(request, timeout=20) as answer:
                found = json.load(answer)
        except HTTPError as error:
            raise RpcError(f"{method}: {error}") from error
        except URLError as error:
            raise ConnectionError(f"{method}: {error}") from error
        if "error" in found:
            raise RpcError(f"{method}: {found['error']}")
        return found["result"]

    def _answers(self) -> bool:
        try:
            return self.rpc("eth_chainId") is not None
        except (ConnectionError, OSError):
            return False


def _die_with_parent() -> None:
    if hasattr(ctypes, "CDLL") and Path("/proc").exists():  # Linux
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
