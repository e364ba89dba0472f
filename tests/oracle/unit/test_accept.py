"""oracle.intake.accept and oracle.intake.signature"""

from dataclasses import replace

import pytest

from oracle.core import errors
from oracle.core.codec import reading_hash, segment_hash
from oracle.core.model import Head, SignedSegment
from oracle.core.units import Address, Instant, Wh
from oracle.intake.accept import accept, check_open
from oracle.intake.signature import verify
from tests.oracle.unit.builders import (
    DEPLOYMENT_SALT,
    INTERVAL,
    KEY,
    NOW,
    START,
    ZONE,
    following,
    resigned,
    segments,
)

FIRST, SECOND = segments(2)
HEAD = accept(FIRST, KEY, None, ZONE, NOW).head
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


def judged(signed: SignedSegment, key=KEY, head: Head | None = HEAD, now=NOW):
    return accept(signed, key, head, ZONE, now)


def changed(index: int, signed: SignedSegment = SECOND, **changes: object) -> SignedSegment:
    readings = list(signed.readings)
    readings[index] = replace(readings[index], **changes)
    return resigned(signed, *readings)


def test_the_first_and_the_next_segment_are_accepted() -> None:
    last = FIRST.readings[-1]
    assert HEAD.sequence == last.sequence == 4
    assert (HEAD.reading, HEAD.segment) == (reading_hash(last), segment_hash(FIRST.segment))
    assert judged(SECOND).head.sequence == 8


def test_a_register_may_rise_by_more_than_the_energy_after_a_gap() -> None:
    late = resigned(
        SECOND,
        *(
            replace(
                r,
                start=Instant(r.start + INTERVAL),
                end=Instant(r.end + INTERVAL),
                export_register=Wh(r.export_register + 500),
            )
            for r in SECOND.readings
        ),
    )
    assert judged(late).head.export_register == SECOND.readings[-1].export_register + 500


def test_exactly_the_rated_maximum_is_accepted() -> None:
    assert judged(following(FIRST, 4_000_000)).head.sequence == 5


