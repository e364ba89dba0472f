"""One event per line, key=value, to standard error. Never a secret."""

import json
import re
import sys

_SECRET = re.compile(r"key$|secret|password|private|token|salt", re.IGNORECASE)
_PLAIN = re.compile(r"[\w.,:/+@%-]+", re.ASCII)
_URL = re.compile(r"(\w+)://(?:[^/@\s]*@)?([^/?#\s]+)[^\s]*")


def log(event: str, /, **fields: object) -> None:
    """Write one event with its fields. Values named like secrets are withheld, URLs are cut.

    Shape:  event is a verb in the past tense: "segment_accepted"
    """
    parts = [f"event={event}", *(f"{name}={_shown(name, v)}" for name, v in fields.items())]
    sys.stderr.write(" ".join(parts) + "\n")


def _shown(name: str, value: object) -> str:
    if _SECRET.search(name):
        return "withheld"
    # A node's URL often carries its access key in the path or query.
    text = _URL.sub(r"\1://\2", value.hex() if isinstance(value, bytes) else str(value))
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
