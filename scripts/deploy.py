"""Deploy the platform: `brownie run deploy --network <name>`, or with settings
`brownie run deploy main platform.json --network <name>`.

The same code serves a dev chain, a node at a URL and a testnet. It is idempotent: every step looks
first whether it is done, every contract is written to deployments/<chain-id>.json as soon as it
stands, and a run that was cut off at any point is finished by running it again.
"""

# ruff: isort: skip_file
import scripts.dev.brownie_fixes  # noqa: F401  (first: it repairs what follows)

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rlp
from brownie import Contract, accounts, network, project, web3
from eth_utils import keccak, to_checksum_address

from scripts.manifest import DEV_CHAINS, Manifest, folder
from scripts.settings import ROLES, Platform

EAS_PACKAGE = Path("node_modules/@ethereum-attestation-service/eas-contracts")
EAS_FOLDERS = {
    1: "mainnet",
    10: "optimism",
    137: "polygon",
    8453: "base",
    42161: "arbitrum-one",
    80002: "polygon-amoy",
    84532: "base-sepolia",
    421614: "arbitrum-sepolia",
    11155111: "sepolia",
    11155420: "optimism-sepolia",
}
"""Chains on which EAS stands already, by the name of their folder in the EAS package."""

SCHEMAS = {
    "FrameworkOpinion": (1, "bytes32 framework,bytes32 opinion"),
    "ProjectCertification": (2, "bytes32 project,bytes32 certificate"),
    "MilestoneReached": (3, "bytes32 project,bytes32 milestone"),
    "ImpactVerification": (4, "bytes32 batch,bytes32 statement"),
    "DisclosureAssurance": (5, "bytes32 disclosure,bytes32 assurance"),
}
"""Kind -> its number in AttestationKind, its EAS schema. Source: interfaces/IAttestations.sol."""

GUARDED = {
    "Investors": ("REGISTRAR", ("admit", "admitMany", "setBlocked")),
    "DepositToken": ("BANK", ("mint", "burn")),
    "Factors": ("STEWARD", ("publish", "supersede")),
    "Methodologies": ("STEWARD", ("publish", "supersede")),
    "Attestations": ("STEWARD", ("bindSchema",)),
    "Batches": ("STEWARD", ("rotateNodes",)),
    "Verifiers": ("ACCREDITOR", ("accredit", "setSuspended")),
    "BondFactory": ("ISSUER", ("create",)),
    "Commitments": ("INSTRUMENTS", ("enrol",)),
}
"""Contract -> the role that its guarded functions ask for."""

ADMIN = 0
METHODOLOGY = Path("docs/methodology/M01.md")


def main(settings: str | None = None) -> Manifest:
    """Deploy, or finish a deployment, on the connected network."""
    platform = Platform.read(settings)
    manifest = deploy(_deployer(platform), platform)
    print(f"{len(manifest.contracts)} contracts stand: {manifest.path}")
    return manifest


def verify() -> None:
    """`brownie run deploy verify`: compare the code on the chain with the manifest."""
    manifest = _manifest()
    found = manifest.differences(code_hash)
    print("\n".join(found) or f"{len(manifest.contracts)} contracts are what {manifest.path} says")
    if found:
        raise SystemExit(1)


def deploy(deployer: Any, platform: Platform, say: Callable[[str], None] = print) -> Manifest:
    """Bring the platform to what `platform` says, from whatever state it is in.

    say  is told each step as it begins
    """
    deployment = Deployment(deployer, platform, say)
    deployment.contracts()
    deployment.roles()
    deployment.schemas()
    deployment.methodology()
    deployment.nodes()
    deployment.hand_over()
    return deployment.manifest


def code_hash(address: str) -> str:
    """keccak-256 of the code at an address."""
    return "0x" + keccak(web3.eth.get_code(address)).hex()


def _manifest() -> Manifest:
    genesis = "0x" + bytes(web3.eth.get_block(0)["hash"]).hex()
    return Manifest.open(folder(), web3.eth.chain_id, genesis, web3.eth.block_number)


def _deployer(platform: Platform) -> Any:
    if platform.deployer is None:
        if network.show_active() != "development" and web3.eth.chain_id not in DEV_CHAINS:
            raise SystemExit("settings: deployer is missing: the name or path of a keystore")
        return accounts[0]
    password = None  # brownie asks for it
    if platform.password_file:
        password = Path(platform.password_file).read_text().rstrip("\n")
    return accounts.load(platform.deployer, password=password)


