"""One bond from announcement to redemption, in the order in which it happens.

`Story` does what people do: register, certify, announce, subscribe, settle, allocate, disburse,
pay. What machines do between, the oracle does: `oracle` is called where it has work.
`greentrace demo` plays it; `tests/e2e` plays the same.
"""

# ruff: isort: skip_file
import scripts.dev.brownie_fixes  # noqa: F401  (first: it repairs what follows)

import hashlib
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from brownie import Contract, project, web3
from eth_abi import encode
from eth_account import Account
from eth_utils import keccak

from scripts import documents, sheet
from scripts.deploy import SCHEMAS, artifact, deploy
from scripts.manifest import Manifest
from scripts.parts import bond_at
from scripts.parties import Parties
from scripts.settings import Platform
from scripts.sheet import FACE, ISIN, ISSUE, MATURITY, RECORD, TOKYO, UNITS

FACTORS = Path("oracle/measure/factors/CN-NCSC-2012-NW.toml")
KINDS = {"OperatingMargin": 2, "BuildMargin": 3}
OUTSTANDING, REDEEMED = 4, 6
DAY = 86_400
PLANT = -7 * 3_600
SERIAL = "PVDAQ-50-INV-2"


def day(text: str) -> int:
    """Days since 1970-01-01 of an ISO date."""
    return date.fromisoformat(text).toordinal() - date(1970, 1, 1).toordinal()


def ascii32(text: str) -> bytes:
    """ASCII, right-padded to 32 bytes."""
    return text.encode("ascii").ljust(32, b"\0")


def raw(value: Any) -> bytes:
    """The bytes behind a bytes32 as brownie returns it."""
    return bytes.fromhex(str(value)[2:])


