"""One database: SQLite by default, PostgreSQL by a URL. One writer at a time in both."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError

from oracle.core.errors import DatabaseUnavailable
from oracle.db.tables import metadata

_BUSY_MS = 20_000
_WRITER_LOCK = 0x6772_6565_6E74


def open_database(url: str) -> Engine:
    """Open the database at a URL, or at the path of a SQLite file, and make its tables.

    Raises: DatabaseUnavailable
    """
    engine = create_engine(url if "://" in url else f"sqlite:///{url}")
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    with writing(engine) as connection:
        metadata.create_all(connection)
    return engine


@contextmanager
def writing(database: Engine) -> Iterator[Connection]:
    """A transaction that writes: it waits for the writer before it, and sees all that one wrote.

    Raises: DatabaseUnavailable
    """
    with _transaction(database, writes=True) as connection:
        if database.dialect.name == "postgresql":
            lock = {"lock": _WRITER_LOCK}
            connection.execute(text("select pg_advisory_xact_lock(:lock)"), lock)
        yield connection


@contextmanager
def reading(database: Engine) -> Iterator[Connection]:
    """A transaction that reads one state of the database and never waits for a writer.

    Raises: DatabaseUnavailable
    """
    with _transaction(database, writes=False) as connection:
        yield connection


@contextmanager
def _transaction(database: Engine, *, writes: bool) -> Iterator[Connection]:
    try:
        with database.connect() as connection:
            optioned = connection.execution_options(greentrace_writes=writes)
            with optioned.begin():
                yield optioned
    except OperationalError as error:
        raise DatabaseUnavailable("database", str(error.orig)) from error


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions begin too late; _begin_sqlite begins them.
    connection.isolation_level = None
    connection.execute(f"pragma busy_timeout = {_BUSY_MS}")
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later could fail half way: writers begin as such.
    writes = connection.get_execution_options().get("greentrace_writes")
    connection.exec_driver_sql("begin immediate" if writes else "begin")
