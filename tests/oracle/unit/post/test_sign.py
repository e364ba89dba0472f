"""A node signs one digest per batch."""

from dataclasses import replace
from pathlib import Path

import pytest
from eth_account import Account
from sqlalchemy import select

from oracle.chain.contracts import NodeSet
from oracle.core.codec import report_digest
from oracle.core.units import Address, Wh
from oracle.db.database import reading, writing
from oracle.db.tables import batches
from oracle.post.outbox import prepare
from oracle.post.sign import Equivocation, in_order, write_journal
from tests.oracle.unit.chain.fake import BATCHES, CHAIN_ID
from tests.oracle.unit.post.actors import ACCOUNT, NODE, Post


@pytest.fixture
def post(tmp_path: Path) -> Post:
    post = Post(tmp_path)
    prepare(post.database)
    return post


def journaled(post: Post, report, node: str = NODE) -> None:
    batch, digest = "0x" + "01" * 32, report_digest(report, CHAIN_ID, BATCHES)
    with writing(post.database) as connection:
        write_journal(connection, batch, report, Address(node), digest)  # type: ignore[arg-type]


def test_the_same_digest_may_be_signed_again(post: Post) -> None:
    report = replace(post.next_report(), node_set=1)
    journaled(post, report)
    journaled(post, report)


@pytest.mark.parametrize("node_set", [1, 2])
def test_inv_po_2_other_content_is_never_signed(post: Post, node_set: int) -> None:
    report = replace(post.next_report(), node_set=1)
    journaled(post, report)
    with pytest.raises(Equivocation, match=f"{NODE} signed 0x"):
        journaled(post, replace(report, exported=Wh(1), node_set=node_set))


def test_inv_po_2_a_void_signature_is_not_made_again(post: Post) -> None:
    report = post.next_report()
    journaled(post, replace(report, node_set=2))
    with pytest.raises(Equivocation):
        journaled(post, replace(report, node_set=1))


def test_inv_po_2_a_batch_that_was_sealed_anew_otherwise_is_refused(post: Post) -> None:
    report = post.next_report()
    batch = post.store(report)
    post.fake.answers["eth_maxPriorityFeePerGas"] = lambda: None
    with pytest.raises(Exception, match="eth_maxPriorityFeePerGas"):
        post.step()
    with writing(post.database) as connection:  # a database restored from before the seal
        connection.execute(batches.delete())
        connection.exec_driver_sql("delete from outbox")
    del post.fake.answers["eth_maxPriorityFeePerGas"]
    post.store(replace(report, root=b"\x77" * 32))
    post.settle()
    assert post.states() == {f"batch:{batch}": "failed"}
    assert post.posts() == []


def test_the_signature_is_the_node_s_and_compact(post: Post) -> None:
    post.seal()
    post.step()
    with reading(post.database) as connection:
        row = connection.execute(select(batches)).one()
    r, vs = row.node_signature[:32], int.from_bytes(row.node_signature[32:], "big")
    v, s = 27 + (vs >> 255), vs & ((1 << 255) - 1)
    signature = r + s.to_bytes(32, "big") + bytes([v])
    found = Account._recover_hash(row.report_digest, signature=signature)
    assert found == ACCOUNT.address


def test_signatures_stand_in_the_order_of_the_nodes() -> None:
    a, b, c = (Address("0x" + digit * 40) for digit in "abc")
    nodes = NodeSet(1, 2, (c, a, b))
    assert in_order({a: b"A", c: b"C"}, nodes) == (0b011, [b"C", b"A"])
    assert in_order({b: b"B"}, nodes) == (0b100, [b"B"])
