"""`greentrace bond`: coupons, redemption, options, documents, default, the register."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oracle.cli.bond import BondName, Json
from oracle.cli.settings import config_of, desk_of
from oracle.cli.writing import Act, writes

if TYPE_CHECKING:
    from oracle.act.plan import Step
    from oracle.core.units import Address
    from oracle.facts.bond import Bond

app = typer.Typer()

Coupon = Annotated[int, typer.Option(help="Number of the coupon, from 0.", min=0)]
Option = Annotated[int, typer.Option(help="Number of the option, from 0.", min=0)]
Page = Annotated[int, typer.Option(help="Holders in one transaction.", min=1, max=1_000)]
PAGE = 200


def _simple(
    act: Act,
    bond: str,
    says: str,
    function: str,
    *arguments: object,
    pays: bool = False,
) -> None:
    """One call of a bond; where it pays, the cash that it takes is approved first."""
    from oracle.act.plan import Step

    found = act.desk.bond(bond)
    draws = found.terms.cash if pays else None
    sentence = f"{says}: bond {found.terms.isin}"
    act.do([Step(sentence, "Bond", found.address, function, arguments, draws)], [found])


def _paged(
    found: "Bond", says: str, function: str, accounts: "Sequence[Address]", page: int
) -> "list[Step]":
    from oracle.act.holders import pages
    from oracle.act.plan import Step

    return [
        Step(f"{says}: {len(each)} holders", "Bond", found.address, function, (list(each),))
        for each in pages(accounts, page)
    ]


@app.command("strike")
@writes
def strike_coupons(act: Act, bond: BondName) -> None:
    """Fix who is owed the coupons whose record day has passed.

    Example: greentrace bond strike JP0GT2012065 --keystore k.json --password-file k.password
    """
    _simple(act, bond, "Strike the coupons whose record day has passed", "strike")


@app.command("determine")
@writes
def determine_coupon(act: Act, bond: BondName, coupon: Coupon) -> None:
    """Fix the cash per unit of a struck coupon whose rate became known later.

    Example: greentrace bond determine JP0GT2012065 --coupon 3 --keystore k.json
    --password-file k.password
    """
    _simple(act, bond, f"Determine coupon {coupon}", "determine", coupon)


@app.command("fund-coupon")
@writes
def fund_coupon(act: Act, bond: BondName, coupon: Coupon) -> None:
    """Pay a coupon in; the exact cash is approved first where it is not.

    Example: greentrace bond fund-coupon JP0GT2012065 --coupon 0 --keystore issuer.json
    --password-file issuer.password
    """
    _simple(act, bond, f"Pay in coupon {coupon}", "fundCoupon", coupon, pays=True)


@app.command("pay-coupon")
@writes
def pay_coupon(
    act: Act,
    bond: BondName,
    coupon: Coupon,
    page: Page = PAGE,
) -> None:
    """Pay a funded coupon, and unpaid ones before it, to every holder of the register.

    Example: greentrace bond pay-coupon JP0GT2012065 --coupon 0 --keystore k.json
    --password-file k.password
    """
    from dataclasses import replace

    from oracle.act.holders import unpaid_holders

    found = act.desk.bond(bond)
    accounts = unpaid_holders(act.desk, found, coupon + 1)
    steps = _paged(found, f"Pay coupon {coupon}", "payCoupons", accounts, page)
    through = coupon + 1
    act.do([replace(step, arguments=(*step.arguments, through)) for step in steps], [found])


@app.command("remit-tax")
@writes
def remit_tax(act: Act, bond: BondName) -> None:
    """Send what was withheld so far to the tax account.

    Example: greentrace bond remit-tax JP0GT2012065 --keystore k.json --password-file k.password
    """
    _simple(act, bond, "Remit what was withheld", "remitTax")


@app.command("fund-redemption")
@writes
def fund_redemption(act: Act, bond: BondName) -> None:
    """Pay in what all units are owed at the end.

    Example: greentrace bond fund-redemption JP0GT2012065 --keystore issuer.json
    --password-file issuer.password
    """
    _simple(act, bond, "Pay in the redemption", "fundRedemption", pays=True)


@app.command("redeem")
@writes
def redeem_units(act: Act, bond: BondName, page: Page = PAGE) -> None:
    """Redeem the units of every holder of the register.

    Example: greentrace bond redeem JP0GT2012065 --keystore k.json --password-file k.password
    """
    from oracle.act.holders import holders

    found = act.desk.bond(bond)
    accounts = holders(act.desk, found)
    act.do(_paged(found, "Redeem", "redeem", accounts, page), [found])


@app.command("call")
@writes
def call_bond(
    act: Act,
    bond: BondName,
    option: Option,
    day: Annotated[str, typer.Option(help="Day of repayment, YYYY-MM-DD.")],
) -> None:
    """Call the whole bond for a day, at the option's price and accrued interest.

    Example: greentrace bond call JP0GT2012065 --option 0 --day 2028-06-03 --keystore k.json
    --password-file k.password
    """
    from oracle.act.typed import day_in

    _simple(act, bond, f"Call all of it for {day}", "call", option, day_in(day, "--day"))


@app.command("call-partially")
@writes
def call_part(
    act: Act,
    bond: BondName,
    option: Option,
    coupon: Coupon,
    share: Annotated[str, typer.Option(help="Of every unit's denomination, per cent.")],
) -> None:
    """Call a share of every unit's denomination, at par, with a coupon's payment.

    Example: greentrace bond call-partially JP0GT2012065 --option 0 --coupon 2 --share 10
    --keystore k.json --password-file k.password
    """
    from oracle.act.typed import price_in

    part = price_in(share, "--share")
    says = f"Call {share} % of it with coupon {coupon}"
    _simple(act, bond, says, "callPartially", option, coupon, part)


@app.command("fund-put")
@writes
def fund_put(act: Act, bond: BondName, option: Option) -> None:
    """Pay in the units that holders gave back under a put option.

    Example: greentrace bond fund-put JP0GT2012065 --option 1 --keystore issuer.json
    --password-file issuer.password
    """
    _simple(act, bond, f"Pay in put option {option}", "fundPut", option, pays=True)


@app.command("settle-put")
@writes
def settle_put(act: Act, bond: BondName, option: Option, page: Page = PAGE) -> None:
    """Repay every holder its put units, and cancel these.

    Example: greentrace bond settle-put JP0GT2012065 --option 1 --keystore k.json
    --password-file k.password
    """
    from dataclasses import replace

    from oracle.act.holders import putters

    found = act.desk.bond(bond)
    accounts = putters(act.desk, found, option)
    steps = _paged(found, f"Settle put option {option}", "settlePut", accounts, page)
    act.do([replace(step, arguments=(option, *step.arguments)) for step in steps], [found])


@app.command("extend")
@writes
def extend_maturity(act: Act, bond: BondName) -> None:
    """Put maturity off to the extended maturity day.

    Example: greentrace bond extend JP0GT2012065 --keystore issuer.json
    --password-file issuer.password
    """
    _simple(act, bond, "Extend the maturity", "extendMaturity")


@app.command("cancel-units")
@writes
def cancel_units(
    act: Act,
    bond: BondName,
    units: Annotated[int, typer.Option(help="Bought back, to be cancelled.", min=1)],
) -> None:
    """Cancel units that the issuer bought back, for good.

    Example: greentrace bond cancel-units JP0GT2012065 --units 2 --keystore issuer.json
    --password-file issuer.password
    """
    _simple(act, bond, f"Cancel {units:,} units of the issuer's own", "cancelUnits", units)


@app.command("cancel")
@writes
def cancel_bond(act: Act, bond: BondName) -> None:
    """Cancel a bond that was not priced.

    Example: greentrace bond cancel JP0GT2012065 --keystore issuer.json
    --password-file issuer.password
    """
    _simple(act, bond, "Cancel the bond before it is priced", "cancel")


@app.command("default")
@writes
def declare_default(act: Act, bond: BondName) -> None:
    """Declare the default of what is in arrears longer than the grace period.

    Example: greentrace bond default JP0GT2012065 --keystore k.json --password-file k.password
    """
    _simple(act, bond, "Declare default", "declareDefault")


@app.command("cure")
@writes
def cure_default(act: Act, bond: BondName) -> None:
    """End a default when nothing is in arrears any more.

    Example: greentrace bond cure JP0GT2012065 --keystore k.json --password-file k.password
    """
    _simple(act, bond, "Cure the default", "cure")


@app.command("accelerate")
@writes
def accelerate_debt(act: Act, bond: BondName) -> None:
    """Make everything due at once; the trustee's.

    Example: greentrace bond accelerate JP0GT2012065 --keystore trustee.json
    --password-file trustee.password
    """
    _simple(act, bond, "Make everything due at once", "accelerate")


@app.command("distribute")
@writes
def distribute_cash(
    act: Act,
    bond: BondName,
    per_unit: Annotated[str, typer.Option(help="Cash to each unit, in the currency.")],
) -> None:
    """Distribute cash pro rata in default to those who hold now.

    Example: greentrace bond distribute JP0GT2012065 --per-unit 250000 --keystore k.json
    --password-file k.password
    """
    from oracle.act.typed import cash_in

    scale = act.desk.scale(act.desk.bond(bond).terms.cash)
    amount = cash_in(per_unit, scale, "--per-unit")
    _simple(act, bond, f"Distribute {per_unit} to each unit", "distribute", amount, pays=True)


@app.command("prescribe")
@writes
def prescribe_claims(act: Act, bond: BondName) -> None:
    """Return to the issuer what nobody claimed in time.

    Example: greentrace bond prescribe JP0GT2012065 --keystore k.json --password-file k.password
    """
    _simple(act, bond, "Return what nobody claimed in time", "prescribe")


@app.command("holders")
def print_holders(
    context: typer.Context,
    bond: BondName,
    record: Annotated[
        int | None, typer.Option(help="Record day, from 0; without it, as it stands.", min=0)
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV.")] = False,
    as_json: Json = False,
) -> None:
    """Print the register at a record day, from the chain's log, each line checked by the bond.

    Example: greentrace bond holders JP0GT2012065 --record 0 --csv
    """
    from oracle.act.holders import checked_register
    from oracle.cli.printing import print_csv, print_json, print_table
    from oracle.facts.holders import COLUMNS, lines_of

    desk = desk_of(config_of(context))
    register = checked_register(desk, desk.bond(bond), record)
    rows = [dict(zip(COLUMNS, line, strict=True)) for line in lines_of(register)]
    if as_json:
        print_json({"block": str(desk.head.number), "units": str(register.units), "lines": rows})
    elif as_csv:
        print_csv(COLUMNS, rows)
    else:
        print_table(COLUMNS, rows)


documents = typer.Typer(help="The papers of a bond (ERC-1643).", no_args_is_help=True)
app.add_typer(documents, name="document")

DocumentName = Annotated[str, typer.Argument(help="Name, ASCII of at most 32.")]


@documents.command("add")
@writes
def add_document(
    act: Act,
    bond: BondName,
    name: DocumentName,
    file: Annotated[Path, typer.Option(help="The document; its SHA-256 goes on chain.")],
    uri: Annotated[str, typer.Option(help="Where it can be had.")],
) -> None:
    """Attach a document to a bond, or replace it.

    Example: greentrace bond document add JP0GT2012065 final-terms --file terms.pdf
    --uri https://issuer.example/terms.pdf --keystore k.json --password-file k.password
    """
    from oracle.act.typed import file_hash
    from oracle.core.codec import to_text32

    says = f"Attach document {name}"
    _simple(act, bond, says, "setDocument", to_text32(name), uri, file_hash(file))


@documents.command("remove")
@writes
def remove_document(act: Act, bond: BondName, name: DocumentName) -> None:
    """Remove a document from a bond.

    Example: greentrace bond document remove JP0GT2012065 final-terms --keystore k.json
    --password-file k.password
    """
    from oracle.core.codec import to_text32

    _simple(act, bond, f"Remove document {name}", "removeDocument", to_text32(name))


@documents.command("list")
def list_documents(context: typer.Context, bond: BondName, as_json: Json = False) -> None:
    """List the documents of a bond with their hashes.

    Example: greentrace bond document list JP0GT2012065
    """
    from oracle.act.papers import COLUMNS, papers_of
    from oracle.cli.printing import print_json, print_table

    desk = desk_of(config_of(context))
    rows = papers_of(desk, desk.bond(bond))
    if as_json:
        print_json(rows)
    else:
        print_table(COLUMNS, rows)
