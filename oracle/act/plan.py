"""A plan: the calls of one act, what each would do, and what they cost. Nothing is sent here."""

from collections.abc import Sequence
from dataclasses import dataclass

from oracle.act.desk import CASH, Desk
from oracle.act.refusal import named, reverted
from oracle.chain.errors import Refused, Reverted
from oracle.chain.interface import Plain, interface
from oracle.chain.key import Fees
from oracle.chain.node import Simulated, was_reverted
from oracle.core.codec import keccak
from oracle.core.errors import Misconfigured
from oracle.core.log import log
from oracle.core.units import Address

MOST_FEE = 500 * 10**9
"""Most that is offered where GREENTRACE_FEE_CAP is not set [wei per gas]."""

_MOST = 2**256 - 1
_TRANSFER = keccak(b"Transfer(address,address,uint256)")
_FEE_RESERVE = 2  # a block's fee rises by at most an eighth: enough for six full blocks
_GAS_MARGIN = (5, 4)  # an estimate holds for the state it was made in


@dataclass(frozen=True, slots=True)
class Step:
    """One call of an act.

    says   what it does, in one sentence
    draws  token that the contract takes from the sender: needs an allowance
    """

    says: str
    contract: str
    to: Address
    function: str
    arguments: tuple[object, ...]
    draws: Address | None = None

    @property
    def called(self) -> str:
        """`Contract.function`."""
        return f"{self.contract}.{self.function}"

    @property
    def calldata(self) -> bytes:
        """What is signed."""
        return interface(self.contract).calldata(self.function, *self.arguments)

    @property
    def decoded(self) -> Plain:
        """Arguments as they are read back from the calldata, not as they were meant."""
        return interface(self.contract).plain_call(self.calldata)[1]


@dataclass(frozen=True, slots=True)
class Moved:
    """Units of a token that a call moves; cash, or a bond."""

    token: Address
    sender: Address
    receiver: Address
    amount: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A step and what its simulation showed.

    gas    None: it can be simulated only once the steps before it are done
    moved  None: the node does not tell
    """

    step: Step
    gas: int | None
    moved: tuple[Moved, ...] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps of an act, in order, as one sender would take them."""

    sender: Address
    steps: tuple[Planned, ...]
    fees: Fees

    @property
    def gas(self) -> int:
        """Gas of all steps that could be simulated."""
        return sum(planned.gas or 0 for planned in self.steps)

    @property
    def fee_at_most(self) -> int:
        """Most that the known gas costs [wei]."""
        return gas_limit(self.gas) * self.fees.cap


def plan(desk: Desk, sender: Address, steps: Sequence[Step], fee_cap: int | None) -> Plan:
    """Simulate an act from its sender; allowances that it needs become steps of their own.

    Raises: Reverted  a contract refuses
            NodeUnavailable
    """
    planned: list[Planned] = []
    for step in steps:
        planned += _planned(desk, sender, [done.step for done in planned], step)
    return Plan(sender, tuple(planned), fees_now(desk, fee_cap))


def fees_now(desk: Desk, fee_cap: int | None) -> Fees:
    """What a transaction should offer now.

    Units:  wei per gas
    Raises: NodeUnavailable
    """
    fee, tip = desk.node.fees()
    most = MOST_FEE if fee_cap is None else fee_cap
    wanted = _FEE_RESERVE * fee + tip
    if fee > most:
        raise Misconfigured("fee cap", f"{most} wei per gas; the chain asks {fee}")
    return Fees(min(wanted, most), min(tip, most))


def gas_limit(gas: int) -> int:
    """Gas to offer for what was estimated."""
    return gas * _GAS_MARGIN[0] // _GAS_MARGIN[1]


def approval(desk: Desk, token: Address, spender: Address, amount: int) -> Step:
    """The step that lets a contract take exactly `amount` of the sender's tokens."""
    spender_name = desk.names().get(spender, spender)
    says = f"Allow {spender_name} to take exactly {desk.tokens(token, amount)}"
    return Step(says, CASH, token, "approve", (spender, amount))


def _planned(desk: Desk, sender: Address, before: Sequence[Step], step: Step) -> list[Planned]:
    try:
        return _together(desk, sender, before, step)
    except Refused as refusal:
        if was_reverted(refusal):
            raise named(refusal, step.called) from refusal
        # A node without eth_simulateV1: each call alone, in the state as it is.
        log("not_simulated_together", reason=refusal.message[:100])
        return _alone(desk, sender, before, step)


def _together(desk: Desk, sender: Address, before: Sequence[Step], step: Step) -> list[Planned]:
    """Simulated after the steps before it, by eth_simulateV1."""
    first = _simulated(desk, sender, [*before, step])[-1]
    if first.succeeded:
        return [Planned(step, first.gas, _moved(first))]
    if step.draws is None:
        raise reverted(first.output, step.called)
    # With an allowance without limit the call shows how much it takes.
    trial = approval(desk, step.draws, step.to, _MOST)
    taken = _simulated(desk, sender, [*before, trial, step])[-1]
    if not taken.succeeded:
        raise reverted(taken.output, step.called)
    moved = _moved(taken)
    amount = sum(
        each.amount for each in moved if each.token == step.draws and each.sender == sender
    )
    exact = approval(desk, step.draws, step.to, amount)
    both = _simulated(desk, sender, [*before, exact, step])[-2:]
    if not both[1].succeeded:
        raise reverted(both[1].output, step.called)
    return [Planned(exact, both[0].gas, ()), Planned(step, both[1].gas, _moved(both[1]))]


def _alone(desk: Desk, sender: Address, before: Sequence[Step], step: Step) -> list[Planned]:
    """Each by eth_call and eth_estimateGas; what follows another can be told only after it."""
    if before:
        return [Planned(step, None, None)]
    try:
        desk.node.call(step.to, step.calldata, at=desk.head, sender=sender)
        return [Planned(step, desk.node.estimate(sender, step.to, step.calldata), None)]
    except Refused as refusal:
        error = named(refusal, step.called)
        needed = _missing_allowance(error, step)
        if needed is None:
            raise error from refusal
    exact = approval(desk, step.draws or step.to, step.to, needed)
    gas = desk.node.estimate(sender, exact.to, exact.calldata)
    return [Planned(exact, gas, None), Planned(step, None, None)]


def _missing_allowance(error: Exception, step: Step) -> int | None:
    """What an ERC-6093 token says it needs."""
    if step.draws is None or not isinstance(error, Reverted):
        return None
    if error.name != "ERC20InsufficientAllowance":
        return None
    return int(str(error.arguments["needed"]))


def _simulated(desk: Desk, sender: Address, steps: Sequence[Step]) -> list[Simulated]:
    return desk.node.simulate(sender, [(step.to, step.calldata) for step in steps])


def _moved(simulated: Simulated) -> tuple[Moved, ...]:
    return tuple(
        Moved(token, _account(topics[1]), _account(topics[2]), int.from_bytes(data, "big"))
        for token, topics, data in simulated.logs
        if len(topics) == 3 and topics[0] == _TRANSFER and len(data) == 32
    )


def _account(topic: bytes) -> Address:
    return Address("0x" + topic[-20:].hex())
