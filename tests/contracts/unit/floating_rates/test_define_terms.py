"""FloatingRates.defineTerms: terms under the hash of them."""

from eth_abi import encode
from eth_utils import keccak

from oracle.core.codec import to_hex
from tests.support.reverts import reverts
from tests.support.texts import text32, to_bytes


def id_of(given):
    types = ["bytes32", "int32", "int32", "uint32", "uint32"]
    return to_hex(keccak(encode(types, [to_bytes(given[0]), *given[1:]])))


def test_the_id_is_the_hash_of_the_terms(floating_rates, index, anyone):
    given = (index, -1, -(2**31), 2**32 - 1, 0)
    assert not floating_rates.isDefined(id_of(given))

    tx = floating_rates.defineTerms(given, anyone)

    assert str(tx.return_value) == id_of(given)
    assert tx.events["FloatingTermsDefined"]["rateTerms"] == id_of(given)
    assert tx.events["FloatingTermsDefined"]["terms"] == given
    assert floating_rates.isDefined(id_of(given))
    assert floating_rates.termsOf(id_of(given)) == given


def test_again_changes_nothing(floating_rates, rate_terms, given, anyone):
    tx = floating_rates.defineTerms(given, anyone)

    assert str(tx.return_value) == rate_terms
    assert not tx.events


def test_cap_and_floor_may_be_one(floating_rates, index, anyone):
    floating_rates.defineTerms((index, 0, 0, 7, 7), anyone)


def test_reverts_when_the_floor_is_above_the_cap(floating_rates, index, anyone):
    with reverts("BandInvalid", 8, 7):
        floating_rates.defineTerms((index, 0, 0, 7, 8), anyone)


def test_reverts_when_there_is_no_such_index(floating_rates, anyone):
    for index in (text32("none"), text32("")):
        with reverts("UnknownIndex", index):
            floating_rates.defineTerms((index, 0, 0, 1, 0), anyone)
