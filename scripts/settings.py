"""What a deployment is told: who holds which role, which nodes sign, which cash there is.

A JSON file, see docs/deployment.md for an example. Everything has a default that fits a dev chain.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROLES = {
    "REGISTRAR": 1,
    "BANK": 2,
    "STEWARD": 3,
    "ACCREDITOR": 4,
    "ISSUER": 5,
    "REGISTER_AGENT": 6,
    "INSTRUMENTS": 7,
}
"""Numbers of the platform roles. Source: contracts/access/Roles.sol."""


class PlatformInvalid(Exception):
    """A field of the platform file is missing, unknown, or of the wrong kind."""


@dataclass(frozen=True)
class Platform:
    """Settings of one deployment.

    deployer       name or path of the deployer's keystore; None: first account of a dev chain
    password_file  file with the keystore's password
    admin          account that governs the roles at the end; None: the deployer
    roles          role -> accounts that hold it
    nodes          oracle nodes that sign batches
    threshold      how many of them must sign
    cash           name, symbol, decimals of the DepositToken; None: no token is deployed
    eas            addresses EAS and SchemaRegistry, where the chain has them
    confirmations  blocks to wait for after each transaction
    """

    deployer: str | None = None
    password_file: str | None = None
    admin: str | None = None
    roles: dict[str, list[str]] = field(default_factory=dict)
    nodes: list[str] = field(default_factory=list)
    threshold: int = 1
    cash: dict[str, Any] | None = field(
        default_factory=lambda: {"name": "Deposit JPY", "symbol": "dJPY", "decimals": 0}
    )
    eas: dict[str, str] | None = None
    confirmations: int = 1

    @classmethod
    def read(cls, path: str | None) -> "Platform":
        """Settings from a JSON file.

        Raises: PlatformInvalid  naming the field
        """
        if path is None:
            return cls()
        try:
            raw = json.loads(Path(path).read_text())
        except (OSError, ValueError) as error:
            raise PlatformInvalid(f"{path}: {error}") from error
        unknown = set(raw) - set(cls.__dataclass_fields__)
        if unknown:
            raise PlatformInvalid(f"{path}: unknown field {sorted(unknown)[0]}")
        wrong = set(raw.get("roles", {})) - set(ROLES)
        if wrong:
            raise PlatformInvalid(f"{path}: roles: unknown role {sorted(wrong)[0]}")
        platform = cls(**raw)
        if platform.nodes and not 1 <= platform.threshold <= len(platform.nodes):
            raise PlatformInvalid(f"{path}: threshold is 1 to {len(platform.nodes)}")
        return platform
