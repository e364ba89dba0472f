"""`greentrace serve`: the read-only pages and API."""

from typing import TYPE_CHECKING, Annotated

import typer

from oracle.cli.settings import config_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from oracle.core.config import Config
    from oracle.core.units import Address

PORT = 8645


def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Port on the loopback address.")] = PORT,
) -> None:
    """Serve the pages and the API, until Ctrl-C.

    Example: greentrace --env build/demo/settings.env serve --port 8645
    """
    serve_until_stopped(config_of(context), port)


def serve_until_stopped(config: "Config", port: int) -> None:
    """Serve on the loopback address; what is in the database is what is shown."""
    import uvicorn

    from oracle.db.database import open_database
    from oracle.serve.app import create_app

    database = open_database(config.database)
    app = create_app(database, config.disclosures, _cash_scales(config, database))
    print(f"pages: http://127.0.0.1:{port}/", flush=True)
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def _cash_scales(config: "Config", database: "Engine") -> dict["Address", int]:
    """Decimals of every cash token that a bond uses, as its contract says."""
    from oracle.chain.contracts import Chain
    from oracle.chain.deployment import load_deployment
    from oracle.chain.node import Node
    from oracle.chain.rpc import Http
    from oracle.serve.source import Source

    node = Node(Http(config.rpc_url))
    chain = Chain(node, load_deployment(config.deployment), config.confirmations)
    tokens = {bond.terms.cash for bond in Source(database, {}).snapshot().bonds}
    return {token: chain.decimals_of(token, at=node.head()) for token in sorted(tokens)}
