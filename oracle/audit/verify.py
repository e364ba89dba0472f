"""`audit verify`: a published disclosure against the chain and the evidence, trusting nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from oracle.audit.batch import Heads, Subject, check_batch
from oracle.audit.cash import check_cash
from oracle.audit.check import Check, Checks
from oracle.audit.compare import compare_documents
from oracle.audit.evidence import EvidenceFolder, open_folder
from oracle.audit.file import Claim, read_claim
from oracle.audit.method import check_methodology
from oracle.audit.reader import Reader
from oracle.audit.stored import check_stored
from oracle.core.errors import Misconfigured, Rejected
from oracle.core.units import Address
from oracle.disclose.document import KIND, ChainRef, build, content_hash
from oracle.facts.bond import bond_at
from oracle.facts.event import Event
from oracle.facts.history import History
from oracle.facts.statement import Statement, statement_of

CLONES = ("Bond", "ProceedsVault")
"""Made per bond: the factory's events say where they are, not the deployment."""


ASKED = ("Batches", "Devices", "Impact")
"""Contracts of the deployment whose views are called."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What the logs give: every event, the statement and the chain it is as of."""

    events: tuple[Event, ...]
    statement: Statement
    chain: ChainRef


def verify(
    file: Path,
    reader: Reader,
    deployment: Mapping[str, Address],
    evidence: Path,
    database: Engine | None = None,
) -> list[Check]:
    """Check a disclosure: one entry per figure and per fact, in the order of the data.

    `deployment` names the platform's contracts. With a database, its stored readings are compared
    with the evidence as well. Missing evidence is a failure.

    Raises: Misconfigured  the deployment lacks a contract that is asked
            NodeUnavailable, DatabaseUnavailable
    """
    _require_contracts(deployment)
    checks = Checks()
    claim = read_claim(file.read_bytes(), checks)
    if claim is None:
        return checks.made
    head = reader.head()
    if head < claim.as_of_block:
        checks.fail("chain.asOfBlock", f"at most {head}, the node's newest", claim.as_of_block)
        return checks.made
    _check_published(claim, reader, head, checks)
    try:
        found = recompute(claim, reader)
        rebuilt = build(found.events, found.chain, claim.bond, claim.period, claim.provenance)
    except Rejected as error:
        checks.fail("rebuild", "a document from the logs", error)
        return checks.made
    _check_chain(claim, found, deployment, checks)
    compare_documents(rebuilt, claim.members, checks)
    checks.same("file.rebuilt", "0x" + content_hash(rebuilt).hex(), claim.hash)
    _check_sources(found, reader, deployment, open_folder(evidence), database, checks)
    return checks.made


def recompute(claim: Claim, reader: Reader) -> Recomputed:
    """The statement of the claimed bond and period, from logs fetched from the node.

    Raises: Malformed, Duplicate, SumMismatch, NodeUnavailable
    """
    as_of = reader.block(claim.as_of_block)
    events = tuple(reader.events(0, as_of.block))
    bond = bond_at(History(events, as_of.block), claim.bond)
    scale = int(reader.call("DepositToken", bond.terms.cash, "decimals", (), as_of.block)[0])
    chain = ChainRef(reader.chain_id(), reader.block(0).block_hash, as_of, scale)
    statement = statement_of(events, as_of, claim.bond, claim.period, scale)
    return Recomputed(events, statement, chain)


def _require_contracts(deployment: Mapping[str, Address]) -> None:
    missing = [name for name in ASKED if name not in deployment]
    if missing:
        raise Misconfigured("deployment", f"names no {', '.join(missing)}")


def _check_published(claim: Claim, reader: Reader, head: int, checks: Checks) -> None:
    """The contract lets only the bond's issuer publish, so an event of it is the issuer's word."""
    after = History(reader.events(claim.as_of_block + 1, head), head)
    published = after.about("Disclosures", "DisclosurePublished", "contentHash", claim.hash)
    if not published:
        of_bond = after.about("Disclosures", "DisclosurePublished", "bond", claim.bond)
        known = ", ".join(event.fields.hex("contentHash") for event in of_bond) or "none"
        checks.fail("file.published", f"a published content hash ({known})", claim.hash)
        return
    checks.same("file.published", claim.hash, published[0].fields.hex("contentHash"))
    stated = published[0].fields.struct("publication")
    subject = (stated.hex("bond"), stated.label("kind"))
    days = (stated.number("periodStart"), stated.number("periodEnd"))
    checks.same("file.subject", (claim.bond, KIND, *claim.period), (*subject, *days))
    superseded = after.about("Disclosures", "DisclosureSuperseded", "contentHash", claim.hash)
    by = superseded[0].fields.hex("by") if superseded else "nothing"
    checks.same("file.superseded by", "nothing", by)


def _check_chain(
    claim: Claim, found: Recomputed, deployment: Mapping[str, Address], checks: Checks
) -> None:
    stated = claim.members.get("chain")
    members = stated if isinstance(stated, dict) else {}
    as_of = found.chain.as_of
    checks.same("chain id", found.chain.chain_id, members.get("chainId"))
    checks.same("chain genesis", found.chain.genesis_hash, members.get("genesisHash"))
    checks.same("chain block hash", as_of.block_hash, members.get("asOfBlockHash"))
    for name, address in sorted(found.statement.contracts.items()):
        if name not in CLONES:
            checks.same(f"contract {name}", deployment.get(name), address)


def _check_sources(  # noqa: PLR0913, PLR0917
    found: Recomputed,
    reader: Reader,
    deployment: Mapping[str, Address],
    folder: EvidenceFolder,
    database: Engine | None,
    checks: Checks,
) -> None:
    block = found.chain.as_of.block
    history = History(found.events, block)
    check_cash(history, found.statement, reader, deployment, checks)
    salt = bytes(reader.call("Devices", deployment["Devices"], "deploymentSalt", (), block)[0])
    for financed in found.statement.projects:
        check_methodology(financed, reader, deployment["Impact"], block, checks)
        heads: Heads = {}
        for batch in financed.batches:
            subject = Subject(history, financed, batch, salt)
            rebuilt = check_batch(subject, folder, heads, checks)
            if rebuilt is not None and database is not None:
                check_stored(subject.name, rebuilt, database, checks)
