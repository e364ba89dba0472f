"""Sealed batches become signed reports, and signed reports become intents."""

from dataclasses import replace

from sqlalchemy import Connection, exists, select, update

from oracle.chain.contracts import NodeSet
from oracle.core.codec import report_digest
from oracle.core.crash import crash_point
from oracle.core.errors import Misconfigured, NotFinal
from oracle.core.log import log
from oracle.core.model import SealedBatch
from oracle.core.units import BatchId
from oracle.db.database import reading, writing
from oracle.db.records import sealed_batch
from oracle.db.tables import batches, outbox
from oracle.post.outbox import BATCH, intend, key_of, mark_failed
from oracle.post.round import Round
from oracle.post.sign import Equivocation, in_order, store_signature, write_journal


def sign_reports(round_: Round) -> int:
    """Sign the reports of sealed batches and write their intents; return how many.

    Raises: NodeUnavailable, DatabaseUnavailable, NotFinal, Misconfigured
    """
    with reading(round_.database) as connection:
        waiting = unsigned(connection)
    if not waiting:
        return 0
    nodes = _nodes(round_)
    return sum(_sign(round_, batch, nodes) for batch in waiting)


def set_batch_state(connection: Connection, batch: BatchId, state: str) -> None:
    """Move a batch along: sealed, posted, final."""
    connection.execute(update(batches).where(batches.c.batch == batch).values(state=state))


def unsigned(connection: Connection) -> list[SealedBatch]:
    """Sealed batches without an intent, each stream in order of time."""
    intended = exists().where(outbox.c.key == f"{BATCH}:" + batches.c.batch)
    query = (
        select(batches)
        .where(batches.c.state == "sealed", ~intended)
        .order_by(batches.c.start, batches.c.batch)
    )
    return [sealed_batch(row) for row in connection.execute(query)]


def _nodes(round_: Round) -> NodeSet:
    """The nodes that sign, of which this one is one.

    A rotation counts when it is final: until then it may be undone.
    """
    nodes = round_.chain.current_nodes(at=round_.final)
    if round_.sender.address in nodes.nodes:
        return nodes
    if round_.sender.address in round_.chain.current_nodes(at=round_.head).nodes:
        raise NotFinal("node set", "this node is in the newest set, which is not final yet")
    detail = f"{round_.sender.address} is not in node set {nodes.number} of Batches"
    raise Misconfigured("node account", detail)


def _sign(round_: Round, batch: SealedBatch, nodes: NodeSet) -> int:
    node, deployment = round_.sender.address, round_.chain.deployment
    signed = replace(batch, report=replace(batch.report, node_set=nodes.number))
    digest = report_digest(signed.report, deployment.chain_id, deployment.address_of("Batches"))
    try:
        with writing(round_.database) as connection:
            write_journal(connection, batch.batch, signed.report, node, digest)
    except Equivocation as error:
        return _refuse(round_, batch, error)
    crash_point("after_journal")
    signature = round_.sender.sign_digest(digest)
    crash_point("after_report_signed")
    # With more than one node, the signatures of the others join ours here.
    signers, signatures = in_order({node: signature}, nodes)
    with writing(round_.database) as connection:
        store_signature(connection, signed, digest, signature)
        if len(signatures) < nodes.threshold:
            log("quorum_missing", batch=batch.batch, have=len(signatures), need=nodes.threshold)
            return 0
        intend(
            connection, BATCH, batch.batch, round_.chain.post(signed.report, signers, signatures)
        )
    crash_point("after_intent")
    log("report_signed", batch=batch.batch, digest=digest, node_set=nodes.number)
    return 1


def _refuse(round_: Round, batch: SealedBatch, error: Equivocation) -> int:
    """Keep a batch from being signed that contradicts what this node signed before."""
    key = key_of(BATCH, batch.batch)
    with writing(round_.database) as connection:
        intend(connection, BATCH, batch.batch, round_.chain.post(batch.report, 0, ()))
        mark_failed(connection, key, f"{error.reason}: {error.detail}")
    log(
        "report_refused", level="error", batch=batch.batch, reason=error.reason, detail=error.detail
    )
    return 1
