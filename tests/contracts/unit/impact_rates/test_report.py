"""ImpactRates.report: verified batches over the period before decide a coupon's rate."""

import pytest
from brownie import chain

from oracle.desk.rates import impact_rate_down
from tests.support.bonds import next_block_at
from tests.support.clock import day_start, mine_at
from tests.support.platform import (
    DISCLOSURE_ASSURANCE,
    IMPACT_VERIFICATION,
    METRIC,
    attest,
    propose,
)
from tests.support.rates import energy_of, impact_bond, measured, reduction_of, verified
from tests.support.reports import id_of, post, sealed, slots_of
from tests.support.reverts import reverts
from tests.support.texts import digest32, text32

COUPON, BASELINE = 2, 1_000_000
AS_EXPECTED = energy_of(BASELINE)
UNKNOWN = digest32("no such batch")


@pytest.mark.parametrize(
    "grams",
    [
        *(1_000_000, 1_100_003, 1_200_000, 1_300_000, 9_000_000_000),
        *(999_990, 950_001, 900_000, 899_000, 0, -1, -10_000_000),
    ],
)
def test_inv_rs_2_the_rate_is_that_of_the_verified_impact(
    rates, bond, linked, evidence, anyone, grams
):
    energy = energy_of(grams)
    given = evidence(bond, COUPON, energy)

    tx = rates.report(bond.address, COUPON, *given, anyone)

    impact = reduction_of(energy)
    assert abs(impact - grams) <= 1
    rate = impact_rate_down(bond.rate, impact, BASELINE, linked)
    assert bond.rate - linked.margin_floor <= rate <= bond.rate + linked.margin_cap
    assert rates.rateOf(bond.address, COUPON) == (True, rate)
    assert rates.observationOf(bond.address, COUPON) == (impact, chain[-1].timestamp)
    assert tx.return_value == rate
    assert dict(tx.events["ImpactReported"]) == {
        "bond": bond.address,
        "coupon": COUPON,
        "verified": impact,
        "baseline": BASELINE,
        "rate": rate,
        "batches": tuple(given[0]),
        "verifications": tuple(given[1]),
    }


def test_several_batches_are_summed_with_their_signs(rates, bond, linked, report):
    impact = report(bond, COUPON, (900_000, 0), (0, 50_000), (300_001, 7))

    assert rates.observationOf(bond.address, COUPON)["verified"] == impact
    rate = impact_rate_down(bond.rate, impact, BASELINE, linked)
    assert rates.rateOf(bond.address, COUPON) == (True, rate)


def test_inv_rs_3_worse_impacts_never_pay_less(rates, new_bond, report):
    found = []
    for grams in (1_200_000, 1_150_000, 1_000_000, 999_999, 940_000, 900_000, -5):
        chain.snapshot()
        bond = new_bond()
        report(bond, COUPON, energy_of(grams))
        found.append(rates.rateOf(bond.address, COUPON)[1])
        chain.revert()
    assert found == sorted(found)
    assert (found[0], found[-1]) == (29_500_000, 30_750_000)


def test_inv_rs_1_a_report_stands_when_its_verification_is_revoked(
    platform, rates, bond, evidence, actors, anyone
):
    batches, verifications = evidence(bond, COUPON, AS_EXPECTED)
    rates.report(bond.address, COUPON, batches, verifications, anyone)
    before = rates.rateOf(bond.address, COUPON)

    schema = platform.attestations.schemaOf(IMPACT_VERIFICATION)
    platform.eas.revoke((schema, (verifications[0], 0)), {"from": actors.verifier})

    assert not platform.attestations.isLive(verifications[0], IMPACT_VERIFICATION, batches[0])
    assert rates.rateOf(bond.address, COUPON) == before
    mine_at(day_start(bond.coupons[COUPON][3]))
    assert rates.rateOf(bond.address, COUPON) == before


def test_inv_rs_1_reverts_when_it_was_reported_before(rates, bond, evidence, anyone):
    given = evidence(bond, COUPON, AS_EXPECTED)
    rates.report(bond.address, COUPON, *given, anyone)

    with reverts("AlreadyReported", bond.address, COUPON):
        rates.report(bond.address, COUPON, *given, anyone)


def test_a_report_is_taken_in_the_last_second_of_the_deadline(rates, bond, evidence, anyone):
    given, deadline = evidence(bond, COUPON, AS_EXPECTED), rates.deadlineOf(bond.address, COUPON)

    next_block_at(day_start(deadline + 1) - 1)
    rates.report(bond.address, COUPON, *given, anyone)

    assert rates.rateOf(bond.address, COUPON)[0]


def test_reverts_one_second_after_the_deadline(rates, bond, evidence, anyone):
    given, deadline = evidence(bond, COUPON, AS_EXPECTED), rates.deadlineOf(bond.address, COUPON)

    next_block_at(day_start(deadline + 1))
    with reverts("ReportTooLate", deadline + 1, deadline):
        rates.report(bond.address, COUPON, *given, anyone)


def test_reverts_without_one_verification_for_each_batch(rates, bond, evidence, anyone):
    batches, verifications = evidence(bond, COUPON, AS_EXPECTED, AS_EXPECTED)
    for given in (([], []), (batches, verifications[:1]), (batches[:1], verifications)):
        with reverts("ReportShape", len(given[0]), len(given[1])):
            rates.report(bond.address, COUPON, *given, anyone)


