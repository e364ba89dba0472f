"""A node's stored readings against the evidence: a changed one is named."""

from sqlalchemy import Connection, Engine, select

from oracle.audit.batch import Rebuilt
from oracle.audit.check import Checks
from oracle.audit.readings import reading_name
from oracle.core.codec import to_hex
from oracle.core.model import Reading
from oracle.core.units import DeviceId
from oracle.db.database import reading as reading_transaction
from oracle.db.tables import readings

_FIELDS = (
    *("sequence", "start", "end", "export_register", "import_register", "exported", "imported"),
    *("flags", "salt", "previous"),
)
_MOST = 20


def check_stored(name: str, rebuilt: Rebuilt, database: Engine, checks: Checks) -> None:
    """Enter whether each reading of a batch's evidence is stored as it is there.

    Raises: DatabaseUnavailable
    """
    wrong: list[tuple[str, object, object]] = []
    count = 0
    with reading_transaction(database) as connection:
        for device, segments in rebuilt.evidence.segments.items():
            known = _stored(connection, device)
            for reading in (each for signed in segments for each in signed.readings):
                count += 1
                values, found = _fields(reading), known.get(reading.sequence)
                if values != found:
                    wrong.append((f"stored {reading_name(reading)}", *_pair(values, found)))
    for at, expected, actual in wrong[:_MOST]:
        checks.fail(at, expected, actual)
    if not wrong:
        checks.same(f"{name} stored readings", count, count)


def _stored(connection: Connection, device: DeviceId) -> dict[int, tuple[object, ...]]:
    columns = [readings.c[name] for name in _FIELDS]
    query = select(*columns).where(readings.c.device == device)
    return {row[0]: tuple(row) for row in connection.execute(query)}


def _fields(reading: Reading) -> tuple[object, ...]:
    return tuple(getattr(reading, name) for name in _FIELDS)


def _pair(expected: tuple[object, ...], found: tuple[object, ...] | None) -> tuple[str, str]:
    if found is None:
        return "a stored reading", "none"
    differing = [at for at in range(len(_FIELDS)) if expected[at] != found[at]]
    texts = (
        ", ".join(f"{_FIELDS[at]} {_plain(values[at])}" for at in differing)
        for values in (expected, found)
    )
    return next(texts), next(texts)


def _plain(value: object) -> str:
    return to_hex(value) if isinstance(value, bytes) else str(value)
