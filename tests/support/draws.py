"""Numbers that look random and are the same on every machine and version of Python."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

from oracle.core.units import Day
from oracle.desk.calendar import add_months, date_of, day_of

T = TypeVar("T")


class Draws:
    """Draws from SHA-256 of a seed and a counter."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._count = 0

    def below(self, limit: int) -> int:
        """An integer from 0 to `limit` - 1."""
        self._count += 1
        data = self._seed + self._count.to_bytes(8, "big")
        return int.from_bytes(sha256(data).digest()[:8], "big") % limit

    def between(self, first: int, last: int) -> int:
        """An integer from `first` to `last`."""
        return first + self.below(last - first + 1)

    def choice(self, values: Sequence[T]) -> T:
        """One of `values`."""
        return values[self.below(len(values))]

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.below(100) < percent

    def day(self, first_year: int, last_year: int) -> Day:
        """A day; every other is near the end of a month, where conventions differ."""
        year, month = self.between(first_year, last_year), self.between(1, 12)
        if self.chance(15):
            month = 2
        first = date_of(Day(0)).replace(year=year, month=month)
        if self.chance(50):
            return Day(day_of(first) + self.below(28))
        return Day(add_months(day_of(first), 1, False) - 1 - self.below(4) + self.below(2))
