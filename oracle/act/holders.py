"""The register as the chain's log tells it, each line checked by the bond itself; pages of it."""

from collections.abc import Iterator, Sequence

from oracle.act.desk import Desk
from oracle.core.errors import VerificationFailed
from oracle.core.units import Address
from oracle.facts.bond import Bond
from oracle.facts.holders import HolderRegister, register_at


def checked_register(desk: Desk, bond: Bond, record: int | None) -> HolderRegister:
    """The register at a record day, or as it stands (None), equal to what the bond answers.

    Raises: Malformed           the record day is ahead
            SumMismatch
            VerificationFailed  a line differs from `balanceAt`, or the lines from the supply
    """
    register = _register(desk, bond, record)
    for line in register.holdings:
        if record is None:
            held = desk.number("Bond", bond.address, "balanceOf", line.holder)
        else:
            held = desk.number("Bond", bond.address, "balanceAt", line.holder, record)
        if held != line.units:
            detail = f"{line.units} units by the log, {held} by the bond"
            raise VerificationFailed(f"holder {line.holder}", detail)
    supply = desk.number("Bond", bond.address, "totalSupply")
    if record is None and supply != register.units:
        raise VerificationFailed("supply", f"{register.units} by the log, {supply} by the bond")
    return register


def unpaid_holders(desk: Desk, bond: Bond, through: int) -> list[Address]:
    """Who has an unpaid coupon below `through`.

    Raises: Malformed, SumMismatch, NodeUnavailable
    """
    register = _register(desk, bond, through - 1)
    return [line.holder for line in register.holdings if line.unpaid]


def holders(desk: Desk, bond: Bond) -> list[Address]:
    """Who holds units now.

    Raises: SumMismatch, NodeUnavailable
    """
    return [line.holder for line in _register(desk, bond, None).holdings if line.units]


def putters(desk: Desk, bond: Bond, option: int) -> list[Address]:
    """Who gave units back under an option and has not been repaid.

    Raises: NodeUnavailable, Reverted
    """
    found = []
    for event in desk.history_of(bond).of("Bond", "PutNoticed", bond.address):
        holder = event.fields.address("holder")
        if event.fields.number("option") == option and holder not in found:
            notice = desk.read("Bond", bond.address, "putOf", holder).struct("")
            if notice.number("units") and notice.number("option") == option:
                found.append(holder)
    return found


def pages(accounts: Sequence[Address], size: int) -> Iterator[Sequence[Address]]:
    """The accounts in pages that fit a transaction each."""
    for start in range(0, len(accounts), size):
        yield accounts[start : start + size]


def _register(desk: Desk, bond: Bond, record: int | None) -> HolderRegister:
    history = desk.history_of(bond)
    return register_at(history, bond, record, desk.today(bond))
