"""Intents become signed transactions: stored before they are sent, sent until they are mined."""

from oracle.chain.errors import Reverted
from oracle.chain.key import SignedTransaction
from oracle.core.crash import crash_point
from oracle.core.log import log
from oracle.core.units import NO_BATCH, BatchId
from oracle.db.database import reading, writing
from oracle.db.records import find_batch
from oracle.post import outbox
from oracle.post.confirm import follow_up
from oracle.post.outbox import BATCH, CONFLICT, INTENDED, SIGNED, Attempt, Intent
from oracle.post.round import Round
from oracle.post.sign import drop_signature

REPLACE_AFTER = 6
"""Blocks after which a transaction that is not mined is replaced by one that offers more."""


def send(round_: Round) -> int:
    """Sign and send what is intended; return how many rows moved.

    Raises: NodeUnavailable, DatabaseUnavailable, Misconfigured
    """
    with reading(round_.database) as connection:
        intended = outbox.in_state(connection, INTENDED)
    return sum(_send(round_, intent) for intent in intended)


def send_again(round_: Round) -> None:
    """Send what is signed and not mined: a node forgets what it has not mined.

    Raises: NodeUnavailable, DatabaseUnavailable, Misconfigured
    """
    with reading(round_.database) as connection:
        signed = outbox.in_state(connection, SIGNED)
        tried = {intent.key: outbox.attempts_of(connection, intent.key) for intent in signed}
    for intent in signed:
        current = [a for a in tried[intent.key] if a.nonce == intent.nonce]
        if current and not _replace(round_, intent, current[0]):
            round_.sender.broadcast(current[0].raw)


def _send(round_: Round, intent: Intent) -> int:
    try:
        gas = round_.sender.gas_for(intent.call)
    except Reverted as refusal:
        return _judge(round_, intent, refusal)
    expected = round_.chain.node.nonce(round_.sender.address, at=round_.head)
    fees = round_.sender.fees()
    with writing(round_.database) as connection:
        nonce = outbox.nonce_for(connection, expected)
        signed = round_.sender.sign(intent.call, nonce, gas, fees)
        crash_point("after_transaction")
        outbox.mark_signed(connection, intent.key, signed, round_.head.number)
    crash_point("after_sign")
    _broadcast(round_, intent, signed)
    return 1


def _broadcast(round_: Round, intent: Intent, signed: SignedTransaction) -> None:
    round_.sender.broadcast(signed.raw)
    log("transaction_sent", intent=intent.key, nonce=signed.nonce, transaction=signed.hash)
    crash_point("after_broadcast")


def _replace(round_: Round, intent: Intent, last: Attempt) -> bool:
    """Offer more where a transaction was not mined for a while; say whether it was replaced."""
    if round_.head.number < last.signed_at_block + REPLACE_AFTER:
        return False
    fees = round_.sender.higher_fees(last.fees)
    if fees is None:
        log("fee_cap_reached", intent=intent.key, offered=last.fees.cap)
        return False
    with writing(round_.database) as connection:
        gas = outbox.gas_of(connection, intent.key)
        signed = round_.sender.sign(intent.call, last.nonce, gas, fees)
        outbox.mark_signed(connection, intent.key, signed, round_.head.number)
    crash_point("after_replacement")
    _broadcast(round_, intent, signed)
    return True


def _judge(round_: Round, intent: Intent, refusal: Reverted) -> int:
    """What a refused call means: done by somebody else, too early, void, or impossible."""
    if refusal.name in ("BatchExists", "AlreadyMeasured"):
        return _satisfy(round_, intent)
    if refusal.name == "NotNext":
        return _await_turn(round_, intent, BatchId(str(refusal.arguments["head"])))
    if refusal.name == "WrongNodeSet":
        return _sign_anew(round_, intent)
    if refusal.name == "BatchMissing" or _is_early(refusal):
        log("call_too_early", intent=intent.key, reason=refusal.name)
        return 0
    return _fail(round_, intent, f"{refusal.name}: {refusal.detail}")


def _is_early(refusal: Reverted) -> bool:
    window = refusal.arguments
    return refusal.name == "WindowInvalid" and int(str(window["end"])) > int(str(window["time"]))


def _satisfy(round_: Round, intent: Intent) -> int:
    """Somebody else was first: done, once it is final and says what we say."""
    if intent.kind == BATCH:
        posted = round_.chain.batch_of(intent.batch, at=round_.final)
        with reading(round_.database) as connection:
            ours = find_batch(connection, intent.batch)
        if not posted.stands or ours is None:
            return 0
        if not posted.is_of(ours.report):
            return _fail(round_, intent, f"{CONFLICT}root 0x{posted.root.hex()} stands on chain")
    elif not round_.chain.is_measured(intent.batch, at=round_.final):
        return 0
    with writing(round_.database) as connection:
        outbox.mark_satisfied(connection, intent.key, round_.final)
        follow_up(connection, round_, intent)
    log("intent_satisfied", intent=intent.key)
    return 1


def _await_turn(round_: Round, intent: Intent, head: BatchId) -> int:
    """A batch follows its predecessor: wait for it, unless a batch stands that is none of ours."""
    with reading(round_.database) as connection:
        known = head == NO_BATCH or find_batch(connection, head) is not None
    if known:
        return 0
    if not round_.chain.batch_of(head, at=round_.final).stands:
        return 0
    return _fail(round_, intent, f"{CONFLICT}batch {head} is the last of the stream on chain")


def _sign_anew(round_: Round, intent: Intent) -> int:
    """The nodes were rotated: when that is final, the report is signed for the new set."""
    nodes = round_.chain.current_nodes(at=round_.final)
    with writing(round_.database) as connection:
        batch = find_batch(connection, intent.batch)
        if batch is None or batch.report.node_set == nodes.number:
            return 0
        outbox.withdraw(connection, intent.key)
        drop_signature(connection, intent.batch)
    log("signature_void", intent=intent.key, node_set=nodes.number)
    return 1


def _fail(round_: Round, intent: Intent, error: str) -> int:
    with writing(round_.database) as connection:
        outbox.mark_failed(connection, intent.key, error)
    log("intent_failed", level="error", intent=intent.key, error=error)
    return 1
