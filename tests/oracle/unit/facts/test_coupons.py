"""oracle.facts.coupons: what was owed, funded, paid and withheld, each from its inputs"""

import re
from dataclasses import replace

import pytest

from oracle.core.errors import Malformed, SumMismatch
from oracle.desk.terms import Option, OptionKind
from oracle.facts.figure import Figure, Figures
from oracle.facts.format import shown
from oracle.facts.tables import tables_of
from tests.support import events as sample
from tests.support.bond_log import A, B, BondLog

CALL = Option(OptionKind.CALL, sample.ISSUE, sample.ISSUE, 1_000_000, 0)


def evaluated(figures: Figures, figure: Figure) -> int | None:
    """The value of a formula of figures, numbers, +, -, x, floor and min; None for other texts."""
    text = figure.formula
    for each in sorted(figure.inputs, key=len, reverse=True):
        text = text.replace(each, str(figures.value(each)))
    text = text.replace(" x ", " * ").replace(" / ", " // ")
    if not re.fullmatch(r"(floor|min|[0-9()+\-*/, ])+", text):
        return None
    return int(eval(text, {"floor": int, "min": min}))  # noqa: S307


def amortising() -> BondLog:
    """Repays 25.0001 % with every coupon: what is left with the last is less than its share."""
    log = BondLog(rows=sample.coupons(principal=250_001), terms={"amortising": True})
    log.issue(A, 60)
    log.issue(B, 40)
    return log


def test_principal_lowers_the_face_value_of_later_coupons_only() -> None:
    log = amortising()
    for coupon in range(4):
        log.coupon(coupon, 2_500)
    value = log.figures.value
    assert value("coupon.1.principal_per_unit") == 2_500
    assert value("coupon.1.cash_per_unit") == 10_000 * 38_000_000 * 182 // (10**9 * 365)
    assert value("coupon.2.face") == 7_500
    assert value("coupon.2.cash_per_unit") == 7_500 * 38_000_000 * 184 // (10**9 * 365)
    assert value("coupon.4.face") == 2_500
    assert value("coupon.4.due") == 100 * (value("coupon.4.cash_per_unit") + 2_500)
    assert value("bond.face") == value("bond.face_value_outstanding") == 0


def test_no_more_is_repaid_than_there_is() -> None:
    log = BondLog(rows=sample.coupons(principal=600_000), terms={"amortising": True})
    log.issue(A, 1)
    log.coupon(0, 6_000)
    log.coupon(1, 4_000)
    assert log.figures.value("bond.face") == 0


def test_a_partial_call_repays_with_its_coupon() -> None:
    log = BondLog(options=[CALL])
    log.issue(A, 100)
    log.say("PartialCallAnnounced", option=0, coupon=1, share=333_333)
    log.coupon(0)
    log.coupon(1, 3_333)
    log.coupon(2)
    figures = log.figures
    assert "coupon.1.principal_share" not in figures
    assert figures.value("coupon.2.principal_share") == 333_333
    assert figures.value("coupon.3.face") == figures.value("bond.face") == 6_667
    assert [event.name for event in figures["coupon.2.principal_share"].sources] == [
        *("BondCreated", "PartialCallAnnounced")
    ]


def test_principal_that_the_terms_do_not_give_is_refused() -> None:
    log = amortising()
    log.strike(0)
    log.determine(0, 1, principal=2_501)
    with pytest.raises(SumMismatch, match="repays 2501; terms give 2500"):
        assert log.figures


@pytest.mark.parametrize("repays", [True, False])
def test_inv_dc_2_every_formula_over_figures_gives_its_value(repays: bool) -> None:
    log = amortising() if repays else BondLog(terms={"taxAccount": sample.address(9)})
    log.issue(A, 7)
    for coupon in range(3):
        log.coupon(coupon, 2_500 if repays else 0)
    log.pay(A, 2, log.ledger.unpaid(A, 2))
    figures = log.figures
    checked = {figure.id: evaluated(figures, figure) for figure in figures if figure.inputs}
    found = {name: value for name, value in checked.items() if value is not None}
    assert found == {name: figures.value(name) for name in found}
    assert {"coupon.3.cash_per_unit", "coupon.3.due", "coupon.3.unpaid"} <= set(found)
    assert len(found) > 15


