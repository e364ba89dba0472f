"""Events to rows: every event into `events`, and of some what intake and measure need.

The typed rows are a function of `events` in order of the chain, so they can be made anew.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from oracle.core.units import Address
from oracle.db.tables import device_keys, events, projects
from oracle.index.follow import Entry
from oracle.index.watch import Watched, of_bond

Arguments = Mapping[str, Any]


def write_events(connection: Connection, chain_id: int, entries: Sequence[Entry]) -> None:
    """Store events and what follows from them."""
    for entry in entries:
        connection.execute(insert(events).values(_row(chain_id, entry)))
        _apply(connection, entry.contract, entry.event, entry.arguments)


def drop_events_after(connection: Connection, block_number: int) -> int:
    """Remove the events after a block and make the typed rows anew; return how many went."""
    dropped = connection.execute(delete(events).where(events.c.block_number > block_number))
    for table in (device_keys, projects):
        connection.execute(delete(table))
    query = select(events).order_by(events.c.block_number, events.c.log_index)
    for row in connection.execute(query).all():
        _apply(connection, row.contract, row.event, json.loads(row.arguments))
    return dropped.rowcount


def created_bonds(connection: Connection) -> list[Watched]:
    """Bonds, vaults and settlement tokens that stored events bring up, each from its block."""
    created = events.c.contract == "BondFactory", events.c.event == "BondCreated"
    query = select(events.c.arguments, events.c.block_number).where(*created)
    in_order = query.order_by(events.c.block_number, events.c.log_index)
    return [
        entry
        for row in connection.execute(in_order)
        for entry in of_bond(json.loads(row.arguments), row.block_number)
    ]


def _row(chain_id: int, entry: Entry) -> dict[str, object]:
    return {
        "block_hash": entry.log.block_hash,
        "log_index": entry.log.log_index,
        "chain_id": chain_id,
        "block_number": entry.log.block_number,
        "block_time": entry.time,
        "transaction_hash": entry.log.transaction_hash,
        "contract": entry.contract,
        "address": entry.log.address,
        "event": entry.event,
        "arguments": json.dumps(entry.arguments, separators=(",", ":")),
    }


def _project_proposed(connection: Connection, arguments: Arguments) -> None:
    proposal = arguments["proposal"]
    connection.execute(
        insert(projects).values(
            project=arguments["project"],
            zone_offset=int(proposal["zoneOffset"]),
            monitored_from=int(proposal["monitoredFrom"]),
        )
    )


def _key_registered(connection: Connection, arguments: Arguments) -> None:
    key = arguments["key"]
    connection.execute(
        insert(device_keys).values(
            device=arguments["device"],
            epoch=int(arguments["keyEpoch"]),
            project=arguments["project"],
            algorithm=int(key["algorithm"]),
            key_address=Address("0x" + key["key"][-40:]),
            rated_maximum=int(key["ratedMaximum"]),
            interval=int(key["interval"]),
            valid_from=int(key["validFrom"]),
            valid_until=int(key["validUntil"]),
            revoked_at=int(key["revokedAt"]) or None,
        )
    )


def _key_ended(connection: Connection, arguments: Arguments) -> None:
    _change_key(connection, arguments, valid_until=int(arguments["validUntil"]))


def _key_revoked(connection: Connection, arguments: Arguments) -> None:
    _change_key(connection, arguments, revoked_at=int(arguments["revokedAt"]))


def _change_key(connection: Connection, arguments: Arguments, **values: int) -> None:
    device, epoch = arguments["device"], int(arguments["keyEpoch"])
    of_key = device_keys.c.device == device, device_keys.c.epoch == epoch
    connection.execute(update(device_keys).where(*of_key).values(**values))


_TYPED: Mapping[tuple[str, str], Callable[[Connection, Arguments], None]] = {
    ("Projects", "ProjectProposed"): _project_proposed,
    ("Devices", "DeviceKeyRegistered"): _key_registered,
    ("Devices", "DeviceKeyEnded"): _key_ended,
    ("Devices", "DeviceKeyRevoked"): _key_revoked,
}


def _apply(connection: Connection, contract: str, event: str, arguments: Arguments) -> None:
    write = _TYPED.get((contract, event))
    if write is not None:
        write(connection, arguments)
