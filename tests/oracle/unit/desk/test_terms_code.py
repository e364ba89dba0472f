"""oracle.desk.terms_code"""

from dataclasses import replace

import pytest

from oracle.core.errors import Malformed
from oracle.core.units import Address, Day, Ppm
from oracle.desk.terms import Coupon, CouponKind, DayCount, Option, OptionKind, Rate, Terms
from oracle.desk.terms_code import (
    HEAD,
    decode_schedule,
    decode_terms,
    encode_schedule,
    encode_terms,
    row_length,
)

ISSUE = Day(20_000)
COUPON = Coupon(Day(20_000), Day(20_184), Day(20_181), Day(20_186), 1, 2)
CALL = Option(OptionKind.CALL, Day(20_100), Day(20_150), Ppm(1_010_000), 30)
PUT = Option(OptionKind.PUT, Day(20_200), Day(20_260), Ppm(1_000_000), 15)
EXTRA = {
    CouponKind.FIXED: {},
    CouponKind.STEP_UP: {"rate": Rate(41_250_000)},
    CouponKind.BOOKBUILT: {},
    CouponKind.FLOATING: {"fixing_day": Day(19_998)},
    CouponKind.IMPACT_LINKED: {"baseline": 2**63 + 5},
}
TERMS = Terms(
    issuer=Address("0x" + "a1" * 20),
    trustee=Address("0x" + "a2" * 20),
    bookrunner=Address("0x" + "a3" * 20),
    cash=Address("0x" + "a4" * 20),
    vault=Address("0x" + "a5" * 20),
    tax_account=Address("0x" + "a6" * 20),
    denomination=1_000 * 10**18,
    issue_units=100_000,
    rate=Rate(22_000_000),
    coupon_kind=CouponKind.FIXED,
    day_count=DayCount.ACTUAL_ACTUAL_ICMA,
    frequency=2,
    end_of_month=True,
    amortising=False,
    issue_day=ISSUE,
    maturity_day=Day(20_730),
    extended_maturity_day=Day(21_095),
    grace_days=14,
    prescription_days=3_650,
    zone_offset=-36_000,
    minimum_class=2,
    jurisdictions=2**63 + 1,
    option_count=1,
    isin="AU3CB0256162",
    lei="ZTMSNXROF84AHWJNKQ93",
    currency="AUD",
    name="bond-i",
    document=b"\x11" * 32,
    calendar=b"\x22" * 32,
    rate_terms=bytes(32),
)


@pytest.mark.parametrize("amortising", [False, True])
@pytest.mark.parametrize("kind", list(CouponKind))
def test_schedule_survives_the_round_trip(kind: CouponKind, amortising: bool) -> None:
    principal = Ppm(250_000 if amortising else 0)
    first = replace(COUPON, principal=principal, **EXTRA[kind])
    second = replace(first, accrual_start=Day(20_184), accrual_end=Day(20_365), numerator=7)
    data = encode_schedule(kind, amortising, ISSUE, [first, second], [CALL, PUT])
    assert len(data) == 2 * row_length(kind, amortising) + 24
    assert decode_schedule(kind, amortising, ISSUE, 2, data) == ((first, second), (CALL, PUT))


def test_rows_are_laid_out_as_the_contract_reads_them() -> None:
    coupon = replace(COUPON, rate=Rate(0x01020304), principal=Ppm(0x05060708))
    data = encode_schedule(CouponKind.STEP_UP, True, ISSUE, [coupon], [PUT])
    assert data.hex() == (
        "0000" "00b8" "00b5" "00ba" "00000001" "00000002" "01020304" "05060708"
        "01" "00c8" "0104" "000f4240" "000f" "00"
    )  # fmt: skip


def test_an_empty_schedule_has_no_rows() -> None:
    assert encode_schedule(CouponKind.FIXED, False, ISSUE, [], []) == b""
    assert decode_schedule(CouponKind.FIXED, False, ISSUE, 0, b"") == ((), ())


