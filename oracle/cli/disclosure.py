"""`greentrace disclosure`: draft what an issuer publishes."""

import json
from pathlib import Path
from typing import Annotated

import typer

from oracle.cli.settings import config_of

app = typer.Typer(help="Draft what an issuer publishes.", no_args_is_help=True)


@app.callback()
def disclosure() -> None:
    """Draft what an issuer publishes."""


@app.command("draft")
def draft_disclosure(
    context: typer.Context,
    bond: Annotated[str, typer.Argument(help="Address of the bond.")],
    first: Annotated[str, typer.Option(help="First day, YYYY-MM-DD.")],
    until: Annotated[str, typer.Option(help="Day after the last, YYYY-MM-DD.")],
    provenance: Annotated[
        Path | None, typer.Option(help="JSON list of {part, kind, statement}.")
    ] = None,
) -> None:
    """Build the disclosure of a bond and period, and print what its issuer has to send.

    Example: greentrace --env .env disclosure draft 0x12.. --first 2012-06-03 --until 2013-06-03
    """
    from oracle.chain.contracts import Chain
    from oracle.chain.deployment import load_deployment
    from oracle.chain.node import Node
    from oracle.chain.rpc import Http
    from oracle.core.calendar import day_of_iso
    from oracle.core.units import Address
    from oracle.db.database import open_database
    from oracle.disclose.publish import publish_calldata
    from oracle.disclose.reference import chain_ref
    from oracle.disclose.step import draft

    config = config_of(context)
    chain = Chain(
        Node(Http(config.rpc_url)), load_deployment(config.deployment), config.confirmations
    )
    database = open_database(config.database)
    reference = chain_ref(database, chain, Address(bond.lower()))
    period = (day_of_iso(first), day_of_iso(until))
    statements = json.loads(provenance.read_text()) if provenance else []
    made = draft(database, reference, Address(bond.lower()), period, statements, config.disclosures)
    print(f"folder    {made.folder}")
    print(f"content   0x{made.publication.content_hash.hex()}")
    print(f"send to   {chain.deployment.address_of('Disclosures')}")
    print(f"calldata  0x{publish_calldata(made.publication).hex()}")
