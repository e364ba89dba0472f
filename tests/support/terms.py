"""Terms, coupons and options of bonds under test. Nothing here asserts.

Structs are tuples in the order of contracts/types/Terms.sol.
"""

import brownie

from oracle.desk.terms import Coupon, Option
from oracle.desk.terms_code import encode_schedule
from tests.support.clock import TOKYO, today
from tests.support.texts import changed, digest32, text32

# The one-year green bond of 2012-06-03, moved to the chain's time: 5 units of 100 million yen.
DENOMINATION, ISSUE_UNITS, RATE = 100_000_000, 5, 500_000
FIXED, STEP_UP, BOOKBUILT, FLOATING, IMPACT_LINKED = range(5)
CALL, PUT = range(2)


def terms(platform, **changes) -> tuple:
    """Terms: issue in 10 days by the chain's clock, maturity 365 days later."""
    actors, issue_day = platform.actors, changes.get("issue_day", today() + 10)
    entry = {
        "issuer": actors.issuer.address,
        "trustee": actors.trustee.address,
        "bookrunner": actors.bookrunner.address,
        "cash": platform.deposit_token.address,
        "vault": brownie.ZERO_ADDRESS,
        "tax_account": brownie.ZERO_ADDRESS,
        "denomination": DENOMINATION,
        "issue_units": ISSUE_UNITS,
        "rate": RATE,
        "coupon_kind": FIXED,
        "day_count": 0,
        "frequency": 1,
        "end_of_month": False,
        "amortising": False,
        "issue_day": issue_day,
        "maturity_day": issue_day + 365,
        "extended_maturity_day": 0,
        "grace_days": 7,
        "prescription_days": 0,
        "zone_offset": TOKYO,
        "minimum_class": 2,
        "jurisdictions": 1,
        "option_count": 0,
        "isin": "0x" + b"JP390290AC61".hex(),
        "lei": "0x" + b"353800AF7IN4RU8CZ540".hex(),
        "currency": "0x" + b"JPY".hex(),
        "name": text32("Green digital track bond"),
        "document": digest32("terms"),
        "calendar": digest32("calendar"),
        "rate_terms": "0x" + "00" * 32,
    }
    return changed(entry, changes)


def coupon(issue_day, start=0, end=365, record=360, payment=365, **changes) -> tuple:
    """A coupon by days after the issue day; one over the whole year, ACT/365F."""
    entry = {
        "accrual_start": issue_day + start,
        "accrual_end": issue_day + end,
        "record_day": issue_day + record,
        "payment_day": issue_day + payment,
        "numerator": end - start,
        "denominator": 365,
        "rate": 0,
        "fixing_day": 0,
        "baseline": 0,
        "principal": 0,
    }
    return changed(entry, changes)


def option(kind, first_day, last_day, price=1_000_000, notice_days=5) -> tuple:
    """A call or put at par."""
    return (kind, first_day, last_day, price, notice_days)


def packed(given, coupons, options=()) -> bytes:
    """The schedule as the factory takes it."""
    kind, amortising, issue_day = given[9], given[13], given[14]
    rows = [Coupon(*each) for each in coupons]
    return encode_schedule(kind, amortising, issue_day, rows, [Option(*each) for each in options])
