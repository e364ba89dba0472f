"""Every date and amount of a bond before anything is signed: one line per payment."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from oracle.core.calendar import iso_of_day
from oracle.core.units import Day
from oracle.desk.amounts import amounts, rates_of, redemption
from oracle.desk.schedule import Schedule
from oracle.desk.term_sheet import TermSheet
from oracle.desk.terms import Coupon, CouponKind, Rate

COLUMNS = (
    *("number", "accrualStart", "accrualEnd", "days", "fraction", "recordDay", "exDay"),
    *("paymentDay", "fixingDay", "baseline", "rate", "face", "interest", "principal"),
    *("interestTotal", "principalTotal"),
)
"""Members of a line, in order."""


@dataclass(frozen=True, slots=True)
class Line:
    """One coupon.

    days       of the calendar in its accrual
    rate       [ppb]; None where it is found out later, and no rate was assumed
    face       of one unit on which it accrues; as far as instalments are scheduled
    interest   of one unit, None without a rate [cash base units]
    principal  of one unit [cash base units]
    """

    number: int
    coupon: Coupon
    rate: Rate | None
    face: int
    interest: int | None
    principal: int

    @property
    def days(self) -> int:
        """Calendar days of the accrual."""
        return self.coupon.accrual_end - self.coupon.accrual_start


@dataclass(frozen=True, slots=True)
class FlowTable:
    """All payments of a bond whose terms are not signed yet.

    lines           one per coupon that is paid if the bond is not extended
    extension       those of the extension
    redeemed        of one unit at the end [cash base units]
    redemption_day  on which that is paid
    units           the whole issue
    """

    lines: tuple[Line, ...]
    extension: tuple[Line, ...]
    redeemed: int
    redemption_day: Day
    units: int

    @property
    def interest(self) -> int | None:
        """Of one unit until maturity, None where a rate is not known [cash base units]."""
        known = [line.interest for line in self.lines if line.interest is not None]
        return sum(known) if len(known) == len(self.lines) else None

    @property
    def repaid(self) -> int:
        """Principal of one unit until maturity: its denomination [cash base units]."""
        return sum(line.principal for line in self.lines) + self.redeemed


def flow_table(sheet: TermSheet, schedule: Schedule, assumed: Rate | None = None) -> FlowTable:
    """Every payment of a term sheet.

    assumed  rate of each coupon where the terms do not state it

    Raises: InvalidSchedule
    """
    coupons = schedule.coupons
    rates = _rates(sheet, coupons, assumed)
    paid = amounts(sheet.denomination, coupons, [rate or Rate(0) for rate in rates])
    lines = [
        Line(number, coupon, rate, of.face, None if rate is None else of.interest, of.principal)
        for number, (coupon, rate, of) in enumerate(zip(coupons, rates, paid, strict=True))
    ]
    living = [line for line in lines if line.coupon.accrual_end <= schedule.maturity_day]
    return FlowTable(
        tuple(living),
        tuple(lines[len(living) :]),
        redemption(sheet.denomination, paid[: len(living)]),
        schedule.redemption_day,
        sheet.issue_units,
    )


def rows_of(table: FlowTable) -> list[dict[str, str]]:
    """Lines as text by `COLUMNS`: amounts are base units, what is not known is empty."""
    return [_row(line, table.units) for line in (*table.lines, *table.extension)]


def _row(line: Line, units: int) -> dict[str, str]:
    c = line.coupon
    of_year = Fraction(c.numerator, c.denominator)
    values: tuple[object, ...] = (
        *(line.number, iso_of_day(c.accrual_start), iso_of_day(c.accrual_end), line.days),
        *(f"{of_year.numerator}/{of_year.denominator}", iso_of_day(c.record_day)),
        *(iso_of_day(Day(c.record_day + 1)), iso_of_day(c.payment_day)),
        *(iso_of_day(c.fixing_day) if c.fixing_day else "", c.baseline or ""),
        *("" if line.rate is None else line.rate, line.face),
        *("" if line.interest is None else line.interest, line.principal),
        "" if line.interest is None else line.interest * units,
        line.principal * units,
    )
    return dict(zip(COLUMNS, map(str, values), strict=True))


def _rates(
    sheet: TermSheet, coupons: Sequence[Coupon], assumed: Rate | None
) -> Sequence[Rate | None]:
    kind = sheet.plan.coupon_kind
    if kind in (CouponKind.FIXED, CouponKind.STEP_UP):
        return rates_of(kind, sheet.rate, coupons)
    return [assumed] * len(coupons)
