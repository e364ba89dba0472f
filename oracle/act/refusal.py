"""Why a contract refuses, in words: its error by name, numbers of enums by theirs."""

from collections.abc import Mapping
from functools import cache
from importlib import resources

from oracle.chain.errors import Refused, Reverted
from oracle.chain.interface import decode_error
from oracle.chain.node import was_reverted
from oracle.facts.bond import STAGES

RESTRICTIONS = (
    *("None", "NotOutstanding", "SenderNotEligible", "SenderBlocked", "ReceiverNotEligible"),
    *("ReceiverBlocked", "ReceiverClass", "ReceiverJurisdiction", "SenderLocked"),
    *("InsufficientBalance", "InsufficientUnfrozen", "UnitsPut", "ReceiverRecovered"),
)
"""Why units may not move. Source: interfaces/IBondTypes.sol, Restriction."""

PHASES = ("None", "Open", "Closed")
"""Where a sale stands. Source: interfaces/IDelivery.sol, Phase."""

_ENUMS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("WrongStage", "actual"): STAGES,
    ("WrongStage", "required"): STAGES,
    ("WrongBondStage", "actual"): STAGES,
    ("WrongBondStage", "required"): STAGES,
    ("WrongPhase", "actual"): PHASES,
    ("WrongPhase", "required"): PHASES,
    ("TransferRestricted", "reason"): RESTRICTIONS,
    ("InvestorRestricted", "reason"): RESTRICTIONS,
    ("StageChanged", "from"): STAGES,
    ("StageChanged", "to"): STAGES,
}


def named(refusal: Refused, called: str) -> Refused | Reverted:
    """The refusal as it is, or, where the contract reverts, its error by name."""
    return reverted(refusal.data, called) if was_reverted(refusal) else refusal


def reverted(data: bytes | None, called: str) -> Reverted:
    """The error in a revert's data, looked up in all contracts, the called one's first."""
    contract = called.partition(".")[0]
    names = sorted(_contracts(), key=lambda name: name != contract)
    error, arguments = decode_error(data, names)
    return Reverted(called, error, in_words(error, arguments))


def in_words(name: str, arguments: Mapping[str, object]) -> dict[str, object]:
    """Arguments of an error or event, numbers of enums replaced by their names."""
    return {key: _word(name, key, value) for key, value in arguments.items()}


def word_of(names: tuple[str, ...], number: int) -> str:
    """Name of an enum's number; the number where it is a later one."""
    return names[number] if 0 <= number < len(names) else str(number)


def _word(name: str, key: str, value: object) -> object:
    names = _ENUMS.get((name, key))
    return value if names is None else word_of(names, int(str(value)))


@cache
def _contracts() -> tuple[str, ...]:
    folder = resources.files("oracle.chain") / "abi"
    found = (entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    return tuple(sorted(name.removesuffix(".json") for name in found))
