"""oracle.disclose.render_html, render_pdf: pure functions of the document"""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from oracle.core.codec import sha256
from oracle.core.errors import Malformed
from oracle.disclose.document import Document, build, content_hash
from oracle.disclose.layout import layout_of
from oracle.disclose.render_html import render_html
from oracle.disclose.render_pdf import render_pdf
from oracle.disclose.step import renditions_of
from tests.support import events as sample
from tests.support.chain import PERIOD, chain_ref, document

ROOT = Path(__file__).parents[4]
HOSTILE = "<script>alert(1)</script>"
BUILD = """
import sys
sys.path.insert(0, sys.argv[1])
from oracle.core.codec import sha256
from oracle.disclose.step import renditions_of
from tests.support import chain, events
for name, data in sorted(renditions_of(chain.document(events.story(2))).items()):
    print(name, sha256(data).hex())
"""


@cache
def made() -> Document:
    return document(sample.story(7))


def hostile() -> Document:
    """The document of a bond, a project and a provenance with markup for names."""
    told = sample.story(1)
    swap = {
        sample.text32("Gansu Solar Park"): sample.text32(HOSTILE),
        sample.text32("Harbour Green 3.8% 2026"): sample.text32("<b onload=x>#eval(1)"),
    }
    text = json.dumps([event.arguments for event in told.events])
    for before, after in swap.items():
        text = text.replace(before, after)
    events = [
        replace(event, arguments=arguments)
        for event, arguments in zip(told.events, json.loads(text), strict=True)
    ]
    provenance = [{"part": "Data", "kind": "sample", "statement": HOSTILE}]
    return build(events, chain_ref(told), sample.BOND, PERIOD, provenance)


def test_inv_dc_1_renditions_are_the_same_bytes_in_another_zone_folder_and_process(
    tmp_path: Path,
) -> None:
    expected = {
        name: sha256(data).hex() for name, data in renditions_of(document(sample.story(2))).items()
    }
    for zone, folder in (("Asia/Shanghai", tmp_path), ("America/Denver", ROOT)):
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": "7", "LC_ALL": "C"}
        command = [sys.executable, "-c", BUILD, str(ROOT)]
        output = subprocess.run(
            command, cwd=folder, env=environment, check=True, capture_output=True, text=True
        ).stdout
        assert dict(line.split() for line in output.splitlines()) == expected


def test_html_holds_every_figure_and_its_trace() -> None:
    text = render_html(made()).decode()
    layout = layout_of(made())
    for figure in layout.figures:
        assert f'id="f-{figure.id}"' in text
        assert figure.text in text
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets <= set(re.findall(r'id="([^"]+)"', text))


def test_html_names_the_content_hash() -> None:
    assert content_hash(made()).hex() in render_html(made()).decode()


def test_html_runs_no_script_and_asks_no_other_host() -> None:
    text = render_html(made()).decode()
    assert "<script" not in text
    assert not re.findall(r'(?:src|href|url)\s*[=(]\s*["\']?(?:https?:)?//', text)
    assert "default-src 'none'; style-src 'sha256-" in text


def test_html_shows_hostile_names_as_text() -> None:
    text = render_html(hostile()).decode()
    assert "<script>" not in text
    assert "<b onload" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_pdf_shows_hostile_names_as_text() -> None:
    assert render_pdf(hostile()).startswith(b"%PDF-1.7")


def test_pdf_carries_the_document_and_is_tagged() -> None:
    pdf = render_pdf(made())
    assert b"/EmbeddedFile" in pdf
    assert b"disclosure.json" in pdf
    assert b"/MarkInfo" in pdf
    assert b"pdfaid:part" in pdf
    assert b"pdfuaid:part" in pdf


def test_a_text_that_the_fonts_lack_is_refused_and_not_left_out() -> None:
    document_ = {**made(), "provenance": [{"part": "数据", "kind": "sample", "statement": "x"}]}
    with pytest.raises(Malformed, match="pdf"):
        render_pdf(document_)


@pytest.mark.parametrize("member", ["bond", "figures", "tables", "charts", "chain"])
def test_a_document_of_another_form_is_refused_by_name(member: str) -> None:
    with pytest.raises(Malformed, match=member):
        render_html({**made(), member: "x"})


def test_a_table_that_names_no_figure_is_refused() -> None:
    table = {"id": "x", "title": "X", "columns": ["A"], "rows": [[{"figure": "no.such"}]]}
    with pytest.raises(Malformed, match=r"no\.such"):
        render_html({**made(), "tables": [table]})
