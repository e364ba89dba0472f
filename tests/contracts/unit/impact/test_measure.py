"""Impact.measure: anyone has an anchored batch evaluated by the project's own pin, once."""

import brownie
import pytest

from oracle.measure.grid_renewable import Rounding, emissions_reduction
from tests.support.platform import (
    BM_VALUE,
    METRIC,
    OM_VALUE,
    PDD_EF4_HALF_UP_ER_FLOOR_T,
    pin,
    propose,
)
from tests.support.reports import id_of, post, report_of
from tests.support.reverts import reverts
from tests.support.texts import digest32, text32


def measure(platform, report, metric=METRIC):
    period = report.start, report.end
    return platform.impact.measure(
        report.project, metric, *period, {"from": platform.actors.stranger}
    )


def expected(report, rounding=Rounding.EXACT_FLOOR_G):
    factors = OM_VALUE, BM_VALUE, 750_000, 250_000
    return emissions_reduction(report.exported, report.imported, *factors, rounding)


@pytest.mark.parametrize(
    ("exported", "imported"), [(1_000, 0), (0, 1_000), (0, 0), (2**64 - 1, 0), (0, 2**64 - 1)]
)
def test_the_result_is_that_of_the_methodology(platform, project_id, pin_id, exported, imported):
    report = report_of(project_id, exported=exported, imported=imported)
    post(platform, report)

    tx = measure(platform, report)

    grams = expected(report)
    assert tx.return_value == grams
    assert platform.impact.reductionOf(id_of(report)) == (grams, True)
    assert platform.impact.totalOf(project_id) == (exported, imported, grams)
    assert dict(tx.events["ImpactMeasured"]) == {
        "batch": id_of(report),
        "project": project_id,
        "pin": pin_id,
        "exported": exported,
        "imported": imported,
        "reduction": grams,
    }


def test_a_project_is_measured_under_its_own_pin(platform, actors, project_id):
    rounding = pin(platform, rounding=PDD_EF4_HALF_UP_ER_FLOOR_T)
    other = propose(platform, rounding)
    report = report_of(other, exported=5 * 10**9)
    post(platform, report)

    found = measure(platform, report).return_value

    assert found == expected(report, Rounding.PDD_EF4HALFUP_ER_FLOOR_T) != expected(report)


def test_inv_im_2_totals_are_the_sums_of_the_measured_batches(platform, project_id):
    energies = enumerate([(7, 0), (0, 9), (3, 3)])
    reports = [report_of(project_id, number, *energy) for number, energy in energies]
    for report in reports:
        post(platform, report)
    for report in (reports[2], reports[0]):  # in any order, not all
        measure(platform, report)

    measured = reports[0], reports[2]
    assert platform.impact.totalOf(project_id) == (10, 3, sum(map(expected, measured)))
    assert platform.impact.reductionOf(id_of(reports[1])) == (0, False)


def test_inv_im_1_reverts_when_it_was_measured_before(platform, project_id):
    for number, exported in enumerate((1_000, 0)):  # a result of 0 counts as well
        report = report_of(project_id, number, exported)
        post(platform, report)
        measure(platform, report)
        before = platform.impact.totalOf(project_id)

        with reverts("AlreadyMeasured", id_of(report)):
            measure(platform, report)
        assert platform.impact.totalOf(project_id) == before


def test_reverts_when_no_such_batch_was_posted(platform, project_id):
    report = report_of(project_id)
    with reverts("BatchMissing", id_of(report)):
        measure(platform, report)


def test_reverts_when_the_batch_is_of_another_period(platform, project_id):
    post(platform, report_of(project_id))
    other = report_of(project_id, end=report_of(project_id).end - 900)
    with reverts("BatchMissing", id_of(other)):
        measure(platform, other)


def test_reverts_when_there_is_no_such_project(platform):
    report = report_of(digest32("none"))
    post(platform, report)
    with reverts("UnknownPin", "0x" + "00" * 32):
        measure(platform, report)


def test_reverts_when_the_methodology_measures_something_else(platform, project_id):
    report = report_of(project_id, metric="heat")
    post(platform, report)
    with reverts("MetricMismatch", text32("heat"), METRIC):
        measure(platform, report, text32("heat"))


def test_a_superseded_factor_changes_no_result(platform, actors, project_id):
    report = report_of(project_id)
    post(platform, report)
    om, bm = text32("CN-NCSC-2012-NW-OM"), text32("CN-NCSC-2012-NW-BM")
    platform.factors.supersede(om, bm, {"from": actors.admin})

    assert measure(platform, report).return_value == expected(report)


def test_totals_over_64_bits_revert_and_never_wrap(platform, project_id):
    first, second = report_of(project_id, 0, 2**64 - 1), report_of(project_id, 1, 1)
    for report in (first, second):
        post(platform, report)
    measure(platform, first)
    with brownie.reverts("Integer overflow"):
        measure(platform, second)
