"""One post per batch, whatever happens: kills, reorganisations, strangers, rotations."""

import random
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from oracle.chain.key import NodeKey
from oracle.chain.sender import Sender
from oracle.core import crash
from oracle.core.errors import Misconfigured, NodeUnavailable, NotFinal
from oracle.core.units import Instant
from oracle.db.database import reading
from oracle.db.tables import outbox
from oracle.post.step import step
from oracle.post.tables import attempts, journal
from tests.oracle.unit.post.actors import ACCOUNT, NODE, STRANGER, Killed, Post, arm_kills

POST_POINTS = sorted(crash.POINTS - {"after_seal"})
POST_POINTS = [point for point in POST_POINTS if "index" not in point and "logs" not in point]
POST_POINTS.remove("after_rollback")


@pytest.fixture
def post(tmp_path: Path) -> Post:
    return Post(tmp_path)


@pytest.fixture
def kills(monkeypatch: pytest.MonkeyPatch) -> None:
    arm_kills(monkeypatch)


def error_of(post: Post, key: str) -> str | None:
    with reading(post.database) as connection:
        return connection.execute(select(outbox.c.error).where(outbox.c.key == key)).scalar_one()


def test_a_sealed_batch_is_posted_and_measured(post: Post) -> None:
    batch = post.seal()
    post.settle()
    state = post.fake.state(len(post.fake.blocks) - 1)
    assert list(state.posted) == state.measured == [batch]
    assert post.states() == {f"batch:{batch}": "final", f"impact:{batch}": "final"}


def test_a_second_pass_over_a_finished_database_does_nothing(post: Post) -> None:
    post.seal()
    post.settle()
    sent = post.fake.asked.count("eth_sendRawTransaction")
    assert post.step() == 0
    assert post.fake.asked.count("eth_sendRawTransaction") == sent


@pytest.mark.usefixtures("kills")
@pytest.mark.parametrize("point", POST_POINTS)
def test_inv_po_1_one_post_when_killed_at(post: Post, point: str) -> None:
    crash.arm(point)
    batch, killed = post.seal(), False
    for turn in range(40):
        try:
            post.step()
        except Killed:
            killed = True
        post.fake.base_fee = 10**11 if turn < 9 else 10**9  # too dear at first: replaced
        post.fake.mine()
    assert killed
    post.settle()
    state = post.fake.state(len(post.fake.blocks) - 1)
    assert list(state.posted) == state.measured == [batch]
    assert len(post.posts()) == 2


@pytest.mark.usefixtures("kills")
@pytest.mark.parametrize("seed", range(5))
def test_inv_po_1_one_post_per_batch_whatever_is_killed_when(post: Post, seed: int) -> None:
    chance, sealed = random.Random(seed), []
    for _ in range(80):
        what = chance.randrange(10)
        if what < 2 and len(sealed) < 8:
            sealed.append(post.seal(stream=chance.randrange(3)))
        elif what < 7:
            crash._armed.clear()
            if chance.random() < 0.6:
                crash.arm(f"{chance.choice(POST_POINTS)}:{chance.randint(1, 3)}")
            with suppress(Killed):
                post.step()
        elif what < 9:
            post.fake.mine(chance.randint(1, 2))
        else:
            post.fake.reorg(chance.randint(1, 2))
    crash._armed.clear()
    post.settle(200)
    state = post.fake.state(len(post.fake.blocks) - 1)
    assert sorted(state.posted) == sorted(state.measured) == sorted(sealed)
    assert len(post.posts()) == 2 * len(sealed)
    with reading(post.database) as connection:
        digests = connection.execute(select(journal.c.batch, journal.c.digest)).all()
    assert len(digests) == len({row.batch for row in digests}) == len(sealed)


