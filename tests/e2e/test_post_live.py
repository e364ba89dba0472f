"""Posting on a real chain, killed at every named point and at random, through reorganisations."""

import fcntl
import json
import multiprocessing
import random
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from eth_account import Account
from sqlalchemy import select

from oracle.chain.contracts import Chain
from oracle.chain.deployment import load_deployment
from oracle.chain.errors import WrongChain
from oracle.chain.node import Node
from oracle.chain.rpc import Http
from oracle.core.calendar import accounting_period, day_of_iso, day_start
from oracle.core.config import Config
from oracle.core.crash import POINTS, STATUS
from oracle.core.errors import Misconfigured, NodeUnavailable, OracleError
from oracle.core.units import Day, Instant
from oracle.db.database import open_database, reading
from oracle.db.tables import device_keys, events, projects
from oracle.index.step import step as index
from oracle.run import Mode, Outcome, run
from scripts.anvil import Anvil
from tests.e2e.metered import Metered, batch_of

# Enough states to undo blocks and to answer about older ones; without a limit they fill the disk.
STATES = ("--prune-history", "512")
GENESIS = 1_767_225_600  # 2026-01-01
MONITORED_FROM = day_of_iso("2020-01-01")
CONFIRMATIONS = 2
PROJECTS = 2
RANDOM_KILLS = 12
BLOCK_S = 0.03
PATIENCE_S = 20

# These need a chain in a state of their own; all others are reached by ordinary work.
SPECIAL = {"after_replacement", "after_rollback"}

FORK = multiprocessing.get_context("fork")


class Platform:
    """The metered platform, an oracle that can be started and killed, a miner."""

    def __init__(self, anvil: Anvil, folder: Path):
        account = Account.create()
        self.anvil, self.folder, self.node = anvil, folder, account.address
        self.metered = Metered(anvil, folder, account.address)
        self.devices = [self.metered.add_device(i, MONITORED_FROM) for i in range(PROJECTS)]
        anvil.rpc("anvil_mine", hex(CONFIRMATIONS + 1))
        anvil.rpc("evm_setAutomine", False)
        self.month, self.delivered, self.expected = 0, 0, list[str]()
        keystore = Account.encrypt(account.key, "a password", kdf="pbkdf2", iterations=2)
        (folder / "key.json").write_text(json.dumps(keystore))
        (folder / "password").write_text("a password\n")
        self.env = {
            "GREENTRACE_DATABASE": str(folder / "oracle.db"),
            "GREENTRACE_RPC_URL": anvil.url,
            "GREENTRACE_DEPLOYMENT": str(self.metered.manifest),
            "GREENTRACE_NODE_KEYSTORE": str(folder / "key.json"),
            "GREENTRACE_NODE_PASSWORD_FILE": str(folder / "password"),
            "GREENTRACE_CONFIRMATIONS": str(CONFIRMATIONS),
            "GREENTRACE_INBOX": str(self.metered.inbox),
            "GREENTRACE_EVIDENCE": str(folder / "evidence"),
        }

    def deliver_month(self) -> None:
        """One more month of readings of every device, which is one more batch each."""
        first, after = accounting_period(MONITORED_FROM, self.month)
        start, end = (day_start(Day(day), 0) for day in (first, after))
        for device in self.devices:
            self.delivered += self.metered.deliver(device, start, end)
            self.expected.append(batch_of(device, start, end))
        self.month += 1

    def start(self, mode: Mode = Mode.FOREVER, crash_at: str = "") -> BaseProcess:
        """An oracle in a process of its own."""
        env = {**self.env, "GREENTRACE_CRASH_AT": crash_at}
        process = FORK.Process(target=_oracle, args=(env, mode, self.folder / "log"))
        process.start()
        return process

    def finish(self) -> None:
        """Let an oracle work until nothing is left to do."""
        process = self.start(Mode.UNTIL_IDLE)
        process.join(PATIENCE_S)
        assert process.exitcode == 0, (self.folder / "log").read_text()[-3000:]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Rows of the oracle's database."""
        with sqlite3.connect(self.folder / "oracle.db", timeout=20) as connection:
            return connection.execute(query).fetchall()

    def mine(self, blocks: int = 1) -> None:
        """Mine at once."""
        for _ in range(blocks):
            self.anvil.rpc("evm_mine")

    def head(self) -> int:
        """Number of the newest block."""
        return int(str(self.anvil.rpc("eth_blockNumber")), 16)

    @contextmanager
    def mining(self) -> Iterator[None]:
        """A block every few milliseconds."""
        miner = FORK.Process(target=_mine, args=(self.anvil.url, self.anvil.port), daemon=True)
        miner.start()
        try:
            yield
        finally:
            miner.kill()
            miner.join()


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with Anvil(timestamp=GENESIS, options=STATES) as anvil:
        yield Platform(anvil, tmp_path_factory.mktemp("post"))


