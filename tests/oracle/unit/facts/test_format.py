"""oracle.facts.format: the one way a figure is written"""

import pytest

from oracle.facts.figure import Quantity
from oracle.facts.format import short_hash, shown, shown_parts


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (Quantity(80_000_000_000, "HKD", 2), "HKD 800,000,000.00"),
        (Quantity(-5, "EUR", 2), "EUR -0.05"),
        (Quantity(12, "JPY", 0), "JPY 12"),
        (Quantity(1_234, "HKD base units"), "1,234 HKD base units"),
        (Quantity(999, "Wh"), "999 Wh"),
        (Quantity(1_999, "Wh"), "1.9 kWh"),
        (Quantity(1_999_999, "Wh"), "1.999 MWh"),
        (Quantity(-1_999, "Wh"), "-2.0 kWh"),
        (Quantity(0, "g CO2e"), "0 g CO₂e"),
        (Quantity(238_905_608, "g CO2e"), "238.905 t CO₂e"),
        (Quantity(-1_000_001, "g CO2e"), "-1.001 t CO₂e"),
        (Quantity(41_250_000, "ppb per year"), "4.125 %"),
        (Quantity(38_000_001, "ppb per year"), "3.8000001 %"),
        (Quantity(1, "ppb per year"), "0.0000001 %"),
        (Quantity(0, "ppb per year"), "0.0 %"),
        (Quantity(1_000_000_000, "ppb per year"), "100.0 %"),
        (Quantity(1_000_000, "ppm"), "100.0 %"),
        (Quantity(562_000, "ppm"), "56.2 %"),
        (Quantity(989_247, "ppm"), "98.92 %"),
        (Quantity(836_500, "ug CO2e/Wh"), "0.8365 t CO₂e/MWh"),
        (Quantity(1_000_000, "ug CO2e/Wh"), "1.0 t CO₂e/MWh"),
        (Quantity(8_760, "slots"), "8,760 slots"),
    ],
)
def test_writes_a_quantity_and_never_rounds_up(quantity: Quantity, text: str) -> None:
    assert shown(quantity) == text


def test_number_and_unit_are_the_two_parts_of_the_text() -> None:
    assert shown_parts(Quantity(1_999_999, "Wh")) == ("1.999", "MWh")


def test_a_short_hash_shows_both_ends() -> None:
    assert short_hash("0x" + "ab" * 32) == "0xababab…ababab"
    assert short_hash("0x12") == "0x12"
