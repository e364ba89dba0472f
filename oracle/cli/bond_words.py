"""A bond's payments and options as people read them."""

from collections.abc import Sequence

from oracle.cli.printing import print_pairs, print_table
from oracle.core.calendar import iso_of_day
from oracle.desk.flow_table import FlowTable, Line, rows_of
from oracle.desk.term_sheet import TermSheet
from oracle.desk.terms import Option, OptionKind, Rate
from oracle.facts.figure import Quantity
from oracle.facts.format import shown, shown_parts

_SHOWN = (
    *("number", "accrualStart", "accrualEnd", "days", "fraction", "recordDay", "exDay"),
    *("paymentDay", "rate", "interest", "principal", "interestTotal", "principalTotal"),
)
_UNKNOWN = "later"


def print_flows(sheet: TermSheet, table: FlowTable, scale: int) -> None:
    """Every date and amount, in the currency at the cash token's decimals."""
    units = f"{table.units:,} units of {_money(sheet, sheet.denomination, scale)}"
    print(f"{sheet.isin} {sheet.name}: {units}; amounts in {sheet.currency}")
    found = zip(rows_of(table), (*table.lines, *table.extension), strict=True)
    rows = [_in_words(sheet, row, line, scale, table.units) for row, line in found]
    columns = [*_SHOWN]
    if any(row["fixingDay"] for row in rows):
        columns.insert(8, "fixingDay")
    if any(row["baseline"] for row in rows):
        columns.insert(8, "baseline")
    if rows:
        print_table(columns, rows)
    if table.extension:
        print(f"the last {len(table.extension)} only if the bond is extended")
    for number, option in enumerate(options_of(sheet.plan.options)):
        print(f"option {number}: " + ", ".join(f"{k} {v}" for k, v in option.items()))
    interest = "known when the rates are"
    if table.interest is not None:
        interest = _both(sheet, table.interest, scale, table.units)
    print_pairs(
        {
            "redemption": f"{_both(sheet, table.redeemed, scale, table.units)}"
            f" on {iso_of_day(table.redemption_day)}",
            "interest in all": interest,
            "principal in all": _both(sheet, table.repaid, scale, table.units),
        }
    )


def options_of(options: Sequence[Option]) -> list[dict[str, str]]:
    """Calls and puts in words."""
    return [
        {
            "type": "call" if option.kind is OptionKind.CALL else "put",
            "from": iso_of_day(option.first_day),
            "to": iso_of_day(option.last_day),
            "price": shown(Quantity(option.price, "ppm")),
            "notice": f"{option.notice_days} days",
        }
        for option in options
    ]


def percent_of(rate: Rate) -> str:
    """An annual rate in per cent."""
    return shown(Quantity(rate, "ppb per year"))


def _in_words(
    sheet: TermSheet, row: dict[str, str], line: Line, scale: int, units: int
) -> dict[str, str]:
    interest = line.interest

    def bare(amount: int | None) -> str:
        if amount is None:
            return _UNKNOWN
        return shown_parts(Quantity(amount, sheet.currency, scale))[0]

    return row | {
        "rate": _UNKNOWN if line.rate is None else percent_of(line.rate),
        "interest": bare(interest),
        "principal": bare(line.principal),
        "interestTotal": bare(None if interest is None else interest * units),
        "principalTotal": bare(line.principal * units),
    }


def _both(sheet: TermSheet, per_unit: int, scale: int, units: int) -> str:
    total = _money(sheet, per_unit * units, scale)
    return f"{_money(sheet, per_unit, scale)} a unit, {total}"


def _money(sheet: TermSheet, amount: int, scale: int) -> str:
    return shown(Quantity(amount, sheet.currency, scale))
