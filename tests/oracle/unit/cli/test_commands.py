"""oracle.cli: the bond desk's commands without a chain, and the write path's question"""

import json
import sys
from pathlib import Path

import pytest
from eth_account import Account
from typer.testing import CliRunner

from oracle.chain.rpc import Http
from oracle.cli import app, main
from oracle.core.codec import keccak, sha256
from oracle.desk.syndicate import share_from_json
from tests.oracle.unit.desk.test_syndicate import KEYS, MANDATE, to_json
from tests.oracle.unit.desk.test_terms_file import CALENDAR, TERMS
from tests.support.desk_node import GENESIS, PLACES, DeskNode, Refusal, place


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Terms, a keystore, settings that name a manifest."""
    monkeypatch.chdir(tmp_path)
    Path("calendar.json").write_text(json.dumps(CALENDAR))
    Path("terms.toml").write_text(TERMS)
    key = keccak(b"a party")
    keystore = Account.encrypt(key, "secret", kdf="pbkdf2", iterations=2)
    Path("key.json").write_text(json.dumps(keystore))
    Path("key.password").write_text("secret\n")
    contract = {"block": 1, "transaction": GENESIS, "constructorArguments": [], "codeHash": GENESIS}
    manifest = {
        "chainId": 31_337,
        "genesisHash": GENESIS,
        "startBlock": 1,
        "contracts": {name: {"address": place(name), **contract} for name in PLACES},
        "schemas": {},
    }
    Path("manifest.json").write_text(json.dumps(manifest))
    monkeypatch.setenv("GREENTRACE_RPC_URL", "http://node.invalid")
    monkeypatch.setenv("GREENTRACE_DEPLOYMENT", "manifest.json")
    return tmp_path


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> DeskNode:
    """The node behind the settings."""
    found = DeskNode()
    monkeypatch.setattr(Http, "send", lambda self, payload: found.send(payload))
    return found


CANCEL = ("invest", "cancel", "--nonce", "7", "--keystore", "key.json")
SIGNED = (*CANCEL, "--password-file", "key.password")


def exit_code(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Exit code of a command as a shell sees it."""
    monkeypatch.setattr(sys, "argv", ["greentrace", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_schedule_as_csv_has_a_line_for_each_coupon(folder: Path) -> None:
    found = CliRunner().invoke(app, ["bond", "schedule", "terms.toml", "--csv"])

    header, *lines = found.stdout.splitlines()
    assert found.exit_code == 0 and header.startswith("number,accrualStart,accrualEnd")
    assert len(lines) == 2 and lines[0].startswith("0,2026-03-06,2027-03-06,365,1/1,2027-03-05")


def test_schedule_shows_amounts_at_the_tokens_decimals(folder: Path) -> None:
    found = CliRunner().invoke(app, ["bond", "schedule", "terms.toml", "--scale", "2"])

    assert "500 units of CNY 10,000.03" in found.stdout
    assert "principal in all  CNY 10,000.03 a unit, CNY 5,000,015.00" in found.stdout


def test_taxonomy_prints_canonical_json_and_its_hash(folder: Path) -> None:
    found = CliRunner().invoke(app, ["bond", "taxonomy", "terms.toml"])

    assert f"sha256 0x{sha256(found.stdout.rstrip().encode()).hex()}" in found.stderr


def test_a_missing_member_ends_with_code_1_and_its_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("terms.toml").write_text(TERMS.replace('currency = "CNY"', ""))

    assert exit_code(monkeypatch, "bond", "validate", "terms.toml") == 1
    assert "terms.toml: Amount.currency: is missing" in capsys.readouterr().err


def test_a_member_signs_its_share_offline(folder: Path) -> None:
    Path("book.json").write_text(json.dumps(to_json(MANDATE)))
    keystore = Account.encrypt(KEYS[0].key, "secret", kdf="pbkdf2", iterations=2)
    Path("bank.json").write_text(json.dumps(keystore))
    words = ["book", "sign-share", "book.json", "--keystore", "bank.json"]
    words += ["--password-file", "key.password", "--out", "share.json"]

    unsaid = CliRunner().invoke(app, words)
    assert unsaid.exit_code == 2 and not Path("share.json").exists()
    found = CliRunner().invoke(app, [*words, "--yes"])

    assert found.exit_code == 0 and "600000 ppm of 400 units" in found.stdout
    share = share_from_json(json.loads(Path("share.json").read_text()))
    assert share.signature == bytes(
        KEYS[0].unsafe_sign_hash(MANDATE.digest(share)).signature  # the same key, the same bytes
    )


def test_nobody_to_ask_means_nothing_is_sent(folder: Path, node: DeskNode) -> None:
    found = CliRunner().invoke(app, SIGNED)

    assert found.exit_code == 2 and "--yes" in found.stderr and node.sent == []
    assert "1. Cancel all orders of nonce 7" in found.stderr and found.stdout == ""


@pytest.mark.parametrize(("answer", "code", "sent"), [("n\n", 5, 0), ("\n", 5, 0), ("y\n", 0, 1)])
def test_the_user_is_asked_and_no_is_the_default(
    folder: Path,
    node: DeskNode,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    code: int,
    sent: int,
) -> None:
    monkeypatch.setattr("oracle.cli.writing.is_answered", lambda: True)
    found = CliRunner().invoke(app, SIGNED, input=answer)

    assert (found.exit_code, len(node.sent)) == (code, sent)
    assert "Go on? [y/N]" in found.stderr


def test_json_is_all_that_is_on_standard_output(folder: Path, node: DeskNode) -> None:
    found = CliRunner().invoke(app, [*SIGNED, "--yes", "--json"])

    document = json.loads(found.stdout)
    assert document["plan"]["steps"][0]["arguments"] == {"nonce": "7"}
    assert document["plan"]["feeAtMost"] == str(62_500 * 15)
    assert len(document["transactions"]) == len(node.sent) == 1


def test_a_dry_run_ends_after_the_plan(folder: Path, node: DeskNode) -> None:
    words = ["invest", "cancel", "--nonce", "7", "--from", place("Bond"), "--dry-run", "--json"]
    found = CliRunner().invoke(app, words)

    assert found.exit_code == 0 and node.sent == []
    assert json.loads(found.stdout)["transactions"] == []


def test_from_is_no_signature(folder: Path, node: DeskNode) -> None:
    found = CliRunner().invoke(app, ["invest", "cancel", "--nonce", "7", "--from", place("Bond")])

    assert found.exit_code == 2 and "--from is for --dry-run and --unsigned" in found.stderr


def test_an_unsigned_act_goes_to_a_safe_file(folder: Path, node: DeskNode) -> None:
    words = ["invest", "cancel", "--nonce", "7", "--from", place("Bond"), "--unsigned", "safe.json"]
    found = CliRunner().invoke(app, words)

    assert found.exit_code == 0 and node.sent == []
    [call] = json.loads(Path("safe.json").read_text())["transactions"]
    assert call["to"].lower() == place("Trades")


def test_a_revert_ends_with_code_5_and_its_name(
    folder: Path,
    node: DeskNode,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    node.refusal = Refusal("Trades", "NonceUsed", place("Bond"), 7)

    assert exit_code(monkeypatch, *SIGNED, "--yes") == 5
    assert "NonceUsed(maker=0x" in capsys.readouterr().err and node.sent == []


def test_a_wrong_password_ends_with_code_1(
    folder: Path,
    node: DeskNode,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("wrong").write_text("guess\n")

    assert exit_code(monkeypatch, *CANCEL, "--password-file", "wrong", "--yes") == 1
    assert "does not open with the password" in capsys.readouterr().err and node.sent == []


def test_a_bond_is_an_address_or_an_isin(
    folder: Path,
    node: DeskNode,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code(monkeypatch, "bond", "show", "my-bond") == 1
    assert "'my-bond' is neither an address nor an ISIN" in capsys.readouterr().err


def test_a_new_order_names_what_it_lacks(folder: Path, node: DeskNode) -> None:
    found = CliRunner().invoke(app, ["invest", "sell", "--units", "3"])

    assert found.exit_code == 2 and "needs BOND" in found.stderr
