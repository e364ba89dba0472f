"""oracle.facts.statement: what a bond's events add up to"""

import random
from dataclasses import replace
from functools import cache

import pytest

from oracle.core.errors import Duplicate, Malformed, SumMismatch
from oracle.core.units import PPM_ONE
from oracle.desk.terms import PPB_ONE
from oracle.facts.figure import Figures, Quantity
from oracle.facts.statement import Statement, statement_of
from tests.support import events as sample
from tests.support.chain import PERIOD


@cache
def told() -> sample.Story:
    return sample.story(7)


def state(events=None, period=PERIOD, as_of=None) -> Statement:
    given = told().events if events is None else events
    return statement_of(given, as_of or told().as_of, sample.BOND, period, sample.SCALE)


def changed(name: str, change, nth: int = 0) -> list:
    """The story with the nth event of a name changed."""
    events, found = list(told().events), -1
    for at, event in enumerate(events):
        if event.name == name:
            found += 1
            if found == nth:
                events[at] = replace(event, arguments={**event.arguments, **change(event)})
    return events


# --- a function of final events (INV-DC-1) ---


def test_inv_dc_1_any_order_of_the_same_events_gives_the_same_figures() -> None:
    expected = list(state().figures)
    shuffled = list(told().events)
    for seed in range(5):
        random.Random(seed).shuffle(shuffled)
        assert list(state(shuffled).figures) == expected


def test_inv_dc_1_events_after_the_block_change_nothing() -> None:
    later = replace(
        told().events[-1],
        block=told().block + 1,
        contract="ProceedsVault",
        address=sample.VAULT,
        name="ProceedsReceived",
        arguments={"from": sample.ISSUER, "amount": "1"},
    )
    assert list(state([*told().events, later]).figures) == list(state().figures)


def test_events_of_another_bond_change_nothing() -> None:
    other = sample.address(999)
    foreign = [
        replace(event, address=other, block=event.block, log_index=event.log_index + 50)
        for event in told().events
        if event.contract in ("Bond", "ProceedsVault")
    ]
    assert list(state([*told().events, *foreign]).figures) == list(state().figures)


def test_refuses_two_events_at_one_place() -> None:
    with pytest.raises(Duplicate, match="two at block"):
        state([*told().events, told().events[0]])


# --- every figure has inputs or sources (INV-DC-2) ---


def test_inv_dc_2_every_figure_has_inputs_or_sources() -> None:
    figures = state().figures
    assert len(figures) > 150
    assert all(figure.inputs or figure.sources for figure in figures)


def test_inv_dc_2_every_figure_leads_to_events() -> None:
    figures = state().figures

    def leads(figure: str) -> bool:
        found = figures[figure]
        return bool(found.sources) or any(leads(each) for each in found.inputs)

    assert all(leads(figure.id) for figure in figures)


def test_inv_dc_2_a_figure_without_either_is_refused() -> None:
    with pytest.raises(Malformed, match="without inputs or sources"):
        Figures().enter(("money.raised", "Raised"), Quantity(1, "HKD", 2), "1")


def test_a_figure_before_its_inputs_is_refused() -> None:
    with pytest.raises(Malformed, match="after its inputs"):
        Figures().enter(("a", "A"), Quantity(1, "Wh"), "b", ("b",))


# --- attribution (INV-DC-3) ---


@pytest.mark.parametrize("what", ["net", "reduction"])
def test_inv_dc_3_attributed_is_never_more_than_the_projects_total(what: str) -> None:
    figures = state().figures
    for n in (1, 2):
        total = figures.value(f"project.{n}.{what}")
        part = figures.value(f"project.{n}.attributed_{what}")
        share = [figures.value(f"project.{n}.{name}") for name in ("allocated", "eligible_cost")]
        assert 0 < part <= total
        assert part == total * share[0] // share[1]


def test_inv_dc_3_more_than_the_whole_project_is_refused() -> None:
    much = changed("ProceedsAllocated", lambda _: {"amount": str(70_000_000_001)})
    with pytest.raises(Malformed, match="the eligible cost is 70000000000"):
        state(much)


