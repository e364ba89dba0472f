"""`greentrace invest`: claims, puts, transfers and the secondary market."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oracle.cli.bond import BondName
from oracle.cli.invest import Units
from oracle.cli.writing import Act, writes

if TYPE_CHECKING:
    from oracle.act.plan import Step

app = typer.Typer()

OrderFile = Annotated[Path | None, typer.Option("--order", help="Signed order to fill.")]
Some = Annotated[int | None, typer.Option("--units", help="Units; all that are left.", min=1)]
Price = Annotated[str | None, typer.Option(help="Clean price, per cent of face value.")]
Expires = Annotated[str | None, typer.Option(metavar="TIME", help="2026-03-02T16:00:00+08:00.")]
Out = Annotated[Path | None, typer.Option(help="File for the signed order.")]
Taker = Annotated[str | None, typer.Option(help="Who alone may fill it.")]
Nonce = Annotated[int, typer.Option(help="Orders of one nonce are alternatives.", min=0)]
Least = Annotated[int, typer.Option(help="Fewest units in one fill.", min=1)]
BondOrNone = Annotated[
    str | None, typer.Argument(metavar="[BOND]", help="Address or ISIN, for a new order.")
]


@app.command("claim")
@writes
def claim_coupons(act: Act, bond: BondName) -> None:
    """Claim every coupon that is funded and due.

    Example: greentrace invest claim JP0GT2012065 --keystore investor.json
    --password-file investor.password
    """
    from oracle.act.holding import payable_through
    from oracle.act.plan import Step

    found = act.desk.bond(bond)
    through = payable_through(act.desk, found)
    says = f"Claim the coupons of {found.terms.isin} below number {through}"
    act.do([Step(says, "Bond", found.address, "claimCoupons", (through,))], [found])


@app.command("put")
@writes
def put_units(
    act: Act,
    bond: BondName,
    option: Annotated[int, typer.Option(help="Number of the put option.", min=0)],
    units: Annotated[int, typer.Option(help="In all; 0 takes the notice back.", min=0)],
) -> None:
    """Give units back under a put option.

    Example: greentrace invest put JP0GT2012065 --option 1 --units 2 --keystore investor.json
    --password-file investor.password
    """
    from oracle.act.plan import Step

    found = act.desk.bond(bond)
    says = f"Give back {units:,} units of {found.terms.isin} under option {option}"
    act.do([Step(says, "Bond", found.address, "put", (option, units))], [found])


@app.command("transfer")
@writes
def transfer_units(
    act: Act,
    bond: BondName,
    units: Units,
    to: Annotated[str, typer.Option(help="Who receives them.")],
) -> None:
    """Move units; the bond is asked first, and says why it would refuse.

    Example: greentrace invest transfer JP0GT2012065 --units 1 --to 0x12.. --keystore investor.json
    --password-file investor.password
    """
    from oracle.act.holding import require_free
    from oracle.act.plan import Step
    from oracle.act.typed import address_in

    found, taker = act.desk.bond(bond), address_in(to, "--to")
    require_free(act.desk, found, act.sender, taker, units)
    says = f"Move {units:,} units of {found.terms.isin} to {taker}"
    act.do([Step(says, "Bond", found.address, "transfer", (taker, units))], [found])


@app.command("sell")
@writes
def sell_units(
    act: Act,
    bond: BondOrNone = None,
    order: OrderFile = None,
    units: Some = None,
    price: Price = None,
    expires: Expires = None,
    out: Out = None,
    taker: Taker = None,
    minimum: Least = 1,
    nonce: Nonce = 0,
) -> None:
    """Sell: sign an order to a file, or fill a buyer's order; units go against cash at once.

    Example: greentrace invest sell JP0GT2012065 --units 1 --price 99.5
    --expires 2013-01-31T00:00:00+09:00 --out sell.json --keystore investor.json
    --password-file investor.password
    """
    if order is not None:
        _fill(act, order, units, sells=False)
    else:
        _offer(act, bond, units, price, expires, out, (taker, minimum, nonce), sells=True)


@app.command("buy")
@writes
def buy_units(
    act: Act,
    bond: BondOrNone = None,
    order: OrderFile = None,
    units: Some = None,
    price: Price = None,
    expires: Expires = None,
    out: Out = None,
    taker: Taker = None,
    minimum: Least = 1,
    nonce: Nonce = 0,
) -> None:
    """Buy: fill a seller's order, or sign an order to a file; cash goes against units at once.

    Example: greentrace invest buy --order sell.json --keystore investor.json
    --password-file investor.password
    """
    if order is not None:
        _fill(act, order, units, sells=True)
    else:
        _offer(act, bond, units, price, expires, out, (taker, minimum, nonce), sells=False)


@app.command("cancel")
@writes
def cancel_orders(
    act: Act, nonce: Annotated[int, typer.Option(help="Nonce of the orders.", min=0)]
) -> None:
    """Cancel every order that was signed with a nonce.

    Example: greentrace invest cancel --nonce 0 --keystore investor.json
    --password-file investor.password
    """
    from oracle.act.plan import Step

    says, place = f"Cancel all orders of nonce {nonce}", act.desk.place("Trades")
    act.do([Step(says, "Trades", place, "cancel", (nonce,))])


def _fill(act: Act, path: Path, units: int | None, *, sells: bool) -> None:
    from oracle.act.trade import fill_of, left_of, read_signed

    signed = read_signed(act.desk, path, sells=sells)
    found = act.desk.bond(signed.order.bond)
    wanted = left_of(act.desk, signed.order) if units is None else units
    act.do([fill_of(act.desk, found, signed, wanted)], [found])


def _offer(
    act: Act,
    bond: str | None,
    units: int | None,
    price: str | None,
    expires: str | None,
    out: Path | None,
    limits: tuple[str | None, int, int],
    *,
    sells: bool,
) -> None:
    from oracle.act.trade import allowance_for, write_signed
    from oracle.act.typed import address_in, instant_in, price_in
    from oracle.desk.orders import ANYONE, Order

    if bond is None or units is None or price is None or expires is None or out is None:
        raise typer.BadParameter(
            "a new order needs BOND, --units, --price, --expires and --out; or fill one: --order"
        )
    taker, minimum, nonce = limits
    found = act.desk.bond(bond)
    order = Order(
        maker=act.sender,
        taker=ANYONE if taker is None else address_in(taker, "--taker"),
        bond=found.address,
        sells=sells,
        units=units,
        minimum_fill=min(minimum, units),
        price=price_in(price, "--price"),
        expires_at=instant_in(expires, "--expires"),
        nonce=nonce,
    )
    steps: list[Step] = allowance_for(act.desk, found, order)
    side = "sells" if sells else "buys"
    says = (
        f"{order.maker} {side} {units:,} units of {found.terms.isin} at {price} % until {expires}"
    )
    typer.echo(f"order  {says}, accrued interest on top", err=True)
    if steps:
        act.do(steps, [found])
    elif act.sends:
        act.ask()
    if act.sends:
        write_signed(act.desk, order, act.key, out)
        typer.echo(f"signed order: {out}", err=True)
