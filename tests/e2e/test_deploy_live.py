"""Deployment to a node at a URL with a keystore account, cut off half-way and finished."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from eth_account import Account
from eth_utils import keccak
from web3 import Web3

from scripts.anvil import Anvil

ROOT = Path(__file__).parents[2]
CHAIN_ID = 97_531
BROWNIE = str(Path(sys.executable).parent / "brownie")


@pytest.fixture(scope="module")
def node():
    """A node that runs already, whose own accounts nobody here has the keys of."""
    options = ["--chain-id", str(CHAIN_ID), "--mnemonic-random", "12", "--accounts", "1"]
    with Anvil(options=options) as chain:
        yield chain


@pytest.fixture(scope="module")
def deployer(node, tmp_path_factory):
    """A funded keystore account, a settings file, and the surroundings of the commands."""
    home = tmp_path_factory.mktemp("home")
    account, admin = Account.create(), Account.create()
    (home / "password").write_text("correct horse\n")
    (home / "deployer.json").write_text(
        json.dumps(Account.encrypt(account.key, "correct horse", iterations=2**10))
    )
    settings = {
        "deployer": str(home / "deployer.json"),
        "password_file": str(home / "password"),
        "admin": admin.address,
        "roles": {"REGISTRAR": [admin.address], "ISSUER": [admin.address]},
        "nodes": [Account.create().address],
        "confirmations": 1,
    }
    (home / "settings.json").write_text(json.dumps(settings))
    web3 = Web3(Web3.HTTPProvider(node.url))
    web3.provider.make_request("anvil_setBalance", [account.address, hex(10**20)])
    environment = {
        **os.environ,
        "HOME": str(home),
        "GREENTRACE_DEPLOYMENTS": str(home / "deployments"),
        "SOLCX_BINARY_PATH": str(ROOT / ".solcx"),
    }
    add = ["networks", "add", "live", "mynet", f"host={node.url}", f"chainid={CHAIN_ID}"]
    subprocess.run([BROWNIE, *add], env=environment, cwd=ROOT, check=True, capture_output=True)
    return home, account, admin, environment, web3


def run(deployer, *function):
    home, _, _, environment, _ = deployer
    command = [BROWNIE, "run", "deploy", *function, "--network", "mynet"]
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def manifest(deployer):
    path = deployer[0] / f"deployments/{CHAIN_ID}.json"
    return json.loads(path.read_text()) if path.exists() else {"contracts": {}}


def finished(process):
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output.decode()
    return output.decode()


def test_deployment_cut_off_half_way_is_finished_and_recorded_as_it_stands(deployer):
    home, account, admin, _, web3 = deployer
    settings = str(home / "settings.json")

    for contracts in (4, 11):
        process = run(deployer, "main", settings)
        while len(manifest(deployer)["contracts"]) < contracts:
            assert process.poll() is None, process.stdout.read().decode()
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
    cut_off = manifest(deployer)["contracts"]
    finished(run(deployer, "main", settings))

    done = manifest(deployer)
    assert len(done["contracts"]) == 27 and "pending" not in done
    for name, entry in cut_off.items():
        assert done["contracts"][name] == entry, "what stood was not deployed again"
    for name, entry in done["contracts"].items():
        assert "0x" + keccak(web3.eth.get_code(entry["address"])).hex() == entry["codeHash"], name
        receipt = web3.eth.get_transaction_receipt(entry["transaction"])
        assert receipt["contractAddress"] == entry["address"]
        assert receipt["blockNumber"] == entry["block"]
        sent = web3.eth.get_transaction(entry["transaction"])
        assert sent["from"] == account.address and sent["type"] == 2, "EIP-1559, our key"
    created = [
        tx
        for number in range(web3.eth.block_number + 1)
        for tx in web3.eth.get_block(number, full_transactions=True)["transactions"]
        if tx["to"] is None
    ]
    assert len(created) == 27


def test_a_second_run_sends_nothing_and_the_check_agrees(deployer):
    home, account, _, _, web3 = deployer
    before = web3.eth.get_transaction_count(account.address)

    finished(run(deployer, "main", str(home / "settings.json")))

    assert web3.eth.get_transaction_count(account.address) == before
    assert "27 contracts are what" in finished(run(deployer, "verify"))


def test_the_deployer_keeps_no_role(deployer):
    _, account, admin, _, web3 = deployer
    abi = json.loads((ROOT / "oracle/chain/abi/Roles.json").read_text())
    roles = web3.eth.contract(manifest(deployer)["contracts"]["Roles"]["address"], abi=abi)

    for role in range(8):
        assert not roles.functions.hasRole(role, account.address).call()[0]
    assert roles.functions.hasRole(0, admin.address).call()[0]


def test_code_that_is_not_what_the_manifest_says_is_named(deployer):
    _, _, _, _, web3 = deployer
    address = manifest(deployer)["contracts"]["Impact"]["address"]
    web3.provider.make_request("anvil_setCode", [address, "0x6001"])

    process = run(deployer, "verify")
    output = process.communicate(timeout=300)[0].decode()

    assert process.returncode == 1
    assert "Impact" in output and "0x6001" not in output
