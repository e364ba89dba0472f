"""The events and readings of a story as rows of a database, as index and intake leave them."""

import json
from pathlib import Path

from sqlalchemy import Engine, insert

from oracle.core.codec import reading_hash, segment_hash
from oracle.core.model import SignedSegment
from oracle.db.database import open_database, writing
from oracle.db.tables import cursor, events, readings, segments
from tests.support.chain import CHAIN_ID
from tests.support.events import Story


def database_of(told: Story, folder: Path) -> Engine:
    """A database that holds everything of a story."""
    database = open_database(str(folder / "oracle.db"))
    index(database, told)
    with writing(database) as connection:
        for plant in told.plants:
            for signed in plant.segments:
                segment, rows = _rows(signed)
                connection.execute(insert(segments).values(segment))
                connection.execute(insert(readings), rows)
    return database


def index(database: Engine, told: Story) -> None:
    """Store the events of a story and move the cursor to its block."""
    with writing(database) as connection:
        for event in told.events:
            row = {
                "block_hash": event.block_hash,
                "log_index": event.log_index,
                "chain_id": CHAIN_ID,
                "block_number": event.block,
                "block_time": event.time,
                "transaction_hash": event.transaction,
                "contract": event.contract,
                "address": event.address,
                "event": event.name,
                "arguments": json.dumps(event.arguments),
            }
            connection.execute(insert(events).values(row))
        place = {"block_number": told.as_of.block, "block_hash": told.as_of.block_hash}
        connection.execute(insert(cursor).values(name="index", **place))


def _rows(signed: SignedSegment) -> tuple[dict[str, object], list[dict[str, object]]]:
    segment = {name: getattr(signed.segment, name) for name in signed.segment.__slots__}
    taken = {"state": "accepted", "source": "spool", "row": 1, "taken_at": 1}
    segment |= {"signature": signed.signature, "hash": segment_hash(signed.segment), **taken}
    rows = [
        {
            **{name: getattr(reading, name) for name in reading.__slots__},
            "first_sequence": signed.segment.first_sequence,
            "hash": reading_hash(reading),
        }
        for reading in signed.readings
    ]
    return segment, rows
