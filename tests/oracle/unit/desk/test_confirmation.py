"""oracle/desk/confirmation.py: what an investor gets in writing of its allotment."""

import json
import re
from dataclasses import replace

import pytest

from oracle.core.calendar import day_of_iso
from oracle.core.errors import VerificationFailed
from oracle.core.units import Address, Ppm
from oracle.desk.confirmation import Confirmation
from oracle.desk.terms import Rate

RATE_BOOK = Confirmation(
    chain_id=31_337,
    contract=Address("0x" + "11" * 20),
    bond=Address("0x" + "22" * 20),
    isin="CND10002QPB7",
    name="BOC small-micro 2019",
    investor=Address("0x" + "33" * 20),
    order=7,
    currency="CNY",
    scale=2,
    ordered=1_500,
    limit_price=None,
    limit_rate=Rate(33_000_000),
    allotted=1_234,
    denomination=100_000_000,
    price=Ppm(1_000_000),
    rate=Rate(32_500_000),
    accrued_per_unit=0,
    cash=123_400_000_000,
    refund=26_600_000_000,
    settlement_day=day_of_iso("2019-12-05"),
    vault=Address("0x" + "44" * 20),
    transaction="0x" + "55" * 32,
)

TAP = replace(
    RATE_BOOK,
    limit_rate=None,
    price=Ppm(1_013_180),
    rate=None,
    ordered=3,
    allotted=3,
    denomination=100_001,
    accrued_per_unit=-17,
    cash=303_958 - 51,  # 3 x 100,001 x 1.01318 = 303,957.04: rounded up
    refund=0,
)


def test_the_english_text_says_every_figure() -> None:
    assert RATE_BOOK.text("en").splitlines() == [
        "Confirmation of allotment",
        "",
        "Bond: 0x" + "22" * 20,
        "ISIN: CND10002QPB7",
        "Name: BOC small-micro 2019",
        "Investor: 0x" + "33" * 20,
        "Order: 7",
        "Ordered: 1,500",
        "Limit: 3.3 %",
        "Allotted: 1,234",
        "Face value: CNY 1,234,000,000.00",
        "Price: 100 %",
        "Coupon rate: 3.25 %",
        "Accrued interest: CNY 0.00",
        "Cash paid: CNY 1,234,000,000.00",
        "Refund: CNY 266,000,000.00",
        "Settlement day: 2019-12-05",
        "Proceeds vault: 0x" + "44" * 20,
        "Transaction: 0x" + "55" * 32,
    ]


@pytest.mark.parametrize("confirmation", [RATE_BOOK, TAP])
def test_both_languages_have_the_same_digits_line_by_line(confirmation) -> None:
    texts = [confirmation.text(language).splitlines() for language in ("en", "zh")]
    figures = [[re.sub(r"^[^:：]*[:：] ?", "", line) for line in lines[2:]] for lines in texts]
    assert figures[0] == figures[1]
    assert texts[1][0] == "配售确认书"
    assert all(line.isascii() is False for line in texts[1][2:])


def test_a_tap_below_par_of_interest_shows_it_negative() -> None:
    text = TAP.text("en")
    assert "Accrued interest: CNY -0.51" in text
    assert "Price: 101.318 %" in text
    assert "Limit: -" in text
    assert "Coupon rate: -" in text


def test_the_json_is_canonical_and_holds_the_sums() -> None:
    raw = TAP.canonical()
    members = json.loads(raw)
    assert raw == json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    assert members["kind"] == "greentrace/confirmation/1"
    assert (members["faceValue"], members["accrued"], members["cash"]) == (
        "300003",
        "-51",
        "303907",
    )
    assert (members["settlementDay"], members["limitRate"]) == ("2019-12-05", None)
    assert len(members) == 25


def test_a_currency_without_cents_has_no_point() -> None:
    assert "Cash paid: JPY 123,400,000,000\n" in replace(RATE_BOOK, currency="JPY", scale=0).text(
        "en"
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"cash": 123_400_000_001}, "cash"),
        ({"cash": 123_399_999_999}, "cash"),
        ({"refund": -1}, "cash"),
        ({"allotted": 1_501}, "allotted"),
        ({"allotted": -1}, "allotted"),
        ({"price": Ppm(999_999)}, "cash"),
        ({"accrued_per_unit": 1}, "cash"),
    ],
)
def test_figures_that_do_not_fit_each_other_are_never_confirmed(changes, field) -> None:
    with pytest.raises(VerificationFailed) as caught:
        replace(RATE_BOOK, **changes)
    assert caught.value.field == field


def test_an_order_without_a_fill_is_confirmed_too() -> None:
    nothing = replace(RATE_BOOK, allotted=0, cash=0, refund=150_000_000_000)
    assert "Allotted: 0\n" in nothing.text("en")
