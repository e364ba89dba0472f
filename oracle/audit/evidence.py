"""Evidence files: signed segments of a batch, found by their hash and read with suspicion."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from oracle.core.codec import from_hex, sha256, to_hex
from oracle.core.errors import Malformed
from oracle.core.model import SignedSegment
from oracle.core.units import DeviceId
from oracle.core.wire import expect_names, parse_object, segment_from_json, text_in
from oracle.facts.batch import Batch
from oracle.measure.seal import EVIDENCE_FORMAT

_MEMBERS = {"format", "project", "metric", "start", "end", "interval", "devices"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """An evidence file: its members and the segments of each device in it."""

    members: Mapping[str, object]
    segments: Mapping[DeviceId, tuple[SignedSegment, ...]]


@dataclass(frozen=True, slots=True)
class EvidenceFolder:
    """The evidence files at hand, by SHA-256 and by name."""

    by_hash: Mapping[str, bytes]
    by_name: Mapping[str, bytes]

    def of(self, batch: Batch) -> bytes | None:
        """The file that the chain names, or else one that only bears the batch's name."""
        found = self.by_hash.get(batch.data_hash)
        return self.by_name.get(f"{batch.id[2:]}.json") if found is None else found


def open_folder(folder: Path) -> EvidenceFolder:
    """Every file of a folder; none where there is no such folder."""
    by_name = {
        path.name: path.read_bytes() for path in sorted(folder.glob("*.json")) if path.is_file()
    }
    return EvidenceFolder({to_hex(sha256(data)): data for data in by_name.values()}, by_name)


def parse_evidence(content: bytes) -> Evidence:
    """An evidence file; form and ranges only, nothing is verified.

    Raises: Malformed
    Source: docs/spec.md, section 2.4
    """
    members = parse_object(content)
    expect_names(members, _MEMBERS, "evidence")
    if members["format"] != EVIDENCE_FORMAT:
        raise Malformed("format", f"{str(members['format'])[:40]!r}; {EVIDENCE_FORMAT} is expected")
    devices = members["devices"]
    if not isinstance(devices, list):
        raise Malformed("devices", "not a list")
    segments: dict[DeviceId, tuple[SignedSegment, ...]] = {}
    for entry in devices:
        if not isinstance(entry, dict):
            raise Malformed("devices", "not a list of objects")
        expect_names(entry, {"device", "segments"}, "devices")
        device = DeviceId(to_hex(from_hex(text_in(entry, "device"), 32, "device")))
        if device in segments or not isinstance(entry["segments"], list):
            raise Malformed("devices", f"{device} twice, or without a list of segments")
        segments[device] = tuple(_segment(device, each) for each in entry["segments"])
    return Evidence(members, segments)


def _segment(device: DeviceId, members: object) -> SignedSegment:
    if not isinstance(members, dict):
        raise Malformed("segments", "not a list of objects")
    signed = segment_from_json(members)
    if signed.segment.device != device:
        raise Malformed("segments", f"a segment of {signed.segment.device} under {device}")
    return signed
