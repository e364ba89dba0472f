"""Imports point one way. The rule is the tables; the rest finds violations of them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# package or module of oracle/ -> what it may import of ours, besides itself
BELOW = {"core", "db", "chain"}
STAGES = ("intake", "measure", "post", "index", "disclose", "serve")
ORACLE = {
    "core": set(),
    "db": {"core"},
    "chain": {"core"},
    "device": {"core"},
    "desk": {"core"},
    "facts": {"core", "desk"},
    **{stage: BELOW for stage in STAGES},
    "disclose": {*BELOW, "desk", "facts"},
    "serve": {*BELOW, "desk", "facts"},
    "audit": {*BELOW, "desk", "facts", "measure", "disclose"},
    "act": {"core", "chain", "desk", "facts"},
    "run": {*BELOW, *STAGES},
    "cli": {*BELOW, "act", "desk", "facts", "device", "audit", "run", *STAGES},
    "__init__": set(),
    "__main__": {"cli"},
}

DOMAINS = (
    *("access", "projects", "attestation", "impact", "bond", "proceeds", "disclosure", "cash"),
    *("carbon", "energy", "loans", "accounts"),
)
MEETING = {"contracts/types", "contracts/libraries", "interfaces"}
SOLIDITY = {
    "contracts/types": set(),
    "contracts/libraries": {"contracts/types"},
    "interfaces": {"contracts/types"},
    **{f"contracts/{domain}": MEETING for domain in DOMAINS},
    "contracts/lens": {"contracts/types", "interfaces"},
}
SOLIDITY["contracts/mocks"] = set(SOLIDITY)

Edge = tuple[str, str, str]  # file, its layer, the layer it imports


def python_edges() -> Iterator[Edge]:
    oracle = ROOT / "oracle"
    for path in sorted(oracle.rglob("*.py")):
        inside = path.relative_to(ROOT).with_suffix("").parts
        for module in _imported(ast.parse(path.read_text()), inside):
            if module[:1] == ("oracle",) and len(module) > 1:
                yield path.relative_to(ROOT).as_posix(), inside[1], module[1]


def _imported(tree: ast.Module, inside: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Absolute dotted names of every import, wherever in the file it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = inside[: -node.level] if node.level else ()
            module = (*start, *(node.module.split(".") if node.module else ()))
            yield from ((*module, alias.name) for alias in node.names)


def solidity_edges() -> Iterator[Edge]:
    for folder in ("contracts", "interfaces"):
        for path in sorted((ROOT / folder).rglob("*.sol")):
            name = path.relative_to(ROOT).as_posix()
            for target in re.findall(r'^import\b[^;]*?"([^"]+)";', path.read_text(), re.M):
                if not target.startswith("@"):
                    yield name, _layer(name), _layer(target)


def _layer(path: str) -> str:
    return "interfaces" if path.startswith("interfaces/") else "/".join(path.split("/")[:2])


@pytest.mark.parametrize(("edges", "rule"), [(python_edges, ORACLE), (solidity_edges, SOLIDITY)])
def test_imports_point_one_way(edges, rule) -> None:
    wrong = [
        f"{where}: {source} -> {target}"
        for where, source, target in edges()
        if target != source and target not in rule.get(source, ())
    ]
    assert not wrong, "\n".join(wrong)


def test_every_layer_is_in_the_tables() -> None:
    python = [path.relative_to(ROOT / "oracle") for path in (ROOT / "oracle").rglob("*.py")]
    solidity = [path.relative_to(ROOT).as_posix() for path in (ROOT / "contracts").rglob("*.sol")]
    unknown = {path.with_suffix("").parts[0] for path in python} - ORACLE.keys()
    unknown |= set(map(_layer, solidity)) - SOLIDITY.keys()
    assert not unknown