def test_inv_po_1_a_reorganised_post_is_sent_again_with_the_same_bytes(post: Post) -> None:
    batch = post.seal()
    post.step()
    sent = list(post.fake.pool)
    post.fake.mine()
    post.step()
    assert post.states()[f"batch:{batch}"] == "mined"
    post.fake.reorg(1)
    post.step()
    assert post.states()[f"batch:{batch}"] == "signed"
    assert list(post.fake.pool) == sent
    post.settle()
    assert len(post.posts()) == 2


def test_inv_po_1_a_late_reorganisation_changes_no_byte_either(tmp_path: Path) -> None:
    post = Post(tmp_path, confirmations=10)
    post.seal()
    post.step()
    sent = list(post.fake.pool)
    post.fake.mine(7)
    post.step()
    post.fake.reorg(7)
    post.step()
    assert list(post.fake.pool) == sent


def test_inv_po_1_a_transaction_is_stored_before_it_is_sent(post: Post) -> None:
    accept, stored = post.fake.eth_sendRawTransaction, []

    def look_and_accept(raw: str) -> str:
        with reading(post.database) as connection:
            stored.append(bytes.fromhex(raw[2:]) in connection.scalars(select(attempts.c.raw)))
        return accept(raw)

    post.fake.answers["eth_sendRawTransaction"] = look_and_accept
    post.seal()
    post.settle()
    assert stored
    assert all(stored)


def test_inv_po_1_a_final_post_that_the_chain_drops_is_sent_again(post: Post) -> None:
    batch = post.seal()
    post.settle()
    post.fake.reorg(len(post.fake.blocks) - 6)
    assert post.step() > 0
    assert post.states()[f"batch:{batch}"] == "signed"
    post.settle()
    assert len(post.posts()) == 2


def test_inv_po_1_a_lagging_node_takes_nothing_back(post: Post) -> None:
    post.seal()
    post.settle()
    post.fake.mine(10)
    post.fake.lag = len(post.fake.blocks) - 3
    assert post.step() == 0
    assert set(post.states().values()) == {"final"}


def test_a_batch_that_somebody_else_posted_is_done(post: Post) -> None:
    report = post.next_report()
    post.fake.post_foreign(STRANGER, post.call_of(report))
    batch = post.store(report)
    post.step()
    assert post.states() == {f"batch:{batch}": "intended"}  # not final yet
    post.settle()
    assert post.states()[f"batch:{batch}"] == "final"
    assert error_of(post, f"batch:{batch}") == "satisfied: by a transaction that is not ours"
    assert len(post.posts()) == 2


def test_another_root_in_place_of_ours_is_a_conflict(post: Post) -> None:
    report = post.next_report()
    post.fake.post_foreign(STRANGER, post.call_of(replace(report, root=b"\x66" * 32)))
    batch = post.store(report)
    post.settle()
    assert post.states() == {f"batch:{batch}": "failed"}
    error = error_of(post, f"batch:{batch}")
    assert error == f"conflict: root 0x{'66' * 32} stands on chain"


def test_a_foreign_batch_at_the_head_of_the_stream_is_a_conflict(post: Post) -> None:
    report = post.next_report()
    other = replace(report, end=Instant(report.end + 900))
    post.fake.post_foreign(STRANGER, post.call_of(other))
    batch = post.store(report)
    post.settle()
    assert post.states() == {f"batch:{batch}": "failed"}
    assert str(error_of(post, f"batch:{batch}")).startswith("conflict: batch 0x")


def test_our_post_that_came_second_costs_a_nonce_and_nothing_else(post: Post) -> None:
    report = post.next_report()
    batch = post.store(report)
    post.step()
    post.fake.post_foreign(STRANGER, post.call_of(report))
    post.settle()
    assert post.states()[f"batch:{batch}"] == "final"
    assert post.states()["burned:0"] == "failed"
    assert len(post.posts()) == 2


