"""oracle.act.typed"""

import pytest

from oracle.act.typed import cash_in, day_in, instant_in, price_in, rate_in
from oracle.core.errors import Malformed


def test_per_cent_is_exact() -> None:
    assert price_in("99.901", "price") == 999_010
    assert price_in("100", "price") == 1_000_000
    assert rate_in("4.1250001", "rate") == 41_250_001
    assert cash_in("1,000.5", 2, "amount") == 100_050
    assert cash_in("7", 0, "amount") == 7


@pytest.mark.parametrize(
    "text", ["", ".", "1.", ".5", "-1", "1e3", "99.99999", "٣", "1 0", "9" * 99]
)
def test_what_is_no_number_of_so_many_decimals_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="--price"):
        price_in(text, "--price")


def test_instants_have_a_zone() -> None:
    assert instant_in("2026-03-02T16:00:00+08:00", "t") == instant_in("2026-03-02T08:00:00Z", "t")
    for text in ("2026-03-02T16:00:00", "2026-03-02", "tomorrow", "2026-03-02T16:00:00.5Z"):
        with pytest.raises(Malformed, match="--closes"):
            instant_in(text, "--closes")


def test_days_name_their_option() -> None:
    assert day_in("1970-01-02", "--day") == 1
    with pytest.raises(Malformed, match="--day: '2026-2-3'"):
        day_in("2026-2-3", "--day")
