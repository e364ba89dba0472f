"""The deployment: once, whatever interrupts it; and what it says can be checked."""

import json

import pytest
from brownie import web3

from scripts import deploy as deployment
from scripts.deploy import code_hash, deploy
from scripts.settings import ROLES, Platform
from tests.support.reports import NODES

ADMIN = 0
CUT_OFF_AT = (
    "deploy EAS",
    "deploy DepositToken",
    "guard Verifiers: ACCREDITOR",
    "grant BANK to",
    "register schema MilestoneReached",
    "rotate nodes: 1 of 1",
)
LOST = ("Roles", "SchemaRegistry", "Attestations", "DepositToken")


class CutOff(Exception):
    """The deployment was interrupted."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where this test keeps its manifest."""
    monkeypatch.setenv("GREENTRACE_DEPLOYMENTS", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def wanted(actors):
    return Platform(
        roles={"BANK": [actors.bank.address], "STEWARD": [actors.reviewer.address]},
        nodes=NODES[:1],
    )


@pytest.fixture(scope="module")
def complete(actors, wanted, tmp_path_factory):
    """A deployment that nothing interrupted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREENTRACE_DEPLOYMENTS", str(tmp_path_factory.mktemp("complete")))
        return run(actors, wanted)[0]


@pytest.fixture
def again(complete, folder):
    """The manifest of that deployment, to go on from or to spoil."""
    (folder / complete.path.name).write_text(complete.path.read_text())
    return deployment._manifest()


def run(actors, wanted, cut_off_at=None):
    """Deploy, or stop before the step that begins like this; the manifest and what was done."""
    said = []

    def say(step):
        if cut_off_at and step.startswith(cut_off_at):
            raise CutOff(step)
        said.append(step)

    if cut_off_at is None:
        return deploy(actors.admin, wanted, say), said
    with pytest.raises(CutOff, match=cut_off_at):
        deploy(actors.admin, wanted, say)
    return deployment._manifest(), said


def sent(actors):
    return web3.eth.get_transaction_count(actors.admin.address)


def settled(manifest, actors):
    """Everything a complete deployment has set, read from the chain."""
    contracts = manifest.contracts
    roles = _at("Roles", contracts)
    return {
        "contracts": sorted(contracts),
        "schemas": sorted(manifest.schemas),
        "guards": {
            (name, function): roles.getTargetFunctionRole(
                contracts[name]["address"], _selector(name, contracts, function)
            )
            for name, (_, functions) in deployment.GUARDED.items()
            for function in functions
        },
        "holders": {
            role: [a for a in vars(actors) if roles.hasRole(number, vars(actors)[a])[0]]
            for role, number in {"ADMIN": ADMIN, **ROLES}.items()
        },
        "nodes": _at("Batches", contracts).currentNodes()[1:],
        "bound": [
            str(_at("Attestations", contracts).schemaOf(number)) != "0x" + "00" * 32
            for number, _ in deployment.SCHEMAS.values()
        ],
        "pending": manifest.pending,
    }


def _at(name, contracts):
    container = deployment.project.get_loaded_projects()[0][name]
    return container.at(contracts[name]["address"])


def _selector(name, contracts, function):
    selectors = _at(name, contracts).selectors
    return next(selector for selector, named in selectors.items() if named == function)


def test_a_second_run_sends_nothing(actors, wanted, again):
    before = sent(actors)

    manifest, said = run(actors, wanted)

    assert said == []
    assert sent(actors) == before
    assert manifest.contracts == again.contracts


def test_a_run_cut_off_at_any_step_is_finished_by_the_next(actors, wanted, complete, folder):
    deployed, kept = [], {}
    for step in (*CUT_OFF_AT, None):
        manifest, said = run(actors, wanted, step)
        deployed += [line for line in said if line.startswith("deploy ")]
        assert manifest.contracts.items() >= kept.items(), step
        kept = dict(manifest.contracts)

    assert settled(manifest, actors) == settled(complete, actors)
    # Every contract once, over all the runs together.
    assert sorted(deployed) == sorted(f"deploy {name}" for name in manifest.contracts)


def test_a_contract_sent_and_not_recorded_is_found_and_not_sent_again(
    actors, wanted, complete, folder, monkeypatch
):
    original, nonces = deployment.Deployment._record, {}

    def cut_off(self, name, *args):
        if name in LOST and name not in nonces:
            nonces[name] = self.manifest.pending["nonce"]
            raise CutOff(name)
        original(self, name, *args)

    monkeypatch.setattr(deployment.Deployment, "_record", cut_off)
    said = []
    for name in LOST:
        with pytest.raises(CutOff, match=name):
            deploy(actors.admin, wanted, said.append)
    manifest = deploy(actors.admin, wanted, said.append)

    for name, nonce in nonces.items():
        assert said.count(f"deploy {name}") == 1
        assert said.count(f"found {name}, deployed by a run that was cut off") == 1
        entry = manifest.contracts[name]
        assert web3.eth.get_transaction(entry["transaction"])["nonce"] == nonce
        receipt = web3.eth.get_transaction_receipt(entry["transaction"])
        assert (receipt["contractAddress"], receipt["blockNumber"]) == (
            entry["address"],
            entry["block"],
        )
    assert settled(manifest, actors) == settled(complete, actors)


def test_a_contract_announced_and_never_sent_is_sent_by_the_next_run(
    actors, wanted, folder, monkeypatch
):
    def cut_off(containers, name, args, options):
        raise CutOff(name)

    with monkeypatch.context() as patch, pytest.raises(CutOff, match="Roles"):
        patch.setattr(deployment, "_create", cut_off)
        deploy(actors.admin, wanted, str)
    assert deployment._manifest().pending["name"] == "Roles"

    manifest, said = run(actors, wanted, "deploy Factors")

    assert said == ["deploy Roles", "deploy Investors"]
    assert sorted(manifest.contracts) == ["Investors", "Roles"]


def test_another_code_at_a_recorded_address_is_refused(actors, wanted, again):
    again.contracts["Batches"]["codeHash"] = "0x" + "ab" * 32
    again.save()

    with pytest.raises(SystemExit, match="another code stands at Batches"):
        run(actors, wanted)


def test_hand_over_leaves_the_deployer_without_a_role(actors, wanted, again):
    handed = Platform(roles=wanted.roles, nodes=wanted.nodes, admin=actors.contractor.address)

    manifest, _ = run(actors, handed)

    roles = _at("Roles", manifest.contracts)
    assert roles.hasRole(ADMIN, actors.contractor)[0]
    for number in (ADMIN, *ROLES.values()):
        assert not roles.hasRole(number, actors.admin)[0]
    before = sent(actors)
    run(actors, handed)
    assert sent(actors) == before


def test_a_deployer_that_is_no_steward_keeps_no_stewardship(actors, complete):
    roles = _at("Roles", complete.contracts)

    assert not roles.hasRole(ROLES["STEWARD"], actors.admin)[0]
    assert roles.hasRole(ADMIN, actors.admin)[0]


def test_eas_that_stands_already_is_adopted_and_no_cash_is_deployed(
    actors, wanted, complete, folder
):
    given = {name: complete.address(name) for name in ("EAS", "SchemaRegistry")}
    without_cash = Platform(roles=wanted.roles, eas=given, cash=None)

    manifest, said = run(actors, without_cash)

    assert not {"deploy EAS", "deploy SchemaRegistry", "deploy DepositToken"} & set(said)
    assert set(complete.contracts) - set(manifest.contracts) == {"DepositToken"}
    assert manifest.address("EAS") == complete.address("EAS")
    assert manifest.contracts["EAS"]["transaction"] is None


def test_the_chain_is_what_the_manifest_says(again):
    assert again.differences(code_hash) == []


@pytest.mark.parametrize(
    ("field", "value"), [("codeHash", "0x" + "ab" * 32), ("address", NODES[5])]
)
def test_a_tampered_entry_is_named(again, field, value):
    again.contracts["Impact"][field] = value

    [found] = again.differences(code_hash)

    assert found.startswith(f"Impact {again.contracts['Impact']['address']}: actual=")


def test_what_is_written_is_what_was_deployed(complete):
    written = json.loads(complete.path.read_text())

    assert written["contracts"] == complete.contracts
    assert written["schemas"] == complete.schemas
    assert "pending" not in written
    for name, entry in written["contracts"].items():
        receipt = web3.eth.get_transaction_receipt(entry["transaction"])
        assert receipt["contractAddress"] == entry["address"], name
        assert receipt["blockNumber"] == entry["block"], name