class Story:
    """The bond's life. Each public method is one chapter; they are played in order.

    say     is told each act in one sentence
    oracle  runs the oracle until it has nothing left to do
    """

    def __init__(
        self, folder: Path, say: Callable[[str], None], oracle: Callable[[], None] = lambda: None
    ):
        self.say, self.oracle = say, oracle
        self.parties = Parties.of_dev_chain()
        self.folder = folder / "documents"
        self.papers = documents.write(self.folder)
        self.meter_key = Account.create()
        self.contracts: dict[str, Any] = {}
        self.attested: dict[str, bytes] = {}
        self.manifest: Manifest
        self.project_id: bytes
        self.device_id: bytes
        self.bond: Any
        self.vault: Any

    # --- chapters

    def deploy(self) -> None:
        """Put the platform on the chain and admit its members."""
        p = self.parties
        roles = {
            "REGISTRAR": [p.registrar.address],
            "BANK": [p.bank.address],
            "STEWARD": [p.admin.address],
            "ACCREDITOR": [p.admin.address],
            "ISSUER": [p.issuer.address],
            "REGISTER_AGENT": [p.registrar.address],
        }
        platform = Platform(roles=roles, nodes=[p.node.address])
        self.manifest = deploy(p.admin, platform, say=lambda _: None)
        self._attach()
        self.say(f"{len(self.manifest.contracts)} contracts deployed, roles granted, 1 oracle node")

    def admit(self) -> None:
        """Investors, verifier and reviewer join; the bank takes in deposits."""
        p, c = self.parties, self.contracts
        entry = (b"\x01" * 20, day("2014-12-31"), 0, 3, 0)
        c["Investors"].admitMany(p.investors, [entry] * 3, {"from": p.registrar})
        for account, scopes, paper in (
            (p.verifier, (2, 3, 4, 5), "accreditation"),
            (p.reviewer, (1,), "review-accreditation"),
        ):
            bits = sum(1 << scope for scope in scopes)
            terms = (bits, day("2012-01-01"), day("2013-12-31"), self.papers[paper])
            c["Verifiers"].accredit(account, terms, {"from": p.admin})
        for number, account in enumerate([*p.investors, p.issuer]):
            reference = ascii32(f"deposit-{number}")
            c["DepositToken"].mint(reference, account, 600_000_000, {"from": p.bank})
        self.say("3 investors admitted, 1 verifier and 1 reviewer accredited, deposits taken in")

    def register_project(self) -> None:
        """The operator proposes a plant and its meter; the verifier certifies."""
        p, c = self.parties, self.contracts
        self._publish_factors()
        proposal = (
            ascii32("Rooftop photovoltaic (sample)"),
            ascii32("CN-GBEPC-2021:3.2.2.2"),
            ascii32("9xj5s"),
            self.papers["project"],
            self._pin(),
            4_000,
            600_000_000,
            b"JPY",
            PLANT,
            ISSUE,
        )
        tx = c["Projects"].propose(proposal, {"from": p.operator})
        self.project_id = raw(tx.events["ProjectProposed"]["project"])
        self._register_meter()
        c["Projects"].commission(self.project_id, {"from": p.operator})
        self.attest("ProjectCertification", self.project_id, "certificate", p.verifier)
        self.say("project proposed, meter registered by its own signature, project certified")

    def announce(self) -> None:
        """The issuer creates the bond; with a live opinion on its framework it is announced."""
        p, c = self.parties, self.contracts
        agreed = sheet.sheet(p, c["DepositToken"].address, web3.eth.chain_id)
        terms, schedule = sheet.write(self.folder, agreed)
        tx = c["BondFactory"].create(terms, schedule, {"from": p.issuer})
        created = tx.events["BondCreated"]
        containers = project.get_loaded_projects()[0]
        self.bond = bond_at(containers, created["bond"])
        self.vault = containers["ProceedsVault"].at(created["vault"])
        framework = self.papers["framework"]
        subject = raw(self.bond.frameworkSubject(framework))
        opinion = self.attest("FrameworkOpinion", subject, "framework-opinion", p.reviewer)
        self.bond.announce(framework, opinion, {"from": p.issuer})
        self.say(f"bond {ISIN} announced: JPY 500,000,000, 0.050 %, one year, at par; opinion live")

    def offer(self) -> None:
        """Three investors order seven units of five; each order's cash is escrowed."""
        p, offering, cash = self.parties, self.contracts["Offering"], self.contracts["DepositToken"]
        closes = DAY * day("2012-06-01") - TOKYO
        offer = (1_000_000, closes, ISSUE, UNITS, 0)
        offering.open(self.bond, offer, {"from": p.bookrunner})
        for investor, units in zip(p.investors, (2, 2, 3), strict=True):
            cash.approve(offering, units * FACE, {"from": investor})
            offering.subscribe(self.bond, units, {"from": investor})
        self.travel(closes)
        offering.close(self.bond, {"from": p.bookrunner})
        self.say("book closed: 7 units ordered for 5, pro rata 1 : 1 : 3")

    def settle(self) -> None:
        """On the issue day units go against cash, both or neither."""
        p = self.parties
        self.travel(DAY * ISSUE - TOKYO + 9 * 3_600)
        self.contracts["Offering"].settle(self.bond, 10, {"from": p.bookrunner})
        assert self.bond.stage() == OUTSTANDING
        self.say(f"settled: {self.vault.received():,} yen in the vault, 5 units on the register")

    def use_proceeds(self) -> None:
        """Allocate to the certified project; disburse against milestones and invoices."""
        p = self.parties
        certification = self.attested["certificate"]
        self.vault.allocate(self.project_id, certification, 480_000_000, {"from": p.issuer})
        for number, amount in ((1, 300_000_000), (2, 150_000_000)):
            paper = f"milestone-{number}"
            evidence = self.attest("MilestoneReached", self.project_id, paper, p.verifier)
            invoice = self.papers[f"invoice-{number}"]
            payment = (self.project_id, evidence, invoice, p.contractor, amount)
            self.vault.disburse(*payment, {"from": p.trustee})
        self.say("480,000,000 yen allocated, 450,000,000 disbursed against 2 milestones")

    def trade(self) -> None:
        """A holder sells before the record day; the gate asks for both sides."""
        p = self.parties
        self.bond.transfer(p.investor_b, 1, {"from": p.investor_c})
        self.say("1 unit moved from investor C to investor B")

    def pay_coupon(self) -> None:
        """Struck at the record day, paid at the payment day to who held then."""
        p = self.parties
        self.travel(DAY * (RECORD + 1) - TOKYO + 3_600)
        # The register moves on; entitlement stays with the holders of the record day.
        self.bond.transfer(p.investor_a, 1, {"from": p.investor_b})
        owed = self.bond.struckOf(0)[0] * self.bond.struckOf(0)[1]
        self._fund(owed, lambda: self.bond.fundCoupon(0, {"from": p.issuer}))
        self.travel(DAY * MATURITY - TOKYO + 9 * 3_600)
        self.bond.payCoupons([p.investor_a, p.investor_b], 1, {"from": p.bookrunner})
        self.bond.claimCoupons(1, {"from": p.investor_c})
        self.say(f"coupon of {owed:,} yen paid: two holders by push, one by claim")

    def redeem(self) -> None:
        """At maturity the face value goes back and the register empties."""
        p = self.parties
        self._fund(5 * FACE, lambda: self.bond.fundRedemption({"from": p.issuer}))
        self.bond.redeem(p.investors, {"from": p.bookrunner})
        assert self.bond.stage() == REDEEMED
        self.say("500,000,000 yen redeemed at par, register empty")

    def publish(self, content: bytes, manifest: bytes, period: tuple[int, int]) -> str:
        """The issuer puts the hash of its disclosure on chain; the verifier assures it."""
        p = self.parties
        kind = ascii32("allocation-impact")
        publication = (self.bond.address, kind, *period, manifest)
        tx = self.contracts["Disclosures"].publish(content, publication, {"from": p.issuer})
        self.attest("DisclosureAssurance", content, "assurance", p.verifier)
        self.say("disclosure published and assured")
        return str(tx.txid)

    # --- acts

    def attest(self, kind: str, subject: bytes, paper: str, verifier: Any) -> bytes:
        """State `kind` about `subject` through EAS; returns the attestation's uid."""
        schema = bytes.fromhex(self.manifest.schemas[kind][2:])
        data = encode(["bytes32", "bytes32"], [subject, self.papers[paper]])
        request = (schema, ("0x" + "00" * 20, 0, True, b"\0" * 32, data, 0))
        tx = self.contracts["EAS"].attest(request, {"from": verifier})
        accepted = tx.events["AttestationAccepted"]
        assert accepted["kind"] == SCHEMAS[kind][0]
        self.attested[paper] = raw(accepted["attestation"])
        return self.attested[paper]

    def travel(self, instant: int) -> None:
        """Let the chain's clock reach `instant` [s UTC]."""
        if instant > web3.eth.get_block("latest")["timestamp"]:
            web3.provider.make_request("evm_setNextBlockTimestamp", [instant])
            self.mine(1)

    def mine(self, blocks: int) -> None:
        """Let `blocks` pass, so that what was done becomes final."""
        for _ in range(blocks):
            web3.provider.make_request("evm_mine", [])

    # --- parts

    def _attach(self) -> None:
        containers = project.get_loaded_projects()[0]
        for name, entry in self.manifest.contracts.items():
            if name not in ("EAS", "SchemaRegistry"):
                self.contracts[name] = containers[name].at(entry["address"])
        abi = artifact("EAS")["abi"]
        self.contracts["EAS"] = Contract.from_abi("EAS", self.manifest.address("EAS"), abi)

    def _publish_factors(self) -> None:
        raw = FACTORS.read_bytes()
        table, source = tomllib.loads(raw.decode()), hashlib.sha256(raw).digest()
        for factor in table["factor"]:
            entry = (
                KINDS[factor["kind"]],
                factor["value"],
                table["data_year"],
                ascii32(table["region"]),
                source,
            )
            name = ascii32(factor["id"])
            self.contracts["Factors"].publish(name, entry, {"from": self.parties.admin})

    def _pin(self) -> bytes:
        om, bm = ascii32("CN-NCSC-2012-NW-OM"), ascii32("CN-NCSC-2012-NW-BM")
        parameters = encode(["bytes32", "bytes32", "uint32", "uint8"], [om, bm, 750_000, 0])
        methodologies, method = self.contracts["Methodologies"], ascii32("M01/1")
        methodologies.pin(method, parameters, {"from": self.parties.operator})
        return keccak(encode(["bytes32", "bytes"], [method, parameters]))

    def _register_meter(self) -> None:
        devices, operator = self.contracts["Devices"], self.parties.operator
        serial = ascii32(SERIAL)
        self.device_id = keccak(encode(["bytes32", "bytes32"], [self.project_id, serial]))
        registration = {
            "primaryType": "Registration",
            "types": {
                "EIP712Domain": [
                    {"name": "name", "type": "string"},
                    {"name": "version", "type": "string"},
                    {"name": "salt", "type": "bytes32"},
                ],
                "Registration": [
                    {"name": "device", "type": "bytes32"},
                    {"name": "project", "type": "bytes32"},
                    {"name": "keyEpoch", "type": "uint16"},
                    {"name": "registrant", "type": "address"},
                ],
            },
            "domain": {
                "name": "Greentrace Device",
                "version": "1",
                "salt": raw(devices.deploymentSalt()),
            },
            "message": {
                "device": self.device_id,
                "project": self.project_id,
                "keyEpoch": 1,
                "registrant": operator.address,
            },
        }
        proof = Account.sign_typed_data(self.meter_key.key, full_message=registration).signature
        key = (
            self.project_id,
            1,
            4_000,
            900,
            DAY * ISSUE - PLANT,
            DAY * day("2014-06-03") - PLANT,
            0,
            bytes(12) + bytes.fromhex(self.meter_key.address[2:]),
            self.papers["calibration"],
        )
        devices.register(serial, key, proof, {"from": operator})

    def _fund(self, amount: int, pay: Callable[[], Any]) -> None:
        self.contracts["DepositToken"].approve(self.bond, amount, {"from": self.parties.issuer})
        pay()
