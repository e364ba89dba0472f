"""The bond's cash flows, recomputed from its terms."""

from collections.abc import Mapping

from oracle.audit.check import Checks
from oracle.audit.coupons import Owed, check_coupons, supply_before
from oracle.audit.price import check_prices, struck_between
from oracle.audit.reader import Reader
from oracle.core.units import PPM_ONE, Address
from oracle.facts.bond import Bond
from oracle.facts.event import Event
from oracle.facts.history import History
from oracle.facts.statement import Statement


def check_cash(
    history: History,
    statement: Statement,
    reader: Reader,
    deployment: Mapping[str, Address],
    checks: Checks,
) -> None:
    """Enter whether orders, coupons and repayments follow from the terms, and the vault agrees."""
    bond = statement.bond
    figures, block = statement.figures, statement.as_of.block
    _check_orders(history, bond, checks)
    place = (reader, deployment, block)
    owed = check_coupons(history, bond, place, checks)
    check_prices(history, bond, owed, place, checks)
    _check_puts(history, bond, owed, checks)
    _check_redemption(history, bond, owed, checks)
    _check_claim(history, bond, checks)
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
    """Every order of the offering costs its price, and the vault received what orders cost."""
    opened = history.about("Offering", "BookOpened", "bond", bond.address)
    total = sum(
        event.fields.number("cash")
        for event in history.about("Bookbuilding", "OrderSettled", "bond", bond.address)
    )
    for event in history.about("Offering", "OrderSettled", "bond", bond.address):
        order = event.fields.number("order")
        books = [book for book in opened if book.position < event.position]
        if not books:
            checks.fail(f"order {order} cash", "a book that was opened before it", "none")
            return
        cost = _cost(books[-1], event.fields.number("units"))
        checks.same(f"order {order} cash", cost, event.fields.number("cash"))
        total += cost
    received = history.of("ProceedsVault", "ProceedsReceived", bond.vault)
    raised = sum(event.fields.number("amount") for event in received)
    checks.same("proceeds = price x units", total, raised)


def _cost(book: Event, units: int) -> int:
    """Clean price of the face value, rounded up once, and accrued interest of a tap."""
    fields = book.fields
    clean = -(-units * fields.number("faceValue") * fields.number("price") // PPM_ONE)
    return clean + units * fields.number("accrued")


def _check_puts(history: History, bond: Bond, owed: Owed, checks: Checks) -> None:
    """A put is funded for what was given back; who is paid late has had later coupons instead."""
    funded: dict[int, Event] = {}
    for event in history.of("Bond", "PutFunded", bond.address):
        option, each = event.fields.number("option"), event.fields.number("cashPerUnit")
        units = sum(_noticed(history, bond, option, event.position).values())
        name = f"put {option + 1} funded"
        checks.same(name, units * each, event.fields.number("amount"))
        funded[option] = event
    for event in history.of("Bond", "PutSettled", bond.address):
        option, units = event.fields.number("option"), event.fields.number("units")
        name = f"put {option + 1} of {event.fields.hex('holder')}"
        if option not in funded:
            checks.fail(name, "a put that was funded", event.fields.number("amount"))
            continue
        since = struck_between(history, bond, owed, funded[option], event)
        each = max(funded[option].fields.number("cashPerUnit") - since, 0)
        checks.same(name, units * each, event.fields.number("amount"))


def _noticed(
    history: History, bond: Bond, option: int, before: tuple[int, int]
) -> Mapping[str, int]:
    """Units put under an option by holder; a notice is of all that its holder puts."""
    units: dict[str, int] = {}
    events = history.of("Bond", "PutNoticed", bond.address)
    events += history.of("Bond", "HolderRecovered", bond.address)
    for event in sorted(events, key=lambda each: each.position):
        fields = event.fields
        if event.position >= before:
            break
        if event.name == "HolderRecovered":
            if fields.hex("lost") in units:
                units[fields.hex("replacement")] = units.pop(fields.hex("lost"))
        elif fields.number("option") == option:
            units[fields.hex("holder")] = fields.number("units")
    return units


def _check_redemption(history: History, bond: Bond, owed: Owed, checks: Checks) -> None:
    each = bond.called.fields.number("cashPerUnit") if bond.called else owed.face
    for event in history.of("Bond", "RedemptionFunded", bond.address):
        supply = supply_before(history, bond, event.position)
        checks.same("redemption funded", supply * each, event.fields.number("amount"))
    for event in history.of("Bond", "Redeemed", bond.address):
        expected = event.fields.number("units") * each
        name = f"redemption of {event.fields.hex('holder')}"
        checks.same(name, expected, event.fields.number("amount"))


def _check_claim(history: History, bond: Bond, checks: Checks) -> None:
    """Distributions are the same for every unit there is, and never more than the claim."""
    accelerated = history.of("Bond", "DebtAccelerated", bond.address)
    left = accelerated[0].fields.number("claimPerUnit") if accelerated else 0
    for number, event in enumerate(history.of("Bond", "ClaimDistributed", bond.address), 1):
        each = event.fields.number("perUnit")
        supply = supply_before(history, bond, event.position)
        name = f"distribution {number} funded"
        checks.same(name, supply * each, event.fields.number("amount"))
        left -= each
        checks.same(f"distribution {number} within the claim", True, left >= 0)
