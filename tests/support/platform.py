"""The deployed platform and builders of what stands on it. Nothing here asserts.

The platform is deployed once a session, by the same code that deploys it elsewhere; every module
starts from there. Builders take the platform first and whatever differs from the default as
keywords. Structs are tuples in the order of their interface.
"""

import json
from types import SimpleNamespace

import brownie
import pytest
from brownie import Contract, chain, project
from eth_abi import encode
from eth_utils import keccak

from oracle.core.codec import to_hex
from oracle.device.sign import address_of_key, sign_digest
from scripts import settings
from scripts.deploy import EAS_PACKAGE, SCHEMAS, deploy
from scripts.parts import bond_at
from tests.support.clock import DAY, TOKYO, day_start, mine_at
from tests.support.reports import NODES
from tests.support.terms import (
    coupon,
    packed,
    terms,
)
from tests.support.texts import changed, digest32, text32, to_bytes, unique32

YEAR = 365 * DAY
FOREVER = 2**32 - 1
ZERO = "0x" + "00" * 32
METRIC = text32("electricity")
M01 = text32("M01/1")
OM = text32("CN-NCSC-2012-NW-OM")
BM = text32("CN-NCSC-2012-NW-BM")
OM_VALUE, BM_VALUE = 991_300, 539_800
"""2012 factors of the Northwest grid [micrograms CO2e per Wh]. Source: docs/methodology/M01.md."""
OPERATING_MARGIN, BUILD_MARGIN = 2, 3
EXACT_FLOOR_G, PDD_EF4_HALF_UP_ER_FLOOR_T = 0, 1

FRAMEWORK_OPINION, PROJECT_CERTIFICATION, MILESTONE_REACHED = 1, 2, 3
IMPACT_VERIFICATION, DISCLOSURE_ASSURANCE = 4, 5
ALL_SCOPES = sum(1 << number for number, _ in SCHEMAS.values())

DEVICE_KEY = bytes(range(1, 33))
SERIAL = text32("SN-0001")
SECP256K1 = 1


# --- the platform


