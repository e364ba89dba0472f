"""The manifest is read whole or refused by the name of what is wrong."""

import json
from pathlib import Path

import pytest
from eth_account import Account

from oracle.chain.deployment import load_deployment, parse_deployment
from oracle.chain.key import load_key
from oracle.core.errors import Malformed, Misconfigured

HASH = "0x" + "ab" * 32
CONTRACT = {
    "address": "0x52908400098527886E0F7030069857D2E4169EE7",
    "block": 7,
    "transaction": HASH,
    "constructorArguments": ["0x00"],
    "codeHash": HASH,
}
MANIFEST = {
    "chainId": 31337,
    "genesisHash": HASH,
    "startBlock": 3,
    "contracts": {"Batches": CONTRACT},
    "schemas": {"MilestoneReached": HASH},
}


def test_a_manifest_is_read() -> None:
    found = parse_deployment(json.dumps({**MANIFEST, "gitCommit": "abc"}).encode())
    assert (found.chain_id, found.start_block, found.schemas) == (31337, 3, MANIFEST["schemas"])
    assert found.address_of("Batches") == CONTRACT["address"].lower()  # type: ignore[attr-defined]
    assert found.contracts["Batches"].block == 7


def test_a_contract_that_is_not_there_is_misconfigured() -> None:
    with pytest.raises(Misconfigured, match=r"contracts\.Impact"):
        parse_deployment(json.dumps(MANIFEST).encode()).address_of("Impact")


@pytest.mark.parametrize(
    "change",
    [
        {"chainId": -1},
        {"chainId": 1.5},
        {"genesisHash": "0x12"},
        {"contracts": []},
        {"contracts": {"Batches": {**CONTRACT, "address": "0x12"}}},
        {"contracts": {"Batches": {**CONTRACT, "block": None}}},
        {"contracts": {"Batches": {"address": CONTRACT["address"]}}},
        {"schemas": {"MilestoneReached": 5}},
    ],
)
def test_a_manifest_of_another_form_is_malformed(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        parse_deployment(json.dumps({**MANIFEST, **change}).encode())


def test_a_manifest_that_cannot_be_read_is_misconfigured(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="No such file"):
        load_deployment(tmp_path / "31337.json")
    (tmp_path / "31337.json").write_text("{")
    with pytest.raises(Misconfigured, match="not JSON"):
        load_deployment(tmp_path / "31337.json")


def test_a_keystore_opens_with_its_password_only(tmp_path: Path) -> None:
    account = Account.create()
    keystore = Account.encrypt(account.key, "right", kdf="pbkdf2", iterations=2)
    (tmp_path / "key.json").write_text(json.dumps(keystore))
    (tmp_path / "password").write_text("right\n")
    assert load_key(tmp_path / "key.json", tmp_path / "password").address == account.address.lower()
    (tmp_path / "password").write_text("wrong")
    with pytest.raises(Misconfigured, match="does not open") as raised:
        load_key(tmp_path / "key.json", tmp_path / "password")
    assert "wrong" not in str(raised.value)
    with pytest.raises(Misconfigured, match="cannot be read"):
        load_key(tmp_path / "none.json", tmp_path / "password")
