"""Rules for Solidity that neither the compiler nor solhint checks."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRAGMA = "pragma solidity 0.8.37;"
LICENSE = "// SPDX-License-Identifier: Apache-2.0"

# Interfaces of others stand unchanged under interfaces/external.
FOREIGN = ROOT / "interfaces" / "external"

# An error may be empty only where there is nothing to say.
EMPTY_ERRORS: set[str] = set()

# Events whose names an ERC fixes.
ERC_EVENTS = {
    *("Transfer", "Approval", "TransferSingle", "TransferBatch", "ApprovalForAll", "URI"),
    *("Frozen", "ForcedTransfer", "EIP712DomainChanged"),
}
# Past tenses that do not end in -ed.
IRREGULAR = (
    *("Begun", "Bought", "Bound", "Burnt", "Drawn", "Frozen", "Given", "Held", "Lent", "Made"),
    *("Met", "Paid", "Put", "Sent", "Set", "Sold", "Spent", "Split", "Struck", "Taken"),
    *("Withdrawn", "Written"),
)

OWN = sorted(
    path
    for folder in ("contracts", "interfaces", "tests/forge")
    for path in (ROOT / folder).rglob("*.sol")
    if not path.is_relative_to(FOREIGN)
)
DEFINITIONS = [path for path in OWN if not path.is_relative_to(ROOT / "tests")]


def _code(path: Path) -> str:
    """The source with comments blanked, line numbers kept."""
    strings_and_comments = r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/'
    return re.sub(
        strings_and_comments,
        lambda match: match[0] if match[0][0] == '"' else re.sub(r"[^\n]", " ", match[0]),
        path.read_text(),
        flags=re.S,
    )


def _matches(paths: list[Path], pattern: str) -> Iterator[tuple[str, re.Match[str]]]:
    for path in paths:
        code = _code(path)
        for match in re.finditer(pattern, code, re.M | re.S):
            line = code.count("\n", 0, match.start()) + 1
            yield f"{path.relative_to(ROOT).as_posix()}:{line}", match


def test_every_file_has_the_one_pragma_and_license() -> None:
    wrong = []
    for path in OWN:
        lines = path.read_text().splitlines()
        pragmas = [line for line in lines if line.startswith("pragma solidity")]
        if lines[:1] != [LICENSE] or pragmas != [PRAGMA]:
            wrong.append(path.relative_to(ROOT).as_posix())
    assert not wrong, "\n".join(wrong)


def test_imports_are_named() -> None:
    wrong = [where for where, match in _matches(OWN, r"^\s*import\b\s*([^\s])") if match[1] != "{"]
    assert not wrong, "\n".join(wrong)


def test_imports_start_at_the_project_root() -> None:
    start = r"^\s*import\b[^;]*?\"([^\"]+)\""
    wrong = [f"{where}: {match[1]}" for where, match in _matches(OWN, start) if match[1][0] == "."]
    assert not wrong, "\n".join(wrong)


def test_errors_say_something() -> None:
    wrong = [
        f"{where}: {match[1]}"
        for where, match in _matches(DEFINITIONS, r"^\s*error\s+(\w+)\s*\(\s*\)\s*;")
        if match[1] not in EMPTY_ERRORS
    ]
    assert not wrong, "\n".join(wrong)


def test_events_are_past_tense_and_say_something() -> None:
    wrong = [
        f"{where}: {match[1]}"
        for where, match in _matches(DEFINITIONS, r"^\s*event\s+(\w+)\s*\(([^)]*)\)")
        if not match[2].strip() or not _is_past_tense(match[1])
    ]
    assert not wrong, "\n".join(wrong)


def _is_past_tense(event: str) -> bool:
    return event in ERC_EVENTS or event.endswith(("ed", *IRREGULAR))


def test_every_revert_has_a_custom_error() -> None:
    wrong = [
        where
        for where, match in _matches(DEFINITIONS, r"\b(require|revert)\s*\(")
        if _lacks_custom_error(match)
    ]
    assert not wrong, "\n".join(wrong)


def _lacks_custom_error(call: re.Match[str]) -> bool:
    """`require(x)`, `require(x, "string")`, `revert()` and `revert("string")` lack one."""
    arguments = _arguments(call.string[call.end() :])
    if call[1] == "revert":  # the assembly revert has two arguments
        return len(arguments) == 1 and arguments[0][:1] in ("", '"')
    return len(arguments) == 1 or arguments[-1].startswith('"')


def _arguments(after_bracket: str) -> list[str]:
    """The arguments up to the closing bracket, split at commas outside inner brackets."""
    depth, arguments = 1, [""]
    for token in re.findall(r'"(?:\\.|[^"\\\n])*"|.', after_bracket, re.S):
        depth += (token in "([{") - (token in ")]}") if len(token) == 1 else 0
        if depth == 0:
            break
        if token == "," and depth == 1:
            arguments.append("")
        else:
            arguments[-1] += token
    return [argument.strip() for argument in arguments]


@pytest.mark.parametrize("folder", ["tests/contracts", "tests/e2e"])
def test_every_expected_revert_is_named(folder: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "reverts"
        and not node.args
        and not node.keywords
    ]
    assert not wrong, "\n".join(wrong)


def test_every_forge_expected_revert_is_named() -> None:
    forge = [path for path in OWN if path.is_relative_to(ROOT / "tests")]
    wrong = [where for where, _ in _matches(forge, r"\bvm\.expectRevert\s*\(\s*\)")]
    assert not wrong, "\n".join(wrong)
