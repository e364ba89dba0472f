"""The index is a function of the final logs: however it got there, the rows are the same."""

import json
import random
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from oracle.chain.contracts import Chain
from oracle.chain.errors import BadAnswer
from oracle.chain.interface import interface
from oracle.core import crash
from oracle.core.codec import keccak, to_hex
from oracle.core.units import Address, Instant
from oracle.db.database import open_database, reading
from oracle.db.tables import cursor, device_keys, events, projects
from oracle.index.step import step
from tests.oracle.unit.chain.fake import FakeChain, address
from tests.oracle.unit.post.actors import Killed, arm_kills

PROJECTS, DEVICES, FACTORY = address(0xA1), address(0xA2), address(0xA3)
CASH, EAS, SCHEMA = address(0xA4), address(0xA5), b"\x5c" * 32
CONFIRMATIONS = 3


def word(text: str) -> bytes:
    return keccak(text.encode())


class Indexed:
    """A chain in memory with the contracts that the index reads, and a database."""

    def __init__(self, folder: Path):
        self.fake, self.folder, self.made = FakeChain(), folder, 0
        self.database = self.new_database()

    def new_database(self) -> Engine:
        self.made += 1
        return open_database(str(self.folder / f"{self.made}.db"))

    @property
    def chain(self) -> Chain:
        named = {"Projects": PROJECTS, "Devices": DEVICES, "BondFactory": FACTORY}
        return self.fake.chain(CONFIRMATIONS, **named, DepositToken=CASH, EAS=EAS)

    def step(self, database: Engine | None = None, span: int = 5) -> int:
        return step(database or self.database, self.chain, Instant(0), span)

    def catch_up(self, database: Engine | None = None, span: int = 5) -> None:
        while self.step(database, span):
            pass

    def propose(self, name: str) -> None:
        proposal = (*[word(name)] * 5, 1, 1, b"CNY", -25_200, 15_494)
        self.fake.emit(PROJECTS, "Projects", "ProjectProposed", word(name), PROJECTS, proposal)

    def register(self, device: str, epoch: int) -> None:
        key = (word("p"), 1, 4_000, 900, 100, 900, 0, bytes(12) + b"\x44" * 20, bytes(32))
        arguments = (word(device), word("p"), epoch, key)
        self.fake.emit(DEVICES, "Devices", "DeviceKeyRegistered", *arguments)

    def create_bond(self, number: int) -> tuple[Address, Address]:
        """A bond and its vault, with what the bond says when it is made."""
        bond, vault = address(0xB000 + number), address(0xC000 + number)
        parties = (address(1), address(2), address(3), CASH, vault, address(4))
        numbers = (100, 10, 41_250_000, 0, 0, 2, False, False, 1, 2, 0, 5, 0, 0, 0, 0, 0)
        names = (bytes(12), bytes(20), b"CNY", *[bytes(32)] * 4)
        terms = (*parties, *numbers, *names)
        self.fake.emit(FACTORY, "BondFactory", "BondCreated", bond, vault, address(1), terms, b"")
        self.fake.emit(bond, "Bond", "StageChanged", 0, 1)
        return bond, vault

    def rows(self, database: Engine | None = None) -> list[list[object]]:
        with reading(database or self.database) as connection:
            return [
                [tuple(row) for row in connection.execute(
                    select(table).order_by(*table.primary_key.columns))]
                for table in (events, projects, device_keys)
            ]  # fmt: skip

    def names(self) -> list[str]:
        with reading(self.database) as connection:
            order = select(events).order_by(events.c.block_number, events.c.log_index)
            return [f"{row.contract}.{row.event}" for row in connection.execute(order)]


@pytest.fixture
def indexed(tmp_path: Path) -> Indexed:
    return Indexed(tmp_path)


def act(indexed: Indexed, chance: random.Random, number: int) -> None:
    """Something happens on the chain."""
    fake = indexed.fake
    fake.mine(chance.randint(1, 3))
    what = chance.randrange(6)
    if what == 0:
        indexed.propose(f"project {number}")
    elif what == 1:
        indexed.register(f"device {number}", 1)
    elif what == 2:
        indexed.register(f"changed {number}", 1)
        fake.emit(DEVICES, "Devices", "DeviceKeyEnded", word(f"changed {number}"), 1, 500)
    elif what == 3:
        indexed.register(f"revoked {number}", 1)
        fake.emit(DEVICES, "Devices", "DeviceKeyRevoked", word(f"revoked {number}"), 1, 400)
    elif what == 4:
        bond, vault = indexed.create_bond(number)
        fake.mine()
        fake.emit(bond, "Bond", "CouponStruck", 0, 5)
        fake.emit(bond, "Bond", "CouponDetermined", 0, 41_250_000, 7, 0)
        fake.emit(vault, "ProceedsVault", "ProceedsReceived", address(1), 5)


