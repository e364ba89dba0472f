"""Investors.pair: the packed words of two accounts say what `investorOf` says."""

import random

from brownie import accounts

from tests.support.calls import answers
from tests.support.platform import admit


def test_words_are_those_of_sender_and_receiver_in_this_order(platform, actors):
    admit(platform, actors.holder_a, jurisdiction=1)

    word = platform.investors.pair(actors.holder_a, actors.holder_a)[0]

    assert word != 0
    assert platform.investors.pair(actors.holder_a, actors.stranger) == (word, 0)
    assert platform.investors.pair(actors.stranger, actors.holder_a) == (0, word)


def test_inv_in_1_word_and_entry_say_the_same(platform, actors):
    draw, registrar = random.Random(3), {"from": actors.registrar}
    holders = [account.address[:-2] + f"{n:02x}" for n in range(8) for account in accounts[:5]]
    entries = [_edge(0), _edge(1), *(_drawn(draw) for _ in holders[2:])]
    platform.investors.admitMany(holders, entries, registrar)
    blocks = {holder: (number & 1, number >> 1) for number, holder in enumerate(holders[:4])}
    for holder, (send, receive) in blocks.items():
        platform.investors.setBlocked(holder, send, receive, registrar)

    words = answers(platform.investors.pair, [(holder, holder) for holder in holders])
    found = answers(platform.investors.investorOf, [(holder,) for holder in holders])

    for holder, entry, (word, same), investor in zip(holders, entries, words, found, strict=True):
        send, receive = blocks.get(holder, (0, 0))
        assert investor == (entry, bool(send), bool(receive))
        assert word == same == _packed(entry) | send << 232 | receive << 233


def _edge(top):
    until, withholding = (2**32 - 1, 10**6) if top else (0, 0)
    return ("0x" + ("ff" if top else "01") * 20, until, 63 * top, 255 * top, withholding)


def _drawn(draw):
    identity = f"0x{draw.getrandbits(160):040x}"
    numbers = draw.getrandbits(32), draw.randint(0, 63), draw.getrandbits(8)
    return (identity, *numbers, draw.randint(0, 10**6))


def _packed(entry):
    identity, until, jurisdiction, investor_class, withholding = entry
    return (
        int(identity, 16)
        | until << 160
        | jurisdiction << 192
        | investor_class << 200
        | withholding << 208
    )
