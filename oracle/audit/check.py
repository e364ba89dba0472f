"""One line per thing that was checked, and the summary."""

from collections.abc import Sequence
from dataclasses import dataclass, field

_FIGURE = "figure "
FAILED = 3
"""Exit code of a verification that found a difference."""


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: what the sources give and what was found."""

    id: str
    ok: bool
    expected: str
    actual: str

    def __str__(self) -> str:
        if self.ok:
            return f"OK    {self.id}  {self.actual}"
        return f"FAIL  {self.id}  expected {self.expected}, found {self.actual}"


@dataclass(slots=True)
class Checks:
    """Checks as they are made."""

    made: list[Check] = field(default_factory=list)

    def same(self, name: str, expected: object, actual: object) -> bool:
        """Enter whether what was found is what the sources give."""
        self.made.append(Check(name, expected == actual, str(expected), str(actual)))
        return expected == actual

    def fail(self, name: str, expected: object, actual: object) -> None:
        """Enter something that is wrong or missing."""
        self.made.append(Check(name, False, str(expected), str(actual)))

    def has_failed(self) -> bool:
        """Whether anything differs so far."""
        return not all(check.ok for check in self.made)


def figure_id(figure: str) -> str:
    """Id of the check of a figure."""
    return _FIGURE + figure


def summary(checks: Sequence[Check]) -> str:
    """How many figures were recomputed, and how many checks of any kind found a difference."""
    figures = sum(check.id.startswith(_FIGURE) for check in checks)
    differences = sum(not check.ok for check in checks)
    return f"{figures} figures recomputed, {differences} differences"


def exit_code(checks: Sequence[Check]) -> int:
    """0 where everything is as it should be, 3 where not, also where nothing was checked."""
    return 0 if checks and all(check.ok for check in checks) else FAILED
