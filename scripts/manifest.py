"""The manifest of a deployment: deployments/<chain-id>.json, written after every single step.

What it says of a contract (address, block, transaction, constructor arguments, hash of the code
that stands there) can be checked against the chain by anyone: `differences`.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DEV_CHAINS = (1337, 31337)
"""Chain ids of chains that are thrown away. Their manifests may belong to an earlier chain."""


class ManifestMismatch(Exception):
    """The manifest is about another chain than the node serves."""


@dataclass
class Manifest:
    """One deployment, as far as it has come.

    contracts  name -> address, block, transaction, constructorArguments, codeHash
    schemas    kind of attestation -> uid of its EAS schema
    pending    the deployment that was sent and not seen mined yet: name, nonce, fromBlock
    """

    path: Path
    chain_id: int
    genesis: str
    start_block: int
    contracts: dict[str, dict[str, Any]] = field(default_factory=dict)
    schemas: dict[str, str] = field(default_factory=dict)
    pending: dict[str, Any] | None = None

    @classmethod
    def open(cls, folder: Path, chain_id: int, genesis: str, head: int) -> "Manifest":
        """The manifest of this chain, or a new one.

        Raises: ManifestMismatch  it is about a chain of the same id with another first block
        """
        path = folder / f"{chain_id}.json"
        if not path.exists():
            return cls(path, chain_id, genesis, head)
        raw = json.loads(path.read_text())
        if raw["genesisHash"] != genesis:
            if chain_id in DEV_CHAINS:
                return cls(path, chain_id, genesis, head)
            raise ManifestMismatch(f"{path}: {raw['genesisHash']=}, the node serves {genesis=}")
        return cls(
            path,
            chain_id,
            genesis,
            raw["startBlock"],
            raw["contracts"],
            raw["schemas"],
            raw.get("pending"),
        )

    def save(self) -> None:
        """Write the manifest in one step: a reader sees the old one or the new one."""
        content: dict[str, Any] = {
            "chainId": self.chain_id,
            "genesisHash": self.genesis,
            "startBlock": self.start_block,
            "contracts": self.contracts,
            "schemas": self.schemas,
        }
        if self.pending:
            content["pending"] = self.pending
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".tmp")
        draft.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")
        draft.replace(self.path)

    def address(self, name: str) -> str:
        """Address of a deployed contract."""
        return str(self.contracts[name]["address"])

    def differences(self, code_hash: Callable[[str], str]) -> list[str]:
        """Contracts whose code on the chain is not what the manifest says, one line each."""
        found = []
        for name, entry in sorted(self.contracts.items()):
            actual = code_hash(entry["address"])
            if actual != entry["codeHash"]:
                found.append(f"{name} {entry['address']}: {actual=} recorded={entry['codeHash']}")
        return found


def folder() -> Path:
    """Where manifests are kept."""
    return Path(os.environ.get("GREENTRACE_DEPLOYMENTS", "deployments"))
