"""`greentrace device`: the meter's side."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The meter's side.", no_args_is_help=True)


@app.callback()
def device() -> None:
    """The meter's side."""


@app.command("replay")
def replay_log(
    mapping: Annotated[Path, typer.Argument(help="TOML file: where the log's values are.")],
    key: Annotated[Path, typer.Option(help="Keystore of the meter.")],
    password_file: Annotated[Path, typer.Option(help="File with the keystore's password.")],
    device_id: Annotated[str, typer.Option("--device", help="0x-hex id of the meter.")],
    salt: Annotated[str, typer.Option(help="Devices.deploymentSalt() of the platform.")],
    first: Annotated[str, typer.Option(help="First local day, YYYY-MM-DD.")],
    last: Annotated[str, typer.Option(help="Last local day, YYYY-MM-DD.")],
    inbox: Annotated[Path, typer.Option(help="Folder to deliver into.")],
    memory: Annotated[Path, typer.Option(help="The meter's memory.")] = Path("meter.json"),
    key_epoch: Annotated[int, typer.Option(help="Number of the key on chain.")] = 1,
) -> None:
    """Play a log through a meter: one signed segment per local day.

    Example: greentrace device replay log.toml --key meter.json --password-file meter.password
    --device 0x12.. --salt 0x34.. --first 2012-06-03 --last 2012-07-02 --inbox inbox
    """
    from eth_account import Account

    from oracle.core.calendar import day_of_iso
    from oracle.core.codec import from_hex
    from oracle.core.errors import Misconfigured
    from oracle.core.units import DeviceId
    from oracle.device.log_file import load_mapping, read_log
    from oracle.device.replay import Signer, replay

    try:
        password = password_file.read_text().rstrip("\n")
        secret = bytes(Account.decrypt(key.read_text(), password))
    except (OSError, ValueError) as error:
        raise Misconfigured("--key", str(error)) from error
    found = load_mapping(mapping)
    from_hex(device_id, 32, "--device")
    signer = Signer(DeviceId(device_id), secret, key_epoch, from_hex(salt, 32, "--salt"))
    window = (day_of_iso(first), day_of_iso(last))
    days = replay(read_log(found), signer, window, found.zone_offset, inbox, memory)
    print(f"{days} days signed into {inbox}")
