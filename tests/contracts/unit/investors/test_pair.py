"""Investors.pair: the packed words of two accounts say what `investorOf` says."""

from brownie.test import given, strategy

from tests.support.platform import admit


def test_words_are_those_of_sender_and_receiver_in_this_order(platform, actors):
    admit(platform, actors.holder_a, jurisdiction=1)

    word = platform.investors.pair(actors.holder_a, actors.holder_a)[0]

    assert word != 0
    assert platform.investors.pair(actors.holder_a, actors.stranger) == (word, 0)
    assert platform.investors.pair(actors.stranger, actors.holder_a) == (0, word)


@given(
    identity=strategy("uint160", min_value=1),
    until=strategy("uint32"),
    jurisdiction=strategy("uint8", max_value=63),
    investor_class=strategy("uint8"),
    withholding=strategy("uint24", max_value=1_000_000),
    blocks=strategy("uint8", max_value=3),
)
def test_inv_in_1_word_and_entry_say_the_same(
    platform, actors, identity, until, jurisdiction, investor_class, withholding, blocks
):
    registrar, account = {"from": actors.registrar}, actors.holder_b
    entry = (f"0x{identity:040x}", until, jurisdiction, investor_class, withholding)
    platform.investors.admit(account, entry, registrar)
    platform.investors.setBlocked(account, bool(blocks & 1), bool(blocks & 2), registrar)

    word = platform.investors.pair(account, account)[1]

    found, send, receive = platform.investors.investorOf(account)
    assert found == entry
    assert (send, receive) == (bool(blocks & 1), bool(blocks & 2))
    assert word == (
        identity
        | until << 160
        | jurisdiction << 192
        | investor_class << 200
        | withholding << 208
        | send << 232
        | receive << 233
    )
