"""How a figure is written for people: the one place, for files, pages and terminals.

Nothing is rounded up: what is shown with fewer digits is floored, toward minus infinity.
"""

from datetime import UTC, datetime

from oracle.core.units import Instant
from oracle.facts.figure import Quantity

_STEPS = {
    "Wh": ((1_000_000, "MWh", 3), (1_000, "kWh", 1), (1, "Wh", 0)),
    "g CO2e": ((1_000_000, "t CO₂e", 3), (1_000, "kg CO₂e", 1), (1, "g CO₂e", 0)),
}
"""Unit -> (base units in the shown unit, shown unit, decimals shown), largest first."""

_HASH_SHOWN = 8


def shown(quantity: Quantity) -> str:
    """A quantity as text: `HKD 800,000,000.00`, `1,234.567 MWh`, `4.125 %`."""
    number, unit = shown_parts(quantity)
    return f"{unit} {number}" if _is_money(quantity) else f"{number} {unit}"


def shown_parts(quantity: Quantity) -> tuple[str, str]:
    """A quantity as the text of its number and of its unit."""
    value, unit = quantity.value, quantity.unit
    if unit in _STEPS:
        size, shown_unit, decimals = _step_of(value, unit)
        return _decimal(value * 10**decimals // size, decimals), shown_unit
    if unit == "ppm":
        return _trimmed(value // 100, 2, 1), "%"
    if unit == "ppb per year":
        return _trimmed(value, 7, 1), "%"
    if unit == "ug CO2e/Wh":
        return _trimmed(value, 6, 1), "t CO₂e/MWh"
    return _decimal(value, quantity.scale), unit


def short_hash(text: str) -> str:
    """A hash or address for a narrow place; the reader of the whole one has it beside."""
    if len(text) <= 2 * _HASH_SHOWN:
        return text
    return f"{text[:_HASH_SHOWN]}…{text[-_HASH_SHOWN + 2 :]}"


def utc_of(at: Instant) -> str:
    """An instant as ISO 8601 text in UTC.

    Units:  s UTC
    """
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def shown_unit(quantities: list[Quantity]) -> tuple[str, int]:
    """The unit in which all of these are shown in one chart, and its size in base units."""
    widest = max(quantities, key=lambda quantity: abs(quantity.value))
    if widest.unit not in _STEPS:
        return widest.unit, 10**widest.scale
    size, unit, _ = _step_of(widest.value, widest.unit)
    return unit, size


def _step_of(value: int, unit: str) -> tuple[int, str, int]:
    return next(step for step in _STEPS[unit] if abs(value) >= step[0] or step[0] == 1)


def _is_money(quantity: Quantity) -> bool:
    return len(quantity.unit) == 3 and quantity.unit.isupper()


def _trimmed(value: int, decimals: int, least: int) -> str:
    text = _decimal(value, decimals)
    kept = text.rstrip("0")
    return text[: max(len(kept), len(text) - decimals + least)]


def _decimal(value: int, decimals: int) -> str:
    whole, part = divmod(abs(value), 10**decimals)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole:,}" + (f".{part:0{decimals}}" if decimals else "")
