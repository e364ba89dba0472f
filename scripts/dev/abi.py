"""Write oracle/chain/abi/<Contract>.json: the ABI of every contract that the oracle reads or calls.

Run `make contracts` first; `make abi` does both. The output depends on nothing but the sources.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build/contracts"
EAS = ROOT / "node_modules/@ethereum-attestation-service/eas-contracts/artifacts/contracts"
TARGET = ROOT / "oracle/chain/abi"

OURS = (
    *("Roles", "Investors", "Projects", "Devices", "Methodologies", "Factors", "GridRenewable"),
    *("Verifiers", "Attestations", "Batches", "Impact", "BondFactory", "Bond", "Offering"),
    *("ProceedsVault", "Commitments", "Disclosures", "DepositToken"),
)
FOREIGN = ("EAS", "SchemaRegistry")


def main() -> int:
    """Write every ABI, remove those that no list names."""
    sources = {name: BUILD / f"{name}.json" for name in OURS}
    sources |= {name: EAS / f"{name}.sol/{name}.json" for name in FOREIGN}
    missing = [path for path in sources.values() if not path.exists()]
    if missing:
        print("not compiled:", *missing, sep="\n  ", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    for path in TARGET.glob("*.json"):
        if path.stem not in sources:
            path.unlink()
    for name, path in sorted(sources.items()):
        (TARGET / f"{name}.json").write_text(_formatted(json.loads(path.read_text())["abi"]))
    return 0


def _formatted(abi: list[dict[str, object]]) -> str:
    entries = (json.dumps(_plain(entry), sort_keys=True) for entry in abi)
    return "[\n" + ",\n".join(sorted(entries)) + "\n]\n"


def _plain(value: object) -> object:
    """An entry without `internalType`: what a name was in Solidity is not part of the interface."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items() if name != "internalType"}
    return [_plain(member) for member in value] if isinstance(value, list) else value


if __name__ == "__main__":
    sys.exit(main())
