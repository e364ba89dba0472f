"""The demo: a chain of its own, the story on it, the oracle between the chapters, the disclosure.

Everything it does is done by the same code as in production: deploy, meter replay, oracle stages,
disclosure, audit. It leaves a folder that `greentrace demo open` brings back to life.
"""

# ruff: isort: skip_file
import scripts.dev.brownie_fixes  # noqa: F401  (first: it repairs what follows)

import contextlib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brownie import network, project
from brownie._config import CONFIG
from eth_account import Account
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from oracle.chain.contracts import Chain
from oracle.chain.deployment import load_deployment
from oracle.chain.node import Node
from oracle.chain.rpc import Http
from oracle.core.calendar import accounting_period, day_of_iso, day_start
from oracle.core.config import Config
from oracle.core.errors import Misconfigured
from oracle.core.units import Address, Day, DeviceId
from oracle.db.database import open_database
from oracle.device.log_file import read_log
from oracle.device.replay import Signer, replay
from oracle.device.sample import packaged_pv_log
from oracle.disclose.reference import chain_ref
from oracle.disclose.step import Draft, draft
from oracle.disclose.step import step as note_published
from oracle.run import Mode, Outcome, run
from scripts import documents
from scripts.anvil import DEV_OPTIONS, Anvil
from scripts.sheet import ISSUE, MATURITY
from scripts.story import DAY, PLANT, Story, raw

CHAIN_ID = 31337
BEGIN = DAY * (ISSUE - 63)  # the chain's first second, two months before the issue day
CONFIRMATIONS = 2
PASSWORD = "demo"
MONTHS = 12


@dataclass(frozen=True)
class Places:
    """Where a demo keeps what it makes."""

    root: Path

    @property
    def chain(self) -> Path:
        """State of the chain, written when it stops."""
        return self.root / "chain.json"

    @property
    def deployments(self) -> Path:
        """Folder of the manifest."""
        return self.root / "deployments"

    @property
    def outbox(self) -> Path:
        """What the meter has signed and not delivered yet."""
        return self.root / "meter"

    @property
    def settings(self) -> Path:
        """Settings for the other commands."""
        return self.root / "settings.env"

    def environment(self, url: str) -> dict[str, str]:
        """Settings of the oracle over this folder."""
        root = self.root.resolve()
        return {
            "GREENTRACE_DATABASE": str(root / "oracle.db"),
            "GREENTRACE_RPC_URL": url,
            "GREENTRACE_DEPLOYMENT": str(root / f"deployments/{CHAIN_ID}.json"),
            "GREENTRACE_NODE_KEYSTORE": str(root / "node.json"),
            "GREENTRACE_NODE_PASSWORD_FILE": str(root / "node.password"),
            "GREENTRACE_CONFIRMATIONS": str(CONFIRMATIONS),
            "GREENTRACE_INBOX": str(root / "inbox"),
            "GREENTRACE_EVIDENCE": str(root / "evidence"),
            "GREENTRACE_DISCLOSURES": str(root / "disclosures"),
        }


@dataclass(frozen=True)
class Played:
    """What a demo ended with."""

    draft: Draft
    transaction: str
    bond: str
    url: str