def test_the_rate_is_read_from_the_event_that_determined_it() -> None:
    log = BondLog(terms={"couponKind": "3", "rate": "0", "rateTerms": "0x" + "11" * 32})
    log.issue(A, 100)
    log.strike(0)
    figures = log.figures
    assert figures.value("coupon.1.units") == 100
    assert not {"bond.rate", "coupon.1.rate", "coupon.1.due"} & {each.id for each in figures}
    log.strike(1)
    log.determine(0, 75, rate=15_123_456)
    figure = log.figures["coupon.1.rate"]
    assert shown(figure.quantity) == "1.5123456 %"
    assert [event.name for event in figure.sources] == ["CouponDetermined"]
    assert log.figures.value("coupon.1.due") == 7_500
    assert "coupon.2.due" not in log.figures
    rows = next(table for table in tables_of(log.statement) if table["id"] == "coupons")["rows"]
    assert [row[3] for row in rows] == [{"figure": "coupon.1.rate"}, "–", "–", "–"]


def test_tax_is_part_of_what_was_paid() -> None:
    log = BondLog(terms={"taxAccount": sample.address(9)})
    log.issue(A, 100)
    interest = log.coupon(0)
    withheld = 100 * interest // 10
    log.pay(A, 1, 100 * interest - withheld, withheld)
    figures = log.figures
    assert figures.value("coupon.1.paid") == 100 * interest
    assert figures.value("coupon.1.unpaid") == 0
    assert figures.value("tax.withheld") == figures.value("tax.held") == withheld
    log.say("TaxRemitted", taxAccount=sample.address(9), amount=withheld)
    assert log.figures.value("tax.remitted") == withheld
    assert log.figures.value("tax.held") == 0


def test_what_was_withheld_and_is_not_stated_is_refused() -> None:
    log = BondLog(terms={"taxAccount": sample.address(9)})
    log.issue(A, 100)
    interest = log.coupon(0)
    log.pay(A, 1, 100 * interest - 5)
    with pytest.raises(SumMismatch, match="the register gives"):
        assert log.figures


def test_a_bond_without_tax_account_has_no_figures_of_tax() -> None:
    assert not [figure for figure in BondLog().figures if figure.id.startswith("tax.")]


def test_coupons_that_fall_away_by_a_call_are_not_listed() -> None:
    log = BondLog(options=[CALL])
    log.issue(A, 100)
    log.coupon(0)

    def listed() -> int:
        tables = {table["id"]: table for table in tables_of(log.statement)}
        return len(tables["coupons"]["rows"])  # type: ignore[arg-type]

    assert listed() == 4
    log.say("CallAnnounced", option=0, day=log.rows[1].accrual_end + 3, cashPerUnit=10_000)
    assert listed() == 2


def test_coupons_of_an_extension_are_listed_once_it_is_extended() -> None:
    rows = sample.coupons()
    log = BondLog(rows=rows, terms={"maturityDay": str(rows[2].accrual_end)})

    def listed() -> int:
        tables = {table["id"]: table for table in tables_of(log.statement)}
        return len(tables["coupons"]["rows"])  # type: ignore[arg-type]

    assert listed() == 3
    log.say("MaturityExtended", maturityDay=rows[3].accrual_end)
    assert listed() == 4


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("CouponStruck", {"coupon": 4, "units": 0}, "coupon 4 of 4"),
        ("CouponFunded", {"coupon": 0, "amount": 1}, "coupon 0 was not struck"),
        ("CouponDetermined", {"coupon": 0, "principalPerUnit": 0}, "coupon 0 was not struck"),
    ],
)
def test_a_coupon_that_cannot_be_is_refused(name: str, arguments: dict, message: str) -> None:
    log = BondLog()
    log.say(name, **arguments)
    with pytest.raises(Malformed, match=message):
        assert log.figures


def test_units_that_nobody_has_cannot_move() -> None:
    log = BondLog()
    log.issue(A, 1)
    log.move(A, B, 2)
    with pytest.raises(SumMismatch, match="which has 1"):
        assert log.figures


def test_events_of_another_bond_are_not_walked() -> None:
    log = BondLog()
    log.issue(A, 5)
    before = list(log.figures)
    event = log.say("CouponStruck", coupon=9, units=0)
    log.told.events[-1] = replace(event, address=sample.address(99))
    assert list(log.figures) == before
