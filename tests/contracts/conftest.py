"""The chain, the actors and the platform that contract tests share. Nothing here asserts.

Time. A block is mined at an exact second with `chain.mine(timestamp=at)`; the next transaction
then gets at least that second. `at` must lie after the newest block (`chain.time()`); isolation
turns the clock back after each test. `chain.sleep(seconds)` only moves the clock, `chain.mine()`
makes the move visible to views.
"""

import scripts.dev.brownie_fixes  # noqa: F401, I001  (first: it repairs what follows)

import socket
from types import SimpleNamespace

import pytest
from brownie import network
from brownie._config import CONFIG
from hypothesis import HealthCheck, settings
from requests import sessions

from tests.support import platform as built
from tests.support.platform import platform  # noqa: F401  (a fixture)

ROLES = (
    *("admin", "registrar", "bank", "issuer", "bookrunner", "trustee", "operator"),
    *("verifier", "reviewer", "holder_a", "holder_b", "holder_c", "node", "contractor"),
    "stranger",
)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# Brownie attaches to whatever listens on its port and rewinds that chain: every session, and
# every xdist worker, gets a node of its own. An unpruned node fills the disk with old states.
DEVELOPMENT = CONFIG.networks["development"]
DEVELOPMENT["cmd"] = "anvil --prune-history"
DEVELOPMENT["cmd_settings"]["port"] = _free_port()

# The node is on this machine: looking for proxies takes a fifth of every call.
sessions.get_environ_proxies = lambda *_, **__: {}

# The same histories in every run. Hypothesis 6.27, which brownie pins, otherwise fails stateful
# tests now and then for the size of what it drew.
settings.register_profile(
    "greentrace",
    parent=settings.get_profile(settings._current_profile),
    derandomize=True,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)
settings.load_profile("greentrace")


@pytest.fixture(scope="session", autouse=True)
def fresh_chain():
    """Refuse a chain that somebody else has used."""
    if network.chain.height:
        pytest.exit(f"the chain on port {DEVELOPMENT['cmd_settings']['port']} is not ours", 3)


@pytest.fixture(autouse=True)
def isolation(fn_isolation):
    """Every test starts from the state its module built."""


@pytest.fixture(scope="session")
def actors(accounts):
    """One account per role; accounts beyond these are free for the test."""
    return SimpleNamespace(**dict(zip(ROLES, accounts, strict=False)))


@pytest.fixture(scope="module")
def pin_id(platform):  # noqa: F811
    """M01 with the published factors of 2012, pinned."""
    built.publish_factors(platform)
    return built.pin(platform)


@pytest.fixture(scope="module")
def project_id(platform, pin_id):  # noqa: F811
    """A proposed project of `actors.operator`."""
    return built.propose(platform, pin_id)


@pytest.fixture(scope="module")
def verifier(platform, actors):  # noqa: F811
    """`actors.verifier`, accredited for everything and for good."""
    built.accredit(platform, actors.verifier)
    return actors.verifier
