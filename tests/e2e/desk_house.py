"""A bond desk on an anvil: deployed by the project's script, with parties that have keystores."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eth_abi.abi import encode
from eth_account import Account

from oracle.chain.interface import interface
from oracle.core.calendar import day_of_iso
from oracle.core.codec import keccak, to_hex, to_text32
from scripts.anvil import Anvil

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
GUIDE = ROOT / "docs/guide-bond-desk.md"
PARTIES = ("issuer", "trustee", "bookrunner", "bank", "anna", "ben", "stranger")
BEGIN = datetime.fromisoformat("2026-02-02T08:00:00+08:00")
NETWORK = "bond-desk"


@dataclass(frozen=True)
class Block:
    """Commands of the guide: under which heading, at what time if it says so."""

    heading: str
    now: datetime | None
    script: str


@dataclass(frozen=True)
class Ran:
    """What came of commands."""

    code: int
    out: str
    err: str


def blocks() -> list[Block]:
    """The guide's commands, in order."""
    heading, now, found = "", None, []
    parts = r"^## ([^\n]+)$|^<!-- now: (\S+) -->$|^```sh\n(.*?)^```$"
    for match in re.finditer(parts, GUIDE.read_text(), re.M | re.S):
        if match[1]:
            heading = match[1]
        elif match[2]:
            now = datetime.fromisoformat(match[2])
        else:
            found.append(Block(heading, now, match[3]))
            now = None
    return found


