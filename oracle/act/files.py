"""Files that parties hand to one another, and secrets that they keep."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from oracle.core.errors import Malformed
from oracle.core.wire import parse_object

_OWNER_ONLY = 0o600


def read_object(path: Path) -> dict[str, object]:
    """The JSON object in a file.

    Raises: Malformed  naming the file
    """
    try:
        return parse_object(path.read_bytes())
    except OSError as error:
        raise Malformed(str(path), error.strerror or "cannot be read") from error
    except Malformed as error:
        raise Malformed(f"{path}: {error.field}", error.detail) from error


def write_object(path: Path, members: Mapping[str, object]) -> None:
    """Write a JSON object for others to read.

    Raises: Malformed  the file cannot be written
    """
    try:
        path.write_text(_text(members), "utf-8")
    except OSError as error:
        raise Malformed(str(path), error.strerror or "cannot be written") from error


def write_secret(path: Path, members: Mapping[str, object], *, replace: bool = False) -> None:
    """Write a JSON object that only its owner can read, at once or not at all.

    Raises: Malformed  there is such a file already, and it is not to be replaced
    """
    draft = path.with_name(path.name + ".new") if replace else path
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except OSError as error:
        raise Malformed(str(draft), error.strerror or "cannot be written") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_text(members))
        file.flush()
        os.fsync(file.fileno())
    if replace:
        draft.replace(path)


def _text(members: Mapping[str, object]) -> str:
    return json.dumps(members, indent=1, ensure_ascii=False) + "\n"
