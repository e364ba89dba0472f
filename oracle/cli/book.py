"""`greentrace book`: the bookrunner's sale of a bond, and its syndicate."""

from pathlib import Path
from typing import Annotated

import typer

from oracle.cli.bond import BondName, Json
from oracle.cli.settings import config_of, desk_of
from oracle.cli.writing import Act, writes

app = typer.Typer(help="Build a bond's book and sell it.", no_args_is_help=True)

MandateFile = Annotated[Path, typer.Argument(metavar="FILE", help="What the syndicate signs.")]
Instant = Annotated[str, typer.Option(metavar="TIME", help="2026-03-02T16:00:00+08:00.")]


@app.command("draft")
def draft_book(
    context: typer.Context,
    bond: BondName,
    first: Annotated[str, typer.Option(help="Lowest price, or rate, in per cent.")],
    step: Annotated[str, typer.Option(help="From one to the next, in per cent.")],
    ticks: Annotated[int, typer.Option(help="How many there are.", min=1, max=1_024)],
    offered: Annotated[int, typer.Option(help="Units on offer.", min=1)],
    deposit: Annotated[str, typer.Option(help="Taken with each sealed order, in the currency.")],
    closes: Instant,
    reveals_until: Instant,
    member: Annotated[list[str], typer.Option(help="ADDRESS=PER CENT, one for each member.")],
    out: Annotated[Path, typer.Option(help="File for the members to sign from.")],
    lot: Annotated[int, typer.Option(help="Orders are multiples of it.", min=1)] = 1,
    minimum: Annotated[int, typer.Option(help="Less demand is refunded.", min=0)] = 0,
    by_rate: Annotated[bool, typer.Option("--by-rate", help="Orders name a coupon rate.")] = False,
    own_price: Annotated[
        bool, typer.Option("--own-price", help="Each pays its own price, not the clearing price.")
    ] = False,
) -> None:
    """Write down a book and its syndicate for the members to sign.

    Example: greentrace book draft JP0GT2012065 --first 99 --step 0.05 --ticks 41 --offered 500
    --deposit 1000000 --closes 2026-03-02T16:00:00+09:00 --reveals-until 2026-03-03T16:00:00+09:00
    --member 0x12..=60 --member 0x34..=40 --out book.json
    """
    from oracle.act.files import write_object
    from oracle.act.sale import mandate_of, value_in
    from oracle.act.typed import cash_in, instant_in
    from oracle.desk.book import BookKind, BookTerms, Pricing
    from oracle.desk.syndicate import to_json

    desk = desk_of(config_of(context))
    found = desk.bond(bond)
    kind = BookKind.RATE if by_rate else BookKind.PRICE
    terms = BookTerms(
        kind,
        Pricing.DISCRIMINATORY if own_price else Pricing.UNIFORM,
        *(value_in(kind, first, "--first"), value_in(kind, step, "--step"), ticks),
        *(offered, lot, minimum, cash_in(deposit, desk.scale(found.terms.cash), "--deposit")),
    )
    times = instant_in(closes, "--closes"), instant_in(reveals_until, "--reveals-until")
    mandate = mandate_of(desk, found, terms, times, member)
    write_object(out, to_json(mandate))
    print(f"book   0x{mandate.book.hex()}\nwrote  {out}: {len(mandate.shares)} members to sign")


