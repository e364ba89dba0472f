"""The holder register at any record day: who held how much, and what of it is unpaid."""

from collections.abc import Mapping
from dataclasses import dataclass

from oracle.core.errors import Malformed, SumMismatch
from oracle.core.units import Address, Day
from oracle.facts.bond import Bond
from oracle.facts.history import History
from oracle.facts.ledger import Ledger, Row, ledger_of

COLUMNS = ("holder", "units", "unpaid")
"""Members of an exported line, in order."""


@dataclass(frozen=True, slots=True)
class Holding:
    """One line of the register.

    units   held at the end of the record day
    unpaid  coupons up to that of the record day, determined and not paid yet, before tax
            [cash base units]
    """

    holder: Address
    units: int
    unpaid: int


@dataclass(frozen=True, slots=True)
class HolderRegister:
    """The register at a record day, or as it stands.

    record_index  None: as it stands
    record_day    None: as it stands, or a distribution's
    holdings      of everyone who held units or is owed, in order of address
    """

    record_index: int | None
    record_day: Day | None
    holdings: tuple[Holding, ...]

    @property
    def units(self) -> int:
        """Units of all holders."""
        return sum(holding.units for holding in self.holdings)

    @property
    def unpaid(self) -> int:
        """What all holders are still owed [cash base units]."""
        return sum(holding.unpaid for holding in self.holdings)


def register_at(
    history: History, bond: Bond, record_index: int | None, today: Day | None = None
) -> HolderRegister:
    """The register at record day `record_index`, from 0, or as it stands (None).

    Says what `Bond.balanceAt(holder, index)` and `Bond.unpaidCoupons(holder, index + 1)` say at
    the history's last block. `today`, the civil day of that block, lets a record day count that
    has passed but that nothing has struck yet. Units of a recovered account are its replacement's.

    INV-BO-1  units at a record day sum to the units that the coupon was struck on

    Raises: Malformed    the record day is ahead, or there is none of this number
            SumMismatch  the register does not sum to what was struck
    """
    ledger = ledger_of(history, bond)
    if record_index is None:
        units: Mapping[Address, int] = ledger.balances
        return HolderRegister(None, None, _holdings(ledger, units, max(ledger.rows, default=-1)))
    row, day = ledger.rows.get(record_index), None
    if row is None:
        _require_passed(ledger, record_index, today)
        units = ledger.balances
    else:
        _require_sum(row)
        units = row.holders
    if row is None or not row.is_distribution:
        day = bond.coupons[record_index].record_day
    return HolderRegister(record_index, day, _holdings(ledger, units, record_index))


def lines_of(register: HolderRegister) -> list[tuple[str, str, str]]:
    """The register as lines of text, one per holder, by `COLUMNS`."""
    return [
        (holding.holder, str(holding.units), str(holding.unpaid)) for holding in register.holdings
    ]


def _holdings(ledger: Ledger, units: Mapping[Address, int], last: int) -> tuple[Holding, ...]:
    known = set(units)
    for index, row in ledger.rows.items():
        if index <= last:
            known |= set(row.holders)
    every = (Holding(who, units.get(who, 0), ledger.unpaid(who, last + 1)) for who in sorted(known))
    return tuple(holding for holding in every if holding.units or holding.unpaid)


def _require_passed(ledger: Ledger, index: int, today: Day | None) -> None:
    """A record day that nothing has struck yet counts where `today` is after it."""
    coupons = ledger.bond.coupons
    struck = len(ledger.coupons)
    if not 0 <= index < len(coupons):
        raise Malformed("record_index", f"{index}; the bond has {len(coupons)} coupons")
    falls_away = coupons[index].accrual_end > ledger.bond.end_day or ledger.accelerated is not None
    if falls_away or today is None or today <= coupons[index].record_day:
        raise Malformed("record_index", f"{index} is ahead; {struck} record days were struck")


def _require_sum(row: Row) -> None:
    total = sum(row.holders.values())
    if total != row.units:
        raise SumMismatch(row.opened.name, f"{row.units} units; the register gives {total}")
