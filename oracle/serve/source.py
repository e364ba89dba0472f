"""What pages and answers are made from: the indexed events, as of the newest final block."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, select

from oracle.core.units import Address, Instant
from oracle.db.database import reading
from oracle.db.tables import cursor, disclosures, events
from oracle.facts.bond import Bond, bonds_of
from oracle.facts.event import Event, event_of_row
from oracle.facts.history import History
from oracle.facts.statement import AsOf, Statement, statement_of
from oracle.serve.problem import NotIndexed, UnknownBond

_CURSOR = "index"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All events as of one block, and the statements that were made from them so far."""

    as_of: AsOf
    events: tuple[Event, ...]
    bonds: tuple[Bond, ...]
    cash_scales: Mapping[Address, int]
    _statements: dict[Address, Statement] = field(default_factory=dict)

    def statement(self, address: Address) -> Statement:
        """Everything about one bond since its first event.

        Raises: UnknownBond, Malformed, SumMismatch
        """
        if address not in self._statements:
            bond = next((bond for bond in self.bonds if bond.address == address), None)
            if bond is None:
                raise UnknownBond("address", f"no bond was created at {address}")
            scale = self.cash_scales.get(bond.terms.cash)
            made = statement_of(self.events, self.as_of, address, None, scale)
            self._statements[address] = made
        return self._statements[address]


class Source:
    """The database, read once per block.

    `cash_scales` gives the decimals of each cash token; amounts in a token that it does not name
    are shown in base units.
    """

    def __init__(self, database: Engine, cash_scales: Mapping[Address, int]) -> None:
        self.database = database
        self._cash_scales = cash_scales
        self._snapshot: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """Everything as of the newest final block that is indexed.

        Raises: NotIndexed, Malformed, DatabaseUnavailable
        """
        with reading(self.database) as connection:
            place = connection.execute(select(cursor).where(cursor.c.name == _CURSOR)).first()
            if place is None:
                raise NotIndexed("index", "no block was indexed yet")
            known = self._snapshot
            if known is None or known.as_of.block_hash != place.block_hash:
                known = self._read(connection, place.block_number, place.block_hash)
                self._snapshot = known
        return known

    def disclosures(self, bond: Address) -> list[Mapping[str, object]]:
        """Drafts and published disclosures of a bond, newest first.

        Raises: DatabaseUnavailable
        """
        d = disclosures.c
        columns = (d.content_hash, d.kind, d.period_start, d.period_end, d.path, d.state)
        query = select(*columns, d.transaction_hash).where(d.bond == bond).order_by(d.id.desc())
        with reading(self.database) as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def _read(self, connection: Connection, block: int, block_hash: str) -> Snapshot:
        query = select(events).where(events.c.block_number <= block)
        in_order = query.order_by(events.c.block_number, events.c.log_index)
        found = tuple(event_of_row(dict(row._mapping)) for row in connection.execute(in_order))
        as_of = AsOf(block, block_hash, found[-1].time if found else Instant(0))
        bonds = tuple(bonds_of(History(found, block)))
        return Snapshot(as_of, found, bonds, self._cash_scales)
