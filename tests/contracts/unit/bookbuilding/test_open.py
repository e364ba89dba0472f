"""Bookbuilding.open: a syndicate that signed for the whole book, a green bond, sound terms."""

import pytest

from tests.support.books import (
    BANKS,
    DISCRIMINATORY,
    OPEN,
    RATE_BOOK,
    announced_bond,
    book_hash,
    book_terms,
    open_syndicated,
    sign_share,
    syndicate,
)
from tests.support.clock import day_start
from tests.support.platform import create_bond
from tests.support.reverts import reverts
from tests.support.terms import BOOKBUILT
from tests.support.texts import digest32

DRAFT, ANNOUNCED, BOOKBUILDING = 0, 1, 2
SHARES = (500_000, 300_000, 200_000)


@pytest.fixture
def bookrunner(actors):
    return {"from": actors.bookrunner}


def test_the_book_takes_its_terms_and_the_bond_its_next_stage(platform, announced, actors):
    tx = open_syndicated(platform, announced)

    terms = book_terms(announced)
    book = platform.bookbuilding.bookOf(announced.bond)
    assert book["terms"] == terms
    assert (book["issuer"], book["vault"]) == (actors.issuer, announced.vault)
    assert (book["phase"], book["settlesAt"]) == (OPEN, day_start(announced.issue_day))
    assert announced.bond.stage() == BOOKBUILDING
    opened = tx.events["BookOpened"]
    assert (opened["terms"], opened["denomination"]) == (terms, 1_000_000)
    assert str(opened["book"]) == book_hash(terms)
    assert opened["members"] == [bank.address for bank in BANKS]
    signed = [(e["member"], e["share"]) for e in tx.events["MemberSigned"]]
    assert signed == [(bank.address, share) for bank, share in zip(BANKS, SHARES, strict=True)]


def test_python_and_contract_agree_on_what_is_signed(platform, announced):
    terms = book_terms(announced)
    assert str(platform.bookbuilding.hashOf(terms)) == book_hash(terms)
    domain = platform.bookbuilding.eip712Domain()
    assert domain[1:3] == ("Greentrace Bookbuilding", "1")


def test_a_contract_signs_by_erc_1271(platform, announced, SigningWallet, actors, bookrunner):
    wallet = SigningWallet.deploy(BANKS[0].address, {"from": actors.stranger})
    terms = book_terms(announced)
    signature = sign_share(
        platform, announced, wallet, 1_000_000, book_hash(terms), key=BANKS[0].key
    )

    platform.bookbuilding.open(
        announced.bond, terms, [wallet], [1_000_000], [signature], bookrunner
    )

    assert announced.bond.stage() == BOOKBUILDING


def test_reverts_when_caller_is_not_the_bookrunner(platform, announced, actors):
    terms = book_terms(announced)
    with reverts("NotBookrunner", actors.issuer, actors.bookrunner):
        platform.bookbuilding.open(
            announced.bond, terms, *syndicate(platform, announced, terms), {"from": actors.issuer}
        )


def test_reverts_when_the_bond_is_not_announced(platform, announced, bookrunner):
    draft = create_bond(platform, isin="0x" + b"DRAFT0000003".hex())
    terms = book_terms(draft)
    with reverts("WrongBondStage", DRAFT, ANNOUNCED):
        platform.bookbuilding.open(
            draft.bond, terms, *syndicate(platform, draft, terms), bookrunner
        )


def test_reverts_the_second_time(platform, series, bookrunner):
    terms = book_terms(series)
    with reverts("WrongBondStage", BOOKBUILDING, ANNOUNCED):
        platform.bookbuilding.open(
            series.bond, terms, *syndicate(platform, series, terms), bookrunner
        )


def test_reverts_when_the_opinion_is_no_longer_live(platform, announced, verifier):
    _, opinion, _ = announced.bond.framework()
    schema = platform.attestations.schemaOf(1)
    platform.eas.revoke((schema, (opinion, 0)), {"from": verifier})

    with reverts("NotGreen", announced.bond):
        open_syndicated(platform, announced)


def test_reverts_when_the_shares_are_not_the_whole(platform, announced, bookrunner):
    terms = book_terms(announced)
    for shares in ((500_000, 300_000, 199_999), (500_000, 300_000, 200_001)):
        with reverts("SharesNotWhole", sum(shares)):
            platform.bookbuilding.open(
                announced.bond, terms, *syndicate(platform, announced, terms, shares), bookrunner
            )


