"""From a batch to one reading in it: proof, signature, registration. Each step is checked."""

from collections.abc import Iterator, Mapping

from oracle.audit.batch import Rebuilt, Subject, rebuild
from oracle.audit.evidence import EvidenceFolder, parse_evidence
from oracle.audit.reader import Reader
from oracle.audit.signature import signer_of
from oracle.audit.step import Step
from oracle.audit.verify import Recomputed
from oracle.core.codec import reading_hash, segment_root, sha256, to_hex
from oracle.core.errors import BadSignature, Rejected
from oracle.core.model import Leaf, Reading, SignedSegment
from oracle.core.units import Address
from oracle.facts.batch import Batch
from oracle.facts.figure import Quantity
from oracle.facts.format import shown, utc_of
from oracle.facts.history import History
from oracle.facts.project import MeterKey
from oracle.facts.statement import Financed
from oracle.measure.seal import leaf_of
from oracle.measure.tree import Node, fold


class UnknownReading(Rejected):
    """The batch does not hold the reading that was asked for."""


Found = tuple[SignedSegment, Reading]


def descend(  # noqa: PLR0913, PLR0917
    at: tuple[Financed, Batch],
    wanted: str | None,
    found: Recomputed,
    reader: Reader,
    deployment: Mapping[str, Address],
    folder: EvidenceFolder,
) -> Step:
    """The steps from a batch to the wanted reading in it, or to the one with the most energy.

    Raises: UnknownReading, NodeUnavailable
    """
    financed, batch = at
    top = _batch_step(batch)
    content = folder.of(batch)
    if content is None:
        top.steps.append(Step("evidence file", {"sha256": batch.data_hash, "found": "none"}, False))
        return top
    is_named = to_hex(sha256(content)) == batch.data_hash
    top.steps.append(Step("evidence file", {"sha256": to_hex(sha256(content))}, is_named))
    block = found.chain.as_of.block
    answer = reader.call("Devices", deployment["Devices"], "deploymentSalt", (), block)
    history = History(found.events, block)
    subject = Subject(history, financed, batch, bytes(answer[0]))
    rebuilt = rebuild(subject, parse_evidence(content))
    signed, reading = _chosen(rebuilt, wanted)
    step = _reading_step(reading)
    top.steps.append(step)
    step.steps.append(_proof_step(batch, rebuilt, reading, reader, deployment["Batches"], block))
    meter = _meter_of(financed, signed)
    step.steps.append(_signature_step(signed, meter, subject.salt))
    if meter is not None:
        step.steps.append(_registration_step(meter, reading))
    return top


def _batch_step(batch: Batch) -> Step:
    report = batch.posted.fields.struct("report")
    facts = {
        "root": batch.root,
        "readings": f"{report.number('readings')} of {report.number('leaves')} slots",
        "exported": shown(Quantity(report.number("exported"), "Wh")),
        "posted in": batch.posted.transaction,
        "block": str(batch.posted.block),
    }
    return Step(f"batch {batch.id}", facts)


def _chosen(rebuilt: Rebuilt, wanted: str | None) -> Found:
    """The wanted reading, or the first of those with the most energy."""
    every = list(_counting(rebuilt))
    if wanted is not None:
        every = [pair for pair in every if f"{pair[1].device}:{pair[1].sequence}" == wanted.lower()]
    if not every:
        raise UnknownReading("reading", f"{str(wanted)[:90]!r} is not in the batch")
    return max(every, key=lambda pair: (pair[1].exported, -pair[1].start, pair[1].device))


def _counting(rebuilt: Rebuilt) -> Iterator[Found]:
    period = rebuilt.period
    keys = {(key.device, key.epoch): key for key in rebuilt.keys}
    for segments in rebuilt.evidence.segments.values():
        for signed in segments:
            key = keys.get((signed.segment.device, signed.segment.key_epoch))
            for reading in signed.readings:
                inside = period.start <= reading.start and reading.end <= period.end
                if inside and key is not None and key.is_live(reading.start, reading.end):
                    yield signed, reading


def _reading_step(reading: Reading) -> Step:
    facts = {
        "from": utc_of(reading.start),
        "to": utc_of(reading.end),
        "exported": f"{reading.exported} Wh",
        "imported": f"{reading.imported} Wh",
        "export register": f"{reading.export_register} Wh",
        "flags": str(reading.flags),
        "salt": to_hex(reading.salt),
        "hash": to_hex(reading_hash(reading)),
    }
    return Step(f"reading {reading.device}:{reading.sequence}", facts)


def _proof_step(  # noqa: PLR0913, PLR0917
    batch: Batch,
    rebuilt: Rebuilt,
    reading: Reading,
    reader: Reader,
    batches: Address,
    block: int,
) -> Step:
    index, leaf = _index_of(rebuilt, reading), leaf_of(reading)
    path = rebuilt.tree.path(index)
    top = fold(leaf, index, path)
    report = batch.posted.fields.struct("report")
    sums = (report.number(name) for name in ("readings", "exported", "imported"))
    here = tuple(top) == (*sums, bytes.fromhex(batch.root[2:]))
    arguments = (bytes.fromhex(batch.id[2:]), _leaf_words(leaf), index, [*map(_node_words, path)])
    answer = reader.call("Batches", batches, "proveReading", arguments, block)
    on_chain = bool(answer[0])
    facts = {"leaf": f"{index} of {rebuilt.tree.leaves}", "siblings": str(len(path))}
    steps = [
        Step("folded here: root and sums of the batch", {"root": to_hex(top.hash)}, here),
        Step("Batches.proveReading", {"at block": str(block), "answer": str(on_chain)}, on_chain),
    ]
    return Step("Merkle-sum proof", facts, None, steps)


def _index_of(rebuilt: Rebuilt, reading: Reading) -> int:
    devices = sorted({key.device for key in rebuilt.keys})
    slot = (reading.start - rebuilt.period.start) // rebuilt.period.interval
    return devices.index(reading.device) * rebuilt.period.slots + slot


def _signature_step(signed: SignedSegment, meter: MeterKey | None, salt: bytes) -> Step:
    segment = signed.segment
    root = segment_root([reading_hash(each) for each in signed.readings])
    try:
        signer: str = signer_of(signed, salt)
    except BadSignature as error:
        signer = str(error)
    facts = {
        "readings": str(segment.count),
        "root": to_hex(segment.root),
        "signature": to_hex(signed.signature),
        "recovered key": signer,
    }
    ok = root == segment.root and meter is not None and signer == meter.key.address
    return Step(f"segment {segment.device}:{segment.first_sequence}", facts, ok)


def _meter_of(financed: Financed, signed: SignedSegment) -> MeterKey | None:
    wanted = (signed.segment.device, signed.segment.key_epoch)
    meters = (each for each in financed.meters if (each.key.device, each.key.epoch) == wanted)
    return next(meters, None)


def _registration_step(meter: MeterKey, reading: Reading) -> Step:
    facts = {
        "key": meter.key.address,
        "registered in": meter.registered.transaction,
        "block": str(meter.registered.block),
    }
    is_live = meter.key.is_live(reading.start, reading.end)
    return Step(f"meter key, epoch {meter.key.epoch}", facts, is_live)


def _leaf_words(leaf: Leaf) -> tuple[object, ...]:
    device = bytes.fromhex(leaf.device[2:])
    return (device, leaf.slot_start, leaf.exported, leaf.imported, leaf.flags, leaf.reading)


def _node_words(node: Node) -> tuple[object, ...]:
    return (node.readings, node.exported, node.imported, node.hash)
