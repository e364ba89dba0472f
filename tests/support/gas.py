"""Gas against a committed snapshot: keys are sentences, 1 % either way, UPDATE=1 rewrites.

Measured as docs and peers do: receipts on anvil, base fee 0, 12 s between blocks.
"""

import json
import os
from contextlib import contextmanager
from pathlib import Path

from brownie import web3

TOLERANCE_PERCENT = 1
SECONDS_BETWEEN_BLOCKS = 12


@contextmanager
def blocks_of_12_seconds():
    """Every block 12 s after the one before, as on a public chain."""
    web3.provider.make_request("anvil_setBlockTimestampInterval", [SECONDS_BETWEEN_BLOCKS])
    try:
        yield
    finally:
        web3.provider.make_request("anvil_removeBlockTimestampInterval", [])


def differences(measured: dict[str, int], snapshot: Path) -> list[str]:
    """What is not as the snapshot says, one line each; UPDATE=1 rewrites it first."""
    if os.environ.get("UPDATE"):
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(json.dumps(measured, indent=2, sort_keys=True) + "\n")
    expected = json.loads(snapshot.read_text())
    return [
        f"{call}: {measured.get(call)} gas, the snapshot says {expected.get(call)}"
        for call in sorted(measured.keys() | expected.keys())
        if not _close(measured.get(call), expected.get(call))
    ]


def _close(measured: int | None, expected: int | None) -> bool:
    if measured is None or expected is None:
        return False
    return abs(measured - expected) * 100 <= expected * TOLERANCE_PERCENT
