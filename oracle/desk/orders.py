"""Orders of the secondary market: what a maker signs and a taker fills. interfaces/ITrades.sol."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_keys.constants import SECPK1_N
from eth_keys.exceptions import BadSignature as NoKey
from eth_utils.exceptions import ValidationError

from oracle.core.codec import from_hex, keccak, to_hex
from oracle.core.errors import BadSignature, Malformed
from oracle.core.units import PPM_ONE, Address, Instant, Ppm
from oracle.core.wire import expect_names, integer_in, integer_to_json, text_in

ANYONE = Address("0x" + "00" * 20)
"""The taker of an order that anyone may fill."""

DOMAIN_NAME, DOMAIN_VERSION = "Greentrace Trades", "1"
"""EIP-712 domain. Source: contracts/bond/Trades.sol."""

MAX_UNITS, MAX_PRICE, MAX_INSTANT, MAX_NONCE = 2**88 - 1, 2**32 - 1, 2**40 - 1, 2**256 - 1
_NONCES_A_WORD = 256

_FIELDS = (
    *(("maker", "address"), ("taker", "address"), ("bond", "address"), ("sells", "bool")),
    *(("units", "uint88"), ("minimumFill", "uint88"), ("price", "uint32")),
    *(("expiresAt", "uint40"), ("nonce", "uint256")),
)
_DOMAIN_FIELDS = (
    *(("name", "string"), ("version", "string")),
    *(("chainId", "uint256"), ("verifyingContract", "address")),
)


def _type_hash(name: str, fields: tuple[tuple[str, str], ...]) -> bytes:
    return keccak(f"{name}({','.join(f'{kind} {field}' for field, kind in fields)})".encode())


_ORDER_TYPE = _type_hash("Order", _FIELDS)
_DOMAIN_TYPE = _type_hash("EIP712Domain", _DOMAIN_FIELDS)


@dataclass(frozen=True, slots=True)
class Order:
    """What a maker offers.

    maker         who signs
    taker         who may fill; ANYONE
    bond          what is traded
    sells         the maker sells; else it buys
    units         at most, in all
    minimum_fill  fewest units in one fill, unless it is the rest; `units`: whole only
    price         clean, of the outstanding face value [ppm]
    expires_at    filled before this instant [s UTC]
    nonce         orders with the same nonce are alternatives
    """

    maker: Address
    taker: Address
    bond: Address
    sells: bool
    units: int
    minimum_fill: int
    price: Ppm
    expires_at: Instant
    nonce: int


@dataclass(frozen=True, slots=True)
class Venue:
    """Where an order can be filled, and nowhere else: one contract `Trades` on one chain."""

    chain_id: int
    trades: Address


@dataclass(frozen=True, slots=True)
class SignedOrder:
    """An order as its maker hands it out.

    signature  65 bytes r, s, v of a key; whatever a contract wallet asks for
    """

    order: Order
    venue: Venue
    signature: bytes


def order_id(order: Order) -> bytes:
    """EIP-712 `hashStruct` of an order: how `Trades` names it.

    Shape:  32 bytes
    """
    return keccak(
        _ORDER_TYPE
        + b"".join(map(_address_word, (order.maker, order.taker, order.bond)))
        + _words(order.sells, order.units, order.minimum_fill, order.price)
        + _words(order.expires_at, order.nonce)
    )


def digest(order: Order, venue: Venue) -> bytes:
    """What the maker signs.

    Shape:  32 bytes
    Source: EIP-712
    """
    domain = keccak(
        _DOMAIN_TYPE
        + keccak(DOMAIN_NAME.encode())
        + keccak(DOMAIN_VERSION.encode())
        + _words(venue.chain_id)
        + _address_word(venue.trades)
    )
    return keccak(b"\x19\x01" + domain + order_id(order))


def typed_data(order: Order, venue: Venue) -> dict[str, Any]:
    """The order as wallets show and sign it (eth_signTypedData_v4)."""
    return {
        "types": {
            "EIP712Domain": [{"name": name, "type": kind} for name, kind in _DOMAIN_FIELDS],
            "Order": [{"name": name, "type": kind} for name, kind in _FIELDS],
        },
        "primaryType": "Order",
        "domain": {
            "name": DOMAIN_NAME,
            "version": DOMAIN_VERSION,
            "chainId": venue.chain_id,
            "verifyingContract": venue.trades,
        },
        "message": dict(zip((name for name, _ in _FIELDS), arguments(order), strict=True)),
    }


def sign(order: Order, venue: Venue, private_key: bytes) -> SignedOrder:
    """The order with its maker's signature.

    Raises: BadSignature  the key is not the maker's
    """
    signed = Account.sign_typed_data(private_key, full_message=typed_data(order, venue))
    offered = SignedOrder(order, venue, bytes(signed.signature))
    verify(offered)
    return offered


def verify(signed: SignedOrder) -> None:
    """Check that the key of the maker signed; only the chain can ask a contract wallet.

    Raises: BadSignature
    """
    signer = signer_of(signed)
    if signer != signed.order.maker.lower():
        raise BadSignature("signature", f"by {signer}, the maker is {signed.order.maker}")


def signer_of(signed: SignedOrder) -> Address:
    """Whose key signed, by the rules of the contract: 65 bytes, low s, v 27 or 28.

    Raises: BadSignature
    """
    signature = signed.signature
    if len(signature) != 65 or signature[64] not in (27, 28):
        raise BadSignature("signature", "not 65 bytes that end in v 27 or 28")
    if int.from_bytes(signature[32:64], "big") > SECPK1_N // 2:
        raise BadSignature("signature", "s is in the upper half: malleable")
    message = encode_typed_data(full_message=typed_data(signed.order, signed.venue))
    try:
        return Address(Account.recover_message(message, signature=signature).lower())
    except (NoKey, ValidationError) as error:
        raise BadSignature("signature", f"no key gives it: {error}") from error


def arguments(order: Order) -> tuple[Any, ...]:
    """The order as the contract's functions take it."""
    return (
        *(order.maker, order.taker, order.bond, order.sells, order.units),
        *(order.minimum_fill, order.price, order.expires_at, order.nonce),
    )


