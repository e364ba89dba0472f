"""oracle.serve.app: pages and answers, read-only"""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from sqlalchemy import delete

from oracle.db.database import writing
from oracle.db.tables import cursor
from oracle.disclose.step import draft
from oracle.serve.app import create_app
from tests.support import events as sample
from tests.support.asgi import get
from tests.support.chain import PERIOD, chain_ref
from tests.support.store import database_of

BOND = f"/bond/{sample.BOND}"
API = f"/api/v1/bonds/{sample.BOND}"
UNKNOWN = "0x" + "00" * 19 + "05"


class Balanced(HTMLParser):
    """Counts tags, so that a page that breaks out of its markup is noticed."""

    VOID = frozenset({"meta", "link", "br", "!doctype"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def told() -> sample.Story:
    return sample.story(7)


@pytest.fixture(scope="module")
def site(told, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    database = database_of(told, folder)
    made = draft(
        *(database, chain_ref(told), sample.BOND, PERIOD, sample.PROVENANCE, folder / "files")
    )
    return create_app(database, folder / "files", {sample.CASH: 2}), made


def figures_of(app) -> dict[str, dict]:
    answer = get(app, f"{API}/figures").json()
    return {figure["figure_id"]: figure for figure in answer["figures"]}


@pytest.mark.parametrize("path", ["/", BOND, f"{BOND}/trace/money.raised", "/api/v1/bonds", API])
def test_every_answer_says_up_to_which_block_it_holds(site, told, path: str) -> None:
    answer = get(site[0], path)
    assert answer.status == 200
    assert answer.headers["x-as-of-block"] == str(told.block)
    assert answer.headers["x-as-of-block-hash"] == told.as_of.block_hash
    assert "default-src 'self'; script-src 'none'" in answer.headers["content-security-policy"]


def test_answers_of_the_api_carry_the_block(site, told) -> None:
    for path in ("/api/v1/bonds", API, f"{API}/figures", "/healthz"):
        answer = get(site[0], path).json()
        assert answer["as_of_block"] == told.block
        assert answer["as_of_block_hash"] == told.as_of.block_hash


def test_the_page_of_a_bond_shows_its_figures_in_the_html(site) -> None:
    text = get(site[0], BOND).text
    figures = figures_of(site[0])
    for figure in ("money.raised", "money.unallocated", "impact.reduction", "coupon.1.paid"):
        assert figures[figure]["shown"].removeprefix("HKD ") in text.replace(" <small>", " ")
    assert "100.0 %" in text
    assert "undefined" not in text
    Balanced().feed(text)


def test_inv_dc_2_every_figure_on_the_page_has_a_trace_that_answers(site) -> None:
    app = site[0]
    links = set(re.findall(rf'href="({BOND}/trace/[^"]+)"', get(app, BOND).text))
    assert len(links) > 100
    for link in sorted(links)[::7]:
        assert get(app, link).status == 200


def test_a_trace_walks_from_the_figure_to_the_transaction(site, told) -> None:
    text = get(site[0], f"{BOND}/trace/project.1.attributed_reduction").text
    posted = next(event for event in told.events if event.name == "BatchPosted")
    for part in ("project.1.allocated", "factor.CN-OM", "project.1.batch.1.net"):
        assert part in text
    assert posted.transaction in text
    Balanced().feed(text)


def test_the_energy_of_the_last_day_names_its_meters(site, told) -> None:
    page = get(site[0], f"{BOND}/trace/recent.exported")
    assert page.status == 200
    for plant in told.plants:
        last_day = plant.segments[-1].readings
        assert plant.device in page.text
        assert sum(reading.exported for reading in last_day) > 0
        assert str(last_day[-1].sequence) in page.text


def test_figures_of_the_api_are_decimal_strings_with_their_unit_and_trace(site) -> None:
    raised = figures_of(site[0])["money.raised"]
    assert raised["value"] == "80000000000"
    assert (raised["unit"], raised["scale"]) == ("HKD", 2)
    assert raised["trace_url"] == f"{BOND}/trace/money.raised"
    assert len(raised["sources"]) == 3


def test_a_rate_is_an_integer_in_the_api_and_a_percentage_on_the_page(site) -> None:
    answer = get(site[0], API).json()
    assert (answer["coupon_kind"], answer["rate_ppb"]) == ("fixed", 38_000_000)
    assert answer["day_count"] == "ACT/365F"
    rate = figures_of(site[0])["coupon.1.rate"]
    assert (rate["value"], rate["unit"], rate["shown"]) == ("38000000", "ppb per year", "3.8 %")
    assert ">3.8 %</a>" in get(site[0], BOND).text


def test_published_files_are_served_by_their_hash_and_nothing_else_is(site) -> None:
    app, made = site
    folder = made.folder.name
    for name in ("disclosure.json", "disclosure.html", "disclosure.pdf", "manifest.json"):
        answer = get(app, f"/files/{folder}/{name}")
        assert answer.status == 200
        assert answer.content == (made.folder / name).read_bytes()
        assert "script-src 'none'" in answer.headers["content-security-policy"]
    for path in (f"{folder}/../../oracle.db", f"{folder}/oracle.db", "../x/disclosure.json"):
        assert get(app, f"/files/{path}").status == 404
    assert get(app, f"/files/{'0' * 64}/disclosure.json").status == 404


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        (f"/api/v1/bonds/{UNKNOWN}", 404, "UnknownBond"),
        ("/api/v1/bonds/0x12", 400, "BadAddress"),
        ("/api/v1/bonds/" + "9" * 500, 400, "BadAddress"),
        ("/api/v1/bonds/0x" + "zz" * 20, 400, "BadAddress"),
        (f"/api/v1/bonds/{UNKNOWN}/figures", 404, "UnknownBond"),
        ("/api/v1/none", 404, "UnknownPage"),
    ],
)
def test_what_is_not_there_is_a_typed_problem(site, path: str, status: int, kind: str) -> None:
    answer = get(site[0], path)
    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:greentrace:problem:{kind}"
    assert len(answer.content) < 1_000


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/bond/{UNKNOWN}", 404),
        ("/bond/<script>", 400),
        (f"{BOND}/trace/no.such", 404),
        (f"{BOND}/trace/<script>alert(1)</script>", 404),
        ("/nowhere", 404),
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(site, path: str, status: int) -> None:
    answer = get(site[0], path)
    assert answer.status == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in answer.text


def test_hostile_names_are_shown_as_text(tmp_path) -> None:
    told = sample.story(1)
    name = sample.text32("Gansu Solar Park")
    markup = sample.text32('"><script>alert(1)</script>')
    told.events = [
        replace(event, arguments=json.loads(json.dumps(event.arguments).replace(name, markup)))
        for event in told.events
    ]
    app = create_app(database_of(told, tmp_path), tmp_path, {sample.CASH: 2})
    for path in (BOND, f"{BOND}/trace/project.1.eligible_cost", "/"):
        page = get(app, path)
        assert page.status == 200
        assert "<script" not in page.text
        Balanced().feed(page.text)
    assert "&lt;script&gt;" in get(app, BOND).text


def test_a_token_of_unknown_decimals_has_its_amounts_in_base_units(told, tmp_path) -> None:
    app = create_app(database_of(told, tmp_path), tmp_path)
    assert "80,000,000,000 <small>HKD base units" in get(app, BOND).text


def test_a_new_block_is_seen_and_an_empty_index_is_said(told, tmp_path) -> None:
    database = database_of(told, tmp_path)
    app = create_app(database, tmp_path, {sample.CASH: 2})
    assert get(app, "/healthz").status == 200
    with writing(database) as connection:
        connection.execute(delete(cursor))
    assert get(app, "/healthz").status == 503
    assert get(app, "/healthz").json()["status"] == "not indexed"
    assert get(app, "/").status == 503
    assert get(app, "/api/v1/bonds").json()["type"] == "urn:greentrace:problem:NotIndexed"
