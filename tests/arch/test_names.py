"""Names say what a thing is, files stay readable, figures stay exact."""

import ast
import io
import tokenize
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = ("contracts", "interfaces", "oracle", "scripts", "tests")
EMPTY_NAMES = {
    *("base", "common", "helper", "helpers", "manager", "misc", "util", "utils"),
}
MOST_LINES = 400

# Where a float is no figure: seconds to wait, a size on a page.
FLOATS_ALLOWED: set[str] = set()


def _ours(*suffixes: str) -> list[Path]:
    return sorted(
        path
        for folder in OURS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes and "__pycache__" not in path.parts
    )


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_or_folder_has_an_empty_name() -> None:
    wrong = [
        _named(path)
        for path in _ours(".py", ".sol")
        if EMPTY_NAMES & {part.lower() for part in path.relative_to(ROOT).with_suffix("").parts}
    ]
    assert not wrong, "\n".join(wrong)


def test_no_file_is_longer_than_a_reader_bears() -> None:
    lengths = {_named(path): len(path.read_text().splitlines()) for path in _ours(".py", ".sol")}
    wrong = [f"{name}: {lines} lines" for name, lines in lengths.items() if lines > MOST_LINES]
    assert not wrong, "\n".join(wrong)


def test_no_float_touches_a_figure() -> None:
    wrong = [
        f"{_named(path)}:{line}: {what}"
        for path in _ours(".py")
        if path.is_relative_to(ROOT / "oracle") and _named(path) not in FLOATS_ALLOWED
        for line, what in _floats(path.read_text())
    ]
    assert not wrong, "\n".join(wrong)


def test_every_allowed_float_is_still_needed() -> None:
    idle = [
        name
        for name in FLOATS_ALLOWED
        if not (ROOT / name).exists() or not list(_floats((ROOT / name).read_text()))
    ]
    assert not idle, idle


def _floats(source: str) -> list[tuple[int, str]]:
    """Float literals and uses of `float`, with their lines."""
    found = [
        (token.start[0], token.string)
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.NUMBER and isinstance(ast.literal_eval(token.string), float)
    ]
    found += [
        (node.lineno, "float(")
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "float"
    ]
    return found
