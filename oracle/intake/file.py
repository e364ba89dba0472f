"""Spool files of the inbox, line by line; a restart goes on at the line after the last taken.

A file is known by its path and its content. One that grew or changed is read again from its first
line: what is held already is absorbed.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, delete, insert, select, update

from oracle.core.errors import PeriodSealed
from oracle.core.log import log
from oracle.db.database import reading, writing
from oracle.db.tables import intake_files, rejections
from oracle.intake.desk import Judge, Line, Outcome, take_line

MAX_LINE = 4 * 1024 * 1024
"""Longest line that is read [bytes]; more than a segment of 4,096 readings."""

_CHUNK = 1024 * 1024
_LATE = PeriodSealed.__name__


@dataclass(frozen=True, slots=True)
class SpoolFile:
    """A file of the inbox and how far it is taken."""

    path: Path
    name: str
    sha256: str
    size: int
    modified_ns: int
    lines_done: int
    bytes_done: int


def pending_files(database: Engine, inbox: Path) -> Iterator[SpoolFile]:
    """Files of the inbox that have lines to take, by name."""
    for path in sorted(inbox.glob("*.ndjson")):
        try:
            with reading(database) as connection:
                done = _is_done(connection, path)
            file = None if done else _identify(database, path)
        except OSError as error:
            log("file_unreadable", file=path.name, error=error.strerror)
            continue
        if file is not None and file.bytes_done < file.size:
            yield file


def take_file(database: Engine, file: SpoolFile, judge: Judge) -> Iterator[Outcome]:
    """Take the file's lines from where it stands, each in one transaction with its offset."""
    with file.path.open("rb") as stream:
        stream.seek(file.bytes_done)
        bytes_done, lines_done = file.bytes_done, file.lines_done
        while content := stream.readline(MAX_LINE):
            bytes_done += len(content)
            lines_done += 1
            if not content.endswith(b"\n"):
                bytes_done += _skip_line(stream)
            with writing(database) as connection:
                line = Line(file.name, lines_done, content.rstrip(b"\r\n"))
                outcome = take_line(connection, line, judge)
                _advance(connection, file, lines_done, bytes_done)
            yield outcome


def offer_again(database: Engine, path: Path) -> None:
    """Let a file be judged again from its first line, after what it lacked has been registered.

    Its rejections are withdrawn in the same transaction; those that still hold come back. What
    came late stays rejected.
    """
    with writing(database) as connection:
        again = {"lines_done": 0, "bytes_done": 0, "modified_ns": -1}
        by_path = intake_files.c.path == _name(path)
        connection.execute(update(intake_files).where(by_path).values(again))
        by_source = (rejections.c.source == _name(path), rejections.c.reason != _LATE)
        connection.execute(delete(rejections).where(*by_source))


def _name(path: Path) -> str:
    return os.fsencode(path.name).decode("utf-8", errors="replace")


def _is_done(connection: Connection, path: Path) -> bool:
    """Whether a file of this name, size and time is taken to its end; spares reading it."""
    state, c = path.stat(), intake_files.c
    same = (c.path == _name(path), c.modified_ns == state.st_mtime_ns, c.size == state.st_size)
    query = select(c.path).where(*same, c.bytes_done == c.size)
    return connection.execute(query).first() is not None


def _identify(database: Engine, path: Path) -> SpoolFile:
    state, c = path.stat(), intake_files.c
    digest, size = _digest(path)
    this = (c.path == _name(path), c.sha256 == digest)
    with writing(database) as connection:
        if connection.execute(select(c.path).where(*this)).first() is None:
            row = {"path": _name(path), "sha256": digest, "size": size, "modified_ns": -1}
            done = {"lines_done": 0, "bytes_done": 0}
            connection.execute(insert(intake_files).values({**row, **done}))
        seen = {"modified_ns": state.st_mtime_ns}
        connection.execute(update(intake_files).where(*this).values(seen))
        found = connection.execute(select(intake_files).where(*this)).one()._mapping
    taken = (found["lines_done"], found["bytes_done"])
    return SpoolFile(path, _name(path), digest, size, state.st_mtime_ns, *taken)


def _digest(path: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def _skip_line(stream: IO[bytes]) -> int:
    skipped = 0
    while content := stream.readline(_CHUNK):
        skipped += len(content)
        if content.endswith(b"\n"):
            break
    return skipped


def _advance(connection: Connection, file: SpoolFile, lines_done: int, bytes_done: int) -> None:
    c = intake_files.c
    done = {"lines_done": lines_done, "bytes_done": bytes_done}
    this = (c.path == file.name, c.sha256 == file.sha256)
    connection.execute(update(intake_files).where(*this).values(done))
