"""JSON-RPC over HTTP. Every failure is NodeUnavailable; what comes back is checked, not trusted."""

import json
from collections.abc import Sequence
from typing import NoReturn, Protocol

import requests

from oracle.chain.errors import BadAnswer, Refused
from oracle.core.errors import NodeUnavailable
from oracle.core.log import log

MOST_BYTES = 256 * 2**20
"""Largest answer that is read [bytes]: a node that sends more is broken."""

BATCH = 100
"""Requests sent in one HTTP request; what public nodes accept."""

_TIMEOUT_S = 30
_CHUNK = 2**16


class Transport(Protocol):
    """Takes the bytes of a request to a node and brings back the bytes of its answer."""

    def send(self, payload: bytes) -> bytes:
        """Send one request. Raises: NodeUnavailable"""


class Http:
    """A node behind a URL, over one kept connection."""

    def __init__(self, url: str, timeout: int = _TIMEOUT_S) -> None:
        self._url = url
        self._timeout = timeout
        self._session = requests.Session()
        self._session.headers["content-type"] = "application/json"

    def send(self, payload: bytes) -> bytes:
        """Send one request.

        Raises: NodeUnavailable
        """
        try:
            with self._session.post(
                self._url, data=payload, timeout=self._timeout, stream=True
            ) as answer:
                content = bytearray()
                for chunk in answer.iter_content(_CHUNK):
                    content += chunk
                    if len(content) > MOST_BYTES:
                        raise BadAnswer("http", f"more than {MOST_BYTES} bytes")
                status = answer.status_code
        except requests.RequestException as error:
            # The text of the error holds the URL, and a URL may hold an access key.
            raise NodeUnavailable("node", type(error).__name__) from error
        if status != requests.codes.ok and not content.startswith((b"{", b"[")):
            raise NodeUnavailable("node", f"HTTP status {status}")
        return bytes(content)


class Rpc:
    """Requests to one node."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._last_id = 0

    def request(self, method: str, *params: object) -> object:
        """The result of one method.

        Raises: NodeUnavailable, Refused, BadAnswer
        """
        return self.batch([(method, params)])[0]

    def batch(self, calls: Sequence[tuple[str, Sequence[object]]]) -> list[object]:
        """The results of several methods in their order; of up to 100, from one HTTP request.

        Raises: NodeUnavailable, Refused, BadAnswer
        """
        results: list[object] = []
        for start in range(0, len(calls), BATCH):
            results += self._send(calls[start : start + BATCH])
        return results

    def _send(self, calls: Sequence[tuple[str, Sequence[object]]]) -> list[object]:
        first = self._last_id + 1
        self._last_id += len(calls)
        requests_ = [
            {"jsonrpc": "2.0", "id": first + i, "method": method, "params": list(params)}
            for i, (method, params) in enumerate(calls)
        ]
        payload = json.dumps(requests_[0] if len(calls) == 1 else requests_)
        answer = _parsed(self._transport.send(payload.encode("ascii")))
        answers = answer if isinstance(answer, list) else [answer]
        by_id = {entry.get("id"): entry for entry in answers if isinstance(entry, dict)}
        if len(calls) > 1 and isinstance(answer, dict) and "error" in answer:
            _raise_refused(calls[0][0], answer["error"])
        missing = [method for i, (method, _) in enumerate(calls) if first + i not in by_id]
        if missing:
            raise BadAnswer(missing[0], "the answer is to another request")
        return [_result(method, by_id[first + i]) for i, (method, _) in enumerate(calls)]


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content, parse_float=_no_float)
    except (ValueError, RecursionError) as error:
        log("node_answer_malformed", bytes=len(content), begins=content[:40].hex())
        raise BadAnswer("json", str(error)[:200]) from error


def _result(method: str, entry: dict[str, object]) -> object:
    if entry.get("error") is not None:
        _raise_refused(method, entry["error"])
    if "result" not in entry:
        raise BadAnswer(method, "neither result nor error")
    return entry["result"]


def _raise_refused(method: str, error: object) -> NoReturn:
    if not isinstance(error, dict) or not isinstance(error.get("code"), int):
        raise BadAnswer(method, f"an error of another form: {str(error)[:100]}")
    raise Refused(method, error["code"], str(error.get("message", "")), _revert_data(error))


def _revert_data(error: dict[str, object]) -> bytes | None:
    """Data of a revert: as text, or within an object that some nodes wrap it in."""
    data = error.get("data")
    if isinstance(data, dict):
        data = data.get("data")
    if not isinstance(data, str) or not data.startswith("0x"):
        return None
    try:
        return bytes.fromhex(data[2:])
    except ValueError:
        return None


def _no_float(text: str) -> str:
    # Some nodes add ratios to answers; we use none of them, and none becomes a float.
    return text
