"""oracle.desk.orders"""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_typed_data
from eth_keys.constants import SECPK1_N

from oracle.core.errors import BadSignature, Malformed
from oracle.core.units import PPM_ONE, Address, Instant, Ppm
from oracle.desk import orders
from oracle.desk.orders import ANYONE, Order, SignedOrder, Venue

KEY, OTHER_KEY = b"\x0b" * 32, b"\x0c" * 32
MAKER = Address(Account.from_key(KEY).address.lower())
VENUE = Venue(31_337, Address("0x" + "7a" * 20))
ORDER = Order(
    maker=MAKER,
    taker=ANYONE,
    bond=Address("0x" + "b0" * 20),
    sells=True,
    units=100,
    minimum_fill=10,
    price=Ppm(998_750),
    expires_at=Instant(2_000_000_000),
    nonce=2**255 + 7,
)
SIGNED = orders.sign(ORDER, VENUE, KEY)

CHANGES = {
    "maker": Address("0x" + "01" * 20),
    "taker": Address("0x" + "02" * 20),
    "bond": Address("0x" + "03" * 20),
    "sells": False,
    "units": 101,
    "minimum_fill": 11,
    "price": Ppm(998_751),
    "expires_at": Instant(2_000_000_001),
    "nonce": 8,
}


def test_the_digest_is_what_a_wallet_makes_of_the_typed_data() -> None:
    message = encode_typed_data(full_message=orders.typed_data(ORDER, VENUE))
    assert orders.digest(ORDER, VENUE) == bytes(_hash_eip191_message(message))


@pytest.mark.parametrize("field", CHANGES)
def test_every_field_is_signed(field: str) -> None:
    changed = replace(ORDER, **{field: CHANGES[field]})
    assert orders.order_id(changed) != orders.order_id(ORDER)
    with pytest.raises(BadSignature):
        orders.verify(replace(SIGNED, order=changed))


@pytest.mark.parametrize("venue", [replace(VENUE, chain_id=1), replace(VENUE, trades=MAKER)])
def test_inv_tr_4_a_signature_is_good_for_one_chain_and_contract(venue: Venue) -> None:
    orders.verify(SIGNED)
    with pytest.raises(BadSignature, match="the maker is"):
        orders.verify(replace(SIGNED, venue=venue))


def test_only_the_makers_key_signs() -> None:
    with pytest.raises(BadSignature, match="the maker is"):
        orders.sign(ORDER, VENUE, OTHER_KEY)


def test_the_other_half_of_s_is_refused_as_the_contract_does() -> None:
    r, s, v = SIGNED.signature[:32], int.from_bytes(SIGNED.signature[32:64], "big"), 55
    flipped = r + (SECPK1_N - s).to_bytes(32, "big") + bytes([v - SIGNED.signature[64]])
    with pytest.raises(BadSignature, match="upper half"):
        orders.verify(replace(SIGNED, signature=flipped))


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        SIGNED.signature[:64],
        SIGNED.signature + b"\0",
        SIGNED.signature[:64] + b"\0",
        bytes(64) + b"\x1b",
        b"\xff" * 32 + SIGNED.signature[32:],
    ],
)
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    with pytest.raises(BadSignature):
        orders.verify(replace(SIGNED, signature=signature))


def test_json_brings_back_the_same_order() -> None:
    text = json.dumps(orders.to_json(SIGNED))
    assert orders.from_json(json.loads(text)) == SIGNED


def test_a_wallets_signature_of_any_length_passes_through_json() -> None:
    wallets = SignedOrder(ORDER, VENUE, b"\x01\x02\x03" * 50)
    assert orders.from_json(orders.to_json(wallets)) == wallets


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("maker", "0x01"),
        ("sells", 1),
        ("units", 2**88),
        ("minimumFill", -1),
        ("price", "1.5"),
        ("price", 2**32),
        ("expiresAt", 2**40),
        ("nonce", str(2**256)),
        ("nonce", "9" * 79),
        ("nonce", True),
    ],
)
def test_what_the_contract_could_not_hold_is_malformed(field: str, value: object) -> None:
    members = orders.to_json(SIGNED)
    members["order"] = {**members["order"], field: value}  # type: ignore[dict-item]
    with pytest.raises(Malformed, match=field):
        orders.from_json(members)


@pytest.mark.parametrize("change", [{"order": []}, {"signature": "0x0"}, {"more": 1}])
def test_members_that_do_not_belong_are_malformed(change: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        orders.from_json({**orders.to_json(SIGNED), **change})


def test_a_nonce_has_its_place_in_the_bitmap() -> None:
    assert orders.place_of(0) == (0, 1)
    assert orders.place_of(255) == (0, 2**255)
    assert orders.place_of(256) == (1, 1)
    assert orders.place_of(2**256 - 1) == (2**248 - 1, 2**255)


@pytest.mark.parametrize("units", [1, 3, 7, 99])
@pytest.mark.parametrize("face", [1, 1_000, 100_000_001])
@pytest.mark.parametrize("price", [1, 333_333, 998_751, 1_000_000])
def test_inv_tr_5_the_clean_price_is_rounded_against_the_taker(
    units: int, face: int, price: int
) -> None:
    exact = Fraction(units * face * price, PPM_ONE)
    selling = replace(ORDER, price=Ppm(price))
    assert 0 <= orders.clean_price(selling, units, face) - exact < 1
    buying = replace(selling, sells=False)
    assert 0 <= exact - orders.clean_price(buying, units, face) < 1
