"""The stage: events of the database to a draft on disk, and drafts to published ones.

Sending is the issuer's: it signs the calldata of a draft with its own key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, update

from oracle.core.codec import sha256, to_hex
from oracle.core.log import log
from oracle.core.spool import write_whole
from oracle.core.units import Address, Day
from oracle.db.database import reading, writing
from oracle.db.tables import disclosures, events
from oracle.disclose.document import KIND, ChainRef, Document, build, content_of
from oracle.disclose.manifest import DOCUMENT, PAGE, PRINT, manifest_of
from oracle.disclose.publish import Publication
from oracle.disclose.render_html import render_html
from oracle.disclose.render_pdf import render_pdf
from oracle.facts.event import Event, event_of_row

MANIFEST = "manifest.json"
"""Name of the manifest beside the renditions."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A disclosure on disk: its folder, and what is to be published about it."""

    folder: Path
    publication: Publication


def draft(
    database: Engine,
    chain: ChainRef,
    bond: Address,
    period: tuple[Day, Day],
    provenance: Sequence[Mapping[str, str]],
    folder: Path,
) -> Draft:
    """Build the disclosure of a bond and period from the stored events and write its renditions.

    Running it again with the same events writes the same bytes and adds no row.

    Raises: Malformed, Duplicate, SumMismatch, DatabaseUnavailable
    """
    with reading(database) as connection:
        found = events_until(connection, chain.as_of.block)
    document = build(found, chain, bond, period, provenance)
    files = renditions_of(document)
    content = to_hex(sha256(files[DOCUMENT]))
    place = folder / content[2:]
    for name, data in files.items():
        write_whole(place / name, data)
    manifest = manifest_of(files)
    write_whole(place / MANIFEST, manifest)
    _store(database, bond, period, content, place, files[DOCUMENT])
    log("disclosure_drafted", bond=bond, content=content)
    publication = Publication(
        content_hash=sha256(files[DOCUMENT]),
        bond=bond,
        kind=KIND,
        period_start=period[0],
        period_end=period[1],
        manifest_hash=sha256(manifest),
    )
    return Draft(place, publication)


def renditions_of(document: Document) -> dict[str, bytes]:
    """Every rendition of a document by file name: functions of it and of nothing else.

    Raises: Malformed
    """
    return {
        DOCUMENT: content_of(document),
        PAGE: render_html(document),
        PRINT: render_pdf(document),
    }


def step(database: Engine) -> int:
    """Mark the drafts that are published by now, and those that were superseded; return how many.

    Raises: DatabaseUnavailable
    """
    moved = 0
    with writing(database) as connection:
        for event in _events_named(connection, "DisclosurePublished"):
            content = event.fields.hex("contentHash")
            moved += _move(connection, content, ("draft", "published"), event)
        for event in _events_named(connection, "DisclosureSuperseded"):
            content = event.fields.hex("contentHash")
            moved += _move(connection, content, ("published", "superseded"), None)
    return moved


def events_until(connection: Connection, block: int) -> list[Event]:
    """Every stored event up to a block, in the order of the chain."""
    query = (
        select(events)
        .where(events.c.block_number <= block)
        .order_by(events.c.block_number, events.c.log_index)
    )
    return [event_of_row(row._mapping) for row in connection.execute(query)]  # type: ignore[arg-type]


def _store(
    database: Engine,
    bond: Address,
    period: tuple[Day, Day],
    content: str,
    place: Path,
    document: bytes,
) -> None:
    row = {
        "bond": bond,
        "kind": KIND,
        "period_start": period[0],
        "period_end": period[1],
        "content_hash": content,
        "path": place.name,
        "json": document.decode("utf-8"),
        "state": "draft",
    }
    known = select(disclosures.c.id).where(disclosures.c.content_hash == content)
    with writing(database) as connection:
        if connection.execute(known).first() is None:
            connection.execute(insert(disclosures).values(row))


def _move(
    connection: Connection, content: str, states: tuple[str, str], event: Event | None
) -> int:
    before, after = states
    change: dict[str, str] = {"state": after}
    if event is not None:
        change["transaction_hash"] = event.transaction
    of_content = (disclosures.c.content_hash == content, disclosures.c.state == before)
    return connection.execute(update(disclosures).where(*of_content).values(change)).rowcount


def _events_named(connection: Connection, name: str) -> list[Event]:
    query = (
        select(events)
        .where(events.c.event == name, events.c.contract == "Disclosures")
        .order_by(events.c.block_number, events.c.log_index)
    )
    return [event_of_row(row._mapping) for row in connection.execute(query)]  # type: ignore[arg-type]
