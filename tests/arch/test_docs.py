"""Documents say what the tree is: invariants, commands, folders, settings, words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
MOST_README_LINES = 150

INVARIANT = re.compile(r"\bINV-[A-Z]+-\d+\b")
INVARIANT_IN_NAME = re.compile(r"inv_([a-z]+)_(\d+)")
FUNCTION = re.compile(r"\b(?:def|function)\s+(\w+)")
SETTING = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")


def _files(*patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- invariants ---


def test_every_invariant_is_tested_and_every_tested_invariant_is_documented() -> None:
    documented = set(INVARIANT.findall((ROOT / "docs/invariants.md").read_text()))
    tested = {
        f"INV-{domain.upper()}-{number}"
        for path in _files(
            "tests/contracts/**/*.py", "tests/forge/**/*.sol", "tests/oracle/**/*.py"
        )
        for function in FUNCTION.findall(path.read_text())
        for domain, number in INVARIANT_IN_NAME.findall(function.lower())
    }
    assert documented
    assert sorted(documented - tested) == [], "documented, but no test function is named after it"
    assert sorted(tested - documented) == [], "tested, but not in docs/invariants.md"


def test_every_invariant_named_in_an_interface_is_documented() -> None:
    documented = set(INVARIANT.findall((ROOT / "docs/invariants.md").read_text()))
    wrong = [
        f"{_named(path)}: {invariant}"
        for path in _files("interfaces/**/*.sol", "contracts/**/*.sol")
        for invariant in INVARIANT.findall(path.read_text())
        if invariant not in documented
    ]
    assert not wrong, "\n".join(wrong)


# --- README and commands ---


def test_readme_is_short_and_names_every_folder() -> None:
    text = README.read_text()
    ignored = set((ROOT / ".gitignore").read_text().split())
    folders = (f"{path.name}/" for path in sorted(ROOT.iterdir()) if path.is_dir())
    missing = [f for f in folders if f[0] != "." and f not in ignored and f not in text]
    assert not missing
    assert len(text.splitlines()) <= MOST_README_LINES


def test_every_command_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.M))
    wrong = [
        f"{_named(path)}: make {target}"
        for path in [README, *_files("docs/**/*.md")]
        for target in _make_targets(path.read_text())
        if target not in targets
    ]
    assert not wrong, "\n".join(wrong)


def _make_targets(text: str) -> Iterator[str]:
    """Targets of `make` in code: a span between backticks, or a fenced block."""
    for code in re.findall(r"```.*?```|`[^`\n]+`", text, re.S):
        for words in re.findall(r"\bmake((?: [a-z][a-z0-9-]*)+)", code):
            yield from words.split()


def test_every_link_between_documents_leads_somewhere() -> None:
    wrong = [
        f"{_named(path)}: {link}"
        for path in [README, *_files("docs/**/*.md")]
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
        if "://" not in link and not (path.parent / link).exists()
    ]
    assert not wrong, "\n".join(wrong)


# --- settings ---


def test_every_setting_is_in_the_example_and_the_example_has_no_other() -> None:
    tree = ast.parse((ROOT / "oracle/core/config.py").read_text())
    read = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SETTING.fullmatch(node.value)
    }
    example = (ROOT / ".env.example").read_text()
    listed = set(re.findall(r"^(?:# ?)?([A-Z][A-Z0-9_]*)=", example, re.M))
    assert read
    assert sorted(read - listed) == [], "read by config.py, missing in .env.example"
    assert sorted(listed - read) == [], "in .env.example, never read"


# --- words ---
# docs/glossary.md is a table: term | meaning | names in code | not. A name between backticks in
# the third column stands in the code; a word between backticks in the fourth is in no identifier.


def test_every_name_of_the_glossary_stands_in_the_code() -> None:
    known = {name for path in _code_files() for name in _identifiers(path)}
    names = {name for row in _glossary() for name in _code_spans(row[2])}
    assert names
    assert sorted(names - known) == []


def test_no_identifier_uses_a_word_that_the_glossary_rejects() -> None:
    rejected = {word.lower() for row in _glossary() for word in _code_spans(row[3])}
    wrong = [
        f"{_named(path)}: {name}"
        for path in _code_files()
        for name in sorted(_identifiers(path))
        if rejected & {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
    ]
    assert rejected
    assert not wrong, "\n".join(wrong)


def test_every_name_of_the_feature_table_stands_in_the_code() -> None:
    """docs/features.md says where each feature is: `name`, `Contract.member`, or a path."""
    known = {name for path in _code_files() for name in _identifiers(path)}
    table = (ROOT / "docs/features.md").read_text()
    rows = [line.strip("|").split("|")[-1] for line in table.splitlines() if line[:2] == "| "]
    spans = {span for row in rows for span in re.findall(r"`([^`]+)`", row)}
    names = {
        name
        for span in spans
        if re.fullmatch(r"\w+(\.\w+)?(\(\w+(, \w+)*\))?", span)
        for name in span.partition("(")[0].split(".")
    }
    paths = {span for span in spans if "/" in span}
    assert names
    assert sorted(names - known) == []
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


def _glossary() -> list[list[str]]:
    lines = (ROOT / "docs/glossary.md").read_text().splitlines()
    rows = [re.split(r"(?<!\\)\|", line.strip().strip("|")) for line in lines if line[:1] == "|"]
    return [row for row in rows if len(row) == 4 and set(row[0].strip()) - set("-: ")]


def _code_spans(cell: str) -> list[str]:
    return [span for span in re.findall(r"`([^`]+)`", cell) if span.isidentifier()]


def _code_files() -> list[Path]:
    return _files("contracts/**/*.sol", "interfaces/*.sol", "oracle/**/*.py", "scripts/**/*.py")


def _identifiers(path: Path) -> set[str]:
    """Names a file uses, comments and strings left out."""
    text = path.read_text()
    if path.suffix == ".py":
        nodes = list(ast.walk(ast.parse(text)))
        fields = ("name", "id", "attr", "arg", "asname")
        found = {getattr(node, field, None) for node in nodes for field in fields}
        return {name for name in found if isinstance(name, str)}
    text = re.sub(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', " ", text, flags=re.S)
    return set(re.findall(r"\b[A-Za-z_]\w*", text))