@pytest.mark.parametrize(("length", "options"), [(15, 0), (17, 0), (16, 1), (11, 1), (16, -1)])
def test_a_broken_row_is_malformed(length: int, options: int) -> None:
    with pytest.raises(Malformed, match="are not rows of 16"):
        decode_schedule(CouponKind.FIXED, False, ISSUE, options, bytes(length))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"accrual_start": Day(19_999)}, "is -1 days after issue"),
        ({"payment_day": Day(20_000 + 65_536)}, "is 65536 days after issue"),
        ({"numerator": 2**32}, r"coupons\[0\]"),
        ({"rate": Rate(1)}, r"coupons\[0\].rate: this kind of bond has no such field"),
        ({"fixing_day": Day(1)}, "fixing_day: this kind"),
        ({"baseline": 1}, "baseline: this kind"),
        ({"principal": Ppm(1)}, "principal: this kind"),
    ],
)
def test_what_a_row_cannot_hold_is_malformed(change: dict[str, int], field: str) -> None:
    with pytest.raises(Malformed, match=field):
        encode_schedule(CouponKind.FIXED, False, ISSUE, [replace(COUPON, **change)], [])


def test_unknown_kinds_are_malformed() -> None:
    with pytest.raises(Malformed, match="5 is not a kind of coupon"):
        decode_schedule(5, False, ISSUE, 0, b"")
    with pytest.raises(Malformed, match="2 is not a kind of option"):
        decode_schedule(CouponKind.FIXED, False, ISSUE, 1, b"\x02" + bytes(11))


def test_terms_survive_the_round_trip() -> None:
    schedule = encode_schedule(CouponKind.FIXED, False, ISSUE, [COUPON], [CALL])
    code = encode_terms(TERMS, schedule)
    assert len(code) == HEAD + len(schedule)
    assert decode_terms(code) == (TERMS, schedule)


def test_rate_terms_stand_between_head_and_schedule() -> None:
    floating = replace(TERMS, coupon_kind=CouponKind.FLOATING, rate_terms=b"\x33" * 32)
    code = encode_terms(floating, b"rows")
    assert code[HEAD : HEAD + 32] == b"\x33" * 32
    assert decode_terms(code) == (floating, b"rows")


def test_head_is_laid_out_as_the_contract_reads_it() -> None:
    code = encode_terms(TERMS, b"")
    words = [code[at : at + 32] for at in range(0, HEAD, 32)]
    assert words[0][20:].hex() == "00004e20" "000050fa" "ffff7360"  # fmt: skip
    assert words[1][20:] == b"AU3CB0256162"
    assert int.from_bytes(words[2][20:], "big") == 1_000 * 10**18
    assert words[3][20:].hex() == "014fb180" "02" "02" "00" "02" "01" "0e" "0e42"  # fmt: skip
    assert int.from_bytes(words[4][20:31], "big") == 100_000
    assert words[4][31] == 1
    assert words[5] == b"ZTMSNXROF84AHWJNKQ93AUD" + (2**63 + 1).to_bytes(8, "big") + b"\0"
    assert words[6] == b"bond-i".ljust(32, b"\0")
    assert words[7:9] == [b"\x11" * 32, b"\x22" * 32]
    assert words[9][20:] == (21_095).to_bytes(4, "big") + bytes(8)


@pytest.mark.parametrize(
    "change",
    [
        {"denomination": 2**96},
        {"issue_units": 2**88},
        {"isin": "AU3CB02561620"},
        {"lei": "é"},
        {"issuer": Address("0xa1")},
        {"document": b""},
        {"rate_terms": b"\x01" * 32},
        {"grace_days": 256},
        {"zone_offset": 2**31},
    ],
)
def test_terms_that_do_not_fit_are_malformed(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        encode_terms(replace(TERMS, **change), b"")


def test_code_that_is_cut_short_is_malformed() -> None:
    code = encode_terms(TERMS, b"")
    with pytest.raises(Malformed, match="319 bytes"):
        decode_terms(code[:-1])
    floating = encode_terms(replace(TERMS, coupon_kind=CouponKind.FLOATING), b"")
    with pytest.raises(Malformed, match="351 bytes"):
        decode_terms(floating[:-1])
