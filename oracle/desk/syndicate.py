"""A bank's share of a book: what each member of the syndicate signs, and the file it hands over.

Rule: interfaces/IBookbuilding.sol, open; contracts/bond/Syndicate.sol.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature as NoKey
from eth_utils.exceptions import ValidationError

from oracle.core.codec import from_hex, keccak, to_hex
from oracle.core.errors import BadSignature, Malformed
from oracle.core.units import PPM_ONE, Address, Instant, Ppm
from oracle.core.wire import expect_names, integer_in, text_in
from oracle.desk.book import BookKind, BookTerms, Pricing

DOMAIN_NAME, DOMAIN_VERSION = "Greentrace Bookbuilding", "1"
"""EIP-712 domain. Source: contracts/bond/Bookbuilding.sol."""

_DOMAIN_TYPE = keccak(
    b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
_SHARE_TYPE = keccak(b"SyndicateShare(address bond,address member,uint32 share,bytes32 book)")
_LIMITS = {
    "firstTick": 2**32 - 1,
    "tickStep": 2**32 - 1,
    "tickCount": 2**16 - 1,
    "offered": 2**88 - 1,
    "lot": 2**88 - 1,
    "minimumUnits": 2**88 - 1,
    "deposit": 2**128 - 1,
    "closesAt": 2**40 - 1,
    "revealsUntil": 2**40 - 1,
}
_KINDS = {"price": BookKind.PRICE, "rate": BookKind.RATE}
_PRICINGS = {"uniform": Pricing.UNIFORM, "discriminatory": Pricing.DISCRIMINATORY}
_MEMBERS = {"chainId", "bookbuilding", "bond", "book", "shares"}
_SHARE = {"member", "share", "signature"}
_V_OFFSET = 27

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Share:
    """A member's part of the book [ppm] and its signature, None until it has signed."""

    member: Address
    share: Ppm
    signature: bytes | None


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a syndicate agrees on: one book of one bond, at one contract of one chain.

    shares  by rising address of the member
    """

    chain_id: int
    bookbuilding: Address
    bond: Address
    terms: BookTerms
    closes_at: Instant
    reveals_until: Instant
    shares: tuple[Share, ...]

    @property
    def struct(self) -> tuple[int, ...]:
        """The book's terms as the contract takes them."""
        t = self.terms
        return (
            *(int(t.kind), int(t.pricing), t.first_tick, t.tick_step, t.tick_count),
            *(t.offered, t.lot, t.minimum_units, t.deposit, self.closes_at, self.reveals_until),
        )

    @property
    def book(self) -> bytes:
        """Hash of the book's terms: `hashOf` of the contract."""
        return keccak(b"".join(_word(number) for number in self.struct))

    def digest(self, share: Share) -> bytes:
        """What a member signs.

        Source: EIP-712
        """
        domain = keccak(
            _DOMAIN_TYPE
            + keccak(DOMAIN_NAME.encode())
            + keccak(DOMAIN_VERSION.encode())
            + _word(self.chain_id)
            + _account(self.bookbuilding)
        )
        signed = keccak(
            _SHARE_TYPE
            + _account(self.bond)
            + _account(share.member)
            + _word(share.share)
            + self.book
        )
        return keccak(b"\x19\x01" + domain + signed)

    def share_of(self, member: Address) -> Share:
        """The share of one member.

        Raises: Malformed  it has none
        """
        for share in self.shares:
            if share.member == member:
                return share
        raise Malformed("member", f"{member} has no share of this book")


def signed_by(mandate: Mandate, member: Address, sign: Callable[[bytes], bytes]) -> Share:
    """A member's share with its signature.

    sign  digest -> 65 bytes r, s, v

    Raises: Malformed, BadSignature  the key is not the member's
    """
    share = mandate.share_of(member)
    signed = Share(share.member, share.share, sign(mandate.digest(share)))
    require_signed(mandate, signed)
    return signed


def require_signed(mandate: Mandate, share: Share) -> None:
    """Check a member's signature by its key; only the chain can ask a contract wallet.

    Raises: BadSignature
    """
    field = f"shares.{share.member}"
    if share.signature is None or len(share.signature) != 65:
        raise BadSignature(field, "is not signed")
    body, v = share.signature[:64], share.signature[64]
    try:
        signature = Signature(body + bytes([v - _V_OFFSET if v >= _V_OFFSET else v]))
        key = signature.recover_public_key_from_msg_hash(mandate.digest(share))
    except (NoKey, ValidationError) as error:
        raise BadSignature(field, f"no key gives it: {error}") from error
    signer = Address(key.to_address())
    if signer != share.member:
        raise BadSignature(field, f"by {signer}")