def test_projects_and_keys_become_rows(indexed: Indexed) -> None:
    indexed.fake.mine()
    indexed.propose("p")
    indexed.register("d", 1)
    indexed.fake.emit(DEVICES, "Devices", "DeviceKeyRevoked", word("d"), 1, 333)
    indexed.fake.mine(CONFIRMATIONS)
    indexed.catch_up()
    stored, known, keys = indexed.rows()
    assert known == [("0x" + word("p").hex(), -25_200, 15_494)]
    (key,) = keys
    assert key[2:] == ("0x" + word("p").hex(), 1, "0x" + "44" * 20, 4_000, 900, 100, 900, 333)  # type: ignore[index]
    assert len(stored) == 3


def test_nothing_is_indexed_past_finality(indexed: Indexed) -> None:
    indexed.fake.mine()
    indexed.propose("p")
    indexed.fake.mine(CONFIRMATIONS - 1)
    indexed.catch_up()
    assert indexed.names() == []
    indexed.fake.mine()
    indexed.catch_up()
    assert indexed.names() == ["Projects.ProjectProposed"]


def test_events_of_a_bond_made_in_the_range_are_not_lost(indexed: Indexed) -> None:
    indexed.fake.mine()
    bond, vault = indexed.create_bond(1)
    indexed.fake.mine()
    indexed.fake.emit(vault, "ProceedsVault", "ProceedsReceived", address(1), 9)
    indexed.fake.emit(bond, "Bond", "Transfer", address(0), address(7), 3)
    indexed.fake.mine(CONFIRMATIONS)
    assert indexed.step(span=100) == 3  # blocks 0 to 2, in one pass
    assert indexed.names() == [
        "BondFactory.BondCreated",
        "Bond.StageChanged",
        "ProceedsVault.ProceedsReceived",
        "Bond.Transfer",
    ]


SAMPLES = {"address": address(7), "string": "ipfs://\u00fc", "bool": True, "bytes": b"\x01\x02"}
"""A value of each type that is not an integer or a word."""


def sample_of(parameter: Mapping[str, Any], number: int) -> object:
    kind = parameter["type"]
    if kind in SAMPLES:
        return SAMPLES[kind]
    return bytes([number]) * 32 if kind == "bytes32" else number


def test_every_event_of_a_bond_is_kept_with_its_arguments(indexed: Indexed) -> None:
    indexed.fake.mine()
    bond, _ = indexed.create_bond(1)
    said = {}
    for event in interface("Bond").events.values():
        values = [sample_of(each, at) for at, each in enumerate(event.inputs, 1)]
        indexed.fake.emit(bond, "Bond", event.name, *values)
        said[event.name] = dict(zip(event.names, values, strict=True))
    indexed.fake.mine(CONFIRMATIONS)
    indexed.catch_up()
    with reading(indexed.database) as connection:
        kept = [row for row in connection.execute(select(events)) if row.contract == "Bond"]
    assert {row.event for row in kept} == set(said)
    for row in kept[1:]:
        stored = json.loads(row.arguments)
        for name, value in said[row.event].items():
            whole = to_hex(value) if isinstance(value, bytes) else value
            assert stored[name] == (whole if isinstance(whole, str | bool) else str(whole))
    recovered = next(row for row in kept if row.event == "HolderRecovered")
    assert json.loads(recovered.arguments)["units"] == "3"


def test_transfers_of_cash_are_left_out_and_its_other_events_kept(indexed: Indexed) -> None:
    indexed.fake.mine()
    indexed.fake.emit(CASH, "DepositToken", "Transfer", address(0), address(7), 3)
    indexed.fake.emit(CASH, "DepositToken", "DepositMinted", word("ref"), address(7), 3)
    indexed.fake.mine(CONFIRMATIONS)
    indexed.catch_up()
    assert indexed.names() == ["DepositToken.DepositMinted"]


