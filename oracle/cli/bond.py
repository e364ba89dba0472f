"""`greentrace bond`: an issuer's bond, from its terms file to the chain."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oracle.cli.settings import config_of, desk_of
from oracle.cli.writing import Act, writes

if TYPE_CHECKING:
    from oracle.desk.flow_table import FlowTable
    from oracle.desk.term_sheet import TermSheet

app = typer.Typer(help="Issue a bond and keep it through its life.", no_args_is_help=True)

BondName = Annotated[str, typer.Argument(metavar="BOND", help="Address or ISIN of the bond.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
TermsFile = Annotated[Path, typer.Argument(metavar="FILE", help="Terms: JSON, or TOML by hand.")]
CalendarFile = Annotated[
    Path | None, typer.Option("--calendar", help="Holidays; without it, calendar.json beside.")
]
AssumedRate = Annotated[
    str | None, typer.Option("--rate", help="Per cent; for coupons the terms have no rate of.")
]
Scale = Annotated[int, typer.Option(help="Decimals of the cash token.", min=0, max=30)]


@app.command("validate")
def validate_terms(file: TermsFile, calendar: CalendarFile = None, as_json: Json = False) -> None:
    """Check a terms file by every rule that the factory has, and say what it comes to.

    Example: greentrace bond validate terms.toml
    """
    from oracle.cli.printing import print_json, print_pairs
    from oracle.core.calendar import iso_of_day
    from oracle.core.codec import to_hex
    from oracle.desk.taxonomy import digest_of, document_of
    from oracle.desk.term_sheet import terms_of
    from oracle.desk.terms_file import load

    sheet, days = load(file, calendar)
    document = digest_of(document_of(sheet, days))
    terms, schedule = terms_of(sheet, days, document)
    found = {
        "isin": terms.isin,
        "document": to_hex(document),
        "calendar": to_hex(days.digest),
        "issueDay": iso_of_day(terms.issue_day),
        "maturityDay": iso_of_day(terms.maturity_day),
        "scheduleBytes": str(len(schedule)),
        "options": str(terms.option_count),
    }
    (print_json if as_json else print_pairs)(found)


@app.command("schedule")
def print_schedule(
    file: TermsFile,
    calendar: CalendarFile = None,
    rate: AssumedRate = None,
    scale: Scale = 0,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV of the coupons.")] = False,
) -> None:
    """Print every date and amount of a bond before anything is signed.

    Example: greentrace bond schedule terms.toml --scale 2
    """
    from oracle.act.typed import rate_in
    from oracle.cli.printing import print_csv, print_json
    from oracle.desk.flow_table import COLUMNS, flow_table, rows_of
    from oracle.desk.schedule import build
    from oracle.desk.terms_file import load

    sheet, days = load(file, calendar)
    assumed = None if rate is None else rate_in(rate, "--rate")
    table = flow_table(sheet, build(sheet.plan, days), assumed)
    if as_csv:
        print_csv(COLUMNS, rows_of(table))
    elif as_json:
        print_json(_json_of(sheet, table))
    else:
        _print_flows(sheet, table, scale)


@app.command("taxonomy")
def print_taxonomy(
    file: TermsFile,
    calendar: CalendarFile = None,
    out: Annotated[Path | None, typer.Option(help="Write the exact bytes to a file.")] = None,
) -> None:
    """Print the terms as canonical ICMA Bond Data Taxonomy JSON; the hash goes to stderr.

    Example: greentrace bond taxonomy terms.toml --out terms.json
    """
    from oracle.core.codec import canonical_json, to_hex
    from oracle.desk.taxonomy import digest_of, document_of
    from oracle.desk.terms_file import load

    document = document_of(*load(file, calendar))
    if out is None:
        print(canonical_json(document).decode())
    else:
        out.write_bytes(canonical_json(document))
    typer.echo(f"sha256 {to_hex(digest_of(document))}", err=True)


@app.command("issue")
@writes
def issue_bond(act: Act, file: TermsFile, calendar: CalendarFile = None) -> None:
    """Create the bond of a terms file, with its proceeds vault. Only its issuer can.

    Example: greentrace bond issue terms.toml --keystore issuer.json --password-file issuer.password
    """
    from oracle.act.plan import Step
    from oracle.core.errors import Misconfigured
    from oracle.desk.flow_table import flow_table
    from oracle.desk.schedule import build
    from oracle.desk.taxonomy import digest_of, document_of
    from oracle.desk.term_sheet import terms_of
    from oracle.desk.terms_abi import terms_struct
    from oracle.desk.terms_file import load

    sheet, days = load(file, calendar)
    if sheet.chain_id != act.desk.deployment.chain_id:
        detail = f"{sheet.chain_id}; the manifest is {act.desk.deployment.chain_id}"
        raise Misconfigured(f"{file}: DLT.chainId", detail)
    terms, schedule = terms_of(sheet, days, digest_of(document_of(sheet, days)))
    _print_flows(
        sheet, flow_table(sheet, build(sheet.plan, days)), act.desk.scale(sheet.cash), err=True
    )
    factory = act.desk.place("BondFactory")
    says = f"Create bond {sheet.isin}, {sheet.name}: {sheet.issue_units:,} units"
    step = Step(says, "BondFactory", factory, "create", (terms_struct(terms), schedule))
    act.do(
        [step],
        found=lambda done: {
            name: event.arguments[name]
            for each in done
            for event in each.events
            if event.name == "BondCreated"
            for name in ("bond", "vault")
        },
    )


@app.command("announce")
@writes
def announce_bond(
    act: Act,
    bond: BondName,
    framework: Annotated[str, typer.Option(help="The framework document: a file, or its SHA-256.")],
    opinion: Annotated[str, typer.Option(help="UID of the live opinion on it.")],
) -> None:
    """Publish the framework with the opinion on it, and announce the bond.

    Example: greentrace bond announce JP0GT2012065 --framework framework.pdf --opinion 0x12..
    """
    from oracle.act.plan import Step
    from oracle.act.typed import file_hash, hash_in

    found = act.desk.bond(bond)
    path = Path(framework)
    named = hash_in(framework, "--framework") if _is_hash(framework) else file_hash(path)
    arguments = (named, hash_in(opinion, "--opinion"))
    says = f"Announce bond {found.terms.isin} with its framework"
    act.do([Step(says, "Bond", found.address, "announce", arguments)], [found])


@app.command("subject")
def print_subject(
    context: typer.Context,
    bond: BondName,
    framework: Annotated[Path, typer.Option(help="The framework document.")],
) -> None:
    """Print what a reviewer's opinion on a framework has to be about, for this bond.

    Example: greentrace bond subject JP0GT2012065 --framework framework.pdf
    """
    from oracle.act.typed import file_hash

    desk = desk_of(config_of(context))
    address, document = desk.bond(bond).address, file_hash(framework)
    print(desk.read("Bond", address, "frameworkSubject", document).hex(""))


@app.command("list")
def list_bonds(context: typer.Context, as_json: Json = False) -> None:
    """List every bond of the platform.

    Example: greentrace bond list
    """
    from oracle.act.status import COLUMNS, lines_of
    from oracle.cli.printing import print_json, print_table

    rows = lines_of(desk_of(config_of(context)))
    if as_json:
        print_json(rows)
    else:
        print_table(COLUMNS, rows)


@app.command("show")
def show_bond(context: typer.Context, bond: BondName, as_json: Json = False) -> None:
    """Show a bond: its terms in words, stage, next dates, arrears, funding and label.

    Example: greentrace bond show JP0GT2012065
    """
    from oracle.act.status import status_of
    from oracle.cli.printing import print_json, print_pairs

    desk = desk_of(config_of(context))
    found = status_of(desk, desk.bond(bond))
    (print_json if as_json else print_pairs)(found)


def _is_hash(text: str) -> bool:
    return text.startswith("0x") and not Path(text).exists()


def _json_of(sheet: "TermSheet", table: "FlowTable") -> dict[str, object]:
    from oracle.cli.bond_words import options_of
    from oracle.core.calendar import iso_of_day
    from oracle.desk.flow_table import rows_of

    return {
        "isin": sheet.isin,
        "currency": sheet.currency,
        "units": str(table.units),
        "coupons": rows_of(table),
        "redemption": {
            "day": iso_of_day(table.redemption_day),
            "perUnit": str(table.redeemed),
            "total": str(table.redeemed * table.units),
        },
        "options": options_of(sheet.plan.options),
        "interest": None if table.interest is None else str(table.interest * table.units),
        "principal": str(table.repaid * table.units),
    }


def _print_flows(sheet: "TermSheet", table: "FlowTable", scale: int, *, err: bool = False) -> None:
    import contextlib
    import sys

    from oracle.cli.bond_words import print_flows

    with contextlib.redirect_stdout(sys.stderr if err else sys.stdout):
        print_flows(sheet, table, scale)
