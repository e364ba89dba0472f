"""ImpactRates.rateOf: the margin of what was reported, a penalty for what was not."""

from dataclasses import replace

import pytest
from brownie import chain

from oracle.desk.rates import impact_rates
from oracle.desk.terms import Rate
from tests.support.clock import day_start, mine_at
from tests.support.rates import PERIOD, energy_of, floating_bond
from tests.support.reverts import reverts

UNKNOWN = (False, 0)
GOOD, BAD, AS_EXPECTED = energy_of(1_200_000), energy_of(900_000), energy_of(1_000_000)


def after_deadline(rates, bond, coupon):
    mine_at(day_start(rates.deadlineOf(bond.address, coupon) + 1))


def all_rates(rates, bond):
    return [rates.rateOf(bond.address, coupon) for coupon in range(len(bond.baselines))]


def test_coupons_before_the_start_pay_the_bonds_rate_from_the_beginning(rates, bond):
    assert all_rates(rates, bond) == [(True, bond.rate)] * 2 + [UNKNOWN] * 6


def test_nothing_is_known_until_the_deadline_has_ended(rates, bond, linked):
    deadline = rates.deadlineOf(bond.address, 2)
    mine_at(day_start(deadline + 1) - 1)
    assert rates.rateOf(bond.address, 2) == UNKNOWN

    mine_at(day_start(deadline + 1))
    assert rates.rateOf(bond.address, 2) == (True, bond.rate + linked.penalty)


def test_inv_rs_3_silence_adds_the_penalty_until_the_most(rates, bond, linked):
    after_deadline(rates, bond, 7)

    found = [rate for _, rate in all_rates(rates, bond)]

    most = bond.rate + linked.margin_cap
    penalised = [bond.rate + linked.penalty * n for n in (1, 2)]
    assert found == [bond.rate] * 2 + penalised + [most] * 4
    assert found == impact_rates(bond.rate, bond.baselines, {}, linked)


@pytest.mark.parametrize("energy", [GOOD, BAD, AS_EXPECTED])
def test_inv_rs_3_silence_never_pays_less_than_the_rate_before(rates, bond, linked, report, energy):
    impact = report(bond, 2, energy)
    after_deadline(rates, bond, 4)

    found = [rate for _, rate in all_rates(rates, bond)[:5]]

    assert found == impact_rates(bond.rate, bond.baselines[:5], {2: impact}, linked)
    assert found[2:] == sorted(found[2:])


def test_inv_rs_2_a_life_of_good_bad_and_missing_reports(rates, bond, linked, report):
    verified = {2: report(bond, 2, GOOD)}
    verified[3] = report(bond, 3, BAD)
    after_deadline(rates, bond, 4)
    verified[6] = report(bond, 6, AS_EXPECTED)
    after_deadline(rates, bond, 7)

    found = all_rates(rates, bond)

    assert [known for known, _ in found] == [True] * 8
    assert [rate for _, rate in found] == impact_rates(bond.rate, bond.baselines, verified, linked)
    least, most = bond.rate - linked.margin_floor, bond.rate + linked.margin_cap
    assert all(least <= rate <= most for _, rate in found)
    assert {least, most} <= {rate for _, rate in found}


def test_a_coupon_without_baseline_pays_what_the_one_before_pays(rates, bond, report):
    report(bond, 2, AS_EXPECTED)
    after_deadline(rates, bond, 3)
    assert rates.rateOf(bond.address, 5) == UNKNOWN  # coupon 4 is still open

    report(bond, 4, GOOD)

    before = rates.rateOf(bond.address, 4)
    assert rates.rateOf(bond.address, 5) == before == (True, 29_500_000)
    after_deadline(rates, bond, 5)
    assert rates.rateOf(bond.address, 5) == before


def test_inv_rs_1_every_rate_stays_what_it_was_when_it_became_known(rates, bond, report):
    known = {}
    first, days = bond.coupons[0][0], PERIOD * len(bond.baselines)
    reports = {PERIOD * 2 + 5: (2, BAD), PERIOD * 4: (4, GOOD), PERIOD * 6 + 19: (6, AS_EXPECTED)}
    for now in range(0, days, 1):
        mine_at(day_start(first + now))
        if now in reports:
            report(bond, *reports[now])
        if now % 3 == 0 or now in reports:
            for coupon, found in enumerate(all_rates(rates, bond)):
                assert known.get(coupon, found) == found
                if found[0]:
                    known[coupon] = found
    assert sorted(known) == list(range(8))
    assert len({rate for _, rate in known.values()}) == 4


def test_without_a_penalty_silence_keeps_the_rate(rates, new_bond, linked, report):
    bond = new_bond(replace(linked, penalty=Rate(0)))
    report(bond, 2, GOOD)
    after_deadline(rates, bond, 4)

    assert [rate for _, rate in all_rates(rates, bond)[2:5]] == [29_500_000] * 3


def test_the_rate_is_not_below_zero(rates, new_bond, linked, report):
    bond = new_bond(bond_rate=400_000)
    report(bond, 2, GOOD)
    assert rates.rateOf(bond.address, 2) == (True, 0)
    after_deadline(rates, bond, 3)
    assert rates.rateOf(bond.address, 3) == (True, linked.penalty)


def test_thirty_silent_years_of_months_are_counted_within_two_million_gas(
    rates, new_bond, linked, anyone
):
    """The worst there is: no penalty, so that nothing ends the count early."""
    months = 360
    still = new_bond(replace(linked, penalty=Rate(0)), [1] * months)
    raised = new_bond(linked, [1] * months)
    chain.mine(timestamp=day_start(still.coupons[-1][1]))

    worst, usual = (
        rates.rateOf.estimate_gas(bond.address, months - 1, anyone) for bond in (still, raised)
    )

    assert rates.rateOf(still.address, months - 1) == (True, still.rate)
    assert rates.rateOf(raised.address, months - 1) == (True, raised.rate + linked.margin_cap)
    assert worst < 2_000_000
    assert usual < 150_000


def test_reverts_when_the_bond_has_fewer_coupons(rates, bond):
    with reverts("NoSuchCoupon", 8, 8):
        rates.rateOf(bond.address, 8)


def test_reverts_when_the_coupons_are_of_another_kind(platform, rates, bare_bonds, bond):
    floating = floating_bond(platform, bare_bonds, bond.terms, [1, 2], bond.coupons[0][0])
    with reverts("UnknownTerms", bond.terms):
        rates.rateOf(floating.address, 0)
