"""Outstanding bonds without a book before: the offering itself is impersonated. No asserts here."""

from types import SimpleNamespace

from tests.support.bonds import as_contract
from tests.support.clock import DAY, day_start, mine_at, today
from tests.support.platform import announce, create_bond, mint
from tests.support.terms import coupon

BOOKBUILDING, PRICED, OUTSTANDING = 2, 3, 4


def issued_bond(platform, held, periods=(180, 185), ex_days=10, options=(), **changes):
    """An outstanding bond on its issue day: (account, units) pairs hold it, all admitted before.

    periods  lengths of the coupons [days], ACT/365F; the record day is `ex_days` before payment
    cash     its token, if not the deposit token; `series.cash` is the contract
    """
    issue_day = changes.setdefault("issue_day", today() + 2)
    shares = changes.pop("principal", 0)
    coupons, start = [], 0
    for days in periods:
        end = start + days
        coupons.append(coupon(issue_day, start, end, end - ex_days, end, principal=shares))
        start = end
    cash = changes.pop("cash", platform.deposit_token)
    given = {"issue_units": 1_000, "amortising": bool(shares), "maturity_day": issue_day + start}
    given = {**given, **changes, "cash": cash.address}
    series = create_bond(platform, coupons=coupons, options=options, **given)
    announce(platform, series)
    offering = {"from": as_contract(platform.offering)}
    series.bond.advanceTo(BOOKBUILDING, offering)
    series.bond.advanceTo(PRICED, offering)
    for account, units in held:
        series.bond.issue(account, units, offering)
    mine_at(day_start(issue_day))
    series.bond.advanceTo(OUTSTANDING, offering)
    return SimpleNamespace(**vars(series), cash=cash, offering=offering)


def pass_days(series, days):
    """To the beginning of a day, counted from the issue day, in the bond's zone."""
    mine_at(day_start(series.issue_day + days))


def end_of_record_day(series, number) -> int:
    """First second after a record day."""
    return day_start(series.coupons[number][2]) + DAY


def pay_in(platform, series, number):
    """Strike and fund a coupon after its record day, the issuer paying; what it cost."""
    issuer = platform.actors.issuer
    mine_at(end_of_record_day(series, number))
    series.bond.strike({"from": issuer})
    struck = series.bond.struckOf(number)
    per_unit = struck["cashPerUnit"] + series.bond.repaidWith(number)
    amount = struck["units"] * per_unit
    give_cash(platform, series, issuer, amount)
    series.cash.approve(series.bond, amount, {"from": issuer})
    series.bond.fundCoupon(number, {"from": issuer})
    return amount


def give_cash(platform, series, account, amount):
    """Cash of a bond's own token, out of nothing."""
    if series.cash == platform.deposit_token:
        mint(platform, account, amount)
    else:
        series.cash.mint(account, amount, {"from": account})
