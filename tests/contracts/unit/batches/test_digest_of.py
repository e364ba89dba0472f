"""Batches.digestOf: the contract and the oracle mean the same by a report."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from brownie import chain

from oracle.core.codec import keccak, report_digest, report_hash, to_hex
from tests.support.reports import as_tuple, report_of
from tests.support.texts import digest32

VECTOR = json.loads(Path("tests/vectors/codec.json").read_text())["report"]
NUMBERS = ("start", "end", "interval", "leaves", "readings", "exported", "imported")


@pytest.mark.parametrize("exported", [0, 2**64 - 1])
def test_digest_is_the_one_that_nodes_sign(platform, exported):
    report, batches = report_of(digest32("a project"), exported=exported), platform.batches

    expected = report_digest(report, chain.id, batches.address.lower())

    assert batches.digestOf(as_tuple(report)) == to_hex(expected)


def test_digest_of_the_shared_vector_is_of_its_struct_hash(platform):
    report = replace(
        report_of(VECTOR["project"]),
        **{name: int(VECTOR[name]) for name in NUMBERS},
        root=bytes.fromhex(VECTOR["root"][2:]),
        previous=VECTOR["previous"],
        data_hash=bytes.fromhex(VECTOR["dataHash"][2:]),
        node_set=int(VECTOR["nodeSet"]),
    )
    domain = platform.batches.eip712Domain()
    kind = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    separator = keccak(
        keccak(kind)
        + keccak(domain["name"].encode())
        + keccak(domain["version"].encode())
        + domain["chainId"].to_bytes(32, "big")
        + bytes(12)
        + bytes.fromhex(domain["verifyingContract"][2:])
    )

    assert to_hex(report_hash(report)) == VECTOR["structHash"]
    expected = keccak(b"\x19\x01" + separator + bytes.fromhex(VECTOR["structHash"][2:]))
    assert platform.batches.digestOf(as_tuple(report)) == to_hex(expected)
