"""The key of this oracle node: it signs reports and pays for transactions."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_typing import Hash32

from oracle.chain.contracts import Call
from oracle.core.errors import Misconfigured
from oracle.core.units import Address

_V_OFFSET = 27
_PARITY_BIT = 255


@dataclass(frozen=True, slots=True)
class Fees:
    """What a transaction offers [wei per gas]: at most `cap`, of it `tip` to the block's maker."""

    cap: int
    tip: int


@dataclass(frozen=True, slots=True)
class SignedTransaction:
    """A transaction ready to be sent: its bytes, its hash, its place among the key's own."""

    raw: bytes
    hash: str
    nonce: int
    gas: int
    fees: Fees


class NodeKey:
    """A private key that never leaves this object."""

    def __init__(self, account: LocalAccount) -> None:
        self._account = account
        self.address = Address(account.address.lower())

    def sign_digest(self, digest: bytes) -> bytes:
        """Compact signature of a digest; the same digest gives the same bytes.

        Shape:  32 bytes -> 64 bytes r, vs
        Source: ERC-2098; RFC 6979
        """
        signed = self._account.unsafe_sign_hash(Hash32(digest))
        vs = signed.s | (signed.v - _V_OFFSET) << _PARITY_BIT
        return int(signed.r).to_bytes(32, "big") + int(vs).to_bytes(32, "big")

    def sign_transaction(
        self, call: Call, chain_id: int, nonce: int, gas: int, fees: Fees
    ) -> SignedTransaction:
        """An EIP-1559 transaction that makes a call."""
        fields: dict[str, Any] = {
            "type": 2,
            "chainId": chain_id,
            "nonce": nonce,
            "to": bytes.fromhex(call.to[2:]),
            "value": 0,
            "data": call.data,
            "gas": gas,
            "maxFeePerGas": fees.cap,
            "maxPriorityFeePerGas": fees.tip,
        }
        signed = self._account.sign_transaction(fields)
        raw, tx_hash = bytes(signed.raw_transaction), "0x" + bytes(signed.hash).hex()
        return SignedTransaction(raw, tx_hash, nonce, gas, fees)


def load_key(keystore: Path, password_file: Path) -> NodeKey:
    """The key in an encrypted keystore (Web3 Secret Storage, version 3).

    Raises: Misconfigured  a file cannot be read, or the password does not open the keystore
    """
    try:
        content, password = keystore.read_text("utf-8"), password_file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured("node keystore", f"cannot be read: {type(error).__name__}") from error
    try:
        private = Account.decrypt(content, password.rstrip("\r\n"))
        return NodeKey(Account.from_key(private))
    except (ValueError, KeyError, TypeError) as error:
        # The text of the error is left out: it must not carry anything of the key.
        detail = f"{keystore} does not open with the password in {password_file}"
        raise Misconfigured("node keystore", detail) from error
