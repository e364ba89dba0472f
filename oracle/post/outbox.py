"""What must be on chain, exactly once. A row is an intent; its key says what it is about.

intended -> signed -> mined -> final
   |  ^________/        /
   |  ^________________/     the chain dropped the block, or the call was refused when mined
   \\-> failed

A `final` row with a note in `error` was satisfied by somebody else's transaction. A `failed` row
whose error begins with "conflict" says that something else stands where ours belongs. Rows of kind
`burned` and `foreign` hold nonces that an intent cannot use any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from oracle.chain.contracts import Call
from oracle.chain.key import Fees, SignedTransaction
from oracle.chain.node import Block, Receipt
from oracle.core.units import Address, BatchId
from oracle.db.database import writing
from oracle.db.tables import outbox
from oracle.post.tables import attempts, journal

BATCH, IMPACT, BURNED, FOREIGN = "batch", "impact", "burned", "foreign"
"""Kinds of rows."""

INTENDED, SIGNED, MINED, FINAL, FAILED = "intended", "signed", "mined", "final", "failed"
"""States of rows."""

CONFLICT = "conflict: "
"""How the error of a row begins when something else stands on chain in its place."""


SATISFIED = "satisfied: by a transaction that is not ours"
"""Note of a row that is done without us."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One row of the outbox.

    key   kind and batch: "batch:0x.."
    nonce None until signed
    error why it failed, or how else it was satisfied
    """

    key: str
    kind: str
    call: Call
    state: str
    nonce: int | None
    block_number: int | None
    block_hash: str | None
    tx_hash: str | None
    error: str | None

    @property
    def batch(self) -> BatchId:
        """The batch that the intent is about."""
        return BatchId(self.key.partition(":")[2])


@dataclass(frozen=True, slots=True)
class Attempt:
    """One signed transaction of an intent."""

    tx_hash: str
    key: str
    nonce: int
    raw: bytes
    fees: Fees
    signed_at_block: int


def key_of(kind: str, batch: BatchId) -> str:
    """Key of an intent about a batch."""
    return f"{kind}:{batch}"


def prepare(database: Engine) -> None:
    """Make the tables that only this stage uses.

    Raises: DatabaseUnavailable
    """
    with writing(database) as connection:
        for table in (journal, attempts):
            table.create(connection, checkfirst=True)


def intend(connection: Connection, kind: str, batch: BatchId, call: Call) -> None:
    """Write an intent, unless there is one with its key."""
    key = key_of(kind, batch)
    if find(connection, key) is None:
        row = {"key": key, "kind": kind, "to_address": call.to, "data": call.data}
        connection.execute(insert(outbox).values(**row, gas=0, state=INTENDED))


def find(connection: Connection, key: str) -> Intent | None:
    """One intent, None where there is none."""
    row = connection.execute(select(outbox).where(outbox.c.key == key)).one_or_none()
    return None if row is None else _intent(row)


def in_state(connection: Connection, state: str) -> list[Intent]:
    """Intents in one state, signed ones by nonce, others as they came."""
    order = outbox.c.nonce if state == SIGNED else outbox.c.id
    query = select(outbox).where(outbox.c.state == state).order_by(order)
    return [_intent(row) for row in connection.execute(query)]


def nonce_for(connection: Connection, chain_nonce: int) -> int:
    """The nonce of the next transaction, where the chain expects `chain_nonce`.

    The chain's own where no row holds it: at first use, after a foreign transaction, or to close a
    gap that one left when the chain dropped it. Else the one after the highest in the outbox,
    whatever of it was mined: a node's idea of "pending" is lost when it restarts.
    """
    if not has_nonce(connection, chain_nonce):
        return chain_nonce
    highest: int = connection.execute(select(func.max(outbox.c.nonce))).scalar_one()
    return highest + 1


def has_nonce(connection: Connection, nonce: int) -> bool:
    """Whether a row holds this nonce."""
    query = select(outbox.c.key).where(outbox.c.nonce == nonce)
    return connection.execute(query).first() is not None


def attempts_of(connection: Connection, key: str) -> list[Attempt]:
    """Every transaction signed for an intent, the newest first."""
    query = select(attempts).where(attempts.c.key == key).order_by(attempts.c.fee_cap.desc())
    return [_attempt(row) for row in connection.execute(query)]


def is_ours(connection: Connection, tx_hash: str) -> bool:
    """Whether a transaction was signed for any intent."""
    query = select(attempts.c.key).where(attempts.c.tx_hash == tx_hash)
    return connection.execute(query).first() is not None


def mark_signed(
    connection: Connection, key: str, signed: SignedTransaction, head_number: int
) -> None:
    """Store a signed transaction, its first or one that replaces another."""
    row = {"nonce": signed.nonce, "raw": signed.raw, "tx_hash": signed.hash, "gas": signed.gas}
    _change(connection, key, state=SIGNED, **row)
    if not is_ours(connection, signed.hash):
        connection.execute(
            insert(attempts).values(
                tx_hash=signed.hash,
                key=key,
                nonce=signed.nonce,
                raw=signed.raw,
                fee_cap=signed.fees.cap,
                tip=signed.fees.tip,
                signed_at_block=head_number,
            )
        )


def mark_mined(connection: Connection, key: str, receipt: Receipt) -> None:
    """Store where an intent's transaction was mined."""
    place = {"block_number": receipt.block_number, "block_hash": receipt.block_hash}
    _change(connection, key, state=MINED, tx_hash=receipt.transaction_hash, **place)