@app.command("sign-share")
def sign_share(
    file: MandateFile,
    keystore: Annotated[Path, typer.Option(help="Keystore of the member.")],
    password_file: Annotated[Path, typer.Option(help="File with the keystore's password.")],
    out: Annotated[Path, typer.Option(help="File for the bookrunner.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Sign a member's share of a book, offline.

    Example: greentrace book sign-share book.json --keystore bank.json
    --password-file bank.password --out bank.share.json
    """
    from oracle.act.files import read_object, write_object
    from oracle.act.sign import signer_with
    from oracle.chain.key import load_key
    from oracle.cli.printing import print_pairs
    from oracle.cli.writing import ask
    from oracle.desk.syndicate import from_json, share_to_json, signed_by

    mandate = from_json(read_object(file))
    key = load_key(keystore, password_file)
    share = mandate.share_of(key.address)
    said: dict[str, object] = {
        "bond": mandate.bond,
        "chain": mandate.chain_id,
        "book": f"0x{mandate.book.hex()}",
        "member": key.address,
        "share": f"{share.share} ppm of {mandate.terms.offered:,} units",
    }
    print_pairs(said)
    ask(yes=yes)
    write_object(out, share_to_json(signed_by(mandate, key.address, signer_with(key))))
    print(f"wrote {out}")


@app.command("open")
@writes
def open_book(
    act: Act,
    file: MandateFile,
    share: Annotated[list[Path], typer.Option(help="Signed share, one for each member.")],
) -> None:
    """Open a book that its whole syndicate has signed.

    Example: greentrace book open book.json --share a.share.json --share b.share.json
    --keystore bookrunner.json --password-file bookrunner.password
    """
    from oracle.act.files import read_object
    from oracle.act.plan import Step
    from oracle.desk.syndicate import from_json, gathered, share_from_json

    mandate = from_json(read_object(file))
    shares = gathered(mandate, [share_from_json(read_object(path)) for path in share])
    found = act.desk.bond(mandate.bond)
    arguments = (
        *(mandate.bond, mandate.struct, [each.member for each in shares]),
        *([each.share for each in shares], [each.signature for each in shares]),
    )
    says = f"Open the book of {found.terms.isin}: {mandate.terms.offered:,} units"
    act.do([Step(says, "Bookbuilding", mandate.bookbuilding, "open", arguments)], [found])


@app.command("show")
def show_book(context: typer.Context, bond: BondName, as_json: Json = False) -> None:
    """Show a sale: bid to cover, demand of every tick, best first, and the result.

    Example: greentrace book show JP0GT2012065
    """
    from oracle.act.sale import COLUMNS, sale_of
    from oracle.cli.printing import print_json, print_pairs, print_table

    desk = desk_of(config_of(context))
    found = sale_of(desk, desk.bond(bond))
    if as_json:
        print_json({name: v if isinstance(v, list) else str(v) for name, v in found.items()})
        return
    demand = found.pop("demand")
    print_pairs(found)
    if isinstance(demand, list) and demand:
        print_table(COLUMNS, demand)


@app.command("clear")
@writes
def clear_book(act: Act, bond: BondName) -> None:
    """Clear a book of sealed orders, or close one at a fixed price, once its time is over.

    Example: greentrace book clear JP0GT2012065 --keystore k.json --password-file k.password
    """
    from oracle.act.plan import Step
    from oracle.act.sale import SEALED, seller_of

    found = act.desk.bond(bond)
    seller = seller_of(act.desk, found)
    function = "clear" if seller == SEALED else "close"
    says = f"Clear the book of {found.terms.isin}"
    step = Step(says, seller, act.desk.place(seller), function, (found.address,))
    act.do([step], [found])


@app.command("settle")
@writes
def settle_orders(
    act: Act,
    bond: BondName,
    count: Annotated[int, typer.Option(help="Orders in this transaction.", min=1)] = 100,
) -> None:
    """Settle the next orders: units against cash in one transaction, the rest refunded.

    Example: greentrace book settle JP0GT2012065 --keystore k.json --password-file k.password
    """
    from oracle.act.plan import Step
    from oracle.act.sale import seller_of

    found = act.desk.bond(bond)
    seller = seller_of(act.desk, found)
    says = f"Settle the next {count} orders of {found.terms.isin}"
    step = Step(says, seller, act.desk.place(seller), "settle", (found.address, count))
    act.do([step], [found])


@app.command("collect-forfeits")
@writes
def collect_forfeits(act: Act, bond: BondName) -> None:
    """Send the deposits of orders that were never revealed to the issuer.

    Example: greentrace book collect-forfeits JP0GT2012065 --keystore k.json
    --password-file k.password
    """
    from oracle.act.plan import Step

    found = act.desk.bond(bond)
    says = f"Collect the forfeited deposits of {found.terms.isin}"
    place = act.desk.place("Bookbuilding")
    act.do([Step(says, "Bookbuilding", place, "collectForfeits", (found.address,))], [found])


Price = Annotated[str, typer.Option(help="Clean price, per cent of face value.")]
Units = Annotated[int, typer.Option(help="Units on offer.", min=1)]
Minimum = Annotated[int, typer.Option(help="Less demand is refunded.", min=0)]


@app.command("offer")
@writes
def offer_bond(
    act: Act, bond: BondName, price: Price, units: Units, closes: Instant, minimum: Minimum = 0
) -> None:
    """Offer an announced bond at a fixed price; it settles on its issue day.

    Example: greentrace book offer JP0GT2012065 --price 100 --units 5
    --closes 2012-06-01T00:00:00+09:00 --keystore k.json --password-file k.password
    """
    found = act.desk.bond(bond)
    _open_offer(act, bond, price, units, closes, minimum, found.terms.issue_day)


@app.command("tap")
@writes
def tap_bond(
    act: Act,
    bond: BondName,
    price: Price,
    units: Units,
    closes: Instant,
    settlement: Annotated[str, typer.Option(help="Day of delivery, YYYY-MM-DD.")],
    minimum: Minimum = 0,
) -> None:
    """Offer more units of an outstanding bond, accrued interest on top.

    Example: greentrace book tap JP0GT2012065 --price 99.2 --units 2
    --closes 2012-12-01T00:00:00+09:00 --settlement 2012-12-03 --keystore k.json
    --password-file k.password
    """
    from oracle.act.typed import day_in

    day = day_in(settlement, "--settlement")
    _open_offer(act, bond, price, units, closes, minimum, day)


def _open_offer(
    act: Act, bond: str, price: str, units: int, closes: str, minimum: int, day: int
) -> None:
    from oracle.act.plan import Step
    from oracle.act.typed import instant_in, price_in

    found = act.desk.bond(bond)
    closes_at = instant_in(closes, "--closes")
    offer = (price_in(price, "--price"), closes_at, day, units, minimum)
    says = f"Offer {units:,} units of {found.terms.isin} at {price} %"
    place = act.desk.place("Offering")
    act.do([Step(says, "Offering", place, "open", (found.address, offer))], [found])
