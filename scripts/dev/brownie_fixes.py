"""Repairs for eth-brownie 1.22.2. Import this first in conftest.py and in every brownie script.

* immutables and library links no longer switch off traces and coverage (brownie issue #1087)
* chain.mine(timestamp=..) works on anvil
* an anvil that brownie attaches to (instead of launching) is driven as anvil, not as ganache
* chain.revert(), run once per isolated test, no longer collects garbage first
* a transaction whose receipt is a moment late is waited for, not taken for dropped
* chain.revert() no longer reads the source of all callers, nor asks for the code of every contract
* SIGTERM stops the anvil that brownie launched
* deploying a second contract to a live network no longer fails on brownie's map of deployments, and
  dev chains, whose addresses mean nothing tomorrow, are left out of it
* a run that is killed does not leave half a file that stops every later run
"""

import json
import pathlib
import re
import signal
import sys
import threading
import time
from types import SimpleNamespace

import brownie.network.contract as _contract
import brownie.network.state as _state
import brownie.network.transaction as _transaction
import brownie.project.main as _project
from brownie._config import CONFIG
from brownie.network.web3 import web3
from web3.exceptions import TransactionNotFound

_anvil = sys.modules["brownie.network.rpc.anvil"]
_rpc = sys.modules["brownie.network.rpc"]  # as an attribute it is an object, not the module

_LINK = re.compile(r"__.{36}__")
_ZERO_PUSH32 = "7f" + "00" * 32
_original_verify = _contract._verify_deployed_code


def _verify_deployed_code(address, expected_bytecode, language):
    """Compare codes with immutables, library links and metadata left out."""
    expected = expected_bytecode.removeprefix("0x")
    actual = web3.eth.get_code(address).hex().removeprefix("0x")
    if language != "Solidity" or len(expected) != len(actual):
        return _original_verify(address, expected_bytecode, language)

    for match in _LINK.finditer(expected):
        actual = _blank(actual, match.start(), 40)
        expected = _blank(expected, match.start(), 40)
    position = expected.find(_ZERO_PUSH32)  # an immutable, not yet set
    while position != -1:
        if position % 2 == 0:
            actual = _blank(actual, position + 2, 64)
        position = expected.find(_ZERO_PUSH32, position + 2)
    if expected.startswith("73" + "00" * 20):  # a library pushes its own address
        expected, actual = expected[42:], actual[42:]
    return _without_metadata(expected) == _without_metadata(actual)


def _blank(code: str, start: int, size: int) -> str:
    return code[:start] + "0" * size + code[start + size :]


def _without_metadata(code: str) -> str:
    size = (int(code[-4:], 16) + 2) * 2 if len(code) >= 4 else 0
    return code[:-size] if 0 < size <= len(code) else code


def _mine(timestamp=None):
    _anvil._request("evm_mine", [] if timestamp is None else [int(timestamp)])


def _on_dev_chain():
    connected = CONFIG.network_type is not None
    return connected and CONFIG.active_network.get("chainid") in (1337, 31337)


def _unless_dev_chain(original):
    return lambda *args: None if _on_dev_chain() else original(*args)


def _load_deployment_map(self):
    # JSON makes text of the chain ids; brownie then sorts text and numbers together and fails.
    loaded = _original_load(self)
    return {int(key) if key.isdigit() else key: value for key, value in loaded.items()}


def _save_deployment_map(self, deployment_map):
    _write_whole(self._build_path / "deployments/map.json", deployment_map)


def _save_deployment(self):
    path = self._deployment_path()
    if path is None:
        return
    self._project._add_to_deployment_map(self)
    place = {
        "address": self.address,
        "chainid": CONFIG.active_network["chainid"],
        "blockHeight": web3.eth.block_number,
    }
    _write_whole(pathlib.Path(path), {**self._build, "deployment": place})


def _write_whole(path, content):
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(content, default=sorted))
    draft.replace(path)


_original_load = _project.Project._load_deployment_map
_project.Project._load_deployment_map = _load_deployment_map
_project.Project._load_deployments = _unless_dev_chain(_project.Project._load_deployments)
_contract._add_deployment = _unless_dev_chain(_contract._add_deployment)
_project.Project._save_deployment_map = _save_deployment_map
_ours = _contract.ProjectContract
_ours._save_deployment = _save_deployment
_ours._deployment_path = _unless_dev_chain(_ours._deployment_path)
_contract._verify_deployed_code = _verify_deployed_code
_anvil.mine = _mine
_rpc.ATTACH_BACKENDS.setdefault("anvil", _anvil)


def _await_confirmation(self, *args, **kwargs):
    # Anvil counts a transaction before its receipt can be had. Brownie then calls it dropped, or
    # sleeps for a second.
    tries = 1_000 if CONFIG.network_type == "development" or _on_dev_chain() else 0
    for _ in range(tries):
        try:
            web3.eth.get_transaction_receipt(self.txid)
            break
        except TransactionNotFound:
            time.sleep(0.002)
    _original_await(self, *args, **kwargs)


_original_await = _transaction.TransactionReceipt._await_confirmation
_transaction.TransactionReceipt._await_confirmation = _await_confirmation


def _revert(self, height):
    for contract in [c for c in self._contracts if _is_gone(c, height)]:
        self.remove(contract)
        contract._reverted = True


def _is_gone(contract, height):
    if contract.tx and contract.tx.block_number is not None:
        return contract.tx.block_number > height
    return len(web3.eth.get_code(contract.address)) == 0


_contract.ContractContainer._revert = _revert
_rpc.inspect = SimpleNamespace(stack=lambda: (None, SimpleNamespace(frame=sys._getframe(2))))

# A dead weak reference is skipped whether it was collected or not.
_state.gc = SimpleNamespace(collect=lambda: 0)

# `timeout` and CI send SIGTERM; treated as Ctrl-C, brownie's atexit stops its anvil.
if (
    threading.current_thread() is threading.main_thread()
    and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
):
    signal.signal(signal.SIGTERM, signal.default_int_handler)