def test_reverts_when_the_batches_leave_out_a_part_of_the_period(rates, bond, evidence, anyone):
    batches, proofs = evidence(bond, COUPON, (1, 0), (1, 0), (1, 0))
    start, end = map(day_start, bond.coupons[COUPON - 1][:2])
    third = (end - start) // 3
    with reverts("NotContiguous", batches[1], start + third, start):
        rates.report(bond.address, COUPON, batches[1:], proofs[1:], anyone)
    with reverts("PeriodNotCovered", end - third, end):
        rates.report(bond.address, COUPON, batches[:2], proofs[:2], anyone)
    with reverts("NotContiguous", batches[2], end - third, start + third):
        rates.report(bond.address, COUPON, batches[::2], proofs[::2], anyone)


def test_reverts_when_the_batches_are_out_of_order_or_counted_twice(rates, bond, evidence, anyone):
    (a, b), (of_a, of_b) = evidence(bond, COUPON, (1, 0), (1, 0))
    start, end = map(day_start, bond.coupons[COUPON - 1][:2])
    middle = (start + end) // 2
    with reverts("NotContiguous", b, middle, start):
        rates.report(bond.address, COUPON, [b, a], [of_b, of_a], anyone)
    with reverts("NotContiguous", a, start, middle):
        rates.report(bond.address, COUPON, [a, a, b], [of_a, of_a, of_b], anyone)


def test_reverts_when_the_batches_reach_beyond_the_period(
    platform, rates, bond, project_id, anyone
):
    start, end = bond.coupons[COUPON - 1][:2]
    ids = measured(platform, project_id, start, end + 2, AS_EXPECTED)
    with reverts("PeriodNotCovered", day_start(end + 2), day_start(end)):
        rates.report(bond.address, COUPON, ids, verified(platform, ids), anyone)


def test_reverts_with_the_period_of_another_coupon(rates, bond, evidence, anyone):
    given = evidence(bond, COUPON, AS_EXPECTED)
    start, next_start = (day_start(bond.coupons[number][0]) for number in (COUPON - 1, COUPON))
    with reverts("NotContiguous", given[0][0], start, next_start):
        rates.report(bond.address, COUPON + 1, *given, anyone)


def test_reverts_with_batches_of_another_project(platform, rates, bond, pin_id, project_id, anyone):
    other = propose(platform, pin_id)
    ids = measured(platform, other, *bond.coupons[COUPON - 1][:2], AS_EXPECTED)
    with reverts("NotOfStream", ids[0], project_id, METRIC):
        rates.report(bond.address, COUPON, ids, verified(platform, ids), anyone)


def test_reverts_with_a_batch_that_was_not_measured(platform, rates, bond, project_id, anyone):
    start, end = map(day_start, bond.coupons[COUPON - 1][:2])
    mine_at(end)
    window = {"end": end, "interval": end - start}
    posted, _ = sealed(project_id, slots_of(AS_EXPECTED, start=start), start, **window)
    post(platform, posted)
    for batch in (str(id_of(posted)), UNKNOWN):
        with reverts("NotMeasured", batch):
            proofs = verified(platform, [batch])
            rates.report(bond.address, COUPON, [batch], proofs, anyone)


def test_reverts_without_a_live_verification_of_each_batch(
    platform, rates, bond, evidence, actors, anyone
):
    (a, b), (of_a, of_b) = evidence(bond, COUPON, (1, 0), (1, 0))
    wrong_kind = attest(platform, DISCLOSURE_ASSURANCE, b)
    expired = attest(platform, IMPACT_VERIFICATION, b, expires_at=chain.time() + 50)
    revoked = attest(platform, IMPACT_VERIFICATION, b)
    schema = platform.attestations.schemaOf(IMPACT_VERIFICATION)
    platform.eas.revoke((schema, (revoked, 0)), {"from": actors.verifier})
    chain.mine(timestamp=chain.time() + 100)
    for wrong in (of_a, wrong_kind, expired, revoked, digest32("none")):
        with reverts("NotVerified", b, wrong):
            rates.report(bond.address, COUPON, [a, b], [of_a, wrong], anyone)
    rates.report(bond.address, COUPON, [a, b], [of_a, of_b], anyone)


def test_reverts_for_a_coupon_that_is_not_linked(rates, bond, linked, evidence, anyone):
    given = evidence(bond, 1, AS_EXPECTED)
    for coupon in (0, 1):
        with reverts("NotLinked", coupon, linked.start_period):
            rates.report(bond.address, coupon, *given, anyone)


def test_reverts_for_a_coupon_without_a_baseline(rates, bond, evidence, anyone):
    assert bond.baselines[5] == 0
    given = evidence(bond, 5, AS_EXPECTED)
    with reverts("NoBaseline", bond.address, 5):
        rates.report(bond.address, 5, *given, anyone)


def test_reverts_when_the_bond_has_fewer_coupons(rates, bond, anyone):
    with reverts("NoSuchCoupon", 8, 8):
        rates.report(bond.address, 8, [], [], anyone)


def test_reverts_when_the_terms_were_not_defined_here(platform, rates, bare_bonds, bond, anyone):
    other = impact_bond(platform, bare_bonds, text32("none"), [1, 1], bond.coupons[0][0], 0)
    with reverts("UnknownTerms", text32("none")):
        rates.report(other.address, 1, [], [], anyone)
