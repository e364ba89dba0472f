"""`greentrace demo`: a bond's whole life on a chain of its own."""

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from oracle.core.config import Config

app = typer.Typer(help="A bond's whole life on a chain of its own.")
FOLDER = Path("build/demo")
PORT = 8645
_PLACE = "greentrace.demo"


@app.callback(invoke_without_command=True)
def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option(help="Where the demo is kept; emptied first.")] = FOLDER,
) -> None:
    """Play a bond from announcement to redemption, and verify its disclosure.

    Example: greentrace demo
    """
    context.meta[_PLACE] = folder
    if context.invoked_subcommand is None:
        play(context.meta[_PLACE])


@app.command("open")
def reopen(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Port of the page.")] = PORT,
) -> None:
    """Bring the last demo's chain back and serve its pages, until Ctrl-C.

    Example: greentrace demo open
    """
    from oracle.cli.pages import serve_until_stopped
    from oracle.core.config import Config, read_settings
    from oracle.core.errors import Misconfigured

    _enter_project()
    folder: Path = context.meta[_PLACE]
    settings = folder / "settings.env"
    if not settings.exists():
        raise Misconfigured(str(folder), "holds no demo: run `make demo` first")
    from scripts.anvil import DEV_OPTIONS, Anvil

    config = Config.from_env(read_settings(settings))
    chain_port = int(config.rpc_url.rsplit(":", 1)[1])
    with Anvil(port=chain_port, load=folder / "chain.json", options=DEV_OPTIONS):
        print(f"chain: {config.rpc_url}\n{_commands(folder, config)}")
        serve_until_stopped(config, port)


def play(folder: Path) -> None:
    """Play, verify, and say where everything is."""
    from rich.console import Console

    _enter_project()
    from scripts import demo as script

    # Not sys.stdout: what brownie prints is sent elsewhere while the story is told.
    console = Console(file=sys.__stdout__, highlight=False, soft_wrap=True)
    began = time.monotonic()

    def finish(played: script.Played, config: "Config") -> None:
        from oracle.cli.audit import print_checks, verify_file

        path = played.draft.folder / "disclosure.json"
        console.print("\n".join(_sources(path, config)))
        checks = verify_file(config, path)
        console.print(f"\ndisclosure  {os.path.relpath(path)}")
        console.print(f"on chain    0x{played.draft.publication.content_hash.hex()}")
        console.print(f"published   in transaction {played.transaction}")
        failed = print_checks(checks, quiet=True)
        console.print(f"took        {int(time.monotonic() - began)} s")
        console.print("\nopen the page: .venv/bin/greentrace demo open")
        if failed:
            raise typer.Exit(3)

    script.play(folder, console, finish)


def _sources(path: Path, config: "Config") -> list[str]:
    """What the demo is made of, and what became of every slot of its year."""
    import json

    from sqlalchemy import func, select

    from oracle.db.database import open_database, reading
    from oracle.db.tables import readings, rejections

    document = json.loads(path.read_text())
    figures = {figure["id"]: figure["value"] for figure in document["figures"]}
    with reading(open_database(config.database)) as connection:
        stored = select(func.count(), func.sum(readings.c.exported)).select_from(readings)
        count, energy = connection.execute(stored).one()
        reason = rejections.c.reason
        refused = connection.execute(select(reason, func.count()).group_by(reason)).all()
    named = ", ".join(f"{number:,} {name}" for name, number in refused) or "none"
    lines = [f"{p['kind']:17} {p['part']}: {p['statement']}" for p in document["provenance"]]
    return [
        "",
        *lines,
        "",
        f"slots       {int(figures['energy.leaves']):,}: {count:,} readings accepted,"
        f" {int(figures['energy.gaps']):,} gaps; rows rejected: {named}",
        f"energy      {energy:,} Wh stored = {int(figures['energy.exported']):,} Wh posted and"
        f" disclosed; {int(figures['impact.reduction']):,} g CO2e avoided",
    ]


def _commands(folder: Path, config: "Config") -> str:
    newest = max(config.disclosures.glob("*/disclosure.json"), key=lambda p: p.stat().st_mtime)
    base = f".venv/bin/greentrace --env {folder}/settings.env audit"
    return (
        f"verify: {base} verify {os.path.relpath(newest)}\n"
        f"trace:  {base} trace impact.reduction --file {os.path.relpath(newest)}"
    )


def _enter_project() -> None:
    """The demo needs the repository: contracts, scripts, node_modules. Go to its root."""
    from oracle.core.errors import Misconfigured

    root = Path(__file__).resolve().parents[2]
    if not (root / "brownie-config.yaml").exists():
        raise Misconfigured("demo", "runs in a clone of the repository only")
    os.chdir(root)
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