def mark_unmined(connection: Connection, intent: Intent, head_number: int) -> None:
    """Put an intent back: the chain dropped the block of its transaction.

    The same transaction gets its full time again before it is replaced by another.
    """
    state = INTENDED if intent.nonce is None else SIGNED
    blank = dict.fromkeys(("block_number", "block_hash", "error"))
    _change(connection, intent.key, state=state, **blank)
    of_intent = update(attempts).where(attempts.c.key == intent.key)
    connection.execute(of_intent.values(signed_at_block=head_number))


def mark_final(connection: Connection, key: str) -> None:
    """Mark an intent as done by its transaction."""
    _change(connection, key, state=FINAL, error=None)


def mark_satisfied(connection: Connection, key: str, at: Block) -> None:
    """Mark an intent as done by somebody else's transaction, as seen in the state after `at`."""
    place = {"block_number": at.number, "block_hash": at.hash}
    _change(connection, key, state=FINAL, error=SATISFIED, **place)


def finals_newest_first(connection: Connection) -> Iterator[Intent]:
    """Intents that are done, those of the newest blocks first."""
    query = select(outbox).where(outbox.c.state == FINAL).order_by(outbox.c.block_number.desc())
    return map(_intent, connection.execute(query))


def mark_failed(connection: Connection, key: str, error: str) -> None:
    """Mark an intent as impossible, and say why."""
    _change(connection, key, state=FAILED, error=error)


def withdraw(connection: Connection, key: str) -> None:
    """Remove an intent that was never signed, so that it can be written anew."""
    connection.execute(delete(outbox).where(outbox.c.key == key, outbox.c.state == INTENDED))


def requeue(connection: Connection, key: str) -> None:
    """Put an intent back to the start, without a nonce."""
    blank = dict.fromkeys(("nonce", "raw", "tx_hash", "block_number", "block_hash"))
    _change(connection, key, state=INTENDED, **blank)


def requeue_without_nonce(connection: Connection, intent: Intent, kind: str, taken_by: str) -> None:
    """Put an intent back to the start: the transaction `taken_by` used its nonce up for good."""
    requeue(connection, intent.key)
    spent = attempts.c.key == intent.key, attempts.c.nonce == intent.nonce
    connection.execute(delete(attempts).where(*spent))
    row = {"key": f"{kind}:{intent.nonce}", "kind": kind, "nonce": intent.nonce}
    blank = {"to_address": "", "data": b"", "gas": 0}
    connection.execute(
        insert(outbox).values(**row, **blank, tx_hash=taken_by, state=FAILED, error=intent.key)
    )


def counts(connection: Connection) -> dict[str, int]:
    """Number of intents by state; nonces used by other transactions are none."""
    query = (
        select(outbox.c.state, func.count())
        .where(outbox.c.kind.in_((BATCH, IMPACT)))
        .group_by(outbox.c.state)
    )
    found = {state: int(number) for state, number in connection.execute(query)}
    return {state: found.get(state, 0) for state in (INTENDED, SIGNED, MINED, FINAL, FAILED)}


def gas_of(connection: Connection, key: str) -> int:
    """Gas limit of an intent's transactions."""
    gas: int = connection.execute(select(outbox.c.gas).where(outbox.c.key == key)).scalar_one()
    return gas


def times_burned(connection: Connection, key: str) -> int:
    """How often an intent's transaction was refused when it was mined."""
    burned = outbox.c.kind == BURNED, outbox.c.error == key
    times: int = connection.execute(select(func.count()).where(*burned)).scalar_one()
    return times


def _change(connection: Connection, key: str, **values: object) -> None:
    connection.execute(update(outbox).where(outbox.c.key == key).values(**values))


def _intent(row: Row[*tuple[Any, ...]]) -> Intent:
    r = row._mapping
    return Intent(
        key=r["key"],
        kind=r["kind"],
        call=Call(Address(r["to_address"]), r["data"]),
        state=r["state"],
        nonce=r["nonce"],
        block_number=r["block_number"],
        block_hash=r["block_hash"],
        tx_hash=r["tx_hash"],
        error=r["error"],
    )


def _attempt(row: Row[*tuple[Any, ...]]) -> Attempt:
    r = row._mapping
    fees = Fees(r["fee_cap"], r["tip"])
    return Attempt(r["tx_hash"], r["key"], r["nonce"], r["raw"], fees, r["signed_at_block"])