def test_a_foreign_transaction_of_our_key_is_named(
    post: Post, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = post.seal()
    post.step()
    post.fake.pool.clear()
    foreign = post.fake.add_foreign(NODE)
    post.settle()
    assert f"event=foreign_transaction_found level=error account={NODE}" in capsys.readouterr().err
    with reading(post.database) as connection:
        row = connection.execute(select(outbox).where(outbox.c.kind == "foreign")).one()
    assert (row.nonce, row.tx_hash, row.error) == (0, foreign, f"batch:{batch}")
    assert post.states()[f"batch:{batch}"] == "final"


def test_a_nonce_that_a_dropped_foreign_transaction_left_is_filled(post: Post) -> None:
    batch = post.seal()
    post.fake.add_foreign(NODE)
    post.step()
    post.fake.reorg(1)
    post.settle()
    assert post.states()[f"batch:{batch}"] == "final"
    assert len(post.posts()) == 2


def test_the_first_nonce_is_the_chain_s_own(post: Post) -> None:
    for _ in range(3):
        post.fake.add_foreign(NODE)
    batch = post.seal()
    post.settle()
    with reading(post.database) as connection:
        query = select(outbox.c.nonce).where(outbox.c.key == f"batch:{batch}")
        assert connection.execute(query).scalar_one() == 3


def test_a_transaction_that_is_too_cheap_is_replaced_under_its_nonce(post: Post) -> None:
    batch = post.seal()
    post.step()
    post.fake.base_fee = 10**11
    post.fake.mine(7)
    post.step()
    with reading(post.database) as connection:
        rows = connection.execute(select(attempts.c.nonce, attempts.c.fee_cap)).all()
    assert [row.nonce for row in rows] == [0, 0]
    assert max(row.fee_cap for row in rows) >= 2 * 10**11
    post.settle()
    assert post.states()[f"batch:{batch}"] == "final"


def test_no_transaction_offers_more_than_the_cap(post: Post) -> None:
    post.sender = Sender(post.chain, NodeKey(ACCOUNT), fee_cap=5 * 10**9)
    post.seal()
    post.step()
    post.fake.base_fee = 10**11
    post.fake.mine(7)
    post.step()
    post.fake.mine(7)
    post.step()
    with reading(post.database) as connection:
        caps = connection.execute(select(attempts.c.fee_cap)).scalars().all()
    assert max(caps) <= 5 * 10**9


def test_a_rotation_before_the_post_is_signed_for_again(post: Post) -> None:
    batch = post.seal()
    post.fake.answers["eth_estimateGas"] = lambda _: "nonsense"
    with pytest.raises(NodeUnavailable):
        post.step()  # signed, not sent
    del post.fake.answers["eth_estimateGas"]
    post.fake.rotations.append((len(post.fake.blocks), [STRANGER, NODE]))
    post.fake.mine(3)
    post.settle()
    assert post.states()[f"batch:{batch}"] == "final"
    with reading(post.database) as connection:
        rows = connection.execute(select(journal).order_by(journal.c.node_set)).all()
    assert [row.node_set for row in rows] == [1, 2]
    assert rows[0].content == rows[1].content


def test_a_node_outside_the_set_is_misconfigured(post: Post) -> None:
    post.seal()
    post.fake.rotations.append((0, [STRANGER]))
    with pytest.raises(Misconfigured, match="is not in node set 2"):
        post.step()


def test_a_node_that_is_in_the_newest_set_only_waits(post: Post) -> None:
    post.seal()
    post.fake.rotations[0] = (0, [STRANGER])
    post.fake.rotations.append((5, [NODE]))
    with pytest.raises(NotFinal):
        post.step()
    post.fake.mine(2)
    post.settle()


def test_a_silent_node_is_unavailable_and_nothing_is_lost(post: Post) -> None:
    batch = post.seal()

    def silent(_payload: bytes) -> bytes:
        raise NodeUnavailable("node", "ConnectionError")

    working, post.fake.send = post.fake.send, silent  # type: ignore[method-assign]
    with pytest.raises(NodeUnavailable):
        step(post.database, post.chain, Instant(0), post.sender)
    post.fake.send = working  # type: ignore[method-assign]
    post.settle()
    assert post.states()[f"batch:{batch}"] == "final"
