"""Figures of what is repaid: calls, puts, redemption, and the claim in default."""

from oracle.facts.bond import Bond
from oracle.facts.coupons import enter_paid
from oracle.facts.event import Event
from oracle.facts.figure import Figures, Quantity
from oracle.facts.history import History
from oracle.facts.ledger import Ledger
from oracle.facts.money import Cash


def enter_early_repayment(figures: Figures, history: History, bond: Bond, cash: Cash) -> None:
    """Enter the price of a call, and per funded put its price, funding and payments."""
    if bond.called:
        figures.enter(
            ("call.cash_per_unit", "Called: cash per unit, accrued interest included"),
            cash.of(bond.called.fields.number("cashPerUnit")),
            "CallAnnounced.cashPerUnit",
            sources=[bond.called],
        )
    for funded in history.of("Bond", "PutFunded", bond.address):
        option = funded.fields.number("option")
        at, label = f"put.{option + 1}", f"Option {option + 1}, put"
        figures.enter(
            (f"{at}.cash_per_unit", f"{label}: cash per unit, accrued interest included"),
            cash.of(funded.fields.number("cashPerUnit")),
            "PutFunded.cashPerUnit",
            sources=[funded],
        )
        paying = [
            event
            for event in history.of("Bond", "PutSettled", bond.address)
            if event.fields.number("option") == option
        ]
        _enter_settled(figures, (at, label), ([funded], paying), "PutSettled", cash)


def enter_redemption(figures: Figures, history: History, bond: Bond, cash: Cash) -> None:
    """Enter what was funded, paid and is still owed of the redemption, once it was funded."""
    funding = history.of("Bond", "RedemptionFunded", bond.address)
    if funding:
        paying = history.of("Bond", "Redeemed", bond.address)
        _enter_settled(figures, ("redemption", "Redemption"), (funding, paying), "Redeemed", cash)


def enter_claim(figures: Figures, history: History, ledger: Ledger, cash: Cash) -> None:
    """Enter the claim since acceleration, its distributions, and what was prescribed."""
    if ledger.accelerated is not None:
        figures.enter(
            ("claim.per_unit", "Claim of one unit since acceleration"),
            cash.of(ledger.accelerated.fields.number("claimPerUnit")),
            "DebtAccelerated.claimPerUnit",
            sources=[ledger.accelerated],
        )
        _enter_distributions(figures, ledger, cash)
    prescribed = history.of("Bond", "Prescribed", ledger.bond.address)
    if prescribed:
        figures.enter(
            ("claim.prescribed", "Not claimed in time and returned to the issuer"),
            cash.of(sum(event.fields.number("amount") for event in prescribed)),
            "sum of Prescribed.amount",
            sources=prescribed,
        )


def _enter_distributions(figures: Figures, ledger: Ledger, cash: Cash) -> None:
    parts = []
    for number, row in enumerate(ledger.distributions.values(), 1):
        at, label = f"distribution.{number}", f"Distribution {number}"
        per_unit = row.opened.fields.number("perUnit")
        figures.enter(
            (f"{at}.per_unit", f"{label}: cash per unit"),
            cash.of(per_unit),
            "ClaimDistributed.perUnit",
            sources=[row.opened],
        )
        figures.enter(
            (f"{at}.units", f"{label}: units"),
            Quantity(row.units, "units"),
            "ClaimDistributed.amount / ClaimDistributed.perUnit",
            sources=[row.opened],
        )
        figures.enter(
            (f"{at}.due", f"{label}: due and funded"),
            cash.of(row.units * per_unit),
            f"{at}.units x {at}.per_unit",
            (f"{at}.units", f"{at}.per_unit"),
        )
        enter_paid(figures, (at, label), row, [f"{at}.per_unit"], cash)
        parts.append(f"{at}.per_unit")
    figures.enter(
        ("claim.left_per_unit", "Claim of one unit, not yet distributed"),
        cash.of(figures.value("claim.per_unit") - sum(figures.value(part) for part in parts)),
        " - ".join(["claim.per_unit", *parts]),
        ["claim.per_unit", *parts],
    )


def _enter_settled(
    figures: Figures,
    name: tuple[str, str],
    events: tuple[list[Event], list[Event]],
    paid_by: str,
    cash: Cash,
) -> None:
    """Enter what was funded, paid, and the rest."""
    (at, label), (funding, paying) = name, events
    funded = figures.enter(
        (f"{at}.funded", f"{label} funded"),
        cash.of(sum(event.fields.number("amount") for event in funding)),
        f"{funding[0].name}.amount",
        sources=funding,
    )
    paid = figures.enter(
        (f"{at}.paid", f"{label} paid"),
        cash.of(sum(event.fields.number("amount") for event in paying)),
        f"sum of {paid_by}.amount",
        sources=paying or funding,
    )
    figures.enter(
        (f"{at}.outstanding", f"{label} funded and not yet collected"),
        cash.of(funded - paid),
        f"{at}.funded - {at}.paid",
        (f"{at}.funded", f"{at}.paid"),
    )
