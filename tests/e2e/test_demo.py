"""The demo's path on a live chain, from a meter's log to a disclosure that anyone recomputes."""

import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.anvil import DEV_OPTIONS, Anvil

ROOT = Path(__file__).parents[2]
GREENTRACE = str(Path(sys.executable).parent / "greentrace")


def greentrace(*words, **options):
    command = [GREENTRACE, *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **options)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo that was played, and what it said."""
    folder = tmp_path_factory.mktemp("demo") / "played"
    played = greentrace("demo", "--folder", folder, timeout=900)
    assert played.returncode == 0, played.stdout + played.stderr
    return folder, played.stdout


@pytest.fixture(scope="module")
def chain(demo):
    """The demo's chain, brought back from its file on the port of its settings."""
    folder, _ = demo
    url = re.search(r"GREENTRACE_RPC_URL=(\S+)", (folder / "settings.env").read_text()).group(1)
    port = int(url.rsplit(":", 1)[1])
    with Anvil(port=port, load=folder / "chain.json", options=DEV_OPTIONS) as running:
        yield running


def disclosure(folder):
    (found,) = folder.glob("disclosures/*/disclosure.json")
    return found


def figures(folder):
    document = json.loads(disclosure(folder).read_text())
    return {figure["id"]: int(figure["value"]) for figure in document["figures"]}


def query(folder, sql):
    with sqlite3.connect(folder / "oracle.db") as database:
        return database.execute(sql).fetchone()


def verify(folder, file, settings=None):
    settings = settings or folder / "settings.env"
    return greentrace("--env", settings, "audit", "verify", file)


def test_the_demo_ends_with_every_figure_recomputed_and_says_what_is_real(demo):
    folder, said = demo

    content = hashlib.sha256(disclosure(folder).read_bytes()).hexdigest()
    assert f"on chain    0x{content}" in said
    assert re.search(r"^\d{3} figures recomputed, 0 differences$", said, re.M)
    for kind in ("real data", "published terms", "sample"):
        assert kind in said


def test_sum_of_leaves_is_posted_total_is_the_figure_of_the_disclosure(demo):
    folder, _ = demo
    found = figures(folder)

    count, energy = query(folder, "select count(*), sum(exported) from readings")
    posted = query(folder, "select sum(readings), sum(exported), sum(leaves) from batches")
    refused = query(folder, "select count(*) from rejections where reason = 'NoValue'")[0]

    assert (count, energy) == posted[:2] == (34_610, 4_976_820)
    assert found["energy.exported"] == energy and found["energy.readings"] == count
    assert found["energy.leaves"] == posted[2] == 35_040
    assert found["energy.gaps"] == refused == 430


def test_the_published_terms_give_the_published_cash_flows(demo):
    folder, _ = demo
    found = figures(folder)

    assert found["money.raised"] == found["redemption.paid"] == 500_000_000
    assert found["coupon.1.paid"] == 250_000 and found["coupon.1.cash_per_unit"] == 50_000


