"""Transactions: what they offer, how they are signed, how they reach the node."""

from oracle.chain.contracts import Call, Chain
from oracle.chain.errors import Refused
from oracle.chain.key import Fees, NodeKey, SignedTransaction
from oracle.core.errors import Misconfigured
from oracle.core.log import log
from oracle.core.units import Address

FEE_CAP = 500 * 10**9
"""Most that is offered where nothing else is set [wei per gas]."""

# An estimate holds for the state it was made in; the transaction runs in a later one.
_GAS_MARGIN = (5, 4)
# A node replaces a pending transaction only for at least a tenth more. Source: go-ethereum,
# core/txpool/legacypool, PriceBump.
_BUMP = (9, 8)
# The fee of a block rises by at most an eighth: twice the fee is enough for six full blocks.
_FEE_RESERVE = 2


class Sender:
    """Signs and sends transactions of one key; it remembers nothing, the outbox does."""

    def __init__(self, chain: Chain, key: NodeKey, fee_cap: int = FEE_CAP) -> None:
        self._chain = chain
        self._key = key
        self._fee_cap = fee_cap

    @property
    def address(self) -> Address:
        """Address that pays and whose nonce is used."""
        return self._key.address

    def sign_digest(self, digest: bytes) -> bytes:
        """Compact signature of a digest with the node's key.

        Shape:  32 bytes -> 64 bytes r, vs
        """
        return self._key.sign_digest(digest)

    def gas_for(self, call: Call) -> int:
        """Gas limit for a call, with a margin.

        Raises: NodeUnavailable, Reverted
        """
        return self._chain.gas_of(self.address, call) * _GAS_MARGIN[0] // _GAS_MARGIN[1]

    def fees(self) -> Fees:
        """What a transaction should offer now.

        Units:  wei per gas
        Raises: NodeUnavailable
        """
        fee, tip = self._chain.node.fees()
        wanted = _FEE_RESERVE * fee + tip
        if wanted > self._fee_cap:
            log("fee_capped", wanted=wanted, cap=self._fee_cap)
        cap = min(wanted, self._fee_cap)
        return Fees(cap, min(tip, cap))

    def higher_fees(self, offered: Fees) -> Fees | None:
        """What replaces a transaction that offers `offered`; None where the cap forbids it.

        Units:  wei per gas
        Raises: NodeUnavailable
        """
        now = self.fees()
        cap, tip = max(now.cap, _bumped(offered.cap)), max(now.tip, _bumped(offered.tip))
        return Fees(cap, min(tip, cap)) if cap <= self._fee_cap else None

    def sign(self, call: Call, nonce: int, gas: int, fees: Fees) -> SignedTransaction:
        """A signed transaction, not sent: the same input gives the same bytes."""
        chain_id = self._chain.deployment.chain_id
        return self._key.sign_transaction(call, chain_id, nonce, gas, fees)

    def broadcast(self, raw: bytes) -> None:
        """Hand a signed transaction to the node; that it knows it already is no fault.

        Raises: NodeUnavailable, Misconfigured  the account cannot pay for it
        """
        try:
            self._chain.node.broadcast(raw)
        except Refused as refusal:
            if "insufficient funds" in refusal.message.lower():
                detail = f"account {self.address} cannot pay for its transactions: fund it"
                raise Misconfigured("node account", detail) from refusal
            # Known already, mined already, or priced below another: the receipts tell which.
            log("broadcast_refused", reason=refusal.message[:200])


def _bumped(fee: int) -> int:
    return -(-fee * _BUMP[0] // _BUMP[1])