class Deployment:
    """One run. Each method is one stage; each leaves alone what is done."""

    def __init__(self, deployer: Any, platform: Platform, say: Callable[[str], None]):
        self.deployer, self.platform, self.say = deployer, platform, say
        self.manifest = _manifest()
        self.containers = project.get_loaded_projects()[0]
        self.deployed: dict[str, Any] = {}

    # --- contracts

    def contracts(self) -> None:
        """Deploy every contract that does not stand yet, in the order of their references."""
        c, chain_id = self._contract, web3.eth.chain_id
        salt = keccak(text=f"Greentrace deployment {chain_id}")
        roles = c("Roles", self.deployer)
        investors = c("Investors", roles)
        factors = c("Factors", roles)
        methodologies = c("Methodologies", roles)
        c("GridRenewable", factors)
        projects = c("Projects", methodologies)
        c("Devices", projects, salt)
        verifiers = c("Verifiers", roles)
        attestations = c("Attestations", roles, self._eas(), verifiers, projects)
        batches = c("Batches", roles)
        impact = c("Impact", batches, projects, methodologies)
        commitments = c("Commitments", roles, projects)
        floating = c("FloatingRates", c("Fixings"))
        linked = c("ImpactRates", batches, impact, attestations)
        offering, bookbuilding = c("Offering"), c("Bookbuilding")
        asked = (investors, roles, attestations, offering, bookbuilding, floating, linked)
        bond = c("Bond", asked, c("BondDesk", asked, c("BondOffice", asked)))
        vault = c("ProceedsVault", attestations, commitments, offering, bookbuilding)
        c("BondFactory", roles, bond, vault, commitments, floating, linked)
        c("Trades")
        c("Disclosures")
        if cash := self.platform.cash:
            c("DepositToken", roles, cash["name"], cash["symbol"], cash["decimals"])

    def _eas(self) -> Any:
        given = self.platform.eas or self._known_eas()
        if given:
            for name in ("SchemaRegistry", "EAS"):
                self._adopt(name, given[name])
        else:
            registry = self._contract("SchemaRegistry")
            self._contract("EAS", registry)
        return self.deployed["EAS"]

    def _known_eas(self) -> dict[str, str] | None:
        known = EAS_FOLDERS.get(web3.eth.chain_id)
        if known is None:
            return None
        files = {n: EAS_PACKAGE / "deployments" / known / f"{n}.json" for n in _EAS_NAMES}
        return {name: json.loads(path.read_text())["address"] for name, path in files.items()}

    def _adopt(self, name: str, address: str) -> None:
        address = to_checksum_address(address)
        if not web3.eth.get_code(address):
            raise SystemExit(f"settings: eas: no code at {name} {address}")
        self._record(name, address, None, None, [])
        self.deployed[name] = _at(self.containers, name, address)

    def _contract(self, name: str, *args: Any) -> Any:
        """The contract `name`: as it stands, as a cut-off run left it, or newly deployed."""
        entry = self.manifest.contracts.get(name)
        if entry and code_hash(entry["address"]) != entry["codeHash"]:
            raise SystemExit(f"{self.manifest.path}: another code stands at {name} {entry}")
        if not entry:
            self._finish_pending(name, args) or self._send(name, args)
            entry = self.manifest.contracts[name]
        self.deployed[name] = _at(self.containers, name, entry["address"])
        return self.deployed[name]

    def _send(self, name: str, args: tuple[Any, ...]) -> None:
        self.say(f"deploy {name}")
        nonce = web3.eth.get_transaction_count(self.deployer.address)
        # Said before it is sent: a run that dies in between finds it again.
        self.manifest.pending = {
            "name": name,
            "nonce": nonce,
            "fromBlock": web3.eth.block_number,
        }
        self.manifest.save()
        receipt = _create(self.containers, name, args, self._options())
        self._record(name, receipt.contract_address, receipt.block_number, str(receipt.txid), args)

    def _finish_pending(self, name: str, args: tuple[Any, ...]) -> bool:
        pending = self.manifest.pending
        if not pending or pending["name"] != name:
            return False
        raw = rlp.encode([bytes.fromhex(self.deployer.address[2:]), pending["nonce"]])
        address = to_checksum_address(keccak(raw)[12:])
        if not web3.eth.get_code(address):
            return False
        self.say(f"found {name}, deployed by a run that was cut off")
        for number in range(pending["fromBlock"], web3.eth.block_number + 1):
            for tx in web3.eth.get_block(number, full_transactions=True)["transactions"]:
                if tx["from"] == self.deployer.address and tx["nonce"] == pending["nonce"]:
                    self._record(name, address, number, "0x" + bytes(tx["hash"]).hex(), args)
                    return True
        return False

    def _record(
        self, name: str, address: str, block: int | None, tx: str | None, args: Any
    ) -> None:
        self.manifest.contracts[name] = {
            "address": address,
            "block": block,
            "transaction": tx,
            "constructorArguments": [_plain(argument) for argument in args],
            "codeHash": code_hash(address),
        }
        self.manifest.pending = None
        self.manifest.save()

    # --- settings on chain

    def roles(self) -> None:
        """Say which role each guarded function asks for, and who holds the roles."""
        roles = self.deployed["Roles"]
        for name, (role, functions) in GUARDED.items():
            if name not in self.deployed:
                continue
            target = self.deployed[name]
            selectors = [s for f, s in target.selectors_by_name.items() if f in functions]
            open_ = [s for s in selectors if roles.getTargetFunctionRole(target, s) != ROLES[role]]
            if open_:
                self.say(f"guard {name}: {role}")
                roles.setTargetFunctionRole(target, open_, ROLES[role], self._options())
        self._grant("INSTRUMENTS", self.deployed["BondFactory"].address)
        for role, holders in self.platform.roles.items():
            for holder in holders:
                self._grant(role, holder)

    def schemas(self) -> None:
        """Register the EAS schemas and bind each to its kind."""
        registry, ours = self.deployed["SchemaRegistry"], self.deployed["Attestations"]
        for kind, (number, schema) in SCHEMAS.items():
            packed = schema.encode() + bytes.fromhex(ours.address[2:]) + b"\x01"
            uid = "0x" + keccak(packed).hex()
            if int(str(registry.getSchema(uid)[0]), 16) == 0:
                self.say(f"register schema {kind}")
                registry.register(schema, ours, True, self._options())
            if str(ours.schemaOf(number)) != uid:
                self._as_steward(lambda n=number, u=uid: ours.bindSchema(n, u, self._options()))
            self.manifest.schemas[kind] = uid
        self.manifest.save()

    def methodology(self) -> None:
        """Publish M01 with the hash of its text."""
        methodologies, evaluator = self.deployed["Methodologies"], self.deployed["GridRenewable"]
        name = evaluator.id()
        if methodologies.methodologyOf(name)[0][0] != evaluator.address:
            self.say("publish methodology M01/1")
            document = hashlib.sha256(METHODOLOGY.read_bytes()).digest()
            self._as_steward(
                lambda: methodologies.publish(name, evaluator, document, self._options())
            )

    def nodes(self) -> None:
        """Set the oracle's nodes."""
        if not self.platform.nodes:
            return
        batches = self.deployed["Batches"]
        _, threshold, nodes = batches.currentNodes()
        if list(nodes) != self.platform.nodes or threshold != self.platform.threshold:
            self.say(f"rotate nodes: {self.platform.threshold} of {len(self.platform.nodes)}")
            self._as_steward(
                lambda: batches.rotateNodes(
                    self.platform.nodes, self.platform.threshold, self._options()
                )
            )

    def hand_over(self) -> None:
        """Give the roles' administration to its owner and keep none of it."""
        roles, admin = self.deployed["Roles"], self.platform.admin
        if admin is None or admin == self.deployer.address:
            return
        if not roles.hasRole(ADMIN, admin)[0]:
            self.say(f"hand over to {admin}")
            roles.grantRole(ADMIN, admin, 0, self._options())
        if roles.hasRole(ADMIN, self.deployer)[0]:
            roles.renounceRole(ADMIN, self.deployer, self._options())

    # --- one transaction

    def _options(self) -> dict[str, Any]:
        confirmations = max(1, self.platform.confirmations)
        return {"from": self.deployer, "required_confs": confirmations}

    def _grant(self, role: str, holder: str) -> None:
        roles = self.deployed["Roles"]
        if not roles.hasRole(ROLES[role], holder)[0]:
            self.say(f"grant {role} to {holder}")
            roles.grantRole(ROLES[role], holder, 0, self._options())

    def _as_steward(self, act: Callable[[], Any]) -> None:
        """Do one steward's act of the set-up; the deployer is a steward no longer than that."""
        roles, steward = self.deployed["Roles"], ROLES["STEWARD"]
        holds = roles.hasRole(steward, self.deployer)[0]
        keeps = self.deployer.address in self.platform.roles.get("STEWARD", [])
        if not holds:
            roles.grantRole(steward, self.deployer, 0, self._options())
        act()
        if not keeps:
            roles.renounceRole(steward, self.deployer, self._options())


