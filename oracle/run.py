"""The loop over the stages: index, intake, measure, post, and from the start.

The clock of a stage, `now`, is the time of the newest final block: what is sealed and when depends
on the chain, not on the machine, so every node and every replay agrees about it.
"""

import fcntl
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine, text

from oracle.chain.contracts import Chain
from oracle.chain.deployment import load_deployment
from oracle.chain.key import load_key
from oracle.chain.node import Node
from oracle.chain.rpc import Http
from oracle.chain.sender import FEE_CAP, Sender
from oracle.core.config import Config
from oracle.core.crash import arm, crash_point
from oracle.core.errors import Misconfigured, NotFinal, Unavailable
from oracle.core.log import log
from oracle.core.units import Instant
from oracle.db.database import open_database, reading
from oracle.index.step import SPAN
from oracle.index.step import step as index
from oracle.intake.step import step as intake
from oracle.measure.step import step as measure
from oracle.post.outbox import counts, prepare
from oracle.post.report import unsigned
from oracle.post.step import step as post

POLL_MS = 1_000
"""How long `forever` waits when there is nothing to do [ms]."""

PATIENCE_MS = 5_000
"""How long `until_idle` waits for a block that is missing before it says so [ms]."""

_PROCESS_LOCK = 0x6772_6565_6E75
_QUICK_MS = 100
_MOST_DOUBLINGS = 6
_MOST_FAILURES = 8


class Mode(StrEnum):
    """How long to run: one round, until nothing is left to do, or until told to stop."""

    ONCE = "once"
    UNTIL_IDLE = "until_idle"
    FOREVER = "forever"


class Outcome(StrEnum):
    """Why a run ended.

    awaiting_blocks  all is sent and mined; what is missing is blocks on top, and none came
    """

    ONCE = "once"
    IDLE = "idle"
    AWAITING_BLOCKS = "awaiting_blocks"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Status:
    """How a run ended, and what is left.

    pending  batches and intents that are not final yet
    failed   intents that a person must look at: impossible, or in conflict with the chain
    """

    outcome: Outcome
    pending: int
    failed: int


def run(config: Config, mode: Mode, patience_ms: int = PATIENCE_MS) -> Status:
    """Run the stages until `mode` says it is enough, or SIGINT or SIGTERM does, between two steps.

    One process works on a database at a time.

    Units:  ms
    Raises: Misconfigured  also where another process works on the database
            Unavailable    `once`: at the first failure; `until_idle`: after eight failed rounds
    """
    if config.crash_at is not None:
        arm(config.crash_at)
    database = open_database(config.database)
    with _only_process(database), _stop_signals() as stop:
        prepare(database)
        rounds = Rounds(config, database, stop)
        outcome = rounds.run(mode, patience_ms)
        status = rounds.status(outcome)
        log("run_ended", outcome=outcome, pending=status.pending, failed=status.failed)
        return status