def test_reverts_when_a_member_signed_something_else(platform, announced, bookrunner):
    terms = book_terms(announced)
    members, shares, signatures = syndicate(platform, announced, terms)
    book, other = book_hash(terms), digest32("another book")
    forged = [
        sign_share(platform, announced, BANKS[1], 300_000, other),
        sign_share(platform, announced, BANKS[1], 300_001, book),
        sign_share(platform, announced, BANKS[1], 300_000, book, bond=platform.offering),
        sign_share(platform, announced, BANKS[1], 300_000, book, key=BANKS[2].key),
        b"",
    ]
    for signature in forged:
        given = [signatures[0], signature, signatures[2]]
        with reverts("ShareNotSigned", BANKS[1].address, 300_000):
            platform.bookbuilding.open(announced.bond, terms, members, shares, given, bookrunner)


def test_reverts_when_a_member_is_there_twice(platform, announced, bookrunner):
    terms = book_terms(announced)
    one = sign_share(platform, announced, BANKS[0], 500_000, book_hash(terms))
    address = BANKS[0].address
    with reverts("MemberOutOfOrder", address, address):
        platform.bookbuilding.open(
            announced.bond, terms, [address] * 2, [500_000] * 2, [one] * 2, bookrunner
        )


def test_reverts_when_lists_differ_or_nobody_is_there(platform, announced, bookrunner):
    terms = book_terms(announced)
    members, shares, signatures = syndicate(platform, announced, terms)
    for given in (([], [], []), (members, shares[:2], signatures), (members, shares, [])):
        with reverts("SyndicateInvalid", *map(len, given), 32):
            platform.bookbuilding.open(announced.bond, terms, *given, bookrunner)


@pytest.mark.parametrize(
    ("changes", "error", "arguments"),
    [
        ({"first_tick": 0}, "TicksInvalid", (0, 5_000, 5, 1_024)),
        ({"tick_step": 0}, "TicksInvalid", (990_000, 0, 5, 1_024)),
        ({"tick_count": 0}, "TicksInvalid", (990_000, 5_000, 0, 1_024)),
        ({"tick_count": 1_025}, "TicksInvalid", (990_000, 5_000, 1_025, 1_024)),
        (
            {"tick_step": 2**31, "tick_count": 3},
            *("TicksInvalid", (990_000, 2**31, 3, 1_024)),
        ),
        ({"kind": RATE_BOOK}, "WrongBookKind", (RATE_BOOK, 0)),
        ({"lot": 0}, "NotInLots", (100, 0)),
        ({"lot": 30}, "NotInLots", (100, 30)),
        ({"offered": 0}, "OfferOutOfRange", (0, 0, 100)),
        ({"offered": 110}, "OfferOutOfRange", (110, 0, 100)),
        ({"minimum_units": 101}, "OfferOutOfRange", (100, 101, 100)),
    ],
)
def test_reverts_when_the_terms_are_unsound(platform, announced, changes, error, arguments):
    with reverts(error, *arguments):
        open_syndicated(platform, announced, **changes)


def test_reverts_without_a_deposit(platform, announced):
    with reverts("DepositMissing", announced.bond):
        open_syndicated(platform, announced, deposit=0)


def test_reverts_when_the_times_are_out_of_order(platform, announced, bookrunner, chain):
    closes_at = day_start(announced.issue_day - 3)
    settles_at = day_start(announced.issue_day)
    now = chain[-1].timestamp
    for times in ((closes_at, closes_at), (now, closes_at), (closes_at, settles_at + 1)):
        terms = book_terms(announced, closes_at=times[0], reveals_until=times[1])
        signed = syndicate(platform, announced, terms)
        with reverts("TimesInvalid", *times, chain[-1].timestamp, settles_at):
            platform.bookbuilding.open.call(announced.bond, terms, *signed, bookrunner)


def test_a_rate_book_is_for_a_bookbuilt_bond_and_uniform(platform, announced, verifier):
    isin = "0x" + b"BOOKBUILT001".hex()
    series = announced_bond(platform, isin=isin, rate=0, coupon_kind=BOOKBUILT)
    with reverts("WrongBookKind", 0, 0):
        open_syndicated(platform, series)
    with reverts("WrongBookKind", RATE_BOOK, DISCRIMINATORY):
        open_syndicated(platform, series, kind=RATE_BOOK, pricing=DISCRIMINATORY)
    open_syndicated(platform, series, kind=RATE_BOOK)
