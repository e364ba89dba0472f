"""oracle.facts.bond: terms and schedule as the factory's event tells them"""

import re
from pathlib import Path

import pytest

from oracle.core.errors import Malformed
from oracle.desk.terms import CouponKind, Option, OptionKind
from oracle.facts.bond import COUPON_KINDS, DAY_COUNTS, STAGES
from tests.support import events as sample
from tests.support.bond_log import BondLog

ROOT = Path(__file__).parents[4]


def enumerators(path: str, name: str) -> list[str]:
    """Members of a Solidity enum, in order."""
    body = re.search(rf"enum {name} \{{([^}}]*)\}}", (ROOT / path).read_text())
    assert body is not None
    return [member.strip() for member in body[1].split(",")]


def test_stages_are_those_of_the_contract_in_its_order() -> None:
    assert list(STAGES) == enumerators("interfaces/IBondTypes.sol", "Stage")


def test_every_day_count_and_kind_of_the_contract_has_a_name() -> None:
    assert len(DAY_COUNTS) == len(enumerators("contracts/types/DayCount.sol", "DayCount"))
    assert len(COUPON_KINDS) == len(enumerators("contracts/types/Terms.sol", "CouponKind"))
    assert len(set(DAY_COUNTS.values())) == len(DAY_COUNTS)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        *((0, "ACT/365F"), (1, "ACT/360"), (2, "ACT/ACT ICMA"), (3, "ACT/ACT ISDA")),
        *((4, "30/360"), (5, "30E/360"), (6, "30E/360 ISDA")),
    ],
)
def test_day_counts_are_named_as_the_market_writes_them(number: int, name: str) -> None:
    assert BondLog(terms={"dayCount": str(number)}).bond.day_count_name == name


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"dayCount": "7"}, "terms.dayCount"),
        ({"couponKind": "1", "amortising": "yes"}, "amortising"),
        ({"document": "0x12"}, "document"),
    ],
)
def test_terms_of_another_form_are_refused_by_name(terms: dict, field: str) -> None:
    with pytest.raises(Malformed, match=field):
        assert BondLog(terms=terms).bond


def test_a_kind_of_coupons_that_is_not_known_is_refused() -> None:
    log = BondLog()
    log.told.events[0].arguments["terms"]["couponKind"] = "5"  # type: ignore[index]
    with pytest.raises(Malformed, match=r"terms\.couponKind: 5"):
        assert log.bond


def test_a_schedule_that_is_cut_is_refused() -> None:
    log = BondLog()
    arguments = log.told.events[0].arguments
    arguments["schedule"] = str(arguments["schedule"])[:-2]  # type: ignore[index]
    with pytest.raises(Malformed, match="schedule"):
        assert log.bond


def test_coupons_and_options_come_from_the_schedule() -> None:
    rows = sample.coupons(rate=41_250_000, principal=100_000)
    call = Option(OptionKind.CALL, sample.ISSUE, rows[3].accrual_end, 1_010_000, 30)
    log = BondLog(rows=rows, options=[call], terms={"couponKind": "1", "amortising": True})
    assert log.bond.coupons == tuple(rows)
    assert log.bond.options == (call,)
    assert log.bond.coupon_name == "step-up"


def test_a_bond_without_coupons_is_a_zero() -> None:
    log = BondLog(rows=[], terms={"rate": "0"})
    assert log.bond.coupon_name == "zero"
    assert "bond.rate" not in log.figures


def test_the_rate_of_a_book_built_bond_is_the_books() -> None:
    log = BondLog(terms={"couponKind": str(CouponKind.BOOKBUILT.value), "rate": "0"})
    assert "bond.rate" not in log.figures
    log.say("RateSet", rate=31_400_000)
    assert log.bond.rate == 31_400_000
    assert [event.name for event in log.figures["bond.rate"].sources] == ["RateSet"]


def test_a_bond_ends_at_maturity_unless_extended_or_called() -> None:
    log = BondLog()
    maturity = log.bond.terms.maturity_day
    assert log.bond.end_day == maturity
    log.say("MaturityExtended", maturityDay=maturity + 365)
    assert log.bond.end_day == maturity + 365
    log.say("CallAnnounced", option=0, day=maturity - 10, cashPerUnit=1)
    assert log.bond.end_day == maturity - 10
