"""The bond's cash flows, recomputed from its terms."""

from oracle.audit.check import Checks
from oracle.audit.reader import Reader
from oracle.core.units import PPM_ONE
from oracle.facts.bond import Bond
from oracle.facts.history import History
from oracle.facts.statement import Statement


def check_cash(history: History, statement: Statement, reader: Reader, checks: Checks) -> None:
    """Enter whether orders, coupons and redemption follow from the terms, and the vault agrees."""
    bond = statement.bond
    _check_orders(history, bond, checks)
    _check_coupons(history, bond, checks)
    _check_redemption(history, statement, checks)
    figures, block = statement.figures, statement.as_of.block
    for function, figure in (("received", "money.raised"), ("unallocated", "money.unallocated")):
        answer = reader.call("ProceedsVault", bond.vault, function, (), block)
        checks.same(f"vault {function}", figures.value(figure), answer[0])
    for financed in statement.projects:
        project = bytes.fromhex(financed.project.id[2:])
        answer = reader.call("ProceedsVault", bond.vault, "accountOf", (project,), block)
        at = f"project.{financed.number}"
        expected = (figures.value(f"{at}.allocated"), figures.value(f"{at}.disbursed"))
        checks.same(f"vault accountOf project {financed.number}", expected, tuple(answer[:2]))


def _check_orders(history: History, bond: Bond, checks: Checks) -> None:
    opened = history.about("Offering", "BookOpened", "bond", bond.address)
    settled = history.about("Offering", "OrderSettled", "bond", bond.address)
    if not opened:
        checks.same("proceeds without a book", 0, len(settled))
        return
    price, total = opened[0].fields.number("price"), 0
    for event in settled:
        units, cash = event.fields.number("units"), event.fields.number("cash")
        cost = -(-units * bond.terms.denomination * price // PPM_ONE)
        checks.same(f"order {event.fields.number('order')} cash", cost, cash)
        total += cost
    received = history.of("ProceedsVault", "ProceedsReceived", bond.vault)
    raised = sum(event.fields.number("amount") for event in received)
    checks.same("proceeds = price x units", total, raised)


def _check_coupons(history: History, bond: Bond, checks: Checks) -> None:
    terms, owed = bond.terms, {}
    for event in history.of("Bond", "CouponStruck", bond.address):
        coupon, units = event.fields.number("coupon"), event.fields.number("units")
        days = bond.coupons[coupon].days
        per_unit = terms.denomination * terms.rate * days // (PPM_ONE * terms.year_days)
        stated = event.fields.number("cashPerUnit")
        checks.same(f"coupon {coupon + 1} cash per unit", per_unit, stated)
        checks.same(f"coupon {coupon + 1} units", _supply(history, bond, event.position), units)
        owed[coupon] = units * per_unit
    for event in history.of("Bond", "CouponFunded", bond.address):
        coupon = event.fields.number("coupon")
        stated = event.fields.number("amount")
        checks.same(f"coupon {coupon + 1} funded", owed.get(coupon), stated)


def _check_redemption(history: History, statement: Statement, checks: Checks) -> None:
    bond = statement.bond
    for event in history.of("Bond", "RedemptionFunded", bond.address):
        supply = _supply(history, bond, event.position)
        amount = event.fields.number("amount")
        checks.same("redemption funded", supply * bond.terms.denomination, amount)
    for event in history.of("Bond", "Redeemed", bond.address):
        expected = event.fields.number("units") * bond.terms.denomination
        name = f"redemption of {event.fields.hex('holder')}"
        checks.same(name, expected, event.fields.number("amount"))


def _supply(history: History, bond: Bond, before: tuple[int, int]) -> int:
    """Units in existence before a place in the chain, from the register's transfers."""
    nobody, supply = "0x" + "00" * 20, 0
    for event in history.of("Bond", "Transfer", bond.address):
        if event.position < before:
            units = event.fields.number("value")
            supply += units if event.fields.hex("from") == nobody else 0
            supply -= units if event.fields.hex("to") == nobody else 0
    return supply
