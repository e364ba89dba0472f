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
sys.path.insert(0, str(ROOT))

from scripts.parts import BOND, union  # noqa: E402  (the root is known now)

OURS = (
    *("Roles", "Investors", "Projects", "Devices", "Methodologies", "Factors", "GridRenewable"),
    *("Verifiers", "Attestations", "Batches", "Impact", "BondFactory", "Bond", "Offering"),
    *("ProceedsVault", "Commitments", "Disclosures", "DepositToken"),
    *("Fixings", "FloatingRates", "ImpactRates", "Bookbuilding", "Trades"),
)
FOREIGN = ("EAS", "SchemaRegistry")


def main() -> int:
    """Write every ABI, remove those that no list names."""
    sources = {name: BUILD / f"{name}.json" for name in OURS}
    sources |= {name: EAS / f"{name}.sol/{name}.json" for name in FOREIGN}
    needed = [*sources.values(), *(BUILD / f"{name}.json" for name in BOND)]
    missing = [path for path in needed if not path.exists()]
    if missing:
        print("not compiled:", *missing, sep="\n  ", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    for path in TARGET.glob("*.json"):
        if path.stem not in sources:
            path.unlink()
    for name, path in sorted(sources.items()):
        abi = json.loads(path.read_text())["abi"]
        if name == "Bond":
            abi = union(json.loads((BUILD / f"{part}.json").read_text())["abi"] for part in BOND)
        (TARGET / f"{name}.json").write_text(_formatted(abi))
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
