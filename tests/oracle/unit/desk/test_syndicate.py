"""oracle.desk.syndicate and oracle.desk.sealed_order"""

from dataclasses import replace

import pytest
from eth_abi.abi import encode
from eth_account import Account
from eth_account.messages import encode_typed_data

from oracle.core.codec import keccak
from oracle.core.errors import BadSignature, Malformed
from oracle.core.units import Address, Instant, Ppm
from oracle.desk.book import BookKind, BookTerms, Pricing
from oracle.desk.sealed_order import SealedOrder, numbered
from oracle.desk.sealed_order import from_json as order_of
from oracle.desk.sealed_order import to_json as json_of_order
from oracle.desk.syndicate import (
    Mandate,
    Share,
    from_json,
    gathered,
    require_signed,
    share_from_json,
    share_to_json,
    signed_by,
    to_json,
)

KEYS = sorted(
    (Account.from_key(keccak(b"member %d" % n)) for n in range(2)), key=lambda a: a.address.lower()
)
MEMBERS = [Address(key.address.lower()) for key in KEYS]
BOND, PLACE = Address("0x" + "b0" * 20), Address("0x" + "bb" * 20)
TERMS = BookTerms(BookKind.PRICE, Pricing.UNIFORM, 990_000, 500, 41, 400, 10, 200, 10_000_000)
MANDATE = Mandate(
    31_337,
    PLACE,
    BOND,
    TERMS,
    Instant(1_772_524_800),
    Instant(1_772_611_200),
    (Share(MEMBERS[0], Ppm(600_000), None), Share(MEMBERS[1], Ppm(400_000), None)),
)


def signer(number: int):
    return lambda digest: bytes(KEYS[number].unsafe_sign_hash(digest).signature)


def test_digest_is_what_wallets_sign_as_typed_data() -> None:
    types = ["uint8", "uint8", "uint32", "uint32", "uint16", "uint88", "uint88", "uint88"]
    types += ["uint128", "uint40", "uint40"]
    book = keccak(encode([f"({','.join(types)})"], [MANDATE.struct]))
    assert MANDATE.book == book
    data = {
        "types": {
            "EIP712Domain": [
                {"name": "name", "type": "string"},
                {"name": "version", "type": "string"},
                {"name": "chainId", "type": "uint256"},
                {"name": "verifyingContract", "type": "address"},
            ],
            "SyndicateShare": [
                {"name": "bond", "type": "address"},
                {"name": "member", "type": "address"},
                {"name": "share", "type": "uint32"},
                {"name": "book", "type": "bytes32"},
            ],
        },
        "primaryType": "SyndicateShare",
        "domain": {
            "name": "Greentrace Bookbuilding",
            "version": "1",
            "chainId": 31_337,
            "verifyingContract": PLACE,
        },
        "message": {"bond": BOND, "member": MEMBERS[0], "share": 600_000, "book": book},
    }
    message = encode_typed_data(full_message=data)
    assert MANDATE.digest(MANDATE.shares[0]) == keccak(
        b"\x19" + message.version + message.header + message.body
    )


def test_signed_shares_are_gathered_in_the_mandates_order() -> None:
    signed = [signed_by(MANDATE, MEMBERS[n], signer(n)) for n in (1, 0)]
    handed = [share_from_json(share_to_json(share)) for share in signed]

    assert [share.member for share in gathered(MANDATE, handed)] == MEMBERS
    with pytest.raises(Malformed, match=f"shares.{MEMBERS[0]}"):
        gathered(MANDATE, handed[:1])
    with pytest.raises(Malformed, match=f"shares.{MEMBERS[0]}"):
        gathered(MANDATE, [handed[0], replace(handed[1], share=Ppm(500_000))])


def test_another_key_or_another_book_is_no_signature() -> None:
    with pytest.raises(BadSignature, match=f"by {MEMBERS[1]}"):
        signed_by(MANDATE, MEMBERS[0], signer(1))
    signed = signed_by(MANDATE, MEMBERS[0], signer(0))
    with pytest.raises(BadSignature):
        require_signed(replace(MANDATE, terms=replace(TERMS, offered=410)), signed)
    with pytest.raises(BadSignature, match="is not signed"):
        require_signed(MANDATE, MANDATE.shares[0])
    with pytest.raises(BadSignature):
        require_signed(MANDATE, replace(signed, signature=bytes(64) + b"\xff"))


def test_mandate_survives_its_file_and_a_wrong_one_is_named() -> None:
    members = to_json(MANDATE)
    assert from_json(members) == MANDATE
    with pytest.raises(Malformed, match="book.kind"):
        from_json(members | {"book": {**members["book"], "kind": "yield"}})  # type: ignore[dict-item]
    with pytest.raises(Malformed, match="book.lot"):
        from_json(members | {"book": {**members["book"], "lot": str(2**88)}})  # type: ignore[dict-item]
    with pytest.raises(Malformed, match="1000000 ppm; these are 600000"):
        from_json(members | {"shares": members["shares"][:1]})  # type: ignore[index]
    with pytest.raises(Malformed, match="has no share"):
        MANDATE.share_of(BOND)


def test_sealed_order_is_the_chains_commitment_and_survives_its_file() -> None:
    sealed = SealedOrder(31_337, PLACE, BOND, MEMBERS[0], 24, 300, b"\x07" * 32, None)
    types = ["uint256", "address", "address", "address", "uint256", "uint256", "bytes32"]
    values = [31_337, PLACE, BOND, MEMBERS[0], 24, 300, b"\x07" * 32]

    assert sealed.commitment == keccak(encode(types, values))
    assert order_of(json_of_order(sealed)) == sealed
    with pytest.raises(Malformed, match="never committed"):
        numbered(sealed)
    placed = replace(sealed, order=3)
    assert numbered(order_of(json_of_order(placed))) == 3
    with pytest.raises(Malformed, match="salt"):
        order_of(json_of_order(placed) | {"salt": "0x00"})
