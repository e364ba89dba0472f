"""oracle.device.meter and oracle.device.sign"""

from itertools import pairwise

from coincurve import PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from oracle.core.codec import reading_hash, segment_digest, segment_hash
from oracle.core.units import ZERO_HASH
from oracle.device.meter import MILLIWATT_SECONDS_PER_WH, Meter
from oracle.device.replay import sign_samples
from oracle.device.sign import reading_salt, salt_key
from tests.oracle.unit.builders import (
    DEPLOYMENT_SALT,
    DEVICE,
    INTERVAL,
    OTHER_DEVICE,
    PRIVATE_KEY,
    SIGNER,
    samples,
)

POWERS = st.lists(st.one_of(st.none(), st.integers(-4_000_000, 4_000_000)), min_size=1, max_size=30)
HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0


@settings(max_examples=60, deadline=None)
@given(POWERS)
def test_no_energy_is_lost_or_won_by_rounding(powers) -> None:
    taken = samples(*powers)
    if not taken:
        return
    meter, signed = sign_samples(Meter(DEVICE), taken, SIGNER)
    exported = sum(max(s.milliwatts, 0) * INTERVAL for s in taken)
    imported = sum(max(-s.milliwatts, 0) * INTERVAL for s in taken)
    last = signed.readings[-1]
    assert signed.segment.exported == last.export_register == exported // MILLIWATT_SECONDS_PER_WH
    assert signed.segment.imported == last.import_register == -(-imported // 3_600_000)
    assert (meter.exported_mws, meter.imported_mws) == (exported, imported)


def test_small_powers_add_up_to_a_wh() -> None:
    _, signed = sign_samples(Meter(DEVICE), samples(*[1_000] * 4), SIGNER)
    assert [r.exported for r in signed.readings] == [0, 0, 0, 1]


def test_readings_and_segments_are_chained() -> None:
    meter, first = sign_samples(Meter(DEVICE), samples(1, 2, None, 3), SIGNER)
    _, second = sign_samples(meter, samples(4, start=first.segment.end), SIGNER)
    chain = [*first.readings, *second.readings]
    assert [r.sequence for r in chain] == [1, 2, 3, 4]
    assert chain[0].previous == ZERO_HASH
    assert all(b.previous == reading_hash(a) for a, b in pairwise(chain))
    assert first.segment.previous_segment == ZERO_HASH
    assert second.segment.previous_segment == segment_hash(first.segment)


def test_signature_is_65_bytes_low_s_by_the_device_and_repeatable() -> None:
    _, one = sign_samples(Meter(DEVICE), samples(5), SIGNER)
    _, again = sign_samples(Meter(DEVICE), samples(5), SIGNER)
    assert one == again
    assert len(one.signature) == 65
    assert one.signature[64] in (27, 28)
    assert int.from_bytes(one.signature[32:64], "big") <= HALF_ORDER
    digest = segment_digest(one.segment, DEPLOYMENT_SALT)
    compact = one.signature[:64] + bytes([one.signature[64] - 27])
    signer = PublicKey.from_signature_and_message(compact, digest, hasher=None)
    assert signer == PublicKey.from_valid_secret(PRIVATE_KEY)


def test_salts_are_16_bytes_and_differ_by_sequence_device_and_key() -> None:
    keys = [salt_key(k, d) for k in (PRIVATE_KEY, b"\x07" * 32) for d in (DEVICE, OTHER_DEVICE)]
    salts = {reading_salt(key, sequence) for key in keys for sequence in (1, 2)}
    assert len(salts) == 8
    assert {len(salt) for salt in salts} == {16}
