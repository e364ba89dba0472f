"""The stage: take the events of the next final blocks into the database.

Rows and cursor are written in one transaction, so a range is in the database whole or not at all.
"""

from sqlalchemy import Connection, Engine, select

from oracle.chain.contracts import Chain
from oracle.chain.node import Block
from oracle.core.crash import crash_point
from oracle.core.log import log
from oracle.core.units import Address, Instant
from oracle.db.database import reading, writing
from oracle.db.tables import events
from oracle.index.follow import Cursor, fetch, read_cursor, write_cursor
from oracle.index.project import created_bonds, drop_events_after, write_events
from oracle.index.watch import Watched, of_deployment

SPAN = 2_000
"""Blocks of one pass."""


def step(database: Engine, chain: Chain, now: Instant, span: int = SPAN) -> int:
    """Index the next blocks, at most `span` and none that is not final; return how many.

    Raises: NodeUnavailable, DatabaseUnavailable
    """
    final = chain.final()
    with reading(database) as connection:
        at = read_cursor(connection)
    if at is not None and at.block_number > final.number:
        log("node_behind", indexed=at.block_number, final=final.number)
        return 0
    if at is not None and chain.node.block(at.block_number).hash != at.block_hash:
        at = _roll_back(database, chain)
    first = chain.deployment.start_block if at is None else at.block_number + 1
    last = min(final.number, first + span - 1)
    return _take(database, chain, first, last) if first <= last else 0


def _take(database: Engine, chain: Chain, first: int, last: int) -> int:
    with reading(database) as connection:
        watched = _watched(connection, chain)
    found = fetch(chain, watched, first, last)
    crash_point("after_logs")
    with writing(database) as connection:
        write_events(connection, chain.deployment.chain_id, found.entries)
        crash_point("after_index_rows")
        write_cursor(connection, Cursor(found.last.number, found.last.hash))
    crash_point("after_index_commit")
    log("blocks_indexed", first=first, last=last, events=len(found.entries))
    return last - first + 1


def _watched(connection: Connection, chain: Chain) -> dict[Address, Watched]:
    watched = of_deployment(chain.deployment)
    for entry in created_bonds(connection):
        watched.setdefault(entry.address, entry)
    return watched


def _roll_back(database: Engine, chain: Chain) -> Cursor | None:
    """Remove what the chain has dropped although it counted as final; say where to go on."""
    with reading(database) as connection:
        blocks = select(events.c.block_number, events.c.block_hash).distinct()
        newest = blocks.order_by(events.c.block_number.desc())
        stored = [Cursor(*row) for row in connection.execute(newest)]
    kept = next((at for at in stored if _hash(chain, at) == at.block_hash), None)
    with writing(database) as connection:
        dropped = drop_events_after(connection, -1 if kept is None else kept.block_number)
        crash_point("after_rollback")
        write_cursor(connection, kept)
    go_on_after = "start" if kept is None else kept.block_number
    log("final_blocks_dropped", level="error", events=dropped, go_on_after=go_on_after)
    return kept


def _hash(chain: Chain, at: Cursor) -> str:
    block: Block = chain.node.block(at.block_number)
    return block.hash
