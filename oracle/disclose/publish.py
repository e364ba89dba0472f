"""What the issuer sends to `Disclosures`: calldata, ready to be signed. Nothing is sent here."""

from dataclasses import dataclass

from oracle.core.codec import keccak, to_text32
from oracle.core.units import Address, Day

_PUBLICATION = "(address,bytes32,uint32,uint32,bytes32)"
_PUBLISH = keccak(f"publish(bytes32,{_PUBLICATION})".encode())[:4]
_SUPERSEDE = keccak(f"supersede(bytes32,bytes32,{_PUBLICATION},bytes32)".encode())[:4]


@dataclass(frozen=True, slots=True)
class Publication:
    """A disclosure as the chain knows it. Source: interfaces/IDisclosures.sol, Publication.

    period_end  day after the last
    """

    content_hash: bytes
    bond: Address
    kind: str
    period_start: Day
    period_end: Day
    manifest_hash: bytes


def publish_calldata(publication: Publication) -> bytes:
    """Calldata of `Disclosures.publish`."""
    return _PUBLISH + publication.content_hash + _encoded(publication)


def supersede_calldata(publication: Publication, superseded: bytes, reason: bytes) -> bytes:
    """Calldata of `Disclosures.supersede`; `reason` is the SHA-256 of the stated reason.

    Shape:  32 bytes each
    """
    return _SUPERSEDE + superseded + publication.content_hash + _encoded(publication) + reason


def _encoded(publication: Publication) -> bytes:
    return (
        bytes.fromhex(publication.bond[2:]).rjust(32, b"\0")
        + to_text32(publication.kind)
        + publication.period_start.to_bytes(32, "big")
        + publication.period_end.to_bytes(32, "big")
        + publication.manifest_hash
    )
