"""The command line `greentrace`: what people type. Every command calls one stage or one tool.

Exit codes: 0 done, 1 bad input or failed, 2 wrong usage, 3 verification failed, 4 not ready yet,
5 refused: a contract reverts, by the name of its error, or the user did not confirm.
Commands import what they need when they run: `--help` must not wait for a chain library.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from oracle.cli.audit import app as audit
from oracle.cli.bond import app as bond
from oracle.cli.bond_life import app as bond_life
from oracle.cli.book import app as book
from oracle.cli.demo import app as demo
from oracle.cli.device import app as device
from oracle.cli.disclosure import app as disclosure
from oracle.cli.invest import app as invest
from oracle.cli.invest_trade import app as invest_trade
from oracle.cli.node import app as node
from oracle.cli.pages import serve

app = typer.Typer(
    name="greentrace",
    help="Issue, run and audit green finance: every figure back to its source.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(demo, name="demo")
bond.add_typer(bond_life)
app.add_typer(bond, name="bond")
app.add_typer(book, name="book")
invest.add_typer(invest_trade)
app.add_typer(invest, name="invest")
app.add_typer(node, name="oracle")
app.add_typer(device, name="device")
app.add_typer(disclosure, name="disclosure")
app.add_typer(audit, name="audit")
app.command("serve")(serve)


@app.callback()
def settings(
    context: typer.Context,
    env: Annotated[
        Path | None, typer.Option(help="File of settings; without it, the environment.")
    ] = None,
) -> None:
    """Issue, run and audit green finance: every figure back to its source."""
    context.obj = env


def main() -> None:
    """Run a command; an error of ours becomes one line and an exit code."""
    from oracle.chain.errors import Reverted
    from oracle.core.errors import OracleError, Unavailable, VerificationFailed

    try:
        app()
    except OracleError as error:
        print(f"greentrace: {error.reason}: {error}", file=sys.stderr)
        codes = ((VerificationFailed, 3), (Unavailable, 4), (Reverted, 5))
        raise SystemExit(next((c for kind, c in codes if isinstance(error, kind)), 1)) from None
    except KeyboardInterrupt:
        print("greentrace: stopped", file=sys.stderr)
        raise SystemExit(130) from None