class Rounds:
    """Rounds over the stages, and what they keep between rounds."""

    def __init__(self, config: Config, database: Engine, stop: threading.Event) -> None:
        deployment = load_deployment(config.deployment)
        self._chain = Chain(Node(Http(config.rpc_url)), deployment, config.confirmations)
        key = load_key(config.node_keystore, config.node_password_file)
        self._sender = Sender(self._chain, key, config.fee_cap or FEE_CAP)
        self._database = database
        self._inbox, self._evidence = config.inbox, config.evidence
        self._stop = stop
        self._salt: bytes | None = None
        self._now: Instant | None = None
        self._failure: Unavailable | None = None
        self._failures = 0
        self._waited_ms = 0
        self._noted = ("", "")

    def run(self, mode: Mode, patience_ms: int) -> Outcome:
        """Rounds until it is enough.

        Units:  ms
        Raises: Misconfigured, Unavailable
        """
        while not self._stop.is_set():
            moved = self._round()
            if self._failure is not None and _gives_up(mode, self._failures):
                raise self._failure
            if mode is Mode.ONCE:
                return Outcome.ONCE
            outcome = None if moved else self._rest(mode, patience_ms)
            if outcome is not None:
                return outcome
        return Outcome.STOPPED

    def status(self, outcome: Outcome) -> Status:
        """What is left to do.

        Raises: DatabaseUnavailable
        """
        with reading(self._database) as connection:
            intents = counts(connection)
            unsigned_batches = len(unsigned(connection))
        pending = intents["intended"] + intents["signed"] + intents["mined"]
        return Status(outcome, pending + unsigned_batches, intents["failed"])

    def _rest(self, mode: Mode, patience_ms: int) -> Outcome | None:
        """Wait after a round in which nothing moved, or say why there is nothing to wait for."""
        if self._failure is not None:
            self._wait(_back_off_ms(self._failures))
        elif mode is Mode.FOREVER:
            self._wait(POLL_MS)
        elif self.status(Outcome.IDLE).pending == 0:
            return Outcome.IDLE
        elif self._waited_ms >= patience_ms and self._sent_is_mined():
            return Outcome.AWAITING_BLOCKS
        else:
            self._wait(_QUICK_MS)
            self._waited_ms += _QUICK_MS
        return None

    def _round(self) -> int:
        """Every stage once; return what moved. A stage that cannot work holds up no other.

        New blocks alone are no work: the stages after the index have seen them in this round.
        """
        self._failure = None
        self._try("clock", self._read_chain)
        indexed = self._try("index", lambda now: index(self._database, self._chain, now))
        moved = indexed if indexed >= SPAN else 0  # there may be more of them
        moved += self._try("intake", self._take_in)
        sealed = self._try("measure", lambda now: measure(self._database, now, self._evidence))
        if sealed:
            crash_point("after_seal")
        moved += sealed + self._try("post", self._post)
        self._failures = self._failures + 1 if self._failure else 0
        self._waited_ms = 0 if moved or indexed else self._waited_ms
        return moved

    def _try(self, stage: str, step: Callable[[Instant], int]) -> int:
        # Before the chain was reached there is no clock, and no stage can work.
        if self._stop.is_set() or (self._now is None and stage != "clock"):
            return 0
        try:
            return step(self._now or Instant(0))
        except Unavailable as error:
            self._note(stage, error)
            if not isinstance(error, NotFinal):  # blocks will come: nothing is out of order
                self._failure = error
            return 0

    def _note(self, stage: str, error: Unavailable) -> None:
        if self._noted != (noted := (stage, str(error))):
            log("stage_waits", stage=stage, reason=error.reason, detail=str(error))
        self._noted = noted

    def _read_chain(self, _before: Instant) -> int:
        """Take the time from the chain; the first time, make sure that it is the right chain."""
        deployment = self._chain.deployment
        if self._salt is None:
            self._chain.node.check_chain(deployment.chain_id, deployment.genesis_hash)
            self._salt = self._chain.deployment_salt(at=self._chain.node.head())
        self._now = self._chain.final().time
        return 0

    def _take_in(self, now: Instant) -> int:
        return intake(self._database, now, self._inbox, self._salt or b"")

    def _post(self, now: Instant) -> int:
        return post(self._database, self._chain, now, self._sender)

    def _sent_is_mined(self) -> bool:
        with reading(self._database) as connection:
            return counts(connection)["signed"] == 0

    def _wait(self, milliseconds: int) -> None:
        self._stop.wait(milliseconds / 1_000)


def _gives_up(mode: Mode, failures: int) -> bool:
    most = {Mode.ONCE: 0, Mode.UNTIL_IDLE: _MOST_FAILURES}
    return mode in most and failures > most[mode]


def _back_off_ms(failures: int) -> int:
    """How long to wait after so many failed rounds: 0.5, 1, 2 .. 32 s [ms]."""
    return 500 << min(failures - 1, _MOST_DOUBLINGS)


@contextmanager
def _only_process(database: Engine) -> Iterator[None]:
    """Keep every other process from working on this database, until the process ends.

    Raises: Misconfigured  another process does
    """
    busy = Misconfigured("GREENTRACE_DATABASE", "another process works on this database")
    if database.dialect.name == "postgresql":
        with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            lock = {"lock": _PROCESS_LOCK}
            if not connection.execute(text("select pg_try_advisory_lock(:lock)"), lock).scalar():
                raise busy
            try:
                yield
            finally:
                connection.execute(text("select pg_advisory_unlock(:lock)"), lock)
        return
    if database.url.database in (None, "", ":memory:"):
        yield  # nobody else can open it
        return
    with Path(f"{database.url.database}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise busy from error
        yield


@contextmanager
def _stop_signals() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; a second signal acts as if nobody listened."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask_to_stop(number: int, _frame: object) -> None:
        log("stop_asked", signal=signal.Signals(number).name)
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, ask_to_stop)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
