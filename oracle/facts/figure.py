"""A figure: a number that says what it was computed from. None stands without a source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from oracle.core.errors import Malformed
from oracle.facts.event import Event


@dataclass(frozen=True, slots=True)
class Quantity:
    """An integer in a unit; with a scale of 2, 12345 stands for 123.45 of the unit."""

    value: int
    unit: str
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a statement.

    id       dotted path, the same in every statement about the bond
    formula  how it follows from `inputs`, or which argument of `sources` it is
    inputs   ids of the figures it is computed from
    sources  the events it is read from
    """

    id: str
    label: str
    quantity: Quantity
    formula: str
    inputs: tuple[str, ...]
    sources: tuple[Event, ...]

    @property
    def value(self) -> int:
        """Its integer, in base units."""
        return self.quantity.value


class Figures:
    """The figures of a statement, each entered once and after its inputs.

    INV-DC-2  every figure has inputs or sources
    """

    def __init__(self) -> None:
        self._all: dict[str, Figure] = {}

    def enter(
        self,
        name: tuple[str, str],
        quantity: Quantity,
        formula: str,
        inputs: Iterable[str] = (),
        sources: Iterable[Event] = (),
    ) -> int:
        """Enter a figure under `name`, its id and its label, and return its value.

        Raises: Malformed  without inputs or sources, with an unknown input, or entered before
        """
        entered = Figure(*name, quantity, formula, tuple(inputs), tuple(sources))
        if not entered.inputs and not entered.sources:
            raise Malformed(entered.id, "a figure without inputs or sources")
        unknown = [each for each in entered.inputs if each not in self._all]
        if unknown or entered.id in self._all:
            raise Malformed(entered.id, f"entered before, or after its inputs {unknown}")
        self._all[entered.id] = entered
        return quantity.value

    def __getitem__(self, figure: str) -> Figure:
        return self._all[figure]

    def __contains__(self, figure: object) -> bool:
        return figure in self._all

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._all.values())

    def __len__(self) -> int:
        return len(self._all)

    def value(self, figure: str) -> int:
        """Value of a figure that was entered."""
        return self._all[figure].value
