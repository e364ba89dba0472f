"""oracle.facts.repayment: calls, puts, redemption, and the claim in default"""

import pytest

from oracle.desk.terms import Option, OptionKind
from oracle.facts.tables import tables_of
from tests.support import events as sample
from tests.support.bond_log import A, B, BondLog

PUT = Option(OptionKind.PUT, sample.ISSUE, sample.ISSUE, 1_000_000, 0)


@pytest.fixture
def log() -> BondLog:
    told = BondLog(options=[PUT, PUT])
    told.issue(A, 60)
    told.issue(B, 40)
    return told


def rows_of(log: BondLog, name: str) -> list[object]:
    return next((table["rows"] for table in tables_of(log.statement) if table["id"] == name), [])  # type: ignore[return-value]


def settle(log: BondLog, option: int, holder: str, units: int, each: int) -> None:
    log.move(holder, sample.ZERO, units)
    log.say("PutSettled", option=option, holder=holder, units=units, amount=units * each)


def test_a_put_is_funded_settled_and_its_units_end(log: BondLog) -> None:
    log.say("PutFunded", option=1, from_=sample.ISSUER, cashPerUnit=10_100, amount=303_000)
    settle(log, 1, A, 20, 10_100)
    value = log.figures.value
    assert value("put.2.cash_per_unit") == 10_100
    assert value("put.2.funded") == 303_000
    assert value("put.2.paid") == 202_000
    assert value("put.2.outstanding") == 101_000
    assert value("bond.units_put") == 20
    assert value("bond.units_outstanding") == 80
    assert value("bond.face_value_outstanding") == 800_000
    assert len(rows_of(log, "redemption")) == 4


def test_puts_of_other_options_are_counted_apart(log: BondLog) -> None:
    for option, units in ((0, 5), (1, 20)):
        amount = units * 10_000
        log.say("PutFunded", option=option, from_=A, cashPerUnit=10_000, amount=amount)
        settle(log, option, A, units, 10_000)
    value = log.figures.value
    assert (value("put.1.paid"), value("put.2.paid")) == (50_000, 200_000)
    assert value("bond.units_put") == 25


def test_units_bought_back_are_no_longer_outstanding(log: BondLog) -> None:
    log.move(A, sample.ZERO, 10)
    log.say("UnitsCancelled", holder=A, units=10)
    figures = log.figures
    assert figures.value("bond.units") == 100
    assert figures.value("bond.units_cancelled") == 10
    assert figures.value("bond.units_outstanding") == 90
    assert figures["bond.units_outstanding"].inputs == (
        *("bond.units", "bond.units_redeemed", "bond.units_cancelled"),
    )


def test_a_tap_counts_as_issued(log: BondLog) -> None:
    log.issue(B, 11)
    assert log.figures.value("bond.units") == 111


def test_a_called_bond_states_its_price_and_its_end(log: BondLog) -> None:
    day = log.rows[0].accrual_end
    log.say("CallAnnounced", option=0, day=day, cashPerUnit=10_050)
    log.say("RedemptionFunded", from_=sample.ISSUER, amount=1_005_000)
    log.move(A, sample.ZERO, 60)
    log.say("Redeemed", holder=A, units=60, amount=603_000)
    log.say("StageChanged", from_=4, to=8)
    assert log.bond.stage == "Called"
    assert log.bond.end_day == day
    value = log.figures.value
    assert value("call.cash_per_unit") == 10_050
    assert value("redemption.outstanding") == 402_000
    assert ["Called for", "2024-07-10"] in rows_of(log, "terms")


def test_a_claim_is_distributed_row_by_row(log: BondLog) -> None:
    interest = log.coupon(0)
    log.strike(1)
    log.determine(1, 190)
    log.say("DebtAccelerated", claimPerUnit=10_200)
    log.say("ClaimDistributed", index=2, from_=sample.ISSUER, perUnit=4_000, amount=400_000)
    log.say("ClaimDistributed", index=3, from_=sample.ISSUER, perUnit=200, amount=20_000)
    log.pay(A, 3, 60 * (interest + 4_000))
    value = log.figures.value
    assert value("claim.per_unit") == 10_200
    assert value("claim.left_per_unit") == 6_000
    assert value("distribution.1.due") == 400_000
    assert value("distribution.1.paid") == 240_000
    assert value("distribution.2.unpaid") == 20_000
    assert value("coupon.1.paid") == 60 * interest
    assert value("coupon.2.lapsed") == 19_000
    assert value("coupon.2.unpaid") == value("coupon.2.paid") == 0
    assert "coupon.3.units" not in log.figures
    assert len(rows_of(log, "claim")) == 12


def test_what_was_prescribed_is_stated(log: BondLog) -> None:
    log.say("RedemptionFunded", from_=sample.ISSUER, amount=1_000_000)
    log.say("Prescribed", issuer=sample.ISSUER, amount=400_000)
    assert log.figures.value("claim.prescribed") == 400_000


def test_a_bond_in_good_standing_has_no_figures_of_a_claim(log: BondLog) -> None:
    parts = {figure.id.split(".")[0] for figure in log.figures}
    assert not parts & {"claim", "distribution", "put", "call", "redemption"}
    assert rows_of(log, "claim") == rows_of(log, "redemption") == []
