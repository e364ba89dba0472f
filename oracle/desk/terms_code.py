"""Terms and schedule as the bytes of a bond's code: contracts/libraries/TermsCode.sol.

Head of 320 bytes (352 with rate terms), then rows of coupons, then rows of options.
"""

import struct
from collections.abc import Sequence

from oracle.core.codec import to_hex, to_text32
from oracle.core.errors import Malformed
from oracle.core.units import Address, Day, Ppm
from oracle.desk.terms import (
    Coupon,
    CouponKind,
    DayCount,
    Option,
    OptionKind,
    Rate,
    Terms,
)

HEAD = 320
"""Length of the head without rate terms [bytes]."""

_END_OF_MONTH, _AMORTISING = 1, 2
_MAX_COUPON_DAYS = 2**16 - 1
_ROW = struct.Struct(">HHHHII")
_OPTION = struct.Struct(">BHHIHx")
_HEAD = struct.Struct(">20sIIi 20s12s 20s12s 20sIBBBBBBH 20s11sB 20s3sQx 32s32s32s 20sI8x")
_EXTRA = {  # kind -> length and name of what its rows hold besides
    CouponKind.STEP_UP: (4, "rate"),
    CouponKind.FLOATING: (4, "fixing_day"),
    CouponKind.IMPACT_LINKED: (8, "baseline"),
}
_WIDE_KINDS = (CouponKind.FLOATING, CouponKind.IMPACT_LINKED)


def row_length(kind: int, amortising: bool) -> int:
    """Length of one coupon's row [bytes].

    Raises: Malformed  no such kind
    """
    return _ROW.size + _extra_of(kind)[0] + (4 if amortising else 0)


def encode_schedule(
    kind: int,
    amortising: bool,
    issue_day: Day,
    coupons: Sequence[Coupon],
    options: Sequence[Option],
) -> bytes:
    """Bytes of the schedule that the factory is given.

    Raises: Malformed  a number does not fit its field, or its kind of bond has no such field
    """
    rows = [_encode_coupon(kind, amortising, issue_day, c, n) for n, c in enumerate(coupons)]
    return b"".join(rows + [_encode_option(issue_day, o, n) for n, o in enumerate(options)])


def decode_schedule(
    kind: int, amortising: bool, issue_day: Day, option_count: int, data: bytes
) -> tuple[tuple[Coupon, ...], tuple[Option, ...]]:
    """Coupons and options of a schedule's bytes.

    Raises: Malformed  not a whole number of rows, or no such kind
    """
    length = row_length(kind, amortising)
    options_at = len(data) - option_count * _OPTION.size
    if option_count < 0 or options_at < 0 or options_at % length:
        raise Malformed(
            "schedule", f"{len(data)} bytes are not rows of {length} and {option_count} options"
        )
    rows = [data[at : at + length] for at in range(0, options_at, length)]
    return (
        tuple(_decode_coupon(kind, amortising, issue_day, row) for row in rows),
        tuple(
            _decode_option(issue_day, data[at : at + _OPTION.size])
            for at in range(options_at, len(data), _OPTION.size)
        ),
    )


def encode_terms(terms: Terms, schedule: bytes) -> bytes:
    """Bytes of a bond's immutable arguments: head and schedule.

    Raises: Malformed  a number or text does not fit its field
    """
    head = _pack(
        "terms",
        _HEAD,
        *(_address(terms.issuer), terms.issue_day, terms.maturity_day, terms.zone_offset),
        *(_address(terms.trustee), _ascii("isin", terms.isin, 12)),
        *(_address(terms.bookrunner), _integer("denomination", terms.denomination, 12)),
        *(_address(terms.cash), terms.rate, terms.day_count, terms.minimum_class),
        *(terms.coupon_kind, terms.frequency, _flags(terms), terms.grace_days),
        *(terms.prescription_days, _address(terms.vault)),
        *(_integer("issueUnits", terms.issue_units, 11), terms.option_count),
        *(_ascii("lei", terms.lei, 20), _ascii("currency", terms.currency, 3)),
        *(terms.jurisdictions, to_text32(terms.name)),
        *(_hash("document", terms.document), _hash("calendar", terms.calendar)),
        *(_address(terms.tax_account), terms.extended_maturity_day),
    )
    rate_terms = _hash("rateTerms", terms.rate_terms)
    if terms.coupon_kind in _WIDE_KINDS:
        return head + rate_terms + schedule
    if any(rate_terms):
        raise Malformed("rateTerms", f"a {terms.coupon_kind.name} bond has none")
    return head + schedule


