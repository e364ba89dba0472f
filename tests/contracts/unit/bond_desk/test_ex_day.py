"""BondDesk.exDay: the day after the record day."""

from tests.support.reverts import reverts


def test_it_is_the_day_after_the_record_day(plain):
    assert [plain.bond.exDay(n) - plain.issue_day for n in (0, 1)] == [171, 356]


def test_reverts_when_there_is_no_such_coupon(plain):
    with reverts("CouponNotOpen", 2):
        plain.bond.exDay(2)
