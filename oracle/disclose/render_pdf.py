"""The document as PDF/A-3a and PDF/UA-1, tagged, with the document itself attached."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import typst

from oracle.core.codec import canonical_json
from oracle.core.errors import Malformed
from oracle.disclose.layout import Layout, layout_of

_TEMPLATE = Path(__file__).parent / "templates" / "disclosure.typ"


def render_pdf(document: Mapping[str, object]) -> bytes:
    """The PDF rendition: a function of the document and of nothing else.

    Raises: Malformed  a text holds a character that the fonts lack
    """
    layout = layout_of(document)
    made = datetime.strptime(layout.as_of_time, "%Y-%m-%dT%H:%M:%S%z")
    inputs = {
        "document": canonical_json(document).decode("utf-8"),
        "layout": _layout_text(layout),
    }
    try:
        return typst.compile(
            _TEMPLATE,
            root=_TEMPLATE.parent,
            font_paths=[],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(made.timestamp()),
        )
    except typst.TypstError as error:
        raise Malformed("pdf", str(error)) from error


def _layout_text(layout: Layout) -> str:
    return json.dumps(asdict(layout), ensure_ascii=False, sort_keys=True)