def gathered(mandate: Mandate, signed: Sequence[Share]) -> tuple[Share, ...]:
    """All shares with their signatures, from what the members handed over.

    Raises: Malformed     a share is missing, or is another than agreed
            BadSignature
    """
    given = {share.member: share for share in signed}
    for share in mandate.shares:
        found = given.get(share.member)
        if found is None or found.share != share.share:
            raise Malformed(f"shares.{share.member}", f"no signature of its {share.share} ppm")
        require_signed(mandate, found)
    return tuple(given[share.member] for share in mandate.shares)


def to_json(mandate: Mandate) -> dict[str, object]:
    """The mandate as JSON members: the file that members sign from."""
    t = mandate.terms
    numbers = dict(zip(_LIMITS, mandate.struct[2:], strict=True))
    kind = next(name for name, value in _KINDS.items() if value is t.kind)
    pricing = next(name for name, value in _PRICINGS.items() if value is t.pricing)
    return {
        "chainId": mandate.chain_id,
        "bookbuilding": mandate.bookbuilding,
        "bond": mandate.bond,
        "book": {"kind": kind, "pricing": pricing}
        | {name: str(number) for name, number in numbers.items()},
        "shares": [share_to_json(share) for share in mandate.shares],
    }


def share_to_json(share: Share) -> dict[str, object]:
    """One share as JSON members."""
    signature = None if share.signature is None else to_hex(share.signature)
    return {"member": share.member, "share": share.share, "signature": signature}


def from_json(members: Mapping[str, object]) -> Mandate:
    """The mandate of a file; types and ranges only, no signature is verified.

    Raises: Malformed  naming the member
    """
    expect_names(dict(members), _MEMBERS, "syndicate")
    book, shares = members["book"], members["shares"]
    if not isinstance(book, dict) or not isinstance(shares, list):
        raise Malformed("syndicate", "book is an object, shares are a list")
    expect_names(book, {"kind", "pricing", *_LIMITS}, "book")
    number = {name: integer_in(book[name], most, f"book.{name}") for name, most in _LIMITS.items()}
    times = Instant(number["closesAt"]), Instant(number["revealsUntil"])
    names = ("firstTick", "tickStep", "tickCount", "offered", "lot", "minimumUnits", "deposit")
    found = sorted((share_from_json(entry) for entry in shares), key=lambda each: each.member)
    mandate = Mandate(
        integer_in(members["chainId"], 2**256 - 1, "chainId"),
        _address_in(members, "bookbuilding"),
        _address_in(members, "bond"),
        BookTerms(
            _one_of(book, "kind", _KINDS),
            _one_of(book, "pricing", _PRICINGS),
            *(number[name] for name in names),
        ),
        *times,
        tuple(found),
    )
    total = sum(share.share for share in found)
    if total != PPM_ONE or len({share.member for share in found}) != len(found):
        raise Malformed("shares", f"each member once, in all {PPM_ONE} ppm; these are {total}")
    return mandate


def share_from_json(value: object) -> Share:
    """One share of a file.

    Raises: Malformed
    """
    if not isinstance(value, dict):
        raise Malformed("shares", "not a list of objects")
    expect_names(value, _SHARE, "share")
    given = value["signature"]
    signature = None if given is None else from_hex(text_in(value, "signature"), 65, "signature")
    share = Ppm(integer_in(value["share"], PPM_ONE, "share"))
    return Share(_address_in(value, "member"), share, signature)


def _one_of(members: Mapping[str, object], name: str, words: Mapping[str, T]) -> T:
    value = members[name]
    if not isinstance(value, str) or value not in words:
        raise Malformed(f"book.{name}", f"{value!r} is none of {sorted(words)}")
    return words[value]


def _address_in(members: Mapping[str, object], name: str) -> Address:
    return Address(to_hex(from_hex(text_in(dict(members), name), 20, name)))


def _account(address: Address) -> bytes:
    return bytes.fromhex(address[2:]).rjust(32, b"\0")


def _word(number: int) -> bytes:
    return int(number).to_bytes(32, "big")
