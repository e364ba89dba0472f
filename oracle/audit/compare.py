"""The published document against the one rebuilt from the logs, figure by figure."""

from collections.abc import Iterator, Mapping, Sequence

from oracle.audit.check import Checks, figure_id
from oracle.facts.figure import Quantity
from oracle.facts.format import shown

_MOST_PATHS = 20
_SHOWN = 120
_FIGURES, _PROVENANCE = "figures", "provenance"


def compare_documents(
    rebuilt: Mapping[str, object], published: Mapping[str, object], checks: Checks
) -> None:
    """Enter one check per figure, and one per other section.

    Provenance is what the issuer states about its data: only the published hash binds it.
    """
    _compare_figures(_figures(rebuilt), _figures(published), checks)
    for name in sorted(rebuilt.keys() | published.keys()):
        if name in (_FIGURES, _PROVENANCE):
            continue
        found = list(_differences(name, rebuilt.get(name), published.get(name)))
        if not found:
            checks.same(f"section {name}", "as rebuilt", "as rebuilt")
        for path, expected, actual in found[:_MOST_PATHS]:
            checks.fail(f"section {path}", _short(expected), _short(actual))


def _compare_figures(
    rebuilt: Mapping[str, Mapping[str, object]],
    published: Mapping[str, Mapping[str, object]],
    checks: Checks,
) -> None:
    for figure, members in rebuilt.items():
        if figure not in published:
            checks.fail(figure_id(figure), _text(members), "nothing: the figure is left out")
            continue
        theirs = published[figure]
        if members == theirs:
            checks.same(figure_id(figure), _text(members), _text(theirs))
            continue
        paths = list(_differences("", members, theirs))
        _, expected, actual = paths[0]
        names = ", ".join(path.removeprefix(".") for path, _, _ in paths[:_MOST_PATHS])
        is_value = any(path == ".value" for path, _, _ in paths)
        pair = (_text(members), _text(theirs)) if is_value else (_short(expected), _short(actual))
        checks.fail(figure_id(figure), pair[0], f"{pair[1]} (differs in: {names})")
    for figure in published.keys() - rebuilt.keys():
        checks.fail(figure_id(figure), "nothing: no such figure", _text(published[figure]))


def _figures(document: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    listed = document.get(_FIGURES)
    if not isinstance(listed, Sequence):
        return {}
    return {str(figure.get("id")): figure for figure in listed if isinstance(figure, Mapping)}


def _text(figure: Mapping[str, object]) -> str:
    value, scale = str(figure.get("value")), figure.get("scale")
    if value.removeprefix("-").isdecimal() and isinstance(scale, int) and 0 <= scale < 78:
        return shown(Quantity(int(value), str(figure.get("unit")), scale)) + f" [{value}]"
    return _short(value)


def _differences(path: str, one: object, other: object) -> Iterator[tuple[str, object, object]]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in sorted(one.keys() | other.keys()):
            yield from _differences(f"{path}.{name}", one.get(name), other.get(name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _differences(f"{path}[{index}]", left, right)
    elif one != other or type(one) is not type(other):
        yield path, one, other


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
