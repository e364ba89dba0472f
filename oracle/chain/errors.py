"""
Errors of talking to a chain, below those of oracle/core/errors.py.

NodeUnavailable         (Unavailable)
  - BadAnswer             the answer is not what the interface allows
  - Refused               the node answered with an error, not with a result
Rejected
  - Reverted              the contract refuses the call
Misconfigured
  - WrongChain            the node serves another chain than the manifest names
"""

from oracle.core.errors import Misconfigured, NodeUnavailable, Rejected


class BadAnswer(NodeUnavailable):
    """A node answered what its interface does not allow; it is not trusted this time."""


class Refused(NodeUnavailable):
    """A node answered with an error object; `code`, `message` and `data` are its own words."""

    def __init__(self, method: str, code: int, message: str, data: bytes | None) -> None:
        super().__init__(method, f"error {code}: {message[:300]}")
        self.code = code
        self.message = message
        self.data = data


class Reverted(Rejected):
    """A contract refuses the call; `name` and `arguments` are its custom error, decoded."""

    def __init__(self, called: str, name: str, arguments: dict[str, object]) -> None:
        shown = ", ".join(f"{key}={value}" for key, value in arguments.items())
        super().__init__(called, f"{name}({shown})")
        self.name = name
        self.arguments = arguments


class WrongChain(Misconfigured):
    """The node serves another chain than the one the manifest is about."""
