"""What an investor holds, is owed, and would pay: readings of bonds at the head."""

from oracle.act.desk import Desk
from oracle.act.refusal import RESTRICTIONS, word_of
from oracle.act.status import stage_of
from oracle.chain.errors import Reverted
from oracle.core.calendar import iso_of_day
from oracle.core.units import Address, Day, Ppm
from oracle.facts.bond import Bond
from oracle.facts.figure import Quantity
from oracle.facts.format import shown

COLUMNS = ("isin", "name", "units", "frozen", "put", "face", "unpaid", "stage")
"""Members of a line of positions."""


def quote_of(desk: Desk, bond: Bond, price: Ppm, units: int, day: Day) -> dict[str, object]:
    """Clean price, accrued interest and price of units on a day, as the bond computes them.

    Raises: Reverted  no accrual holds the day, or its rate is not known
    """
    accrued = desk.number("Bond", bond.address, "accruedInterest", day)
    dirty = desk.number("Bond", bond.address, "dirtyPrice", units, price, day)
    return {
        "bond": bond.address,
        "isin": bond.terms.isin,
        "day": iso_of_day(day),
        "units": f"{units:,}",
        "clean price": shown(Quantity(price, "ppm")),
        "clean": desk.money(bond, dirty - units * accrued),
        "accrued a unit": desk.money(bond, accrued),
        "accrued": desk.money(bond, units * accrued),
        "dirty": desk.money(bond, dirty),
    }


def positions_of(desk: Desk, holder: Address) -> list[dict[str, str]]:
    """One line per bond that an account holds or is owed by.

    Raises: NodeUnavailable, Reverted
    """
    lines = []
    for bond in desk.bonds():
        units = desk.number("Bond", bond.address, "balanceOf", holder)
        funded = desk.number("Bond", bond.address, "fundedThrough")
        unpaid = desk.number("Bond", bond.address, "unpaidCoupons", holder, funded)
        if units or unpaid:
            face = desk.number("Bond", bond.address, "principalOf", holder)
            notice = desk.read("Bond", bond.address, "putOf", holder).struct("")
            lines.append(
                {
                    "isin": bond.terms.isin,
                    "name": bond.terms.name,
                    "units": f"{units:,}",
                    "frozen": f"{desk.number('Bond', bond.address, 'getFrozenTokens', holder):,}",
                    "put": f"{notice.number('units'):,}",
                    "face": desk.money(bond, face),
                    "unpaid": desk.money(bond, unpaid),
                    "stage": stage_of(desk, bond),
                }
            )
    return lines


def accrued_of(desk: Desk, bond: Bond, holder: Address) -> dict[str, object]:
    """Interest accrued today on what an account holds.

    Raises: Reverted  no accrual holds today, or its rate is not known
    """
    today = desk.today(bond)
    units = desk.number("Bond", bond.address, "balanceOf", holder)
    accrued = desk.number("Bond", bond.address, "accruedInterest", today)
    return {
        "bond": bond.address,
        "holder": holder,
        "day": iso_of_day(today),
        "units": f"{units:,}",
        "accrued a unit": desk.money(bond, accrued),
        "accrued": desk.money(bond, units * accrued),
    }


def payable_through(desk: Desk, bond: Bond) -> int:
    """Coupons that can be claimed today: all below this number, funded and due.

    Raises: NodeUnavailable, Reverted
    """
    today = desk.today(bond)
    through = desk.number("Bond", bond.address, "fundedThrough")
    while 0 < through <= len(bond.coupons) and bond.coupons[through - 1].payment_day > today:
        through -= 1
    return through


def require_free(desk: Desk, bond: Bond, giver: Address, taker: Address, units: int) -> None:
    """Ask the bond's one predicate whether units may move.

    Raises: Reverted  they may not; the reason by name
    """
    reason = desk.number("Bond", bond.address, "restrictionOf", giver, taker, units)
    if reason:
        arguments: dict[str, object] = {
            "from": giver,
            "to": taker,
            "units": str(units),
            "reason": word_of(RESTRICTIONS, reason),
        }
        raise Reverted("Bond.transfer", "TransferRestricted", arguments)
