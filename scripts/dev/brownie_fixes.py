"""Repairs for eth-brownie 1.22.2. Import this first in conftest.py and in every brownie script.

* immutables and library links no longer switch off traces and coverage (brownie issue #1087)
* chain.mine(timestamp=..) works on anvil
* an anvil that brownie attaches to (instead of launching) is driven as anvil, not as ganache
* chain.revert(), run once per isolated test, no longer walks the whole heap in gc.collect()
* SIGTERM stops the anvil that brownie launched
"""

import gc
import re
import signal
import sys
import threading

import brownie.network.contract as _contract
from brownie.network.web3 import web3

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


_contract._verify_deployed_code = _verify_deployed_code
_anvil.mine = _mine
_rpc.ATTACH_BACKENDS.setdefault("anvil", _anvil)

gc.collect()
gc.freeze()

# `timeout` and CI send SIGTERM; treated as Ctrl-C, brownie's atexit stops its anvil.
if (
    threading.current_thread() is threading.main_thread()
    and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
):
    signal.signal(signal.SIGTERM, signal.default_int_handler)
