"""oracle.disclose.step, publish: drafts on disk, and what the issuer signs"""

import json
from dataclasses import replace
from pathlib import Path

from eth_abi.abi import decode
from sqlalchemy import insert, select

from oracle.core.codec import keccak, sha256, to_hex
from oracle.db.database import reading, writing
from oracle.db.tables import disclosures, events
from oracle.disclose.manifest import manifest_of
from oracle.disclose.publish import publish_calldata, supersede_calldata
from oracle.disclose.step import draft, step
from tests.support import events as sample
from tests.support.chain import PERIOD, FakeChain, chain_ref, document
from tests.support.store import database_of

PUBLICATION = "(address,bytes32,uint32,uint32,bytes32)"


def drafted(folder: Path):
    told = sample.story(2)
    database = database_of(told, folder)
    arguments = (chain_ref(told), sample.BOND, PERIOD, sample.PROVENANCE, folder / "files")
    return told, database, arguments, draft(database, *arguments)


def test_a_draft_is_files_that_name_each_other_by_hash(tmp_path: Path) -> None:
    told, _, _, made = drafted(tmp_path)
    content = (made.folder / "disclosure.json").read_bytes()
    assert made.folder.name == sha256(content).hex()
    assert json.loads(content) == document(told)
    manifest = (made.folder / "manifest.json").read_bytes()
    assert made.publication.manifest_hash == sha256(manifest)
    for entry in json.loads(manifest)["files"]:
        assert to_hex(sha256((made.folder / entry["name"]).read_bytes())) == entry["sha256"]
    files = {
        name: (made.folder / name).read_bytes()
        for name in ("disclosure.json", "disclosure.html", "disclosure.pdf")
    }
    assert manifest_of(files) == manifest


def test_drafting_twice_writes_the_same_bytes_and_one_row(tmp_path: Path) -> None:
    _, database, arguments, made = drafted(tmp_path)
    before = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    assert draft(database, *arguments) == made
    assert {path.name: path.read_bytes() for path in made.folder.iterdir()} == before
    with reading(database) as connection:
        rows = connection.execute(select(disclosures)).all()
    assert [row.state for row in rows] == ["draft"]
    assert rows[0].content_hash == to_hex(made.publication.content_hash)


def test_a_draft_becomes_published_and_then_superseded(tmp_path: Path) -> None:
    told, database, _, made = drafted(tmp_path)
    content = to_hex(made.publication.content_hash)
    chain = FakeChain(told)
    chain.publish(content)
    superseded = {
        "contentHash": content,
        "by": sample.hash_of("new"),
        "reason": sample.hash_of("r"),
    }
    assert step(database) == 0
    store(database, chain.later[-1])
    assert step(database) == 1
    assert state_of(database) == ("published", chain.later[-1].transaction)
    assert step(database) == 0
    chain.say("DisclosureSuperseded", superseded)
    store(database, chain.later[-1])
    assert step(database) == 1
    assert state_of(database)[0] == "superseded"


def test_calldata_is_what_the_contract_decodes(tmp_path: Path) -> None:
    publication = replace(drafted(tmp_path)[3].publication, manifest_hash=b"\x05" * 32)
    fields = (
        sample.BOND,
        b"allocation-impact".ljust(32, b"\0"),
        *PERIOD,
        publication.manifest_hash,
    )
    calldata = publish_calldata(publication)
    assert calldata[:4] == keccak(f"publish(bytes32,{PUBLICATION})".encode())[:4]
    types = ["bytes32", PUBLICATION]
    assert decode(types, calldata[4:]) == (publication.content_hash, fields)
    calldata = supersede_calldata(publication, b"\x01" * 32, b"\x02" * 32)
    decoded = decode(["bytes32", *types, "bytes32"], calldata[4:])
    assert decoded == (b"\x01" * 32, publication.content_hash, fields, b"\x02" * 32)


def store(database, event) -> None:
    row = {
        "block_hash": event.block_hash,
        "log_index": event.log_index,
        "chain_id": 1,
        "block_number": event.block,
        "block_time": event.time,
        "contract": event.contract,
        "transaction_hash": event.transaction,
        "address": event.address,
        "event": event.name,
        "arguments": json.dumps(event.arguments),
    }
    with writing(database) as connection:
        connection.execute(insert(events).values(row))


def state_of(database) -> tuple[str, str]:
    with reading(database) as connection:
        row = connection.execute(select(disclosures)).one()
    return row.state, row.transaction_hash
