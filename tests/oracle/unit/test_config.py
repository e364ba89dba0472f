"""oracle.core.config and oracle.core.log"""

from pathlib import Path

import pytest

from oracle.core.config import Config
from oracle.core.errors import Misconfigured
from oracle.core.log import log


def test_a_missing_setting_is_named_by_who_needs_it() -> None:
    config = Config.from_env({"GREENTRACE_DATABASE": ""})
    with pytest.raises(Misconfigured, match="GREENTRACE_DATABASE: is not set; see .env.example"):
        _ = config.database


def test_settings_are_read_once_and_others_are_ignored() -> None:
    env = {"GREENTRACE_INBOX": "in", "GREENTRACE_CONFIRMATIONS": "3", "HOME": "/"}
    config = Config.from_env(env)
    env["GREENTRACE_INBOX"] = "elsewhere"
    assert (config.inbox, config.confirmations) == (Path("in"), 3)
    assert "HOME" not in config.given


@pytest.mark.parametrize("text", ["-1", "1.5", "many", "9999999", "٣"])
def test_confirmations_that_are_no_number_are_misconfigured(text: str) -> None:
    with pytest.raises(Misconfigured, match="GREENTRACE_CONFIRMATIONS"):
        Config.from_env({"GREENTRACE_CONFIRMATIONS": text})


def test_log_is_one_line_without_secrets(capsys) -> None:
    log("tried", url="https://me:pw@node.example/v2/abc123", private_key="0x1", why="a\nb")
    written = capsys.readouterr().err
    assert written == 'event=tried url=https://node.example private_key=withheld why="a\\nb"\n'
