"""A step of a trace, as an indented tree and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Step:
    """One step: what it is, what is known about it, whether it was checked, and what is below.

    ok  None where nothing was to be checked
    """

    title: str
    facts: dict[str, str] = field(default_factory=dict)
    ok: bool | None = None
    steps: list["Step"] = field(default_factory=list)

    def is_sound(self) -> bool:
        """Whether every check in it and below holds."""
        return self.ok is not False and all(step.is_sound() for step in self.steps)


def tree_lines(step: Step, depth: int = 0) -> Iterator[str]:
    """The step and what is below it as indented text."""
    mark = {None: "", True: "  OK", False: "  FAIL"}[step.ok]
    yield f"{'  ' * depth}{step.title}{mark}"
    for name, fact in step.facts.items():
        yield f"{'  ' * depth}  · {name}: {fact}"
    for below in step.steps:
        yield from tree_lines(below, depth + 1)


def as_json(step: Step) -> dict[str, object]:
    """The step and what is below it as JSON members."""
    return {
        "title": step.title,
        "facts": step.facts,
        "ok": step.ok,
        "steps": [as_json(below) for below in step.steps],
    }
