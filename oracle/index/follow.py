"""Logs of a range of final blocks, complete and decoded, with those of contracts made in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from oracle.chain.contracts import Chain
from oracle.chain.errors import BadAnswer
from oracle.chain.interface import Plain, interface
from oracle.chain.node import Block, Log
from oracle.core.log import log
from oracle.core.units import Address, Instant
from oracle.db.tables import cursor
from oracle.index.watch import Watched, filters, of_bond

CURSOR = "index"
"""Name of this stage's row in `cursor`."""

_ADDRESSES = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: the log, when its block was made, which contract said what."""

    log: Log
    time: Instant
    contract: str
    event: str
    arguments: Plain


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last block whose events are in the database."""

    block_number: int
    block_hash: str


@dataclass(frozen=True, slots=True)
class Range:
    """Everything of ours in a range of blocks, and its last block."""

    entries: list[Entry]
    last: Block


def read_cursor(connection: Connection) -> Cursor | None:
    """How far the index is, None before the first block."""
    row = connection.execute(select(cursor).where(cursor.c.name == CURSOR)).one_or_none()
    return None if row is None else Cursor(row.block_number, row.block_hash)


def write_cursor(connection: Connection, at: Cursor | None) -> None:
    """Store how far the index is, in the transaction that writes the rows."""
    connection.execute(delete(cursor).where(cursor.c.name == CURSOR))
    if at is not None:
        place = {"block_number": at.block_number, "block_hash": at.block_hash}
        connection.execute(insert(cursor).values(name=CURSOR, **place))


def fetch(chain: Chain, known: Mapping[Address, Watched], first: int, last: int) -> Range:
    """Every event of ours in blocks `first` to `last`, in order of the chain.

    A bond that is created in the range is asked about at once, from its block on, and so is what
    it may bring along, until nothing new appears.

    Raises: NodeUnavailable
    """
    watched = dict(known)
    logs = _logs(chain, watched.values(), first, last)
    created = _created(logs, watched)
    while created:
        watched |= created
        since = min(entry.since for entry in created.values())
        logs += [
            found
            for found in _logs(chain, created.values(), since, last)
            if found.block_number >= created[found.address].since
        ]
        created = _created(logs, watched)
    logs.sort(key=lambda found: (found.block_number, found.log_index))
    blocks = chain.node.blocks([last, *(found.block_number for found in logs)])
    for found in logs:
        if found.block_hash != blocks[found.block_number].hash:
            raise BadAnswer("eth_getLogs", f"a log of {found.block_hash}, not on the chain")
    entries = [
        Entry(found, blocks[found.block_number].time, contract, *event)
        for found in logs
        for contract, event in [_decoded(found, watched)]
        if event is not None
    ]
    return Range(entries, blocks[last])


def _logs(chain: Chain, watched: Iterable[Watched], first: int, last: int) -> list[Log]:
    found: list[Log] = []
    for question in filters(watched, chain.deployment.schemas.values()):
        for start in range(0, len(question.addresses), _ADDRESSES):
            part = question.addresses[start : start + _ADDRESSES]
            found += chain.node.logs(part, first, last, question.topics)
    return found


def _created(logs: Iterable[Log], watched: Mapping[Address, Watched]) -> dict[Address, Watched]:
    """Addresses that the logs bring up and that are not watched yet, each from its first block."""
    created: dict[Address, Watched] = {}
    for found in logs:
        if watched[found.address].contract != "BondFactory":
            continue
        event = interface("BondFactory").event(found)
        if event is None or event[0] != "BondCreated":
            continue
        for entry in of_bond(event[1], found.block_number):
            if entry.address not in watched:
                created.setdefault(entry.address, entry)
    return created


def _decoded(
    found: Log, watched: Mapping[Address, Watched]
) -> tuple[str, tuple[str, Plain] | None]:
    contract = watched[found.address].contract
    event = interface(contract).event(found)
    if event is None:
        topic = found.topics[0] if found.topics else b""
        log("event_unknown", contract=contract, address=found.address, topic=topic)
    return contract, event
