"""ImpactRates.defineTerms: terms under the hash of them."""

import pytest
from eth_abi import encode
from eth_utils import keccak

from oracle.core.codec import to_hex
from tests.support.platform import METRIC
from tests.support.rates import impact_terms
from tests.support.reverts import reverts
from tests.support.texts import digest32, to_bytes

TYPES = ["bytes32", "bytes32", *["uint32"] * 6, "uint16"]


@pytest.fixture
def given(linked):
    return impact_terms(digest32("a project"), METRIC, linked)


def id_of(given):
    return to_hex(keccak(encode(TYPES, [*map(to_bytes, given[:2]), *given[2:]])))


def test_the_id_is_the_hash_of_the_terms(rates, given, anyone):
    assert not rates.isDefined(id_of(given))

    tx = rates.defineTerms(given, anyone)

    assert str(tx.return_value) == id_of(given)
    assert tx.events["ImpactTermsDefined"]["rateTerms"] == id_of(given)
    assert tx.events["ImpactTermsDefined"]["terms"] == given
    assert rates.isDefined(id_of(given))
    assert rates.termsOf(id_of(given)) == given


def test_again_changes_nothing(rates, given, anyone):
    rates.defineTerms(given, anyone)

    tx = rates.defineTerms(given, anyone)

    assert str(tx.return_value) == id_of(given)
    assert not tx.events


@pytest.mark.parametrize("band", [(0, 1), (1, 0), (0, 0)])
def test_reverts_when_a_band_has_no_width(rates, given, anyone, band):
    with reverts("BandInvalid", *band):
        rates.defineTerms((*given[:3], *band, *given[5:]), anyone)


def test_reverts_when_the_first_coupon_would_be_linked(rates, given, anyone):
    with reverts("StartInvalid", 0):
        rates.defineTerms((*given[:2], 0, *given[3:]), anyone)
