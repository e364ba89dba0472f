"""The part of the platform that meters: its contracts on an anvil, projects with a device each."""

import json
from dataclasses import dataclass
from pathlib import Path

from eth_abi.abi import encode

from oracle.chain.interface import interface
from oracle.core.codec import batch_id, keccak, to_hex, to_text32
from oracle.core.model import ELECTRICITY, SignedSegment
from oracle.core.spool import segment_line, write_whole
from oracle.core.units import DeviceId, Instant, ProjectId
from oracle.device.meter import Meter, Sample, close_segment, measure
from oracle.device.sign import address_of_key, salt_key, sign_digest, sign_segment
from scripts.anvil import Anvil

ROOT = Path(__file__).parents[2]
INTERVAL = 43_200
SALT = keccak(b"a deployment salt")
_FOREVER = 2**40 - 1
_MILLIWATTS = 1_500_000


@dataclass
class Device:
    """A meter, its key and what it remembers."""

    id: DeviceId
    project: ProjectId
    key: bytes
    meter: Meter


class Metered:
    """The contracts of metering on a fresh chain; account 0 is admin and operator of everything."""

    def __init__(self, anvil: Anvil, folder: Path, node: str):
        self.anvil, self.folder, self.inbox = anvil, folder, folder / "inbox"
        self.inbox.mkdir(parents=True)
        accounts = anvil.rpc("eth_accounts")
        assert isinstance(accounts, list)
        self.admin = str(accounts[0])
        self.contracts: dict[str, dict[str, object]] = {}
        self._deploy()
        self.send("Batches", "rotateNodes", [node], 1)
        anvil.rpc("anvil_setBalance", node, hex(10**20))
        self.pin = self._pin()
        self.manifest = folder / "31337.json"
        self.manifest.write_text(json.dumps(self._manifest()))

    def send(self, contract: str, function: str, *arguments: object) -> None:
        """Make a call as the admin and see it mined."""
        calldata = interface(contract).calldata(function, *arguments)
        address = self.contracts[contract]["address"]
        self._transact({"to": address, "data": to_hex(calldata)})

    def add_device(self, number: int, monitored_from: int) -> Device:
        """Propose a project and register a meter of it."""
        nonce = number
        encoded = encode(
            ["uint256", "address", "address", "uint256"],
            [31337, self.contracts["Projects"]["address"], self.admin, nonce],
        )
        project = keccak(encoded)
        proposal = (
            *(to_text32(f"project {number}"), to_text32("CN-GBEPC-2021:3.2.1.2"), bytes(32)),
            *(keccak(b"documents"), self.pin, 10**6, 10**9, b"CNY", 0, monitored_from),
        )
        self.send("Projects", "propose", proposal)
        serial, key = to_text32(f"meter {number}"), keccak(b"device key %d" % number)
        device = keccak(project + serial)
        address = bytes.fromhex(address_of_key(key)[2:]).rjust(32, b"\0")
        epoch = (project, 1, 10**6, INTERVAL, 0, _FOREVER, 0, address, bytes(32))
        self.send("Devices", "register", serial, epoch, self._proof(device, project, key))
        found = DeviceId(to_hex(device))
        return Device(found, ProjectId(to_hex(project)), key, Meter(found))

    def deliver(self, device: Device, start: int, end: int, missing: int = 0) -> int:
        """One signed segment over `[start, end)` into the inbox; returns the energy in it [Wh].

        missing  readings that are left out at the beginning
        """
        secret, readings = salt_key(device.key, device.id), []
        for row, at in enumerate(range(start + missing * INTERVAL, end, INTERVAL), 1):
            sample = Sample(row, Instant(at), Instant(at + INTERVAL), _MILLIWATTS)
            device.meter, reading = measure(device.meter, sample, secret)
            readings.append(reading)
        device.meter, segment = close_segment(device.meter, readings, 1)
        signature = sign_segment(segment, device.key, SALT)
        line = segment_line(SignedSegment(segment, signature, tuple(readings)))
        write_whole(self.inbox / f"{start}-{device.id[2:10]}.ndjson", line)
        return segment.exported

    def logs(self, contract: str, event: str) -> list[dict[str, list[str]]]:
        """Every log of one kind of event on the chain as it stands."""
        abi = interface(contract)
        topic = next(t for t, found in abi.events.items() if found.name == event)
        wanted = {"address": self.contracts[contract]["address"], "topics": [to_hex(topic)]}
        found = self.anvil.rpc("eth_getLogs", {**wanted, "fromBlock": "0x0"})
        assert isinstance(found, list)
        return found

    def _deploy(self) -> None:
        roles = self._create("Roles", ["address"], [self.admin])
        factors = self._create("Factors", ["address"], [roles])
        methodologies = self._create("Methodologies", ["address"], [roles])
        self._create("GridRenewable", ["address"], [factors])
        projects = self._create("Projects", ["address"], [methodologies])
        self._create("Devices", ["address", "bytes32"], [projects, SALT])
        batches = self._create("Batches", ["address"], [roles])
        self._create("Impact", ["address"] * 3, [batches, projects, methodologies])

    def _create(self, name: str, types: list[str], arguments: list[object]) -> str:
        build = json.loads((ROOT / f"build/contracts/{name}.json").read_text())
        code = "0x" + build["bytecode"] + encode(types, arguments).hex()
        receipt = self._transact({"data": code})
        address = str(receipt["contractAddress"])
        deployed = str(self.anvil.rpc("eth_getCode", address, "latest"))
        self.contracts[name] = {
            "address": address,
            "block": int(str(receipt["blockNumber"]), 16),
            "transaction": receipt["transactionHash"],
            "constructorArguments": [],
            "codeHash": to_hex(keccak(bytes.fromhex(deployed[2:]))),
        }
        return address

    def _pin(self) -> bytes:
        om, bm = to_text32("OM"), to_text32("BM")
        for factor, kind, value in ((om, 2, 900_000), (bm, 3, 500_000)):
            entry = (kind, value, 2012, to_text32("CN-NW"), keccak(b"publication"))
            self.send("Factors", "publish", factor, entry)
        methodology, evaluator = to_text32("M01/1"), self.contracts["GridRenewable"]["address"]
        self.send("Methodologies", "publish", methodology, evaluator, keccak(b"text"))
        types = ["bytes32", "bytes32", "uint32", "uint8"]
        parameters = encode(types, [om, bm, 750_000, 0])
        self.send("Methodologies", "pin", methodology, parameters)
        return keccak(encode(["bytes32", "bytes"], [methodology, parameters]))

    def _proof(self, device: bytes, project: bytes, key: bytes) -> bytes:
        domain_type = keccak(b"EIP712Domain(string name,string version,bytes32 salt)")
        domain = keccak(domain_type + keccak(b"Greentrace Device") + keccak(b"1") + SALT)
        kind = b"Registration(bytes32 device,bytes32 project,uint16 keyEpoch,address registrant)"
        admin = bytes.fromhex(self.admin[2:]).rjust(32, b"\0")
        struct = keccak(keccak(kind) + device + project + (1).to_bytes(32, "big") + admin)
        return sign_digest(keccak(b"\x19\x01" + domain + struct), key)

    def _transact(self, transaction: dict[str, object]) -> dict[str, object]:
        sent = self.anvil.rpc("eth_sendTransaction", {"from": self.admin, **transaction})
        receipt = None
        while receipt is None:  # anvil answers before it has mined
            receipt = self.anvil.rpc("eth_getTransactionReceipt", sent)
        assert isinstance(receipt, dict) and receipt["status"] == "0x1", receipt
        return receipt

    def _manifest(self) -> dict[str, object]:
        genesis = self.anvil.rpc("eth_getBlockByNumber", "0x0", False)
        assert isinstance(genesis, dict)
        return {
            "chainId": 31337,
            "genesisHash": genesis["hash"],
            "startBlock": 0,
            "contracts": self.contracts,
            "schemas": {},
        }


def batch_of(device: Device, start: int, end: int) -> str:
    """Id of the batch of a device's project over `[start, end)`."""
    return batch_id(device.project, ELECTRICITY, Instant(start), Instant(end))
