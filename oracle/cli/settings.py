"""The settings a command runs with: a file given with --env, or the environment."""

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from oracle.core.config import Config


def config_of(context: typer.Context) -> "Config":
    """Settings of this command.

    Raises: Misconfigured
    """
    from oracle.core.config import Config, read_settings

    return Config.from_env(read_settings(context.obj) if context.obj else None)