def test_a_negative_reduction_keeps_its_sign_and_is_floored() -> None:
    worse = changed("ImpactMeasured", lambda _: {"reduction": "-100000000"})
    figures = state(worse).figures
    total = figures.value("project.1.reduction")
    assert total < 0
    assert figures.value("project.1.attributed_reduction") == total * 45 // 70
    assert figures.value("project.1.attributed_reduction") >= total


# --- money ---


def test_shares_sum_to_the_whole_including_what_is_not_allocated() -> None:
    figures = state().figures
    shares = [
        figures.value(share)
        for share in ("project.1.share", "project.2.share", "money.unallocated_share")
    ]
    assert sum(shares) == PPM_ONE
    assert all(share % 1_000 == 0 for share in shares)


def test_received_is_unallocated_and_allocated() -> None:
    value = state().figures.value
    assert value("money.raised") == value("money.unallocated") + value("money.allocated")
    assert value("money.disbursed") == 35_000_000_050
    assert value("money.undisbursed") == value("money.allocated") - value("money.disbursed")


def test_a_bond_that_raised_nothing_has_no_shares_and_no_projects() -> None:
    created = next(e for e in told().events if e.name == "BondCreated")
    figures = state([e for e in told().events if e.block <= created.block]).figures
    assert figures.value("money.raised") == 0
    assert "money.unallocated_share" not in figures
    assert "project.1.allocated" not in figures


# --- coupons ---


def test_a_coupon_is_paid_by_the_register_at_its_record_day() -> None:
    value = state().figures.value
    per_unit = sample.DENOMINATION * sample.RATE * 182 // (PPB_ONE * 365)
    assert value("coupon.1.cash_per_unit") == per_unit
    assert value("coupon.1.due") == value("coupon.1.funded") == 800 * per_unit
    assert value("coupon.1.paid") == 700 * per_unit
    assert value("coupon.1.unpaid") == 100 * per_unit


def test_a_payment_that_the_register_does_not_give_is_refused() -> None:
    wrong = changed("CouponPaid", lambda event: {"amount": str(int(event.arguments["amount"]) + 1)})
    with pytest.raises(SumMismatch, match="the register gives"):
        state(wrong)


# --- energy ---


def test_totals_are_the_sums_of_the_batches_of_the_period() -> None:
    figures = state().figures
    for name in ("exported", "imported", "readings", "leaves"):
        batches = [figures.value(f"project.1.batch.{n}.{name}") for n in range(1, 8)]
        assert figures.value(f"project.1.{name}") == sum(batches)
        both = [figures.value(f"project.{n}.{name}") for n in (1, 2)]
        assert figures.value(f"energy.{name}") == sum(both)


def test_gaps_are_stated_and_coverage_is_floored() -> None:
    value = state().figures.value
    leaves, readings = (value(f"project.1.{name}") for name in ("leaves", "readings"))
    assert value("project.1.gaps") == leaves - readings > 0
    assert value("project.1.coverage") == readings * PPM_ONE // leaves < PPM_ONE


def test_a_batch_that_the_period_cuts_is_left_out_and_named() -> None:
    first, after = PERIOD
    cut = state(period=(first + 10, after))
    assert cut.projects[0].cut == (told().plants[0].batches[0],)
    assert [batch.number for batch in cut.projects[0].batches] == [2, 3, 4, 5, 6, 7]
    assert "project.1.batch.1.net" not in cut.figures


def test_only_live_verifications_count_as_verified() -> None:
    value = state().figures.value
    assert value("project.1.reduction_verified") == value("project.1.reduction")
    assert value("project.2.reduction_verified") == 0
    uid = next(e for e in told().events if e.arguments.get("kind") == "4").arguments["attestation"]
    revoked = replace(
        told().events[-1],
        contract="Attestations",
        address=sample.CONTRACTS["Attestations"],
        name="AttestationRevoked",
        arguments={"attestation": uid},
        log_index=9,
    )
    after = state([*told().events, revoked]).figures.value
    first = after("project.1.batch.1.reduction")
    assert after("project.1.reduction_verified") == value("project.1.reduction") - first