_EAS_NAMES = ("SchemaRegistry", "EAS")


def artifact(name: str) -> dict[str, Any]:
    """ABI and bytecode of a contract of the EAS package, as its makers built it."""
    path = EAS_PACKAGE / "artifacts/contracts" / f"{name}.sol" / f"{name}.json"
    return dict(json.loads(path.read_text()))


def _create(containers: Any, name: str, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    if name in _EAS_NAMES:  # their own build, from their package
        theirs = artifact(name)
        built = web3.eth.contract(abi=theirs["abi"], bytecode=theirs["bytecode"])
        data = built.constructor(*(a.address for a in args)).data_in_transaction
        sender = options["from"]
        return sender.transfer(data=data, required_confs=options["required_confs"])
    return containers[name].deploy(*args, options).tx


def _at(containers: Any, name: str, address: str) -> Any:
    if name in _EAS_NAMES:
        return Contract.from_abi(name, address, artifact(name)["abi"])
    contract = containers[name].at(address)
    contract.selectors_by_name = {f: s for s, f in contract.selectors.items()}
    return contract


def _plain(argument: Any) -> Any:
    """A constructor argument as JSON has it: addresses and bytes in hex."""
    if isinstance(argument, tuple):
        return [_plain(member) for member in argument]
    argument = getattr(argument, "address", argument)
    return "0x" + argument.hex() if isinstance(argument, bytes) else argument
