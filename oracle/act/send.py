"""A plan carried out: each call signed, sent, waited for and read back."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oracle.act.desk import Desk
from oracle.act.plan import Plan, Step, fees_now, gas_limit
from oracle.act.refusal import in_words, named
from oracle.chain.contracts import Call
from oracle.chain.errors import Refused, Reverted
from oracle.chain.interface import interface
from oracle.chain.key import NodeKey
from oracle.chain.node import Receipt
from oracle.core.errors import Misconfigured, NotFinal
from oracle.core.units import Address

PATIENCE_S = 300
"""How long a transaction is waited for [s]."""

_POLL_MS = 250


@dataclass(frozen=True, slots=True)
class Said:
    """One event of ours in a transaction; arguments are plain values, enums by name."""

    contract: str
    address: Address
    name: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Done:
    """One step as it was mined."""

    step: Step
    transaction: str
    block: int
    events: tuple[Said, ...]


def carry_out(
    desk: Desk,
    plan: Plan,
    key: NodeKey,
    names: Mapping[Address, str],
    tell: Callable[[str], None],
    fee_cap: int | None = None,
) -> list[Done]:
    """Send every step and wait for it; the next begins when the one before succeeded.

    names  contract behind each address whose events are read
    tell   is told each transaction as it leaves

    Raises: Reverted       a contract refuses, before or after it was sent
            Misconfigured  the account cannot pay
            NotFinal       not mined within five minutes; it may be yet
    """
    done = []
    for planned in plan.steps:
        sent = _send(desk, planned.step, key, fee_cap)
        tell(f"sent {sent}: {planned.step.says}")
        receipt = _await(desk, sent)
        if not receipt.succeeded:
            raise _why(desk, planned.step, key.address, receipt)
        done.append(Done(planned.step, sent, receipt.block_number, _said(desk, receipt, names)))
    return done


def _send(desk: Desk, step: Step, key: NodeKey, fee_cap: int | None) -> str:
    node, calldata = desk.node, step.calldata
    try:
        node.call(step.to, calldata, at=node.head(), sender=key.address)
        gas = gas_limit(node.estimate(key.address, step.to, calldata))
    except Refused as refusal:
        _require_funds(refusal, key.address)
        raise named(refusal, step.called) from refusal
    nonce = node.nonce(key.address, at=node.head())
    fees = fees_now(desk, fee_cap)
    call = Call(step.to, calldata)
    signed = key.sign_transaction(call, desk.deployment.chain_id, nonce, gas, fees)
    try:
        node.broadcast(signed.raw)
    except Refused as refusal:
        _require_funds(refusal, key.address)
        raise
    return signed.hash


def _require_funds(refusal: Refused, account: Address) -> None:
    if "insufficient funds" in refusal.message.lower():
        detail = f"{account} cannot pay for its transactions: fund it"
        raise Misconfigured("account", detail) from refusal


def _await(desk: Desk, transaction: str) -> Receipt:
    deadline = time.monotonic_ns() + PATIENCE_S * 10**9
    while time.monotonic_ns() < deadline:
        receipt = desk.node.receipt(transaction)
        if receipt is not None:
            return receipt
        time.sleep(_POLL_MS / 1_000)
    raise NotFinal("transaction", f"{transaction} is not mined after {PATIENCE_S} s; it may be yet")


def _why(desk: Desk, step: Step, sender: Address, receipt: Receipt) -> Reverted | Refused:
    """The reason of a mined failure: the call again, in the state before its block."""
    before = desk.node.block(receipt.block_number - 1)
    try:
        desk.node.call(step.to, step.calldata, at=before, sender=sender)
    except Refused as refusal:
        return named(refusal, step.called)
    return Reverted(step.called, "FailedInItsBlock", {"transaction": receipt.transaction_hash})


def _said(desk: Desk, receipt: Receipt, names: Mapping[Address, str]) -> tuple[Said, ...]:
    number = receipt.block_number
    known = dict(names)
    found = []
    for entry in desk.node.logs(sorted(known), number, number):
        decoded = interface(known[entry.address]).event(entry)
        if entry.transaction_hash == receipt.transaction_hash and decoded is not None:
            name, arguments = decoded
            contract = known[entry.address]
            found.append(Said(contract, entry.address, name, in_words(name, arguments)))
    return tuple(found)
