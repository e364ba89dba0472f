"""A chain that is only its events, for audits without a node."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from oracle.core.calendar import day_of_iso
from oracle.core.codec import keccak, to_hex
from oracle.core.model import Leaf
from oracle.core.units import Address
from oracle.disclose.document import ChainRef, Document, build, content_of
from oracle.facts.event import Event
from oracle.facts.statement import AsOf
from oracle.measure.tree import Node, fold
from tests.support import events as sample
from tests.support.plant import SALT

CHAIN_ID = 31_337
PERIOD = (day_of_iso("2024-01-01"), day_of_iso("2025-01-01"))


def chain_ref(told: sample.Story) -> ChainRef:
    """The sample chain as a disclosure names it."""
    return ChainRef(CHAIN_ID, sample.block_hash(0), told.as_of, sample.SCALE)


def document(told: sample.Story) -> Document:
    """The disclosure of the sample bond's first year."""
    return build(told.events, chain_ref(told), sample.BOND, PERIOD, sample.PROVENANCE)


@dataclass
class FakeChain:
    """Answers as a node would that holds the events of a story, computed from them anew."""

    told: sample.Story
    later: list[Event] = field(default_factory=list)
    code: bytes = b"code of M01"
    answers: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def publish(self, content_hash: str, bond: Address = sample.BOND) -> None:
        """The issuer publishes a document, after what it reports."""
        publication = {
            "bond": bond,
            "kind": sample.text32("allocation-impact"),
            "periodStart": str(PERIOD[0]),
            "periodEnd": str(PERIOD[1]),
            "manifestHash": sample.hash_of("manifest"),
        }
        arguments = {"contentHash": content_hash, "bond": bond, "publication": publication}
        self.say("DisclosurePublished", arguments)

    def say(self, name: str, arguments: dict[str, object]) -> None:
        """One more event of `Disclosures`, in a block of its own."""
        block = self.head() + 1
        place = (block, sample.block_hash(block), self.told.as_of.time)
        contract = sample.CONTRACTS["Disclosures"]
        transaction = sample.hash_of(f"transaction {block}")
        self.later.append(Event(*place, transaction, 0, "Disclosures", contract, name, arguments))

    def chain_id(self) -> int:
        return CHAIN_ID

    def head(self) -> int:
        return self.told.block + len(self.later)

    def block(self, number: int) -> AsOf:
        time = self.told.as_of.time if number == self.told.block else self.told.as_of.time - 1
        return AsOf(number, sample.block_hash(number), time)

    def events(self, first: int, last: int) -> list[Event]:
        found = [*self.told.events, *self.later]
        return [event for event in found if first <= event.block <= last]

    def code_hash(self, address: Address, block: int) -> str:
        return to_hex(keccak(self.code))

    def call(
        self, contract: str, address: Address, function: str, arguments: tuple[Any, ...], block: int
    ) -> tuple[Any, ...]:
        if function in self.answers:
            return self.answers[function]
        return getattr(self, f"_{function}")(*arguments)

    def _decimals(self) -> tuple[int]:
        return (sample.SCALE,)

    def _deploymentSalt(self) -> tuple[bytes]:  # noqa: N802
        return (SALT,)

    def _received(self) -> tuple[int]:
        return (self._sum("ProceedsReceived"),)

    def _unallocated(self) -> tuple[int]:
        return (self._sum("ProceedsReceived") - self._sum("ProceedsAllocated"),)

    def _accountOf(self, project: bytes) -> tuple[int, int, bytes]:  # noqa: N802
        at = to_hex(project)
        allocated, disbursed = (
            self._sum(name, at) for name in ("ProceedsAllocated", "ProceedsDisbursed")
        )
        return allocated, disbursed, bytes(32)

    def _reductionOf(self, batch: bytes) -> tuple[int, bool]:  # noqa: N802
        for event in self.told.events:
            if event.name == "ImpactMeasured" and event.arguments["batch"] == to_hex(batch):
                return int(str(event.arguments["reduction"])), True
        return 0, False

    def _proveReading(  # noqa: N802
        self, batch: bytes, words: tuple[Any, ...], index: int, siblings: list[tuple[Any, ...]]
    ) -> tuple[bool]:
        leaf = Leaf(to_hex(words[0]), *words[1:])
        top = fold(leaf, index, [Node(*each) for each in siblings])
        for plant in self.told.plants:
            for known, sealed in zip(plant.batches, plant.sealed, strict=True):
                if known == to_hex(batch):
                    return (top == sealed.tree.root,)
        return (False,)

    def _sum(self, name: str, project: str | None = None) -> int:
        return sum(
            int(str(event.arguments["amount"]))
            for event in self.told.events
            if event.name == name and project in (None, event.arguments.get("project"))
        )


def write_evidence(told: sample.Story, folder: Path) -> Path:
    """The evidence files of a story in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in told.evidence.items():
        (folder / name).write_bytes(content)
    return folder


def write_disclosure(told: sample.Story, folder: Path) -> Path:
    """The disclosure of a story as a file."""
    path = folder / "disclosure.json"
    path.write_bytes(content_of(document(told)))
    return path
