"""The lines that a device leaves in the inbox, and files that are there whole or not at all."""

import json
import os
from pathlib import Path

from oracle.core.model import Rejection, SignedSegment
from oracle.core.wire import segment_to_json

SEGMENT, UNUSABLE = "segment", "unusable"
"""Kinds of line: a signed segment, or a row of the meter's log that could not be used."""


def segment_line(signed: SignedSegment) -> bytes:
    """One spool line with a signed segment."""
    return _line({"kind": SEGMENT, **segment_to_json(signed)})


def unusable_line(rejection: Rejection) -> bytes:
    """One spool line that names a row of the log that could not be used, and why."""
    return _line(
        {
            "kind": UNUSABLE,
            "source": rejection.source,
            "row": rejection.row,
            "field": rejection.field,
            "reason": rejection.reason,
            "detail": rejection.detail,
        }
    )


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.tmp")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _line(members: dict[str, object]) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode("ascii") + b"\n"
