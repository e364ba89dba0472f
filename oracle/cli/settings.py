"""The settings a command runs with: a file given with --env, or the environment."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from oracle.act.desk import Desk
    from oracle.core.config import Config


def config_of(context: typer.Context) -> "Config":
    """Settings of this command.

    Raises: Misconfigured
    """
    from oracle.core.config import Config, read_settings

    return Config.from_env(read_settings(context.obj) if context.obj else None)


def desk_of(config: "Config") -> "Desk":
    """The desk at the head of the chain that the settings name.

    Raises: Misconfigured, WrongChain, NodeUnavailable
    """
    from oracle.act.desk import Desk
    from oracle.chain.deployment import load_deployment
    from oracle.chain.node import Node
    from oracle.chain.rpc import Http

    deployment = load_deployment(config.deployment)
    return Desk.at_head(Node(Http(config.rpc_url)), deployment)
