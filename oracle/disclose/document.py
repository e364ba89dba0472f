"""The document that is hashed: everything about one bond and period, figures with their sources.

Integers are decimal strings or below 2^53; its bytes are RFC 8785, its hash their SHA-256.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from oracle.core.calendar import iso_of_day
from oracle.core.codec import canonical_json, sha256
from oracle.core.errors import Malformed
from oracle.core.units import Address, Day
from oracle.disclose.sections import (
    attestation_json,
    bond_json,
    disbursement_json,
    figure_json,
    project_json,
    publication_json,
)
from oracle.facts.event import Event
from oracle.facts.format import utc_of
from oracle.facts.statement import AsOf, Statement, statement_of
from oracle.facts.tables import chart_of, tables_of

SCHEMA = "greentrace/disclosure/1"
"""Name and version of the document's form."""

KIND = "allocation-impact"
"""What the document reports: where the money went, and what it did."""

Document = dict[str, object]
"""The document as JSON members."""

_PROVENANCE = ("part", "kind", "statement")


@dataclass(frozen=True, slots=True)
class ChainRef:
    """Which chain, up to which block, and the decimals of the bond's cash token there."""

    chain_id: int
    genesis_hash: str
    as_of: AsOf
    cash_scale: int


def build(
    events: Iterable[Event],
    chain: ChainRef,
    bond: Address,
    period: tuple[Day, Day],
    provenance: Sequence[Mapping[str, str]],
) -> Document:
    """The allocation and impact document of a bond and period.

    `period` is the first day and the day after the last. `provenance` says of each part what kind
    of data it rests on: members `part`, `kind` and `statement`.

    INV-DC-1  a function of final events and of its arguments, and of nothing else

    Raises: Malformed, Duplicate, SumMismatch
    """
    if period[0] >= period[1]:
        raise Malformed("period", f"{iso_of_day(period[0])} is not before {iso_of_day(period[1])}")
    statement = statement_of(events, chain.as_of, bond, period, chain.cash_scale)
    document = _document(statement, chain, period, provenance)
    canonical_json(document)
    return document


def content_of(document: Document) -> bytes:
    """Its bytes, which are hashed and published.

    Raises: Malformed
    """
    return canonical_json(document)


def content_hash(document: Document) -> bytes:
    """SHA-256 of its bytes.

    Raises: Malformed
    """
    return sha256(canonical_json(document))


def _document(
    statement: Statement,
    chain: ChainRef,
    period: tuple[Day, Day],
    provenance: Sequence[Mapping[str, str]],
) -> Document:
    as_of = chain.as_of
    chart = chart_of(statement)
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "chain": {
            "chainId": chain.chain_id,
            "genesisHash": chain.genesis_hash,
            "asOfBlock": as_of.block,
            "asOfBlockHash": as_of.block_hash,
            "asOfTime": utc_of(as_of.time),
        },
        "contracts": dict(statement.contracts),
        "bond": bond_json(statement),
        "period": {
            "firstDay": iso_of_day(period[0]),
            "lastDay": iso_of_day(Day(period[1] - 1)),
            "startDay": period[0],
            "endDay": period[1],
        },
        "projects": [project_json(each) for each in statement.projects],
        "figures": [figure_json(each) for each in statement.figures],
        "disbursements": [disbursement_json(statement, each) for each in statement.disbursements],
        "attestations": [attestation_json(each) for each in statement.attestations],
        "published": [publication_json(each) for each in statement.published],
        "tables": tables_of(statement),
        "charts": [chart] if chart else [],
        "provenance": [_provenance(each) for each in provenance],
    }


def _provenance(given: Mapping[str, str]) -> dict[str, str]:
    for name in _PROVENANCE:
        if not isinstance(given.get(name), str) or not given[name].isprintable():
            raise Malformed(f"provenance.{name}", "not a printable text")
    if set(given) != set(_PROVENANCE):
        raise Malformed("provenance", f"members {sorted(given)}; {sorted(_PROVENANCE)} are needed")
    return dict(given)