@pytest.fixture(scope="session")
def platform(actors, tmp_path_factory):
    """Every contract by its name in snake case, `actors`, and `manifest`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREENTRACE_DEPLOYMENTS", str(tmp_path_factory.mktemp("deployments")))
        manifest = deploy(actors.admin, _settings(actors), say=lambda _: None)
    stood = {name: _at(name, entry["address"]) for name, entry in manifest.contracts.items()}
    # Brownie rewinds the chain to this between modules; else the platform would be gone.
    chain._reset_id = chain._take_snapshot()
    named = {_snake_case(name): contract for name, contract in stood.items()}
    return SimpleNamespace(actors=actors, manifest=manifest, **named)


def _settings(actors) -> settings.Platform:
    return settings.Platform(
        roles={
            "REGISTRAR": [actors.registrar.address],
            "BANK": [actors.bank.address],
            "STEWARD": [actors.admin.address],
            "ACCREDITOR": [actors.admin.address],
            "ISSUER": [actors.issuer.address],
            "REGISTER_AGENT": [actors.registrar.address],
        },
        nodes=NODES[:1],
    )


def _at(name: str, address: str):
    if name in ("EAS", "SchemaRegistry"):
        artifact = EAS_PACKAGE / "artifacts/contracts" / f"{name}.sol" / f"{name}.json"
        return Contract.from_abi(name, address, json.loads(artifact.read_text())["abi"])
    containers = project.get_loaded_projects()[0]
    return bond_at(containers, address) if name == "Bond" else containers[name].at(address)


def _snake_case(name: str) -> str:
    if name.isupper():
        return name.lower()
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


# --- parties


def investor(**changes) -> tuple:
    """An entry of Investors: an institution of jurisdiction 0 without end and withholding."""
    entry = {
        "identity": "0x" + "1d" * 20,
        "eligible_until": FOREVER,
        "jurisdiction": 0,
        "investor_class": 3,
        "withholding": 0,
    }
    return changed(entry, changes)


def admit(platform, *accounts, **changes):
    """Admit accounts as investors."""
    for account in accounts:
        platform.investors.admit(account, investor(**changes), {"from": platform.actors.registrar})


def accredit(platform, verifier, scopes=ALL_SCOPES, first=0, last=FOREVER):
    """Accredit a verifier."""
    accreditation = (scopes, first, last, digest32("accreditation"))
    return platform.verifiers.accredit(verifier, accreditation, {"from": platform.actors.admin})


def mint(platform, to, amount):
    """Credit deposits against a new payment."""
    return platform.deposit_token.mint(unique32(), to, amount, {"from": platform.actors.bank})


# --- projects, devices


def factor(kind, value, **changes) -> tuple:
    """An entry of Factors."""
    entry = {
        "kind": kind,
        "value": value,
        "data_year": 2012,
        "region": text32("CN-NW"),
        "document": digest32("factors of 2012"),
    }
    return changed(entry, changes)


def publish_factors(platform):
    """Publish the operating and the build margin that `parameters` names."""
    steward = {"from": platform.actors.admin}
    platform.factors.publish(OM, factor(OPERATING_MARGIN, OM_VALUE), steward)
    platform.factors.publish(BM, factor(BUILD_MARGIN, BM_VALUE), steward)


def parameters(om=OM, bm=BM, weight_om=750_000, rounding=EXACT_FLOOR_G) -> str:
    """Parameters of M01 as a pin keeps them."""
    types = ["bytes32", "bytes32", "uint32", "uint8"]
    return to_hex(encode(types, [to_bytes(om), to_bytes(bm), weight_om, rounding]))


def pin(platform, **changes) -> str:
    """Pin M01; its factors must be published."""
    tx = platform.methodologies.pin(M01, parameters(**changes), {"from": platform.actors.operator})
    return str(tx.return_value)


def proposal(pin_id, **changes) -> tuple:
    """A proposal: 10 MW, eligible cost 500 million yen."""
    entry = {
        "name": text32("Liangzhou"),
        "category": text32("CN-GBEPC-2021:3.2.1.2"),
        "place": text32("wq3"),
        "documents": digest32("project file"),
        "pin": pin_id,
        "capacity": 10_000_000,
        "eligible_cost": 500_000_000,
        "currency": "0x" + b"JPY".hex(),
        "zone_offset": TOKYO,
        "monitored_from": 15_494,
    }
    return changed(entry, changes)


def propose(platform, pin_id, operator=None, **changes) -> str:
    """Propose a project; its id."""
    sender = {"from": operator or platform.actors.operator}
    return str(platform.projects.propose(proposal(pin_id, **changes), sender).return_value)


def device_id(project_id, serial=SERIAL) -> str:
    """Id of the device with this serial number."""
    return to_hex(keccak(to_bytes(project_id) + to_bytes(serial)))


def key_epoch(project_id, private_key=DEVICE_KEY, **changes) -> tuple:
    """A key that is valid for good, of a meter of 4 kW with readings of 15 minutes."""
    entry = {
        "project": project_id,
        "algorithm": SECP256K1,
        "rated_maximum": 4_000,
        "interval": 900,
        "valid_from": 1_000_000_000,
        "valid_until": 4_000_000_000,
        "revoked_at": 0,
        "key": "0x" + "00" * 12 + address_of_key(private_key)[2:],
        "calibration": digest32("calibration"),
    }
    return changed(entry, changes)


def registration_digest(platform, device, project_id, epoch, registrant) -> bytes:
    """What a device signs to be registered. Source: contracts/projects/Devices.sol."""
    domain = keccak(
        keccak(text="EIP712Domain(string name,string version,bytes32 salt)")
        + keccak(text="Greentrace Device")
        + keccak(text="1")
        + to_bytes(platform.devices.deploymentSalt())
    )
    kind = "Registration(bytes32 device,bytes32 project,uint16 keyEpoch,address registrant)"
    registration = keccak(
        keccak(text=kind)
        + to_bytes(device)
        + to_bytes(project_id)
        + epoch.to_bytes(32, "big")
        + bytes(12)
        + to_bytes(registrant.address)
    )
    return keccak(b"\x19\x01" + domain + registration)


def proof(
    platform, project_id, epoch=1, serial=SERIAL, private_key=DEVICE_KEY, registrant=None
) -> str:
    """A device's signature of its registration."""
    registrant = registrant or platform.actors.operator
    device = device_id(project_id, serial)
    digest = registration_digest(platform, device, project_id, epoch, registrant)
    return to_hex(sign_digest(digest, private_key))