class House:
    """A deployed desk. Account 0 of the node is registrar, bank of deposits and accreditor."""

    def __init__(self, anvil: Anvil, folder: Path):
        self.anvil, self.folder = anvil, folder
        accounts = anvil.rpc("eth_accounts")
        assert isinstance(accounts, list)
        self.admin, self.reviewer = str(accounts[0]), str(accounts[1])
        self.address = {name: self._keystore(name) for name in PARTIES}
        self._deploy()
        path = folder / "deployments/31337.json"
        self.manifest = json.loads(path.read_text())
        self.env = {
            **os.environ,
            "GREENTRACE_RPC_URL": anvil.url,
            "GREENTRACE_DEPLOYMENT": str(path),
            "PYTHONPATH": str(ROOT),
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "CASH": self.place("DepositToken"),
            **{name.upper(): address for name, address in self.address.items()},
        }
        self._settle_in()
        self._left = blocks()
        self.ran: dict[str, list[Ran]] = {}

    def place(self, contract: str) -> str:
        """Address of a contract."""
        return str(self.manifest["contracts"][contract]["address"])

    def run(self, *words: object) -> Ran:
        """One greentrace command in the parties' folder; nobody is there to be asked."""
        return self.shell("greentrace " + " ".join(f"'{word}'" for word in words))

    def shell(self, script: str) -> Ran:
        """Commands as they are typed; the first that fails ends them."""
        done = subprocess.run(
            ["bash", "-e", "-c", script],
            cwd=self.folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def play_through(self, heading: str) -> list[Ran]:
        """Run the guide up to the end of a section; return what this section printed."""
        known = [block.heading for block in blocks()]
        last = len(known) - 1 - known[::-1].index(heading)
        while len(blocks()) - len(self._left) <= last:
            block = self._left.pop(0)
            if block.now is not None:
                self.travel(block.now)
            ran = self.shell(block.script)
            assert ran.code == 0, f"{block.script}\n{ran.out}\n{ran.err}"
            self.ran.setdefault(block.heading, []).append(ran)
            if "bond subject" in block.script:
                self.env["OPINION"] = self.attest(ran.out.split()[-1])
        return self.ran[heading]

    def travel(self, to: datetime) -> None:
        """Let the chain's clock reach an instant."""
        self.anvil.rpc("evm_setNextBlockTimestamp", int(to.timestamp()))
        self.anvil.rpc("evm_mine")

    def ask(self, contract: str, to: str, function: str, *arguments: object) -> tuple:
        """What a view answers."""
        abi = interface(contract)
        calldata = to_hex(abi.calldata(function, *arguments))
        output = str(self.anvil.rpc("eth_call", {"to": to, "data": calldata}, "latest"))
        return abi.answer(function, bytes.fromhex(output[2:]))

    def cash_of(self, party: str) -> int:
        """Deposits of a party [cash base units]."""
        token, who = self.place("DepositToken"), self.address[party]
        return int(self.ask("DepositToken", token, "balanceOf", who)[0])

    def send(self, sender: str, contract: str, function: str, *arguments: object) -> dict:
        """A call of an account that the node itself has the key of; its receipt."""
        data = to_hex(interface(contract).calldata(function, *arguments))
        request = {"from": sender, "to": self.place(contract), "data": data}
        sent = self.anvil.rpc("eth_sendTransaction", request)
        receipt = None
        while receipt is None:  # it can be had a moment after it was mined
            receipt = self.anvil.rpc("eth_getTransactionReceipt", sent)
        assert isinstance(receipt, dict) and receipt["status"] == "0x1", (contract, function)
        return receipt

    def attest(self, subject: str) -> str:
        """The reviewer's opinion about a subject; its UID."""
        schema = bytes.fromhex(self.manifest["schemas"]["FrameworkOpinion"][2:])
        data = encode(["bytes32", "bytes32"], [bytes.fromhex(subject[2:]), keccak(b"opinion")])
        request = (schema, ("0x" + "00" * 20, 0, True, bytes(32), data, 0))
        receipt = self.send(self.reviewer, "EAS", "attest", request)
        attested = interface("EAS").events
        topic = next(to_hex(t) for t, event in attested.items() if event.name == "Attested")
        return next(log["data"] for log in receipt["logs"] if log["topics"][0] == topic)

    def _keystore(self, name: str) -> str:
        account = Account.create()
        keystore = Account.encrypt(account.key, f"secret of {name}", kdf="pbkdf2", iterations=2)
        (self.folder / f"{name}.json").write_text(json.dumps(keystore))
        (self.folder / f"{name}.password").write_text(f"secret of {name}\n")
        self.anvil.rpc("anvil_setBalance", account.address, hex(10**20))
        return str(account.address)

    def _deploy(self) -> None:
        settings = {
            "deployer": str(self.folder / "issuer.json"),
            "password_file": str(self.folder / "issuer.password"),
            "admin": self.admin,
            "roles": {role: [self.admin] for role in ("REGISTRAR", "BANK", "ACCREDITOR")}
            | {"ISSUER": [self.address["issuer"]]},
            "cash": {"name": "Deposit CNY", "symbol": "dCNY", "decimals": 2},
        }
        (self.folder / "platform.json").write_text(json.dumps(settings))
        environment = {
            **os.environ,
            "HOME": str(self.folder),
            "GREENTRACE_DEPLOYMENTS": str(self.folder / "deployments"),
            "SOLCX_BINARY_PATH": str(ROOT / ".solcx"),
        }
        brownie = str(BIN / "brownie")
        network = ["live", NETWORK, f"host={self.anvil.url}", "chainid=31337"]
        for command in (
            [brownie, "networks", "add", *network],
            [brownie, "run", "deploy", "main", str(self.folder / "platform.json")]
            + ["--network", NETWORK],
        ):
            done = subprocess.run(
                command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr

    def _settle_in(self) -> None:
        """Investors and reviewer join, deposits come in."""
        entry = (b"\x01" * 20, day_of_iso("2028-12-31"), 0, 3, 0)
        for name in ("anna", "ben"):
            self.send(self.admin, "Investors", "admit", self.address[name], entry)
        scope = (2, day_of_iso("2026-01-01"), day_of_iso("2028-12-31"), keccak(b"accreditation"))
        self.send(self.admin, "Verifiers", "accredit", self.reviewer, scope)
        for name in ("issuer", "anna", "ben"):
            amount = 500_000_000_000 if name == "issuer" else 5_000_000_000
            reference = to_text32(f"deposit of {name}")
            self.send(self.admin, "DepositToken", "mint", reference, self.address[name], amount)
