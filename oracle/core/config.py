"""Settings. The only reader of the environment; every variable is listed in .env.example."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from oracle.core.errors import Misconfigured

VARIABLES = (
    *("GREENTRACE_DATABASE", "GREENTRACE_RPC_URL", "GREENTRACE_DEPLOYMENT"),
    *("GREENTRACE_NODE_KEYSTORE", "GREENTRACE_NODE_PASSWORD_FILE", "GREENTRACE_CONFIRMATIONS"),
    *("GREENTRACE_INBOX", "GREENTRACE_EVIDENCE", "GREENTRACE_DISCLOSURES"),
    *("GREENTRACE_FEE_CAP", "GREENTRACE_CRASH_AT"),
)
"""Every variable that is read."""


def read_settings(path: Path) -> dict[str, str]:
    """Settings of a file of NAME=value lines; blank lines and those that begin with # are skipped.

    Raises: Misconfigured  naming the line
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(str(path), str(error)) from error
    settings = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or name.strip() not in VARIABLES:
            raise Misconfigured(f"{path}:{number}", f"{name.strip()!r} is not a setting")
        settings[name.strip()] = value.strip()
    return settings


@dataclass(frozen=True, slots=True)
class Config:
    """Settings as given. A setting that is missing is named by the first command that needs it."""

    given: Mapping[str, str]

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Config":
        """Settings from `env`, or from the environment of this process.

        Raises: Misconfigured  GREENTRACE_CONFIRMATIONS or GREENTRACE_FEE_CAP is not a number
        """
        env = os.environ if env is None else env
        config = cls(MappingProxyType({name: env[name] for name in VARIABLES if env.get(name)}))
        if "GREENTRACE_CONFIRMATIONS" in config.given:
            _ = config.confirmations
        _ = config.fee_cap
        return config

    @property
    def database(self) -> str:
        """Path of a SQLite file, or a database URL."""
        return self._text("GREENTRACE_DATABASE")

    @property
    def rpc_url(self) -> str:
        """URL of a chain node."""
        return self._text("GREENTRACE_RPC_URL")

    @property
    def deployment(self) -> Path:
        """The manifest deployments/<chain-id>.json."""
        return Path(self._text("GREENTRACE_DEPLOYMENT"))

    @property
    def node_keystore(self) -> Path:
        """Encrypted key of this oracle node."""
        return Path(self._text("GREENTRACE_NODE_KEYSTORE"))

    @property
    def node_password_file(self) -> Path:
        """File that holds the password of the keystore."""
        return Path(self._text("GREENTRACE_NODE_PASSWORD_FILE"))

    @property
    def confirmations(self) -> int | None:
        """Blocks on top of one before it counts as final; None for the chain's own `finalized`.

        Raises: Misconfigured
        """
        text = self._text("GREENTRACE_CONFIRMATIONS")
        if text == "finalized":
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 6):
            raise Misconfigured("GREENTRACE_CONFIRMATIONS", f"{text!r} is not a number of blocks")
        return int(text)

    @property
    def fee_cap(self) -> int | None:
        """Most that a transaction offers [wei per gas], None where nothing is set.

        Raises: Misconfigured
        """
        text = self.given.get("GREENTRACE_FEE_CAP")
        if text is not None and not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise Misconfigured("GREENTRACE_FEE_CAP", f"{text!r} is not a number of wei per gas")
        return None if text is None else int(text)

    @property
    def crash_at(self) -> str | None:
        """Point at which a test kills the process, None outside of tests."""
        return self.given.get("GREENTRACE_CRASH_AT")

    @property
    def inbox(self) -> Path:
        """Folder of spool files that intake reads."""
        return Path(self._text("GREENTRACE_INBOX"))

    @property
    def evidence(self) -> Path:
        """Folder of evidence files that measure writes."""
        return Path(self._text("GREENTRACE_EVIDENCE"))

    @property
    def disclosures(self) -> Path:
        """Folder of disclosures, one folder each."""
        return Path(self._text("GREENTRACE_DISCLOSURES"))

    def _text(self, name: str) -> str:
        if name not in self.given:
            raise Misconfigured(name, "is not set; see .env.example")
        return self.given[name]