def register_device(platform, project_id, serial=SERIAL, private_key=DEVICE_KEY, **changes):
    """Register a device with its first key; the receipt, its id is `return_value`."""
    key = key_epoch(project_id, private_key, **changes)
    signed = proof(platform, project_id, 1, serial, private_key)
    return platform.devices.register(serial, key, signed, {"from": platform.actors.operator})


# --- attestations


def attest(platform, kind, subject, **changes) -> str:
    """Attest through EAS; the attestation's id. Keywords as `send_attestation`."""
    return str(send_attestation(platform, kind, subject, **changes).events["Attested"]["uid"])


def send_attestation(
    platform, kind, subject, statement=None, verifier=None, expires_at=0, schema=None
):
    """Attest through EAS; the receipt."""
    schema = schema or platform.attestations.schemaOf(kind)
    data = to_bytes(subject) + to_bytes(statement or digest32("statement"))
    request = (schema, (brownie.ZERO_ADDRESS, expires_at, True, ZERO, data, 0))
    return platform.eas.attest(request, {"from": verifier or platform.actors.verifier})


def certify(platform, project_id, **changes) -> str:
    """A live certification of a project."""
    return attest(platform, PROJECT_CERTIFICATION, project_id, **changes)


# --- bonds


def create_bond(platform, coupons=None, options=(), **changes) -> SimpleNamespace:
    """A bond in Draft with one coupon: `bond`, `vault`, `issue_day`, `maturity_day`, `tx`."""
    given = terms(platform, option_count=len(options), **changes)
    issue_day, maturity_day = given[14], given[15]
    coupons = [coupon(issue_day)] if coupons is None else coupons
    schedule = packed(given, coupons, options)
    tx = platform.bond_factory.create(given, schedule, {"from": platform.actors.issuer})
    created = tx.events["BondCreated"]
    return SimpleNamespace(
        bond=_at("Bond", created["bond"]),
        vault=_at("ProceedsVault", created["vault"]),
        issue_day=issue_day,
        maturity_day=maturity_day,
        coupons=coupons,
        tx=tx,
    )


def announce(platform, series, framework=None, verifier=None):
    """Announce a bond on a new opinion; the verifier must be accredited."""
    framework = framework or digest32("framework")
    subject = series.bond.frameworkSubject(framework)
    opinion = attest(platform, FRAMEWORK_OPINION, subject, verifier=verifier)
    return series.bond.announce(framework, opinion, {"from": platform.actors.issuer})


def open_book(platform, series, price=1_000_000, closes_at=None, units=None, minimum_units=0):
    """Open the book of an announced bond, by default for all of it until the day before issue."""
    closes_at = closes_at or day_start(series.issue_day - 1)
    units = units or series.bond.terms()["issueUnits"]
    offer = (price, closes_at, series.issue_day, units, minimum_units)
    return platform.offering.open(series.bond, offer, {"from": platform.actors.bookrunner})


def subscribe(platform, series, account, units):
    """Fund and place an order of an admitted investor."""
    cost = platform.offering.costOf(series.bond, units)
    mint(platform, account, cost)
    platform.deposit_token.approve(platform.offering, cost, {"from": account})
    return platform.offering.subscribe(series.bond, units, {"from": account})


def settle(platform, series, count=1_000):
    """Let the book end, close it, and settle on the issue day."""
    anyone = {"from": platform.actors.stranger}
    mine_at(day_start(series.issue_day - 1))
    platform.offering.close(series.bond, anyone)
    mine_at(day_start(series.issue_day))
    return platform.offering.settle(series.bond, count, anyone)


def outstanding_bond(platform, orders, **changes) -> SimpleNamespace:
    """A bond issued to `orders`: (investor, units) pairs. The verifier must be accredited."""
    series = create_bond(platform, **changes)
    announce(platform, series)
    open_book(platform, series)
    for account, units in orders:
        subscribe(platform, series, account, units)
    settle(platform, series)
    return series
