"""`greentrace invest`: an investor's orders, holdings and claims."""

from pathlib import Path
from typing import Annotated

import typer

from oracle.cli.bond import BondName, Json
from oracle.cli.settings import config_of, desk_of
from oracle.cli.writing import Act, writes

app = typer.Typer(help="Order, hold and trade bonds.", no_args_is_help=True)

Units = Annotated[int, typer.Option(help="Units of the bond.", min=1)]
Secret = Annotated[Path, typer.Argument(metavar="SECRET", help="File of the sealed order.")]
Holder = Annotated[str, typer.Option("--holder", help="Whose; any account can be looked at.")]


@app.command("quote")
def quote_price(
    context: typer.Context,
    bond: BondName,
    price: Annotated[str, typer.Option(help="Clean price, per cent of face value.")] = "100",
    units: Units = 1,
    day: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD; without it, today in the bond's zone.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print clean price, accrued interest and price of a bond on a day.

    Example: greentrace invest quote JP0GT2012065 --price 99.2 --units 3 --day 2013-01-15
    """
    from oracle.act.holding import quote_of
    from oracle.act.typed import day_in, price_in
    from oracle.cli.printing import print_json, print_pairs

    desk = desk_of(config_of(context))
    found = desk.bond(bond)
    on = desk.today(found) if day is None else day_in(day, "--day")
    quoted = quote_of(desk, found, price_in(price, "--price"), units, on)
    (print_json if as_json else print_pairs)(quoted)


@app.command("order")
@writes
def order_units(
    act: Act,
    bond: BondName,
    units: Units,
    secret: Annotated[Path, typer.Option(help="New file that keeps the order until the reveal.")],
    limit: Annotated[str, typer.Option(help="Highest price, or lowest rate, in per cent.")],
) -> None:
    """Place a sealed order with its deposit. What it says stays in a file that only you can read.

    Example: greentrace invest order JP0GT2012065 --units 3 --limit 99.8 --secret order.secret
    --keystore investor.json --password-file investor.password
    """
    from dataclasses import replace

    from oracle.act.files import write_secret
    from oracle.act.plan import Step
    from oracle.act.sealed import new_order, number_of
    from oracle.desk.sealed_order import to_json

    found = act.desk.bond(bond)
    sealed = new_order(act.desk, found, act.sender, limit, units)
    if act.sends:
        # Kept before it is sent: an order whose secret is lost forfeits its deposit.
        write_secret(secret, to_json(sealed))
    arguments = (found.address, sealed.commitment)
    says = f"Place a sealed order for {found.terms.isin} with its deposit"
    draws = found.terms.cash
    step = Step(says, "Bookbuilding", sealed.bookbuilding, "commit", arguments, draws)
    done = act.do([step], [found], lambda made: {"order": number_of(made), "secret": str(secret)})
    if done:
        numbered = replace(sealed, order=int(number_of(done)))
        write_secret(secret, to_json(numbered), replace=True)


@app.command("amend")
@writes
def amend_order(
    act: Act,
    old: Secret,
    units: Units,
    secret: Annotated[Path, typer.Option(help="New file that keeps the amended order.")],
    limit: Annotated[str, typer.Option(help="Highest price, or lowest rate, in per cent.")],
) -> None:
    """Replace a sealed order before the book closes; its deposit and number stay.

    Example: greentrace invest amend order.secret --units 4 --limit 99.9 --secret order2.secret
    --keystore investor.json --password-file investor.password
    """
    from dataclasses import replace

    from oracle.act.files import read_object, write_secret
    from oracle.act.plan import Step
    from oracle.act.sealed import new_order
    from oracle.desk.sealed_order import from_json, numbered, to_json

    before = from_json(read_object(old))
    found = act.desk.bond(before.bond)
    order = numbered(before)
    fresh = new_order(act.desk, found, act.sender, limit, units)
    sealed = replace(fresh, order=order)
    if act.sends:
        write_secret(secret, to_json(sealed))
    arguments = (found.address, order, sealed.commitment)
    says = f"Replace sealed order {order} for {found.terms.isin}"
    step = Step(says, "Bookbuilding", sealed.bookbuilding, "amend", arguments)
    act.do([step], [found])


@app.command("reveal")
@writes
def reveal_order(act: Act, secret: Secret) -> None:
    """Reveal a sealed order and escrow its cost beyond the deposit.

    Example: greentrace invest reveal order.secret --keystore investor.json
    --password-file investor.password
    """
    from oracle.act.files import read_object
    from oracle.act.plan import Step
    from oracle.desk.sealed_order import from_json, numbered

    sealed = from_json(read_object(secret))
    found = act.desk.bond(sealed.bond)
    arguments = (sealed.bond, numbered(sealed), sealed.tick, sealed.units, sealed.salt)
    says = f"Reveal order {sealed.order} for {found.terms.isin}: {sealed.units:,} units"
    draws = found.terms.cash
    act.do([Step(says, "Bookbuilding", sealed.bookbuilding, "reveal", arguments, draws)], [found])


@app.command("withdraw")
@writes
def withdraw_order(
    act: Act, bond: BondName, order: Annotated[int, typer.Option(help="Its number.", min=0)]
) -> None:
    """Withdraw an order before its book closes; deposit or cash comes back.

    Example: greentrace invest withdraw JP0GT2012065 --order 0 --keystore investor.json
    --password-file investor.password
    """
    from oracle.act.plan import Step
    from oracle.act.sale import seller_of

    found = act.desk.bond(bond)
    seller = seller_of(act.desk, found)
    says = f"Withdraw order {order} for {found.terms.isin}"
    place = act.desk.place(seller)
    act.do([Step(says, seller, place, "withdraw", (found.address, order))], [found])


@app.command("subscribe")
@writes
def subscribe_units(act: Act, bond: BondName, units: Units) -> None:
    """Order units at the fixed price of an offer and escrow their cost.

    Example: greentrace invest subscribe JP0GT2012065 --units 2 --keystore investor.json
    --password-file investor.password
    """
    from oracle.act.plan import Step
    from oracle.act.sealed import number_of

    found = act.desk.bond(bond)
    says = f"Order {units:,} units of {found.terms.isin} at the offer's price"
    place, arguments = act.desk.place("Offering"), (found.address, units)
    step = Step(says, "Offering", place, "subscribe", arguments, found.terms.cash)
    act.do([step], [found], lambda made: {"order": number_of(made)})


@app.command("collect")
@writes
def collect_refund(
    act: Act,
    bond: BondName,
    contract: Annotated[
        str, typer.Option(help="Who holds it: Bookbuilding or Offering.")
    ] = "Bookbuilding",
) -> None:
    """Collect a refund that could not be paid when an order was settled.

    Example: greentrace invest collect JP0GT2012065 --keystore investor.json
    --password-file investor.password
    """
    from oracle.act.plan import Step

    found = act.desk.bond(bond)
    says, place = "Collect a refund that is held", act.desk.place(contract)
    act.do([Step(says, contract, place, "collect", (found.terms.cash,))], [found])


@app.command("positions")
def print_positions(context: typer.Context, holder: Holder, as_json: Json = False) -> None:
    """Print what an account holds, and what it can claim, bond by bond.

    Example: greentrace invest positions --holder 0x12..
    """
    from oracle.act.holding import COLUMNS, positions_of
    from oracle.act.typed import address_in
    from oracle.cli.printing import print_json, print_table

    rows = positions_of(desk_of(config_of(context)), address_in(holder, "--holder"))
    if as_json:
        print_json(rows)
    else:
        print_table(COLUMNS, rows)


@app.command("accrued")
def print_accrued(
    context: typer.Context, bond: BondName, holder: Holder, as_json: Json = False
) -> None:
    """Print the interest accrued today on what an account holds.

    Example: greentrace invest accrued JP0GT2012065 --holder 0x12..
    """
    from oracle.act.holding import accrued_of
    from oracle.act.typed import address_in
    from oracle.cli.printing import print_json, print_pairs

    desk = desk_of(config_of(context))
    found = accrued_of(desk, desk.bond(bond), address_in(holder, "--holder"))
    (print_json if as_json else print_pairs)(found)


@app.command("confirmation")
def print_confirmation(
    context: typer.Context,
    bond: BondName,
    order: Annotated[int, typer.Option(help="Its number.", min=0)],
    at_fixed_price: Annotated[
        bool, typer.Option("--fixed-price", help="Of an offer or a tap, not of sealed orders.")
    ] = False,
    language: Annotated[str, typer.Option(help="en, zh, or both.")] = "both",
    as_json: Json = False,
) -> None:
    """Print the confirmation (确认书) of a settled order: English and Chinese, or its JSON.

    Example: greentrace invest confirmation JP0GT2012065 --order 0
    """
    from oracle.act.confirm import confirmation_of
    from oracle.core.errors import Malformed

    languages = {"en": ("en",), "zh": ("zh",), "both": ("en", "zh")}
    if language not in languages:
        raise Malformed("--language", f"{language!r} is none of {sorted(languages)}")
    desk = desk_of(config_of(context))
    found = confirmation_of(desk, desk.bond(bond), order, at_fixed_price=at_fixed_price)
    if as_json:
        print(found.canonical().decode())
    else:
        print("\n".join(found.text(each) for each in languages[language]), end="")
