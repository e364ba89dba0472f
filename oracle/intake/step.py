"""The stage: take what is in the inbox."""

from collections import Counter
from pathlib import Path

from sqlalchemy import Engine

from oracle.core.log import log
from oracle.core.units import Instant
from oracle.intake.desk import Judge
from oracle.intake.file import pending_files, take_file


def step(
    database: Engine, now: Instant, inbox: Path, deployment_salt: bytes, limit: int | None = None
) -> int:
    """Take the lines of the inbox, at most `limit`; return how many were taken, 0 when idle.

    Raises: DatabaseUnavailable
    """
    taken = 0
    judge = Judge(deployment_salt, now)
    for file in pending_files(database, inbox):
        outcomes: Counter[str] = Counter()
        for outcome in take_file(database, file, judge):
            outcomes[outcome.value] += 1
            taken += 1
            if taken == limit:
                break
        log("file_taken", file=file.name, **outcomes)
        if taken == limit:
            break
    return taken
