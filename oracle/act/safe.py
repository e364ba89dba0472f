"""A plan as the file that Safe's Transaction Builder takes: batches of a multi-signature wallet.

Source: safe-global/safe-wallet-monorepo, apps/tx-builder: typings/models.ts, lib/checksum.ts.
"""

import json

from eth_utils.address import to_checksum_address

from oracle.act.plan import Plan
from oracle.core.codec import keccak, to_hex
from oracle.core.units import Instant

_VERSION, _BUILDER = "1.0", "1.16.5"
_MS = 1_000


def batch_file(plan: Plan, chain_id: int, created_at: Instant) -> dict[str, object]:
    """The batch file of a plan.

    created_at  time of the block it was simulated in, so that the same plan gives the same file
    """
    file: dict[str, object] = {
        "version": _VERSION,
        "chainId": str(chain_id),
        "createdAt": created_at * _MS,
        "meta": {
            "name": None,  # older builders hash the name, newer ones do not: with none both agree
            "description": "; ".join(planned.step.says for planned in plan.steps),
            "txBuilderVersion": _BUILDER,
            "createdFromSafeAddress": to_checksum_address(plan.sender),
            "createdFromOwnerAddress": "",
        },
        "transactions": [
            {
                "to": to_checksum_address(planned.step.to),
                "value": "0",
                "data": to_hex(planned.step.calldata),
                "contractMethod": None,
                "contractInputsValues": None,
            }
            for planned in plan.steps
        ],
    }
    meta = file["meta"]
    if isinstance(meta, dict):
        meta["checksum"] = to_hex(keccak(_serialized(file).encode()))
    return file


def _serialized(value: object) -> str:
    """The builder's own form: names of an object, then its values, each with a comma."""
    if isinstance(value, list):
        return "[" + ",".join(_serialized(entry) for entry in value) + "]"
    if isinstance(value, dict):
        names = sorted(value)
        inner = "".join(_serialized(value[name]) + "," for name in names)
        return "{" + _text(names) + inner + "}"
    return _text(value)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