def test_impact_is_the_exact_product_floored_per_batch(demo):
    folder, _ = demo
    found = figures(folder)
    batches = [found[f"project.1.batch.{n}.net"] for n in range(1, 13)]

    assert found["impact.reduction"] == sum(wh * 878_425 // 10**6 for wh in batches)
    assert found["impact.attributed_reduction"] == found["impact.reduction"] * 480 // 600


def test_a_reader_verifies_again_from_the_file_the_chain_and_the_evidence(demo, chain):
    folder, _ = demo
    checked = verify(folder, disclosure(folder))

    assert checked.returncode == 0, checked.stdout[-2000:]
    assert "FAIL" not in checked.stdout
    assert checked.stdout.rstrip().endswith("0 differences")


def test_a_stored_reading_changed_by_1_wh_is_named(demo, chain, tmp_path):
    folder, _ = demo
    shutil.copy(folder / "oracle.db", tmp_path / "oracle.db")
    with sqlite3.connect(tmp_path / "oracle.db") as database:
        database.execute("update readings set exported = exported + 1 where sequence = 12345")
    database.close()
    settings = (folder / "settings.env").read_text()
    changed = settings.replace(str(folder.resolve() / "oracle.db"), str(tmp_path / "oracle.db"))
    (tmp_path / "settings.env").write_text(changed)

    checked = verify(folder, disclosure(folder), tmp_path / "settings.env")

    assert checked.returncode == 3
    failed = [line for line in checked.stdout.splitlines() if line.startswith("FAIL")]
    assert len(failed) == 1 and ":12345" in failed[0]


def test_a_reading_of_the_evidence_changed_by_1_wh_is_named(demo, chain, tmp_path):
    folder, _ = demo
    evidence = tmp_path / "evidence"
    shutil.copytree(folder / "evidence", evidence)
    file = sorted(evidence.iterdir())[0]
    members = json.loads(file.read_text())
    text = file.read_text()
    rows = next(iter(_readings(members)))
    sequence, value = rows[20][0], rows[20][5]
    rows[20][5] = value + 1
    file.write_text(json.dumps(members, separators=(",", ":"), sort_keys=True))
    assert file.read_text() != text
    settings = (folder / "settings.env").read_text()
    changed = settings.replace(str(folder.resolve() / "evidence"), str(evidence))
    (tmp_path / "settings.env").write_text(changed)

    checked = verify(folder, disclosure(folder), tmp_path / "settings.env")

    assert checked.returncode == 3
    assert re.search(rf"^FAIL .*:{sequence}\b", checked.stdout, re.M), checked.stdout[-3000:]


def _readings(members):
    """Every list of readings in an evidence file."""
    if isinstance(members, dict):
        if isinstance(members.get("readings"), list):
            yield members["readings"]
        for member in members.values():
            yield from _readings(member)
    elif isinstance(members, list):
        for member in members:
            yield from _readings(member)


def test_one_changed_digit_of_the_disclosure_is_named(demo, chain, tmp_path):
    folder, _ = demo
    content = disclosure(folder).read_text()
    start = content.index('"id":"impact.reduction"')
    at = content.index('"value":"', start) + len('"value":"')
    digit = str((int(content[at]) + 1) % 10)
    (tmp_path / "disclosure.json").write_text(content[:at] + digit + content[at + 1 :])

    checked = verify(folder, tmp_path / "disclosure.json")

    assert checked.returncode == 3
    failed = [line for line in checked.stdout.splitlines() if line.startswith("FAIL")]
    assert any("impact.reduction" in line for line in failed)


def test_a_figure_is_traced_to_a_reading_its_signature_and_the_transaction(demo, chain):
    folder, _ = demo
    traced = greentrace("--env", folder / "settings.env", "audit", "trace", "impact.reduction")

    assert traced.returncode == 0, traced.stderr
    for step in (
        "Batches.proveReading  OK",
        "folded here: root and sums of the batch  OK",
        "evidence file  OK",
        "recovered key: 0x",
        "posted in: 0x",
        "registered in: 0x",
        "Impact.ImpactMeasured",
    ):
        assert step in traced.stdout
    assert "FAIL" not in traced.stdout


def test_ctrl_c_leaves_nothing_running(tmp_path):
    # A shell that starts the tests in the background has them, and this, ignore Ctrl-C.
    attentive = ["env", "--default-signal=INT"]
    command = [*attentive, GREENTRACE, "demo", "--folder", str(tmp_path / "demo")]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    chain = _child_named("anvil", process.pid)
    time.sleep(1)

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)

    assert process.returncode == 130
    assert not Path(f"/proc/{chain}").exists()


def _child_named(name, parent):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        command = ["ps", "-o", "pid=,comm=", "--ppid", str(parent)]
        listed = subprocess.run(command, capture_output=True, text=True, check=False)
        for line in listed.stdout.splitlines():
            pid, command = line.split(None, 1)
            if command.startswith(name):
                return int(pid)
        time.sleep(0.1)
    raise AssertionError(f"no child {name} of {parent}")


def test_help_does_not_wait_for_a_chain_library():
    slow = {"web3", "sqlalchemy", "fastapi", "eth_account", "pyarrow"}
    code = f"import sys, oracle.cli; sys.exit(bool({slow} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ, check=True)


def test_a_folder_that_is_no_demo_is_not_emptied(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")

    refused = greentrace("demo", "--folder", tmp_path)

    assert refused.returncode == 1 and "thesis.txt" in refused.stderr
    assert (tmp_path / "thesis.txt").exists()
