"""The documents of a bond, as its ERC-1643 register lists them."""

from oracle.act.desk import Desk
from oracle.core.errors import Malformed
from oracle.core.units import Instant
from oracle.facts.bond import Bond
from oracle.facts.event import text_of_bytes
from oracle.facts.format import utc_of

COLUMNS = ("name", "sha256", "changed", "uri")
"""Members of a line."""


def papers_of(desk: Desk, bond: Bond) -> list[dict[str, str]]:
    """One line per document.

    Raises: NodeUnavailable, Reverted
    """
    names = desk.read("Bond", bond.address, "getAllDocuments").members[""]
    if not isinstance(names, list):
        raise Malformed("getAllDocuments", "not a list")
    return [_line(desk, bond, str(name)) for name in names]


def _line(desk: Desk, bond: Bond, name: str) -> dict[str, str]:
    found = desk.read("Bond", bond.address, "getDocument", bytes.fromhex(name[2:]))
    return {
        "name": text_of_bytes(name),
        "sha256": found.hex("documentHash"),
        "changed": utc_of(Instant(found.number("lastModified"))),
        "uri": str(found.members["uri"]),
    }
