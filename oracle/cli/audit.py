"""`greentrace audit`: recompute a disclosure, and follow a figure to its source."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from oracle.cli.settings import config_of

if TYPE_CHECKING:
    from oracle.audit.check import Check
    from oracle.audit.node import NodeReader
    from oracle.core.config import Config
    from oracle.core.units import Address

app = typer.Typer(help="Recompute a disclosure, trusting nobody.", no_args_is_help=True)

File = Annotated[
    Path | None, typer.Option("--file", help="The disclosure; without it, the newest published.")
]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]


@app.command("verify")
def verify_disclosure(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="disclosure.json")],
    stored: Annotated[
        bool, typer.Option(help="Compare this node's stored readings with the evidence as well.")
    ] = True,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Failures and summary only.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Rebuild every figure of a disclosure from the chain and the evidence; exit 3 on a difference.

    Example: greentrace --env build/demo/settings.env audit verify disclosure.json
    """
    checks = verify_file(config_of(context), file, stored=stored)
    if as_json:
        fields = ("id", "ok", "expected", "actual")
        print(json.dumps([{name: getattr(c, name) for name in fields} for c in checks], indent=1))
        failed = not all(check.ok for check in checks)
    else:
        failed = print_checks(checks, quiet=quiet)
    if failed:
        raise typer.Exit(3)


@app.command("trace")
def trace_figure(
    context: typer.Context,
    figure: Annotated[str, typer.Argument(help="Id of a figure: impact.reduction")],
    file: File = None,
    reading: Annotated[
        str | None, typer.Option(help="device:sequence; without it, the one with most energy.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Walk from a figure to its formula, factors, batch, a reading, its signature and transaction.

    Example: greentrace --env build/demo/settings.env audit trace impact.reduction
    """
    from oracle.audit.step import as_json as json_of
    from oracle.audit.step import tree_lines
    from oracle.audit.trace import Wanted, trace

    config = config_of(context)
    found, deployment = _reader(config)
    path = file or _newest(config)
    top = trace(Wanted(figure, reading), path, found, deployment, config.evidence)
    print(json.dumps(json_of(top), indent=1) if as_json else "\n".join(tree_lines(top)))
    if not top.is_sound():
        raise typer.Exit(3)


def verify_file(config: "Config", file: Path, *, stored: bool = True) -> "list[Check]":
    """Every check of a disclosure against the chain, the evidence and, if `stored`, the database.

    Raises: NodeUnavailable, Misconfigured, DatabaseUnavailable
    """
    from oracle.audit.verify import verify
    from oracle.db.database import open_database

    reader, deployment = _reader(config)
    database = None
    if stored and "GREENTRACE_DATABASE" in config.given:
        database = open_database(config.database)
    return verify(file, reader, deployment, config.evidence, database)


def print_checks(checks: "list[Check]", *, quiet: bool) -> bool:
    """Print one line per check, or per failure, and the summary; return whether any failed."""
    from oracle.audit.check import exit_code, summary

    for check in checks:
        if not quiet or not check.ok:
            print(check)
    print(summary(checks))
    return exit_code(checks) != 0


def _reader(config: "Config") -> "tuple[NodeReader, dict[str, Address]]":
    from oracle.audit.node import NodeReader
    from oracle.chain.deployment import load_deployment
    from oracle.chain.rpc import Http

    deployment = load_deployment(config.deployment)
    addresses = {name: found.address for name, found in deployment.contracts.items()}
    return NodeReader(Http(config.rpc_url), deployment), addresses


def _newest(config: "Config") -> Path:
    from oracle.core.errors import Misconfigured

    found = sorted(config.disclosures.glob("*/disclosure.json"), key=lambda p: p.stat().st_mtime)
    if not found:
        raise Misconfigured("GREENTRACE_DISCLOSURES", f"no disclosure in {config.disclosures}")
    return found[-1]