S = SECOND.readings
CASES = {
    "count": (replace(SECOND, readings=S[:3]), "count", errors.Malformed),
    "no sequence": (resigned(FIRST, first_sequence=0), "firstSequence", errors.Malformed),
    "skipped sequence": (
        changed(1, sequence=9),
        "readings[1].sequence",
        errors.BrokenChain,
    ),
    "inner chain": (
        replace(SECOND, readings=(*S[:2], replace(S[2], previous=b"\1" * 32), S[3])),
        "readings[2].previous",
        errors.BrokenChain,
    ),
    "start": (resigned(SECOND, start=START), "start", errors.SumMismatch),
    "end": (resigned(SECOND, end=NOW), "end", errors.SumMismatch),
    "exported": (resigned(SECOND, exported=1), "exported", errors.SumMismatch),
    "imported": (resigned(SECOND, imported=1), "imported", errors.SumMismatch),
    "root": (resigned(SECOND, root=b"\1" * 32), "root", errors.RootMismatch),
    "segment chain": (
        resigned(SECOND, previous_segment=b"\1" * 32),
        "previousSegment",
        errors.BrokenChain,
    ),
    "reading chain": (
        changed(0, previous=b"\1" * 32),
        "readings[0].previous",
        errors.BrokenChain,
    ),
    "length": (
        changed(1, end=Instant(S[1].end - 1)),
        "readings[1].end",
        errors.OffGrid,
    ),
    "grid": (
        changed(1, start=Instant(S[1].start + 60), end=Instant(S[1].end + 60)),
        "readings[1].start",
        errors.OffGrid,
    ),
    "order": (
        changed(2, start=S[1].start, end=S[1].end),
        "readings[2].start",
        errors.OutOfOrder,
    ),
    "register back": (
        changed(0, export_register=Wh(1)),
        "readings[0].exportRegister",
        errors.RegisterWentBack,
    ),
    "register mismatch": (
        changed(3, export_register=Wh(S[3].export_register + 1)),
        "readings[3].exportRegister",
        errors.RegisterMismatch,
    ),
    "import register mismatch": (
        changed(3, imported=Wh(1)),
        "readings[3].importRegister",
        errors.RegisterMismatch,
    ),
    "rated maximum": (
        following(FIRST, 1_000, 4_005_000),
        "readings[1].exported",
        errors.AboveRatedMaximum,
    ),
    "rated maximum of import": (
        following(FIRST, -4_005_000),
        "readings[0].imported",
        errors.AboveRatedMaximum,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_bad_reading_rejects_the_segment_and_is_named(case: str) -> None:
    signed, field, kind = CASES[case]
    with pytest.raises(kind) as caught:
        judged(signed, head=None if case == "no sequence" else HEAD)
    assert type(caught.value) is kind
    assert caught.value.field == field


def test_the_detail_names_the_reading_what_was_found_and_the_limit() -> None:
    signed = following(FIRST, 1_000, 4_005_000)
    with pytest.raises(errors.AboveRatedMaximum) as caught:
        judged(signed)
    assert caught.value.detail == "sequence 6: 1001 Wh in 900 s; the limit is 4000 W"


def test_a_segment_after_a_missing_one_awaits_it() -> None:
    with pytest.raises(errors.AwaitsPredecessor, match="5 came; 1 is missing"):
        judged(SECOND, head=None)


def test_other_content_of_a_taken_sequence_is_a_duplicate() -> None:
    with pytest.raises(errors.Duplicate, match="taken before with other content"):
        judged(changed(3, FIRST, exported=Wh(1)))


@pytest.mark.parametrize(
    "key",
    [
        replace(KEY, valid_from=Instant(S[0].start + 1)),
        replace(KEY, valid_until=Instant(S[3].end - 1)),
        replace(KEY, revoked_at=Instant(S[3].end - 1)),
    ],
)
def test_a_reading_outside_the_keys_life_is_rejected(key) -> None:
    with pytest.raises(errors.DeviceNotLive):
        judged(SECOND, key)


def test_a_reading_that_ends_with_the_keys_life_is_accepted() -> None:
    ends = Instant(S[3].end)
    assert judged(SECOND, replace(KEY, valid_from=S[0].start, valid_until=ends, revoked_at=ends))


def test_a_clock_may_be_120_seconds_ahead_and_no_more() -> None:
    end = SECOND.segment.end
    assert judged(SECOND, now=Instant(end - 120))
    with pytest.raises(errors.AheadOfClock, match="the limit is 120 s"):
        judged(SECOND, now=Instant(end - 121))


def test_a_segment_that_reaches_into_a_sealed_period_is_late() -> None:
    check_open(SECOND, None)
    check_open(SECOND, SECOND.segment.start)
    with pytest.raises(errors.PeriodSealed):
        check_open(SECOND, Instant(SECOND.segment.start + 1))


def test_the_registered_key_is_accepted() -> None:
    verify(SECOND, KEY, DEPLOYMENT_SALT)


def test_another_key_salt_or_content_is_a_bad_signature() -> None:
    with pytest.raises(errors.BadSignature, match="the device's key is 0xdead"):
        verify(SECOND, replace(KEY, address=Address("0xdead")), DEPLOYMENT_SALT)
    with pytest.raises(errors.BadSignature):
        verify(SECOND, KEY, b"\x06" * 32)
    segment = replace(SECOND.segment, exported=Wh(SECOND.segment.exported + 1))
    with pytest.raises(errors.BadSignature):
        verify(replace(SECOND, segment=segment), KEY, DEPLOYMENT_SALT)


def test_the_same_signature_with_high_s_is_refused() -> None:
    signature = SECOND.signature
    s = ORDER - int.from_bytes(signature[32:64], "big")
    twin = signature[:32] + s.to_bytes(32, "big") + bytes([55 - signature[64]])
    with pytest.raises(errors.BadSignature, match="s is above half the order"):
        verify(replace(SECOND, signature=twin), KEY, DEPLOYMENT_SALT)


@pytest.mark.parametrize("signature", [b"", bytes(65), b"\x01" * 64 + b"\x00", b"\xff" * 65])
def test_bytes_that_are_no_signature_are_refused(signature: bytes) -> None:
    with pytest.raises(errors.BadSignature):
        verify(replace(SECOND, signature=signature), KEY, DEPLOYMENT_SALT)


def test_r_of_zero_is_no_signature() -> None:
    with pytest.raises(errors.BadSignature, match="no key gives this signature"):
        verify(replace(SECOND, signature=bytes(64) + b"\x1b"), KEY, DEPLOYMENT_SALT)


def test_an_unknown_algorithm_is_refused() -> None:
    with pytest.raises(errors.BadSignature, match="algorithm: 2"):
        verify(SECOND, replace(KEY, algorithm=2), DEPLOYMENT_SALT)