class Demo:
    """One run, from an empty folder to a published disclosure."""

    def __init__(self, places: Places, console: Console, url: str):
        self.places, self.console = places, console
        environment = places.environment(url)
        self.config = Config.from_env(environment)
        lines = [f"{name}={value}" for name, value in environment.items()]
        places.settings.write_text("\n".join(lines) + "\n")
        self.story = Story(places.root, self.say, self.oracle)
        self.url = url

    def say(self, sentence: str) -> None:
        """One act, with the date on the chain."""
        now = network.web3.eth.get_block("latest")["timestamp"]
        self.console.print(f"[dim]{time.strftime('%Y-%m-%d', time.gmtime(now))}[/]  {sentence}")

    def oracle(self) -> None:
        """Run the oracle until everything it knows of is final."""
        # A dev chain mines when it is asked to: each round gets the blocks that finality takes.
        for _ in range(2 * MONTHS):
            self.story.mine(CONFIRMATIONS)
            status = run(self.config, Mode.UNTIL_IDLE, patience_ms=0)
            if status.failed:
                raise SystemExit("the oracle could not post; see its log above")
            if status.outcome is Outcome.IDLE:
                return
        raise SystemExit("the oracle did not come to rest")

    def play(self) -> Played:
        """The whole story."""
        with self.quiet():
            self.story.deploy()
            self.keep_node_key()
            self.story.admit()
            self.story.register_project()
            self.story.announce()
            self.story.offer()
            self.story.settle()
            self.story.use_proceeds()
            self.sign_readings()
            self.months(range(MONTHS - 1))
            self.story.trade()
            self.story.pay_coupon()
            self.months(range(MONTHS - 1, MONTHS))
            self.story.redeem()
            self.oracle()
            return self.disclose()

    @contextlib.contextmanager
    def quiet(self) -> Iterator[None]:
        """What brownie says of every transaction, and the oracle of every step, goes to files."""
        with (
            (self.places.root / "transactions.log").open("w") as transactions,
            (self.places.root / "oracle.log").open("w") as log,
            contextlib.redirect_stdout(transactions),
            contextlib.redirect_stderr(log),
        ):
            yield

    def keep_node_key(self) -> None:
        """Store the oracle node's key as a keystore, as an operator would."""
        # A demo's key protects nothing, so its keystore may be quick to open.
        key = Account.encrypt(self.story.parties.node.private_key, PASSWORD, iterations=2**10)
        (self.places.root / "node.json").write_text(json.dumps(key))
        (self.places.root / "node.password").write_text(PASSWORD + "\n")

    def sign_readings(self) -> None:
        """The meter plays its log: a year of readings, one signed segment a day."""
        signer = Signer(
            DeviceId("0x" + self.story.device_id.hex()),
            bytes(self.story.meter_key.key),
            1,
            raw(self.story.contracts["Devices"].deploymentSalt()),
        )
        window = (Day(ISSUE), Day(MATURITY - 1))
        with self.progress("meter signs its log", None) as bar:
            log = read_log(packaged_pv_log())
            memory = self.places.root / "meter.json"
            days = replay(bar(log), signer, window, PLANT, self.places.outbox, memory)
        self.say(f"meter signed {days} days of real 15-minute readings")

    def months(self, months: range) -> None:
        """Each month the meter delivers, the period ends, the oracle seals, posts and measures."""
        with self.progress("oracle seals and posts", len(months)) as bar:
            for month in bar(months):
                start, end = accounting_period(Day(ISSUE), month)
                self.deliver(start, end)
                self.story.travel(day_start(end, PLANT) + 600)
                self.oracle()
        self.say(f"{months.stop} monthly batches anchored, each measured on chain under M01/1")

    def deliver(self, start: Day, end: Day) -> None:
        """Move the spool files of the days `[start, end)` from the meter to the oracle."""
        self.config.inbox.mkdir(exist_ok=True)
        for path in sorted(self.places.outbox.glob("*.ndjson")):
            if start <= _day_of(path) < end:
                path.rename(self.config.inbox / path.name)

    def disclose(self) -> Played:
        """Draft from final events, publish by the issuer, let the oracle see it."""
        database = open_database(self.config.database)
        bond = Address(str(self.story.bond.address).lower())
        deployment = load_deployment(self.config.deployment)
        chain = Chain(Node(Http(self.url)), deployment, CONFIRMATIONS)
        reference = chain_ref(database, chain, bond)
        period = (Day(ISSUE), Day(MATURITY))
        folder = self.places.root / "disclosures"
        made = draft(database, reference, bond, period, documents.PROVENANCE, folder)
        content, manifest = made.publication.content_hash, made.publication.manifest_hash
        transaction = self.story.publish(content, manifest, period)
        self.oracle()
        note_published(database)
        database.dispose()
        return Played(made, transaction, bond, self.url)

    @contextlib.contextmanager
    def progress(self, label: str, total: int | None) -> Iterator[Callable[[Any], Any]]:
        """A bar on standard error for a step that takes more than a moment."""
        columns = (
            TextColumn(label),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        terminal = Console(file=sys.__stderr__)
        with Progress(*columns, console=terminal, transient=True) as bars:
            yield lambda items: bars.track(items, total=total)


def play(folder: Path, console: Console, then: Callable[[Played, Config], None]) -> None:
    """Play the demo into an empty `folder`; while its chain still runs, do `then`."""
    _empty(folder)
    places = Places(folder)
    os.environ["GREENTRACE_DEPLOYMENTS"] = str(places.deployments)
    with Anvil(timestamp=BEGIN, dump=places.chain, options=DEV_OPTIONS) as chain:
        _connect(chain.url, folder, console)
        try:
            demo = Demo(places, console, chain.url)
            then(demo.play(), demo.config)
        finally:
            network.disconnect(kill_rpc=False)


def _empty(folder: Path) -> None:
    """Make the demo's folder; one that holds anything but an earlier demo is left alone."""
    if folder.exists() and not (folder / "settings.env").exists():
        for other in sorted(folder.iterdir()):
            raise Misconfigured("--folder", f"{folder} holds {other.name}, which is no demo")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # From now on it is a demo's, even if this one is stopped before it has settings.
    (folder / "settings.env").touch()


def _connect(url: str, folder: Path, console: Console) -> None:
    """Connect brownie to the chain as to any node at a URL: transactions are signed here."""
    name = "greentrace-demo"
    CONFIG.networks[name] = {"id": name, "name": name, "host": url, "chainid": CHAIN_ID}
    if not Path("build/contracts/Bond.json").exists():
        console.print("compiling the contracts, about a minute, this once")
    with (folder / "compiler.log").open("w") as log, contextlib.redirect_stdout(log):
        if not project.get_loaded_projects():
            project.load(".").load_config()
    network.connect(name)


def _day_of(path: Path) -> int:
    """The local day that a spool file is about; what has no day goes with the first."""
    text = path.stem[-10:]
    return ISSUE if text.endswith("undated") else day_of_iso(text)