def test_of_attestations_only_those_of_our_schemas_are_kept(
    indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = indexed.fake.of_deployment

    def with_schema(**contracts: Address) -> object:
        found = whole(**contracts)
        object.__setattr__(found, "schemas", {"MilestoneReached": "0x" + SCHEMA.hex()})
        return found

    monkeypatch.setattr(indexed.fake, "of_deployment", with_schema)
    indexed.fake.mine()
    for schema in (SCHEMA, b"\x01" * 32):
        arguments = (address(5), address(6), word("uid"), schema)
        indexed.fake.emit(EAS, "EAS", "Attested", *arguments)
    indexed.fake.mine(CONFIRMATIONS)
    indexed.catch_up()
    with reading(indexed.database) as connection:
        (row,) = connection.execute(select(events)).all()
    assert json.loads(row.arguments)["schemaUID"] == "0x" + SCHEMA.hex()


@pytest.mark.parametrize("seed", range(4))
def test_inv_ix_2_same_rows_after_kills_reorganisations_and_anew(
    indexed: Indexed, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    arm_kills(monkeypatch)
    points = ["after_logs", "after_index_rows", "after_index_commit", "after_rollback"]
    chance = random.Random(seed)
    indexed.fake.mine(6)
    for number in range(25):
        act(indexed, chance, number)
        if chance.random() < 0.2:
            indexed.fake.reorg(chance.choice([1, 2, 3, 5]))  # also deeper than what was final
        crash._armed.clear()
        if chance.random() < 0.5:
            crash.arm(chance.choice(points))
        with suppress(Killed):
            indexed.step(span=chance.randint(1, 9))
    crash._armed.clear()
    indexed.fake.mine(CONFIRMATIONS)
    indexed.catch_up()
    for span in (1, 4, 1_000):
        anew = indexed.new_database()
        indexed.catch_up(anew, span)
        assert indexed.rows(anew) == indexed.rows()
    assert indexed.rows()[0]


def test_inv_ix_2_a_second_pass_adds_nothing(indexed: Indexed) -> None:
    chance = random.Random(1)
    for number in range(10):
        act(indexed, chance, number)
    indexed.catch_up()
    before = indexed.rows()
    assert indexed.step() == 0
    assert indexed.rows() == before


def test_inv_ix_2_final_blocks_that_the_chain_drops_are_rolled_back(
    indexed: Indexed, capsys: pytest.CaptureFixture[str]
) -> None:
    indexed.fake.mine(3)
    indexed.propose("kept")
    indexed.register("kept", 1)
    indexed.fake.mine(2)
    indexed.propose("dropped")
    indexed.fake.emit(DEVICES, "Devices", "DeviceKeyRevoked", word("kept"), 1, 333)
    indexed.fake.mine(CONFIRMATIONS)
    indexed.catch_up()
    indexed.fake.reorg(CONFIRMATIONS + 1)
    indexed.catch_up()
    anew = indexed.new_database()
    indexed.catch_up(anew)
    assert indexed.rows() == indexed.rows(anew)
    stored, known, keys = indexed.rows()
    assert (len(stored), len(known), len(keys)) == (2, 1, 1)
    assert "event=final_blocks_dropped level=error" in capsys.readouterr().err


def test_a_node_behind_the_cursor_changes_nothing(indexed: Indexed) -> None:
    indexed.fake.mine(10)
    indexed.catch_up()
    before = _cursor(indexed)
    indexed.fake.lag = 5
    assert indexed.step() == 0
    assert _cursor(indexed) == before


def test_a_log_of_a_block_that_is_not_on_the_chain_is_a_bad_answer(indexed: Indexed) -> None:
    indexed.fake.mine()
    indexed.propose("p")
    lie = {**indexed.fake.blocks[-1].logs[0], "blockHash": "0x" + "ee" * 32}
    indexed.fake.mine(CONFIRMATIONS)
    indexed.fake.answers["eth_getLogs"] = lambda wanted: (
        [lie] if PROJECTS in wanted["address"] else []
    )
    with pytest.raises(BadAnswer, match="not on the chain"):
        indexed.catch_up()
    assert indexed.names() == []


def _cursor(indexed: Indexed) -> list[object]:
    with reading(indexed.database) as connection:
        return list(connection.execute(select(cursor)).all())
