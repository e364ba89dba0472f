"""`greentrace oracle`: run a node."""

from typing import Annotated

import typer

from oracle.cli.settings import config_of

app = typer.Typer(help="Run an oracle node.", no_args_is_help=True)


@app.command("run")
def run_node(
    context: typer.Context,
    once: Annotated[bool, typer.Option(help="One round of the stages.")] = False,
    until_idle: Annotated[bool, typer.Option(help="Until nothing is left to do.")] = False,
) -> None:
    """Index, take in, seal and post, until stopped.

    Example: greentrace --env .env oracle run
    """
    from oracle.run import Mode, Outcome, run

    mode = Mode.ONCE if once else Mode.UNTIL_IDLE if until_idle else Mode.FOREVER
    status = run(config_of(context), mode)
    print(f"{status.outcome}: {status.pending} pending, {status.failed} failed")
    if status.failed:
        raise typer.Exit(1)
    if status.outcome is Outcome.AWAITING_BLOCKS:
        raise typer.Exit(4)
