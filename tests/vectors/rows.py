"""The form of a file of vectors: a JSON list, one row on a line."""

import json
from collections.abc import Sequence


def to_lines(rows: Sequence[object]) -> str:
    """The rows as JSON, one on a line."""
    lines = (json.dumps(row, separators=(",", ":")) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n"
