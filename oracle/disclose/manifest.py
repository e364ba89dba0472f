"""Which files render a document, by hash, and which engines made them."""

from collections.abc import Mapping
from importlib.metadata import version

from oracle.core.codec import canonical_json, sha256, to_hex

SCHEMA = "greentrace/manifest/1"
"""Name and version of the manifest's form."""

DOCUMENT, PAGE, PRINT = "disclosure.json", "disclosure.html", "disclosure.pdf"
"""Names of the renditions; the first is the document itself."""

_MEDIA = {DOCUMENT: "application/json", PAGE: "text/html", PRINT: "application/pdf"}


def manifest_of(renditions: Mapping[str, bytes]) -> bytes:
    """Canonical bytes of the manifest of these files; its hash goes on chain as well."""
    return canonical_json(
        {
            "schema": SCHEMA,
            "contentHash": to_hex(sha256(renditions[DOCUMENT])),
            "files": [
                {
                    "name": name,
                    "mediaType": _MEDIA[name],
                    "bytes": len(content),
                    "sha256": to_hex(sha256(content)),
                }
                for name, content in sorted(renditions.items())
            ],
            "engines": {name: version(name) for name in ("greentrace", "jinja2", "typst")},
        }
    )
