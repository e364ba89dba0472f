"""ImpactRates.deadlineOf: report days after the accrual start, always before the record day."""

from dataclasses import replace

import pytest

from oracle.desk.rates import deadline_of
from tests.support.reverts import reverts


@pytest.mark.parametrize("report_days", [0, 1, 20, 25, 26, 27, 28, 30, 65_535])
def test_the_deadline_is_that_of_the_mirror(rates, new_bond, linked, report_days):
    bond = new_bond(replace(linked, report_days=report_days))
    for number, (start, _, record, *_) in enumerate(bond.coupons):
        deadline = rates.deadlineOf(bond.address, number)
        assert deadline == deadline_of(start, record, report_days)
        assert start <= deadline < record


def test_reverts_when_the_bond_has_fewer_coupons(rates, bond):
    with reverts("NoSuchCoupon", 9, 8):
        rates.deadlineOf(bond.address, 9)
