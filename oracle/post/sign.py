"""Reports are signed once. What is about to be signed is journaled first, and the journal wins."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, insert, select, update

from oracle.chain.contracts import NodeSet
from oracle.core.codec import report_hash, to_hex
from oracle.core.errors import Rejected
from oracle.core.model import Report, SealedBatch
from oracle.core.units import Address, BatchId
from oracle.db.tables import batches
from oracle.post.tables import journal


class Equivocation(Rejected):
    """This node signed another report about the same batch."""


def write_journal(
    connection: Connection, batch: BatchId, report: Report, node: Address, digest: bytes
) -> None:
    """Write down what `node` is about to sign about a batch; to be committed before it signs.

    Under one set of nodes there is one digest per batch for good. Where the nodes were rotated
    before the batch was posted, the old signature is void, and the same content may be signed
    under the newer set.

    Raises: Equivocation  another digest or other content was journaled before
    """
    content = report_hash(replace(report, node_set=0))
    query = (
        select(journal)
        .where(journal.c.batch == batch, journal.c.node == node)
        .order_by(journal.c.node_set.desc())
    )
    last = connection.execute(query.limit(1)).one_or_none()
    if last is not None and last.node_set == report.node_set and last.digest == digest:
        return
    if last is not None and (last.content != content or last.node_set >= report.node_set):
        raise Equivocation(str(batch), f"{node} signed {to_hex(last.digest)}, not {to_hex(digest)}")
    entry = {"batch": batch, "node": node, "node_set": report.node_set}
    connection.execute(insert(journal).values(**entry, content=content, digest=digest))


def store_signature(
    connection: Connection, batch: SealedBatch, digest: bytes, signature: bytes
) -> None:
    """Keep this node's signature with the batch.

    Shape:  signature is compact, 64 bytes r, vs
    """
    signed = {"report_digest": digest, "node_signature": signature}
    connection.execute(
        update(batches)
        .where(batches.c.batch == batch.batch)
        .values(node_set=batch.report.node_set, **signed)
    )


def drop_signature(connection: Connection, batch: BatchId) -> None:
    """Forget a signature that is void because the nodes were rotated; the journal stays."""
    blank = dict.fromkeys(("node_set", "report_digest", "node_signature"))
    connection.execute(update(batches).where(batches.c.batch == batch).values(**blank))


def in_order(signatures: Mapping[Address, bytes], nodes: NodeSet) -> tuple[int, list[bytes]]:
    """Signatures in the order of the nodes, with a bit set for each node that signed.

    Source: interfaces/IBatches.sol, post
    """
    present = [(i, signatures[node]) for i, node in enumerate(nodes.nodes) if node in signatures]
    return sum(1 << i for i, _ in present), [signature for _, signature in present]