@pytest.fixture
def oracle_stops(platform: Platform) -> Iterator[None]:
    yield
    for process in multiprocessing.active_children():
        process.kill()
        process.join()


pytestmark = pytest.mark.usefixtures("oracle_stops")


@pytest.mark.parametrize("point", sorted(POINTS - SPECIAL))
def test_inv_po_1_holds_when_killed_at_a_named_point(platform: Platform, point: str) -> None:
    platform.deliver_month()
    with platform.mining():
        process = platform.start(crash_at=point)
        process.join(PATIENCE_S)
    assert process.exitcode == STATUS


def test_inv_po_1_holds_when_killed_at_random(platform: Platform) -> None:
    chance = random.Random(20_260_101)
    with platform.mining():
        for _ in range(RANDOM_KILLS):
            platform.deliver_month()
            process = platform.start()
            time.sleep(chance.uniform(0.05, 0.7))
            assert process.is_alive()
            process.kill()
            process.join()


@pytest.mark.parametrize("depth", [1, 2])
@pytest.mark.parametrize("is_killed", [False, True])
def test_inv_po_1_holds_when_a_posted_batch_is_reorganised_away(
    platform: Platform, depth: int, is_killed: bool
) -> None:
    with platform.mining():
        platform.finish()
    platform.deliver_month()
    process = platform.start()
    mined = _mine_until_posted(platform, depth)
    if is_killed:
        process.kill()
    platform.anvil.rpc("anvil_reorg", depth, [])
    assert _receipts(platform, mined) == [None] * len(mined)
    if is_killed:
        process.join()
        process = platform.start()
    with platform.mining():
        _wait(lambda: all(_receipts(platform, mined)))
    process.kill()
    assert "block_dropped" in (platform.folder / "log").read_text()


def test_inv_po_1_holds_when_a_transaction_is_replaced(platform: Platform) -> None:
    with platform.mining():
        platform.finish()
    platform.deliver_month()
    process = platform.start(crash_at="after_broadcast")
    process.join(PATIENCE_S)
    assert process.exitcode == STATUS
    platform.anvil.rpc("anvil_setNextBlockBaseFeePerGas", hex(100 * 10**9))
    platform.mine(8)
    process = platform.start(crash_at="after_replacement")
    process.join(PATIENCE_S)
    assert process.exitcode == STATUS
    with platform.mining():
        platform.finish()
    query = "select count(*) from attempts group by nonce having count(*) > 1"
    assert platform.rows(query)


def test_inv_ix_2_holds_when_final_blocks_are_dropped(platform: Platform) -> None:
    platform.deliver_month()
    with platform.mining():
        platform.finish()
    last = platform.rows("select max(block_number) from outbox where state = 'final'")[0][0]
    assert isinstance(last, int)
    platform.anvil.rpc("anvil_reorg", platform.head() - last + 1, [])
    process = platform.start(crash_at="after_rollback")
    process.join(PATIENCE_S)
    assert process.exitcode == STATUS
    with platform.mining():
        platform.finish()
    assert "final_block_dropped" in (platform.folder / "log").read_text()


def test_inv_po_1_one_post_per_batch_and_nothing_lost(platform: Platform) -> None:
    """Last: what all the kills above have left."""
    with platform.mining():
        platform.finish()
    for contract, event in (("Batches", "BatchPosted"), ("Impact", "ImpactMeasured")):
        posted = Counter(log["topics"][1] for log in platform.metered.logs(contract, event))
        assert posted == Counter(platform.expected)
    states = platform.rows("select state, count(*) from outbox where kind != 'burned' group by 1")
    assert states == [("final", 2 * len(platform.expected))]
    states = platform.rows("select state, count(*), sum(exported) from batches group by 1")
    assert states == [("final", len(platform.expected), platform.delivered)]
    signed = platform.rows("select count(*), count(distinct digest) from journal")
    assert signed == [(len(platform.expected), len(platform.expected))]


