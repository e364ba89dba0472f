"""Fixings.publish: what enough sources signed becomes a day's fixing, once."""

import pytest

from oracle.desk.rates import lower_median
from tests.support.bonds import next_block_at
from tests.support.clock import day_start
from tests.support.rates import (
    PUBLISH_DAYS,
    SOURCES,
    TOLERANCE,
    fixing_digest,
    index_id,
    index_terms,
    quote,
    quotes,
)
from tests.support.reverts import reverts
from tests.support.texts import text32


def test_the_digest_is_that_of_eip_712(fixings, index, first_day):
    for value in (0, -1_234, 2**31 - 1, -(2**31)):
        digest = fixing_digest(fixings, index, first_day, value)
        assert bytes.fromhex(str(fixings.digestOf(index, first_day, value))[2:]) == digest


@pytest.mark.parametrize(
    "values", [(100, 200), (200, 100), (-50, 100, 0), (7, 7, 7), (-3_000, -1_000, -2_000)]
)
def test_the_fixing_is_the_lower_median_of_the_quotes(fixings, index, first_day, anyone, values):
    given = quotes(fixings, index, first_day, *values)

    tx = fixings.publish(index, first_day, given, anyone)

    median = lower_median(values)
    assert tx.return_value == median
    assert fixings.fixingOf(index, first_day) == (True, median)
    assert fixings.standingOf(index, first_day) == (True, True, median)
    event = tx.events["FixingPublished"]
    assert (event["index"], event["day"], event["value"]) == (index, first_day, median)
    assert list(event["quotes"]) == given


def test_inv_fx_1_any_two_of_the_sources_are_a_quorum(fixings, index, first_day, anyone):
    given = quotes(fixings, index, first_day, 10, 20, 30)

    fixings.publish(index, first_day, given[1:], anyone)

    assert fixings.fixingOf(index, first_day) == (True, 20)


def test_inv_fx_1_a_fixing_is_never_edited(fixings, index, first_day, anyone):
    fixings.publish(index, first_day, quotes(fixings, index, first_day, 10, 20), anyone)

    with reverts("FixingExists", index, first_day, 10):
        fixings.publish(index, first_day, quotes(fixings, index, first_day, 11, 21, 31), anyone)
    assert fixings.fixingOf(index, first_day) == (True, 10)


def test_inv_fx_1_one_source_twice_is_no_quorum(fixings, index, first_day, anyone):
    a, b = quotes(fixings, index, first_day, 10, 20)
    with reverts("SourceOrder", a[1], a[1]):
        fixings.publish(index, first_day, [a, a], anyone)
    with reverts("SourceOrder", a[1], b[1]):
        fixings.publish(index, first_day, [b, a], anyone)


def test_inv_fx_1_reverts_with_too_few_quotes(fixings, index, first_day, anyone):
    given = quotes(fixings, index, first_day, 10)
    for few in ([], given):
        with reverts("TooFewQuotes", len(few), 2):
            fixings.publish(index, first_day, few, anyone)


def test_inv_fx_1_sources_agree_to_the_tolerance_and_no_further(fixings, index, first_day, anyone):
    low = -20_000
    apart = quotes(fixings, index, first_day, low, 0, low + TOLERANCE + 1)
    with reverts("BeyondTolerance", low, low + TOLERANCE + 1, TOLERANCE):
        fixings.publish(index, first_day, apart, anyone)

    together = quotes(fixings, index, first_day, low, 0, low + TOLERANCE)
    assert fixings.publish(index, first_day, together, anyone).return_value == 0


def test_the_ends_of_the_type_are_as_far_apart_as_they_are(fixings, index, first_day, anyone):
    ends = quotes(fixings, index, first_day, 2**31 - 1, -(2**31))
    with reverts("BeyondTolerance", -(2**31), 2**31 - 1, TOLERANCE):
        fixings.publish(index, first_day, ends, anyone)


def test_reverts_when_a_quote_is_by_no_source_of_the_index(fixings, index, first_day, anyone):
    a, b, _ = SOURCES[:3]
    for stranger in SOURCES[3:]:  # after the last
        given = [
            quote(fixings, index, first_day, 10, a),
            quote(fixings, index, first_day, 10, stranger),
        ]
        with reverts("NotSource", index, stranger.address):
            fixings.publish(index, first_day, given, anyone)
    other = index_terms(sources=[a.address, SOURCES[2].address])
    fixings.defineIndex(other, anyone)
    skipped = quotes(fixings, index_id(other), first_day, 10, 10)
    with reverts("NotSource", index_id(other), b.address):  # between two
        fixings.publish(index_id(other), first_day, skipped, anyone)


def test_reverts_when_a_quote_says_something_else_than_was_signed(
    fixings, index, first_day, anyone
):
    a, b = quotes(fixings, index, first_day, 10, 20)
    other_day = quote(fixings, index, first_day - 1, 20, SOURCES[1])
    other_index = quote(fixings, text32("other"), first_day, 20, SOURCES[1])
    other_value = (21, *b[1:])
    foreign = quote(fixings, index, first_day, 20, SOURCES[2], source=SOURCES[1])
    empty = (20, b[1], "0x")
    for wrong in (other_day, other_index, other_value, foreign, empty):
        with reverts("QuoteNotSigned", wrong[1], wrong[0]):
            fixings.publish(index, first_day, [a, wrong], anyone)


def test_a_contract_signs_by_erc_1271(fixings, SigningWallet, first_day, anyone):
    owner = SOURCES[3]
    wallet = SigningWallet.deploy(owner.address, anyone)
    a = SOURCES[0]
    pair = sorted([a.address, wallet.address], key=str.lower)
    terms = index_terms(sources=pair)
    index = str(fixings.defineIndex(terms, anyone).return_value)

    def signed_by(signer):
        both = [
            quote(fixings, index, first_day, 10, a),
            quote(fixings, index, first_day, 12, signer, source=wallet),
        ]
        return sorted(both, key=lambda each: each[1].lower())

    with reverts("QuoteNotSigned", wallet, 12):
        fixings.publish(index, first_day, signed_by(SOURCES[4]), anyone)
    fixings.publish(index, first_day, signed_by(owner), anyone)
    assert fixings.fixingOf(index, first_day) == (True, 10)


def test_not_a_second_before_the_day_begins_in_the_zone(fixings, index, first_day, anyone):
    day = first_day + 2
    given = quotes(fixings, index, day, 10, 20)
    next_block_at(day_start(day) - 1)
    with reverts("FixingAhead", day, day - 1):
        fixings.publish(index, day, given, anyone)

    next_block_at(day_start(day))
    fixings.publish(index, day, given, anyone)


def test_a_fixing_is_taken_in_the_last_second_of_its_time(fixings, index, first_day, anyone):
    given = quotes(fixings, index, first_day, 10, 20)

    next_block_at(day_start(first_day + PUBLISH_DAYS + 1) - 1)
    fixings.publish(index, first_day, given, anyone)

    assert fixings.fixingOf(index, first_day) == (True, 10)


def test_not_a_second_after_its_time_is_over(fixings, index, first_day, anyone):
    given = quotes(fixings, index, first_day, 10, 20)
    last = first_day + PUBLISH_DAYS

    next_block_at(day_start(last + 1))
    with reverts("FixingOver", last + 1, last):
        fixings.publish(index, first_day, given, anyone)


def test_reverts_when_there_is_no_such_index(fixings, first_day, anyone):
    with reverts("UnknownIndex", text32("none")):
        fixings.publish(text32("none"), first_day, [], anyone)
