"""Books of sealed orders, and offers, on the platform. Nothing here asserts."""

from eth_abi import encode
from eth_account import Account
from eth_utils import keccak

from oracle.core.codec import to_hex
from oracle.desk.book import RevealedOrder, commitment
from tests.support.clock import day_start, mine_at
from tests.support.platform import admit, announce, create_bond, mint
from tests.support.texts import changed, digest32

PRICE_BOOK, RATE_BOOK = range(2)
UNIFORM, DISCRIMINATORY = range(2)
NONE, OPEN, CLOSED = range(3)

BANKS = sorted(
    (Account.from_key(bytes([n]) * 32) for n in (0xB1, 0xB2, 0xB3)),
    key=lambda b: int(b.address, 16),
)
"""Three banks of a syndicate, by rising address; the tests know their keys."""

_BOOK_TYPES = "(uint8,uint8,uint32,uint32,uint16,uint88,uint88,uint88,uint128,uint40,uint40)"
_SHARE = [
    {"name": "bond", "type": "address"},
    {"name": "member", "type": "address"},
    {"name": "share", "type": "uint32"},
    {"name": "book", "type": "bytes32"},
]


def book_terms(series, **changes) -> tuple:
    """A uniform book of 100 units at 99 % to 101 %, until three and two days before the issue."""
    entry = {
        "kind": PRICE_BOOK,
        "pricing": UNIFORM,
        "first_tick": 990_000,
        "tick_step": 5_000,
        "tick_count": 5,
        "offered": 100,
        "lot": 10,
        "minimum_units": 0,
        "deposit": 1_000_000,
        "closes_at": day_start(series.issue_day - 3),
        "reveals_until": day_start(series.issue_day - 2),
    }
    return changed(entry, changes)


def offer_of(series, **changes) -> tuple:
    """What the bookrunner offers at a fixed price: all units at par until the day before issue."""
    entry = {
        "price": 1_000_000,
        "closes_at": day_start(series.issue_day - 1),
        "settlement_day": series.issue_day,
        "units": series.bond.terms()["issueUnits"],
        "minimum_units": 0,
    }
    return changed(entry, changes)


def book_hash(terms) -> str:
    """What members sign as `book`. Source: interfaces/IBookbuilding.sol, hashOf."""
    return to_hex(keccak(encode([_BOOK_TYPES], [terms])))


def sign_share(platform, series, bank, share, book, bond=None, key=None) -> bytes:
    """A member's signature of its share. Source: EIP-712, interfaces/IBookbuilding.sol."""
    domain = {
        "name": "Greentrace Bookbuilding",
        "version": "1",
        "chainId": platform.chain_id,
        "verifyingContract": platform.bookbuilding.address,
    }
    message = {
        "bond": (bond or series.bond).address,
        "member": getattr(bank, "address", bank),
        "share": share,
        "book": bytes.fromhex(book[2:]),
    }
    signed = Account.sign_typed_data(key or bank.key, domain, {"SyndicateShare": _SHARE}, message)
    return signed.signature


def syndicate(platform, series, terms, shares=(500_000, 300_000, 200_000)) -> tuple:
    """Members, shares and signatures as `open` takes them."""
    banks = BANKS[: len(shares)]
    book = book_hash(terms)
    signatures = [
        sign_share(platform, series, bank, share, book)
        for bank, share in zip(banks, shares, strict=True)
    ]
    return [bank.address for bank in banks], list(shares), signatures


def open_syndicated(platform, series, **changes):
    """Open the book of an announced bond; the receipt."""
    terms = book_terms(series, **changes)
    signed = syndicate(platform, series, terms)
    bookrunner = {"from": platform.actors.bookrunner}
    return platform.bookbuilding.open(series.bond, terms, *signed, bookrunner)


def announced_bond(platform, *investors, **changes):
    """An announced bond of 100 units and investors who may hold it."""
    admit(platform, *investors)
    series = create_bond(platform, **{"issue_units": 100, "denomination": 1_000_000, **changes})
    announce(platform, series)
    return series


def salt_of(order) -> str:
    """The salt of an order under test."""
    return digest32(f"salt {order}")


def sealed(platform, series, investor, tick, units, salt=None) -> str:
    """A commitment, made off chain."""
    order = RevealedOrder(0, investor.address, tick, units)
    contract, bond = platform.bookbuilding.address, series.bond.address
    salt = bytes.fromhex((salt or salt_of(0))[2:])
    return to_hex(commitment(platform.chain_id, contract, bond, order, salt))


def commit(platform, series, investor, tick, units, salt=None):
    """Fund an order as far as it can ever go, and commit to it; the receipt."""
    book = platform.bookbuilding.bookOf(series.bond)
    deposit, denomination = book["terms"][8], book["denomination"]
    amount = deposit + 2 * units * denomination
    mint(platform, investor, amount)
    token = platform.deposit_token
    approved = token.allowance(investor, platform.bookbuilding)
    token.approve(platform.bookbuilding, approved + amount, {"from": investor})
    commitment_ = sealed(platform, series, investor, tick, units, salt)
    return platform.bookbuilding.commit(series.bond, commitment_, {"from": investor})


def reveal(platform, series, investor, order, tick, units, salt=None):
    """Show a sealed order in its time; the receipt."""
    mine_at(platform.bookbuilding.bookOf(series.bond)["terms"][9])
    return platform.bookbuilding.reveal(
        series.bond, order, tick, units, salt or salt_of(0), {"from": investor}
    )


def clear_book(platform, series):
    """Clear a book when its time has come; the receipt."""
    mine_at(platform.bookbuilding.bookOf(series.bond)["terms"][10])
    return platform.bookbuilding.clear(series.bond, {"from": platform.actors.stranger})


def settle_book(platform, series, count=1_000):
    """Settle a book on the issue day; the receipt."""
    mine_at(day_start(series.issue_day))
    return platform.bookbuilding.settle(series.bond, count, {"from": platform.actors.stranger})


def play(platform, series, orders):
    """Commit to all orders and show all that are not None; (investor, tick, units, shown)."""
    for investor, tick, units, _ in orders:
        commit(platform, series, investor, tick, units)
    for number, (investor, tick, units, is_shown) in enumerate(orders):
        if is_shown:
            reveal(platform, series, investor, number, tick, units)
