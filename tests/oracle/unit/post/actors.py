"""A database with sealed batches, and an oracle node that posts them to a chain in memory."""

from dataclasses import replace
from pathlib import Path

import pytest
from eth_account import Account
from sqlalchemy import Engine, insert, select

from oracle.chain.contracts import Chain
from oracle.chain.key import NodeKey
from oracle.chain.sender import Sender
from oracle.core import crash
from oracle.core.codec import batch_id, keccak, to_hex
from oracle.core.model import ELECTRICITY, Report
from oracle.core.units import NO_BATCH, BatchId, Instant, ProjectId, Wh
from oracle.db.database import open_database, reading, writing
from oracle.db.tables import batches, outbox
from oracle.post.step import step
from tests.oracle.unit.chain.fake import FakeChain

ACCOUNT = Account.from_key(keccak(b"the key of an oracle node"))
NODE = ACCOUNT.address.lower()
STRANGER = "0x" + "57" * 20
DAY = 86_400


class Killed(BaseException):
    """The process ended here."""


class Post:
    """The post stage over a chain in memory."""

    def __init__(self, folder: Path, confirmations: int = 2):
        self.fake = FakeChain(NODE)
        self.fake.mine(5)
        self.database: Engine = open_database(str(folder / "post.db"))
        self.chain: Chain = self.fake.chain(confirmations)
        self.sender = Sender(self.chain, NodeKey(ACCOUNT))
        self.last: dict[int, Report] = {}

    def step(self) -> int:
        return step(self.database, self.chain, Instant(0), self.sender)

    def seal(self, stream: int = 0) -> BatchId:
        """The next batch of a stream, as measure leaves it."""
        report = self.next_report(stream)
        self.last[stream] = report
        return self.store(report)

    def next_report(self, stream: int = 0) -> Report:
        """Report on the next day of a stream."""
        last = self.last.get(stream)
        start = Instant(0 if last is None else last.end)
        return Report(
            project=ProjectId(to_hex(keccak(b"project %d" % stream))),
            metric=ELECTRICITY,
            start=start,
            end=Instant(start + DAY),
            interval=900,
            leaves=96,
            readings=90,
            exported=Wh(1_000 + start),
            imported=Wh(7),
            root=keccak(b"root %d %d" % (stream, start)),
            previous=NO_BATCH if last is None else _id(last),
            data_hash=keccak(b"evidence"),
        )

    def store(self, report: Report) -> BatchId:
        """Put a sealed batch into the database."""
        names = [column.name for column in batches.c]
        row = {name: getattr(report, name) for name in names if hasattr(report, name)}
        row |= {"batch": _id(report), "evidence": "e.json", "state": "sealed", "sealed_at": 0}
        with writing(self.database) as connection:
            connection.execute(insert(batches).values({**row, "node_set": None}))
        return _id(report)

    def settle(self, rounds: int = 60) -> None:
        """Work and mine until nothing moves any more."""
        for _ in range(rounds):
            moved = self.step()
            self.fake.mine()
            if not moved and not self.pending():
                return
        raise AssertionError(f"still {self.pending()}")

    def pending(self) -> list[str]:
        """Keys of what is not done."""
        return [key for key, state in self.states().items() if state not in ("final", "failed")]

    def states(self) -> dict[str, str]:
        """State of every row of the outbox."""
        with reading(self.database) as connection:
            rows = connection.execute(select(outbox.c.key, outbox.c.state))
            return {row.key: row.state for row in rows}

    def posts(self) -> list[str]:
        """Batches that were posted, one entry per transaction that succeeded."""
        posted = [t for block in self.fake.blocks for t in block.txs if t.succeeded and t.data]
        return [tx.data.hex() for tx in posted]

    def call_of(self, report: Report, node_set: int = 1) -> bytes:
        """Calldata with which anybody posts a report."""
        return self.chain.post(replace(report, node_set=node_set), 1, [bytes(64)]).data


def _id(report: Report) -> BatchId:
    return batch_id(report.project, report.metric, report.start, report.end)


def arm_kills(patch: pytest.MonkeyPatch) -> None:
    """An armed crash point raises instead of ending the tests."""

    def kill(_status: int) -> None:
        raise Killed

    patch.setattr(crash.os, "_exit", kill)
    patch.setattr(crash, "_armed", {})
