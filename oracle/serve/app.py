"""The read-only site and API. Nothing here decides: it shows what `oracle.facts` gives."""

import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from sqlalchemy import Engine

from oracle.core.codec import from_hex, sha256, to_hex
from oracle.core.errors import Malformed, OracleError
from oracle.core.units import Address
from oracle.facts.statement import AsOf
from oracle.facts.view import stylesheet
from oracle.serve.answers import (
    BondAnswer,
    Bonds,
    Figures,
    Health,
    bond_answer,
    bonds_answer,
    figures_answer,
)
from oracle.serve.pages import (
    FILES,
    bond_page,
    bonds_page,
    problem_page,
    recent_page,
    trace_page,
)
from oracle.serve.problem import (
    PROBLEM_TYPE,
    BadAddress,
    NotIndexed,
    UnknownFigure,
    UnknownFile,
    UnknownPage,
    problem_of,
    status_of,
)
from oracle.serve.recent import FIGURE as RECENT
from oracle.serve.recent import Recent, recent_of
from oracle.serve.source import Snapshot, Source

_POLICY = (
    "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
# A published file carries a policy of its own that names its style by hash.
_FILE_POLICY = (
    "script-src 'none'; object-src 'none'; img-src 'none'; connect-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_API = "/api/v1"
_CONTENT = re.compile(r"[0-9a-f]{64}")


def create_app(
    database: Engine, files: Path, cash_scales: Mapping[Address, int] | None = None
) -> FastAPI:
    """The site over a database and the folder of disclosures.

    `cash_scales` gives the decimals of each cash token; without them amounts are shown in base
    units.
    """
    app = FastAPI(
        title="Greentrace",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{_API}/openapi.json",
    )
    source = Source(database, cash_scales or {})
    _add_answers(app, source)
    _add_pages(app, source, files)
    _add_files(app, files)
    app.middleware("http")(_with_headers)
    app.add_exception_handler(OracleError, _tell)  # type: ignore[arg-type]
    app.add_exception_handler(404, _tell_unknown)
    return app


def _add_answers(app: FastAPI, source: Source) -> None:
    @app.get("/healthz")
    def health(response: Response) -> Health:
        try:
            snapshot = source.snapshot()
        except NotIndexed:
            response.status_code = 503
            return Health(status="not indexed", as_of_block=None, as_of_block_hash=None)
        at = _stated(response, snapshot)
        return Health(status="ok", as_of_block=at.block, as_of_block_hash=at.block_hash)

    @app.get(f"{_API}/bonds")
    def bonds(response: Response) -> Bonds:
        snapshot = source.snapshot()
        return bonds_answer(_stated(response, snapshot), snapshot.bonds)

    @app.get(f"{_API}/bonds/{{address}}")
    def bond(address: str, response: Response) -> BondAnswer:
        snapshot = source.snapshot()
        _stated(response, snapshot)
        return bond_answer(snapshot.statement(_address(address)))

    @app.get(f"{_API}/bonds/{{address}}/figures")
    def figures(address: str, response: Response) -> Figures:
        snapshot = source.snapshot()
        _stated(response, snapshot)
        return figures_answer(snapshot.statement(_address(address)))


def _add_pages(app: FastAPI, source: Source, files: Path) -> None:
    @app.get("/", response_class=HTMLResponse, include_in_schema=False)
    def list_of_bonds() -> HTMLResponse:
        snapshot = source.snapshot()
        return _page(bonds_page(snapshot), snapshot)

    @app.get("/bond/{address}", response_class=HTMLResponse, include_in_schema=False)
    def page_of_bond(address: str) -> HTMLResponse:
        snapshot = source.snapshot()
        statement = snapshot.statement(_address(address))
        recent = _recent(source, snapshot, address)
        disclosures = source.disclosures(statement.bond.address)
        return _page(bond_page(statement, recent, disclosures, files), snapshot)

    @app.get("/bond/{address}/trace/{figure}", response_class=HTMLResponse, include_in_schema=False)
    def page_of_trace(address: str, figure: str) -> HTMLResponse:
        snapshot = source.snapshot()
        statement = snapshot.statement(_address(address))
        if figure != RECENT:
            return _page(trace_page(statement, figure), snapshot)
        recent = _recent(source, snapshot, address)
        if recent is None:
            raise UnknownFigure("figure", "this node has no readings of the bond's meters")
        return _page(recent_page(statement, recent), snapshot)


def _add_files(app: FastAPI, files: Path) -> None:
    style = stylesheet()

    @app.get("/style.css", include_in_schema=False)
    def sheet() -> Response:
        return Response(style, media_type="text/css")

    @app.get("/files/{content}/{name}", include_in_schema=False)
    def file(content: str, name: str) -> FileResponse:
        known = name in FILES and _CONTENT.fullmatch(content) is not None
        if not known or not (files / content / name).is_file():
            raise UnknownFile("file", f"{name[:80]!r} of {content[:80]!r}")
        headers = {"Content-Security-Policy": _FILE_POLICY}
        return FileResponse(files / content / name, headers=headers)


async def _with_headers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    response = await call_next(request)
    for name, value in {**_HEADERS, "Content-Security-Policy": _POLICY}.items():
        response.headers.setdefault(name, value)
    return response


def _tell(request: Request, error: OracleError) -> Response:
    status = int(status_of(error))
    path = request.url.path
    if path.startswith((_API, "/healthz", "/files")):
        return JSONResponse(problem_of(error, path), status, media_type=PROBLEM_TYPE)
    return HTMLResponse(problem_page(error), status)


def _tell_unknown(request: Request, _: Exception) -> Response:
    return _tell(request, UnknownPage("path", request.url.path[:200]))


def _page(text: str, snapshot: Snapshot) -> HTMLResponse:
    response = HTMLResponse(text)
    _stated(response, snapshot)
    response.headers["ETag"] = f'"{to_hex(sha256(text.encode("utf-8")))[2:34]}"'
    return response


def _stated(response: Response, snapshot: Snapshot) -> AsOf:
    """Say in the headers up to which block the answer holds."""
    response.headers["X-As-Of-Block"] = str(snapshot.as_of.block)
    response.headers["X-As-Of-Block-Hash"] = snapshot.as_of.block_hash
    return snapshot.as_of


def _address(text: str) -> Address:
    try:
        return Address(to_hex(from_hex(text.lower(), 20, "address")))
    except Malformed as error:
        raise BadAddress(error.field, error.detail) from error


def _recent(source: Source, snapshot: Snapshot, address: str) -> Recent | None:
    projects = snapshot.statement(_address(address)).projects
    devices = sorted({meter.key.device for financed in projects for meter in financed.meters})
    return recent_of(source.database, devices)
