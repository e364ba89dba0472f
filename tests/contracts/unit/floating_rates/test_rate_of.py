"""FloatingRates.rateOf: index plus spread within cap and floor, once the fixing day is decided."""

import pytest

from oracle.desk.rates import floating_rate
from tests.support.clock import day_start, mine_at
from tests.support.rates import PUBLISH_DAYS, floating_bond, impact_bond, make_bond, quotes
from tests.support.reverts import reverts
from tests.support.terms import coupon
from tests.support.texts import text32

ZERO = "0x" + "00" * 32
UNKNOWN = (False, 0)


def fix(fixings, index, day, value, anyone):
    mine_at(day_start(day))
    fixings.publish(index, day, quotes(fixings, index, day, value, value), anyone)


@pytest.mark.parametrize(
    "value",
    [
        *(0, 1, 3_000_000, 6_999_999, 7_000_000, 7_000_001, 2**31 - 1),
        *(-1_499_999, -1_500_000, -1_500_001, -4_000_000, -(2**31)),
    ],
)
def test_inv_rs_2_index_plus_spread_within_cap_and_floor(
    floating_rates, fixings, index, bond, linked, fixing_days, anyone, value
):
    assert floating_rates.rateOf(bond, 0) == UNKNOWN

    fix(fixings, index, fixing_days[0], value, anyone)

    rate = floating_rate(value, linked)
    assert floating_rates.rateOf(bond, 0) == (True, rate)
    assert linked.floor <= rate <= linked.cap
    assert floating_rates.rateOf(bond, 1) == UNKNOWN


def test_each_coupon_has_its_own_fixing_day(
    floating_rates, fixings, index, bond, linked, fixing_days, anyone
):
    for day, value in zip(fixing_days, (1_000_000, -300_000, 2_000_000), strict=True):
        fix(fixings, index, day, value, anyone)

    rates = [floating_rates.rateOf(bond, number) for number in range(3)]
    assert rates == [(True, 3_000_000), (True, 1_700_000), (True, 4_000_000)]


def test_inv_rs_1_the_fixing_before_stands_for_one_that_did_not_come(
    floating_rates, fixings, index, bond, linked, fixing_days, anyone
):
    fix(fixings, index, fixing_days[0], 1_000_000, anyone)
    last = fixing_days[1] + PUBLISH_DAYS
    mine_at(day_start(last + 1) - 1)
    assert floating_rates.rateOf(bond, 1) == UNKNOWN

    mine_at(day_start(last + 1))
    assert floating_rates.rateOf(bond, 1) == (True, 3_000_000)

    late = quotes(fixings, index, fixing_days[1], 5_000_000, 5_000_000)
    with reverts("FixingOver", last + 1, last):
        fixings.publish(index, fixing_days[1], late, anyone)
    fix(fixings, index, fixing_days[2], 6_000_000, anyone)
    assert floating_rates.rateOf(bond, 1) == (True, 3_000_000)


def test_the_initial_value_stands_if_nothing_was_ever_fixed(
    floating_rates, bond, linked, fixing_days
):
    mine_at(day_start(fixing_days[0] + PUBLISH_DAYS + 1))

    rate = floating_rate(linked.initial, linked)
    assert floating_rates.rateOf(bond, 0) == (True, rate) == (True, 3_500_000)


def test_inv_rs_1_every_rate_stays_what_it_was_when_it_became_known(
    floating_rates, fixings, index, bond, fixing_days, anyone
):
    known = {}
    for now in range(fixing_days[0], fixing_days[2] + 10):
        mine_at(day_start(now))
        if now in (fixing_days[0] + 3, fixing_days[2] + PUBLISH_DAYS):
            day = now - 3 if now < fixing_days[1] else fixing_days[2]
            fixings.publish(index, day, quotes(fixings, index, day, now, now), anyone)
        for number in range(3):
            found = floating_rates.rateOf(bond, number)
            assert known.get(number, found) == found
            if found[0]:
                known[number] = found
    assert sorted(known) == [0, 1, 2]


def test_reverts_when_the_bond_has_fewer_coupons(floating_rates, bond):
    with reverts("NoSuchCoupon", 3, 3):
        floating_rates.rateOf(bond, 3)


def test_reverts_when_the_terms_were_not_defined_here(
    floating_rates, platform, bare_bonds, fixing_days
):
    bond = floating_bond(platform, bare_bonds, text32("none"), fixing_days, fixing_days[0])
    with reverts("UnknownTerms", text32("none")):
        floating_rates.rateOf(bond.address, 0)


def test_reverts_when_the_coupons_are_of_another_kind(
    floating_rates, platform, bare_bonds, rate_terms, fixing_days
):
    day = fixing_days[0]
    linked = impact_bond(platform, bare_bonds, rate_terms, [1, 1], day, 0)
    with reverts("UnknownTerms", rate_terms):
        floating_rates.rateOf(linked.address, 0)
    fixed = make_bond(platform, bare_bonds, [coupon(day)], issue_day=day)
    with reverts("UnknownTerms", ZERO):
        floating_rates.rateOf(fixed.address, 0)
