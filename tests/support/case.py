"""A published disclosure with its chain and evidence, for audits to find what a test changed."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from oracle.audit.check import Check
from oracle.audit.verify import verify
from oracle.core.codec import canonical_json, sha256, to_hex
from oracle.disclose.document import content_of
from tests.support import events as sample
from tests.support.chain import FakeChain, document, write_evidence

Document = dict[str, Any]


@cache
def told() -> sample.Story:
    return sample.story(7)


@cache
def published() -> bytes:
    return content_of(document(told()))


@dataclass
class Case:
    """A disclosure, a chain that holds it and its evidence; tests change one of them."""

    folder: Path
    chain: FakeChain

    @property
    def evidence(self) -> Path:
        return self.folder / "evidence"

    def check(self, content: bytes | None = None, **options: object) -> list[Check]:
        """The checks of a file with this content."""
        path = self.folder / "disclosure.json"
        path.write_bytes(published() if content is None else content)
        return verify(path, self.chain, sample.CONTRACTS, self.evidence, **options)

    def publish(self, content: bytes) -> bytes:
        """Publish a false document, as a dishonest issuer would."""
        self.chain.publish(to_hex(sha256(content)))
        return content


def case_in(folder: Path) -> Case:
    """A true disclosure in a folder."""
    write_evidence(told(), folder / "evidence")
    chain = FakeChain(replace(told(), events=list(told().events)))
    chain.publish(to_hex(sha256(published())))
    return Case(folder, chain)


def failed(checks: list[Check]) -> dict[str, Check]:
    return {check.id: check for check in checks if not check.ok}


def changed(change: Callable[[Document], None]) -> bytes:
    """The published document with one change, canonical again."""
    document_ = json.loads(published())
    change(document_)
    return canonical_json(document_)


def figure(document_: Document, name: str) -> Document:
    return next(each for each in document_["figures"] if each["id"] == name)