def test_inv_ix_2_a_new_index_has_the_same_rows(platform: Platform) -> None:
    platform.mine(CONFIRMATIONS)
    with platform.mining():
        platform.finish()
    config = Config.from_env(platform.env)
    node, deployment = Node(Http(config.rpc_url)), load_deployment(config.deployment)
    chain = Chain(node, deployment, config.confirmations)
    anew = open_database(str(platform.folder / "anew.db"))
    running = open_database(config.database)
    for database in (anew, running):
        while index(database, chain, Instant(0), span=7):
            pass
    with reading(anew) as ours, reading(running) as theirs:
        for table in (events, projects, device_keys):
            query = select(table).order_by(*table.primary_key.columns)
            rows = ours.execute(query).all()
            assert rows
            assert rows == theirs.execute(query).all()


def test_a_second_process_is_refused(platform: Platform) -> None:
    first = platform.start()
    lock = platform.folder / "oracle.db.lock"
    _wait(lambda: _is_locked(lock))
    with pytest.raises(Misconfigured, match="another process works on this database"):
        run(Config.from_env(platform.env), Mode.ONCE)
    first.terminate()
    first.join(PATIENCE_S)
    assert first.exitcode == 0  # SIGTERM ends it between two steps


def test_until_idle_says_that_only_blocks_are_missing(platform: Platform) -> None:
    platform.deliver_month()
    platform.anvil.rpc("evm_setAutomine", True)
    status = run(Config.from_env(platform.env), Mode.UNTIL_IDLE, patience_ms=500)
    assert (status.outcome, status.failed) == (Outcome.AWAITING_BLOCKS, 0)
    assert status.pending
    platform.mine(CONFIRMATIONS)
    run(Config.from_env(platform.env), Mode.UNTIL_IDLE, patience_ms=500)
    platform.mine(CONFIRMATIONS)
    status = run(Config.from_env(platform.env), Mode.UNTIL_IDLE, patience_ms=500)
    assert (status.outcome, status.pending, status.failed) == (Outcome.IDLE, 0, 0)


def test_a_node_that_does_not_answer_is_unavailable(platform: Platform) -> None:
    env = {**platform.env, "GREENTRACE_RPC_URL": "http://127.0.0.1:9/secret"}
    with pytest.raises(NodeUnavailable) as raised:
        run(Config.from_env(env), Mode.ONCE)
    assert "secret" not in str(raised.value)


def test_another_chain_is_misconfigured(platform: Platform, tmp_path: Path) -> None:
    manifest = json.loads(platform.metered.manifest.read_text())
    (tmp_path / "1.json").write_text(json.dumps({**manifest, "chainId": 1}))
    env = {**platform.env, "GREENTRACE_DEPLOYMENT": str(tmp_path / "1.json")}
    with pytest.raises(WrongChain, match="the node serves 31337, the manifest is 1"):
        run(Config.from_env(env), Mode.ONCE)


def _oracle(env: dict[str, str], mode: Mode, log: Path) -> None:
    with log.open("a", buffering=1) as sys.stderr:
        try:
            run(Config.from_env(env), mode)
        except OracleError as error:
            sys.exit(f"{error.reason}: {error}")


def _mine(url: str, port: int) -> None:
    anvil = Anvil(port=port, options=STATES)
    while True:
        anvil.rpc("evm_mine")
        time.sleep(BLOCK_S)


def _mine_until_posted(platform: Platform, depth: int) -> list[str]:
    """Mine by hand until batches stand `depth` blocks deep; the hashes of their transactions."""
    query = "select tx_hash from outbox where kind = 'batch' and state = "
    _wait(lambda: len(platform.rows(query + "'signed'")) == PROJECTS)
    platform.mine(depth)
    _wait(lambda: len(platform.rows(query + "'mined'")) == PROJECTS)
    return [str(row[0]) for row in platform.rows(query + "'mined'")]


def _receipts(platform: Platform, transactions: list[str]) -> list[object]:
    return [platform.anvil.rpc("eth_getTransactionReceipt", found) for found in transactions]


def _is_locked(path: Path) -> bool:
    if not path.exists():
        return False
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
