"""Named points at which tests kill the process; nothing happens where none is armed.

GREENTRACE_CRASH_AT=<name> ends the process with status 137 at the first time it gets there, and
GREENTRACE_CRASH_AT=<name>:<n> at the n-th time, as a power cut would.

index    after_logs              logs fetched, nothing written
         after_index_rows        rows written, cursor not, nothing committed
         after_index_commit      rows and cursor committed
         after_rollback          rows of dropped blocks removed, not committed
measure  after_seal              batches sealed and committed, nothing signed
post     after_journal           digest of the report journaled, not signed
         after_report_signed     report signed, signature not stored
         after_intent            signature and intent committed
         after_transaction       transaction signed, not stored
         after_sign              signed transaction committed, not sent
         after_broadcast         sent, not mined as far as we know
         after_replacement       replacement committed, not sent
         after_mined             seen mined, not committed
         after_mined_commit      mined, committed
         after_final             final, follow-up intent written, not committed
         after_final_commit      final, committed
"""

import os
import re

from oracle.core.errors import Misconfigured

POINTS = frozenset(re.findall(r"\b(after_[a-z_]+) ", __doc__ or ""))
"""Every name, from the table above."""

STATUS = 137
"""Exit status of a process that was killed."""

_armed: dict[str, int] = {}


def arm(text: str) -> None:
    """Make the process end at a point, given as `name` or `name:n`.

    Raises: Misconfigured  no point has this name
    """
    name, colon, count = text.partition(":")
    if name not in POINTS or (colon and not re.fullmatch("[1-9][0-9]{0,8}", count)):
        raise Misconfigured("GREENTRACE_CRASH_AT", f"{text!r} is none of {sorted(POINTS)}")
    _armed[name] = int(count or "1")


def crash_point(name: str) -> None:
    """End the process here if this point is armed and its time has come."""
    if name in _armed:
        _armed[name] -= 1
        if _armed[name] == 0:
            os._exit(STATUS)
