"""Transactions that were sent: mined, final, dropped by the chain, or overtaken."""

from itertools import takewhile

from sqlalchemy import Connection

from oracle.chain.node import Receipt
from oracle.core.crash import crash_point
from oracle.core.log import log
from oracle.db.database import reading, writing
from oracle.db.records import find_batch
from oracle.post import outbox
from oracle.post.outbox import BATCH, BURNED, FOREIGN, IMPACT, MINED, SIGNED, Attempt, Intent
from oracle.post.report import set_batch_state
from oracle.post.round import Round

_MOST_BURNED = 5
_SEARCHED_BLOCKS = 2_000
# A block that the chain drops takes the transactions in it along: search from a little before.
_SEARCH_MARGIN = 64


def confirm(round_: Round) -> int:
    """Look at every transaction that is not final; return how many rows moved.

    Raises: NodeUnavailable, DatabaseUnavailable
    """
    with reading(round_.database) as connection:
        mined = outbox.in_state(connection, MINED)
    moved = _check_final(round_) + sum(_check_mined(round_, intent) for intent in mined)
    with reading(round_.database) as connection:
        signed = outbox.in_state(connection, SIGNED)
        tried = {intent.key: outbox.attempts_of(connection, intent.key) for intent in signed}
    if not signed:
        return moved
    moved += sum(_look_for(round_, intent, tried[intent.key]) for intent in signed)
    return moved + _close_gap(round_)


def follow_up(connection: Connection, round_: Round, intent: Intent) -> None:
    """What comes after an intent that is done: an anchored batch is to be measured."""
    if intent.kind != BATCH:
        return
    set_batch_state(connection, intent.batch, "final")
    batch = find_batch(connection, intent.batch)
    if batch is not None:
        report = batch.report
        period = (report.project, report.metric, report.start, report.end)
        outbox.intend(connection, IMPACT, intent.batch, round_.chain.measure(*period))


def _check_final(round_: Round) -> int:
    """Take back what was done in blocks that the chain has dropped although they were final."""
    with reading(round_.database) as connection:
        gone = list(
            takewhile(
                lambda intent: _was_dropped(round_, intent), outbox.finals_newest_first(connection)
            )
        )
    for intent in gone:
        log("final_block_dropped", level="error", intent=intent.key, block=intent.block_number)
        _take_back(round_, intent)
    return len(gone)


def _was_dropped(round_: Round, intent: Intent) -> bool:
    """Whether the chain has another block in the place of an intent's.

    Where it has none yet, the node may just be behind: nothing is known.
    """
    return round_.block_hash(intent.block_number or 0) not in (None, intent.block_hash)


def _take_back(round_: Round, intent: Intent) -> None:
    with writing(round_.database) as connection:
        outbox.mark_unmined(connection, intent, round_.head.number)
        if intent.kind == BATCH:
            set_batch_state(connection, intent.batch, "sealed")


def _check_mined(round_: Round, intent: Intent) -> int:
    """Is the block that a transaction was mined in still the chain's, and is it final?"""
    number = intent.block_number or 0
    if _was_dropped(round_, intent):
        _take_back(round_, intent)
        log("block_dropped", intent=intent.key, block=number)
        return 1
    if number > round_.final.number:
        return 0
    receipt = round_.chain.node.receipt(intent.tx_hash or "")
    if receipt is None or receipt.block_hash != intent.block_hash:
        return 0  # the node contradicts itself: ask again in the next round
    if not receipt.succeeded:
        return _start_again(round_, intent, receipt)
    with writing(round_.database) as connection:
        outbox.mark_final(connection, intent.key)
        follow_up(connection, round_, intent)
        crash_point("after_final")
    crash_point("after_final_commit")
    log("transaction_final", intent=intent.key, block=number)
    return 1


def _start_again(round_: Round, intent: Intent, receipt: Receipt) -> int:
    """The call was refused when it was mined: its nonce is gone, the intent is not."""
    with writing(round_.database) as connection:
        outbox.requeue_without_nonce(connection, intent, BURNED, receipt.transaction_hash)
        burned = outbox.times_burned(connection, intent.key)
        if burned >= _MOST_BURNED:
            outbox.mark_failed(connection, intent.key, f"refused {burned} times when it was mined")
    log(
        "transaction_reverted",
        level="error",
        intent=intent.key,
        transaction=receipt.transaction_hash,
    )
    return 1


def _look_for(round_: Round, intent: Intent, attempts: list[Attempt]) -> int:
    """Was any of an intent's transactions mined, or did another take its nonce?"""
    receipts = [round_.chain.node.receipt(attempt.tx_hash) for attempt in attempts]
    found = [receipt for receipt in receipts if receipt is not None]
    mined = [r for r in found if round_.block_hash(r.block_number) == r.block_hash]
    if not mined:
        return 0 if found else _check_nonce(round_, intent, attempts)
    receipt = max(mined, key=lambda entry: entry.succeeded)
    with writing(round_.database) as connection:
        outbox.mark_mined(connection, intent.key, receipt)
        if intent.kind == BATCH and receipt.succeeded:
            set_batch_state(connection, intent.batch, "posted")
        crash_point("after_mined")
    crash_point("after_mined_commit")
    log("transaction_mined", intent=intent.key, block=receipt.block_number)
    return 1


def _check_nonce(round_: Round, intent: Intent, attempts: list[Attempt]) -> int:
    """Name the transaction that used an intent's nonce, if one did for good."""
    node, account = round_.chain.node, round_.sender.address
    if intent.nonce is None or intent.nonce >= node.nonce(account, at=round_.final):
        return 0
    first = min((attempt.signed_at_block for attempt in attempts), default=0) - _SEARCH_MARGIN
    taken_by = _sent_with(round_, intent.nonce, max(first, 0))
    if taken_by is None or taken_by in {attempt.tx_hash for attempt in attempts}:
        log("nonce_taken", intent=intent.key, nonce=intent.nonce, by=taken_by or "unknown")
        return 0  # ours: the node that gave no receipt lags behind
    with writing(round_.database) as connection:
        kind = BURNED if outbox.is_ours(connection, taken_by) else FOREIGN
        outbox.requeue_without_nonce(connection, intent, kind, taken_by)
    log(
        f"{kind}_transaction_found",
        level="error",
        account=account,
        nonce=intent.nonce,
        transaction=taken_by,
    )
    return 1


def _sent_with(round_: Round, nonce: int, first: int) -> str | None:
    """Hash of the final transaction of our key with this nonce, None where none is found."""
    last = min(round_.final.number, first + _SEARCHED_BLOCKS)
    for number in range(first, last + 1):
        for sent in round_.chain.node.sent_in(number):
            if sent.sender == round_.sender.address and sent.nonce == nonce:
                return sent.hash
    return None


def _close_gap(round_: Round) -> int:
    """Free the lowest signed row where the chain waits for a nonce that no row holds.

    That is so when a foreign transaction took a nonce, ours took the next, and the chain dropped
    the foreign one.
    """
    expected = round_.chain.node.nonce(round_.sender.address, at=round_.head)
    with writing(round_.database) as connection:
        signed = outbox.in_state(connection, SIGNED)
        if not signed or outbox.has_nonce(connection, expected):
            return 0
        if signed[0].nonce is None or signed[0].nonce < expected:
            return 0
        outbox.requeue(connection, signed[0].key)
    log("nonce_gap", intent=signed[0].key, nonce=signed[0].nonce, expected=expected)
    return 1