def decode_terms(code: bytes) -> tuple[Terms, bytes]:
    """Terms and schedule of a bond's immutable arguments.

    Raises: Malformed  too short, no such kind or day count, or text that is not ASCII
    """
    if len(code) < HEAD:
        raise Malformed("terms", f"{len(code)} bytes; the head has {HEAD}")
    fields = _HEAD.unpack_from(code)
    issuer, issue_day, maturity_day, zone_offset, trustee, isin, bookrunner = fields[:7]
    denomination, cash, rate, day_count, minimum_class, kind, frequency, flags = fields[7:15]
    grace_days, prescription_days, vault, issue_units, option_count = fields[15:20]
    lei, currency, jurisdictions, name, document, calendar, tax_account, extended = fields[20:]
    coupon_kind = _kind(kind)
    schedule_at = HEAD + (32 if coupon_kind in _WIDE_KINDS else 0)
    if len(code) < schedule_at:
        raise Malformed("rateTerms", f"{len(code)} bytes; {schedule_at} are expected")
    terms = Terms(
        issuer=Address(to_hex(issuer)),
        trustee=Address(to_hex(trustee)),
        bookrunner=Address(to_hex(bookrunner)),
        cash=Address(to_hex(cash)),
        vault=Address(to_hex(vault)),
        tax_account=Address(to_hex(tax_account)),
        denomination=int.from_bytes(denomination, "big"),
        issue_units=int.from_bytes(issue_units, "big"),
        rate=Rate(rate),
        coupon_kind=coupon_kind,
        day_count=_day_count(day_count),
        frequency=frequency,
        end_of_month=bool(flags & _END_OF_MONTH),
        amortising=bool(flags & _AMORTISING),
        issue_day=Day(issue_day),
        maturity_day=Day(maturity_day),
        extended_maturity_day=Day(extended),
        grace_days=grace_days,
        prescription_days=prescription_days,
        zone_offset=zone_offset,
        minimum_class=minimum_class,
        jurisdictions=jurisdictions,
        option_count=option_count,
        isin=_text("isin", isin),
        lei=_text("lei", lei),
        currency=_text("currency", currency),
        name=_text("name", name),
        document=document,
        calendar=calendar,
        rate_terms=code[HEAD:schedule_at] or bytes(32),
    )
    return terms, code[schedule_at:]


def _encode_coupon(kind: int, amortising: bool, issue_day: Day, c: Coupon, index: int) -> bytes:
    length, held = _extra_of(kind)
    extras = {"rate": c.rate, "fixing_day": c.fixing_day, "baseline": c.baseline}
    lost = [name for name, value in extras.items() if value and name != held]
    if lost or (c.principal and not amortising):
        named = (lost or ["principal"])[0]
        raise Malformed(f"coupons[{index}].{named}", "this kind of bond has no such field")
    field = f"coupons[{index}]"
    days = (c.accrual_start, c.accrual_end, c.record_day, c.payment_day)
    after = [_after(field, day, issue_day) for day in days]
    row = _pack(field, _ROW, *after, c.numerator, c.denominator)
    if held:
        row += _integer(f"{field}.{held}", extras[held], length)
    return row + (_integer(f"{field}.principal", c.principal, 4) if amortising else b"")


def _decode_coupon(kind: int, amortising: bool, issue_day: Day, row: bytes) -> Coupon:
    *days, numerator, denominator = _ROW.unpack_from(row)
    start, end, record, payment = (Day(issue_day + day) for day in days)
    length, held = _extra_of(kind)
    extra = int.from_bytes(row[_ROW.size : _ROW.size + length], "big")
    return Coupon(
        *(start, end, record, payment, numerator, denominator),
        rate=Rate(extra if held == "rate" else 0),
        fixing_day=Day(extra if held == "fixing_day" else 0),
        baseline=extra if held == "baseline" else 0,
        principal=Ppm(int.from_bytes(row[-4:], "big") if amortising else 0),
    )


def _encode_option(issue_day: Day, o: Option, index: int) -> bytes:
    field = f"options[{index}]"
    first, last = (_after(field, day, issue_day) for day in (o.first_day, o.last_day))
    return _pack(field, _OPTION, o.kind, first, last, o.price, o.notice_days)


def _decode_option(issue_day: Day, row: bytes) -> Option:
    kind, first, last, price, notice_days = _OPTION.unpack(row)
    if kind not in list(OptionKind):
        raise Malformed("option.kind", f"{kind} is not a kind of option")
    days = Day(issue_day + first), Day(issue_day + last)
    return Option(OptionKind(kind), *days, Ppm(price), notice_days)


def _extra_of(kind: int) -> tuple[int, str]:
    return _EXTRA.get(_kind(kind), (0, ""))


def _kind(kind: int) -> CouponKind:
    if kind not in list(CouponKind):
        raise Malformed("couponKind", f"{kind} is not a kind of coupon")
    return CouponKind(kind)


def _day_count(number: int) -> DayCount:
    if number not in list(DayCount):
        raise Malformed("dayCount", f"{number} is not a day count")
    return DayCount(number)


def _after(field: str, day: Day, issue_day: Day) -> int:
    after = day - issue_day
    if not 0 <= after <= _MAX_COUPON_DAYS:
        raise Malformed(field, f"day {day} is {after} days after issue; 0 to {_MAX_COUPON_DAYS}")
    return after


def _pack(field: str, layout: struct.Struct, *values: int | bytes) -> bytes:
    try:
        return layout.pack(*values)
    except struct.error as error:
        raise Malformed(field, str(error)) from None


def _integer(field: str, value: int, length: int) -> bytes:
    try:
        return value.to_bytes(length, "big")
    except OverflowError:
        raise Malformed(field, f"{value} does not fit {length} bytes") from None


def _address(address: Address) -> bytes:
    digits = bytes.fromhex(address[2:])
    if len(digits) != 20:
        raise Malformed("address", f"{address!r} is not 20 bytes")
    return digits


def _hash(field: str, value: bytes) -> bytes:
    if len(value) != 32:
        raise Malformed(field, f"{len(value)} bytes; a hash has 32")
    return value


def _ascii(field: str, text: str, length: int) -> bytes:
    if not text.isascii() or len(text) > length:
        raise Malformed(field, f"{text[:80]!r} is not ASCII of at most {length} bytes")
    return text.encode("ascii").ljust(length, b"\0")


def _text(field: str, data: bytes) -> str:
    try:
        return data.rstrip(b"\0").decode("ascii")
    except UnicodeDecodeError:
        raise Malformed(field, "not ASCII") from None


def _flags(terms: Terms) -> int:
    return (_END_OF_MONTH if terms.end_of_month else 0) | (_AMORTISING if terms.amortising else 0)