def place_of(nonce: int) -> tuple[int, int]:
    """Word and mask of a nonce, as `cancelWord` takes them."""
    return nonce // _NONCES_A_WORD, 1 << nonce % _NONCES_A_WORD


def clean_price(order: Order, units: int, face_value: int) -> int:
    """Clean price of `units`, rounded against the taker: up where it buys, down where it sells.

    Units:  face value [cash base units] of one unit -> cash base units
    """
    exact = units * face_value * order.price
    return -(-exact // PPM_ONE) if order.sells else exact // PPM_ONE


def to_json(signed: SignedOrder) -> dict[str, object]:
    """A signed order as JSON members, for the one who shall fill it."""
    names = (name for name, _ in _FIELDS)
    values = zip(names, arguments(signed.order), strict=True)
    return {
        "order": {n: v if isinstance(v, bool | str) else integer_to_json(v) for n, v in values},
        "chainId": signed.venue.chain_id,
        "trades": signed.venue.trades,
        "signature": to_hex(signed.signature),
    }


def from_json(members: dict[str, object]) -> SignedOrder:
    """A signed order from its JSON members; types and ranges only, nothing is verified.

    Raises: Malformed
    """
    expect_names(members, {"order", "chainId", "trades", "signature"}, "signed order")
    fields = members["order"]
    if not isinstance(fields, dict):
        raise Malformed("order", "not an object")
    venue = Venue(
        integer_in(members["chainId"], MAX_NONCE, "chainId"), _address_in(members, "trades")
    )
    signature = text_in(members, "signature")
    length = max(0, len(signature) - 2) // 2
    return SignedOrder(_order(fields), venue, from_hex(signature, length, "signature"))


def _order(fields: dict[str, object]) -> Order:
    expect_names(fields, {name for name, _ in _FIELDS}, "order")
    sells = fields["sells"]
    if not isinstance(sells, bool):
        raise Malformed("sells", "neither true nor false")
    return Order(
        maker=_address_in(fields, "maker"),
        taker=_address_in(fields, "taker"),
        bond=_address_in(fields, "bond"),
        sells=sells,
        units=integer_in(fields["units"], MAX_UNITS, "units"),
        minimum_fill=integer_in(fields["minimumFill"], MAX_UNITS, "minimumFill"),
        price=Ppm(integer_in(fields["price"], MAX_PRICE, "price")),
        expires_at=Instant(integer_in(fields["expiresAt"], MAX_INSTANT, "expiresAt")),
        nonce=_nonce_in(fields["nonce"]),
    )


def _nonce_in(value: object) -> int:
    """A nonce has up to 78 digits, more than any quantity has."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 78:
        value = int(value)
    return integer_in(value, MAX_NONCE, "nonce")


def _address_in(members: Mapping[str, object], name: str) -> Address:
    return Address(to_hex(from_hex(text_in(dict(members), name), 20, name)))


def _address_word(address: Address) -> bytes:
    return bytes.fromhex(address[2:]).rjust(32, b"\0")


def _words(*numbers: int) -> bytes:
    return b"".join(int(number).to_bytes(32, "big") for number in numbers)
