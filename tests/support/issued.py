"""Outstanding bonds with options, repayments and extensions, and the clock of their lives.

Days are counted from the bond's issue day. Nothing here asserts.
"""

from types import SimpleNamespace

from brownie import Contract, web3

from oracle.core.codec import to_hex
from tests.support.bonds import as_contract
from tests.support.clock import day_start, mine_at, today
from tests.support.platform import admit, announce, create_bond, mint, outstanding_bond
from tests.support.terms import DENOMINATION, FLOATING, RATE, coupon, option
from tests.support.texts import digest32

HALVES = ((0, 180, 170, 180), (180, 365, 355, 365))
"""Start and end of accrual, record day, payment day of two coupons."""

STAGES = {"Bookbuilding": 2, "Priced": 3, "Outstanding": 4}


def issued(platform, isin, periods=HALVES, options=(), principals=None, extension=0, **changes):
    """A bond of which holder A has 3 units, B 2; C is admitted.

    options     (kind, first day, last day, price, notice)
    principals  share of each coupon [ppm]; the bond is amortising then
    extension   extended maturity, 0: none
    """
    actors, issue_day = platform.actors, today() + 10
    admit(platform, actors.holder_a, actors.holder_b, actors.holder_c)
    if extension:
        changes["extended_maturity_day"] = issue_day + extension
    shares = principals or [0] * len(periods)
    coupons = [
        coupon(issue_day, *days, principal=share)
        for days, share in zip(periods, shares, strict=True)
    ]
    return outstanding_bond(
        platform,
        [(actors.holder_a, 3), (actors.holder_b, 2)],
        isin=code(isin),
        issue_day=issue_day,
        coupons=coupons,
        options=[_option(issue_day, *given) for given in options],
        amortising=principals is not None,
        **changes,
    )


def code(isin) -> str:
    """An ISIN as terms have it."""
    return "0x" + isin.encode().hex()


def go_to(series, days):
    """Let a day after the issue day begin."""
    mine_at(day_start(series.issue_day + days))


def interest(days, face=DENOMINATION, rate=RATE, units=1) -> int:
    """Interest of units over days of ACT/365F, each unit's rounded down."""
    return units * (face * rate * days // (10**9 * 365))


def fund(platform, series, amount) -> dict:
    """Give the issuer cash that the bond may take; the issuer as a sender."""
    sender = {"from": platform.actors.issuer}
    mint(platform, sender["from"], amount)
    platform.deposit_token.approve(series.bond, amount, sender)
    return sender


def _option(issue_day, kind, first_day, last_day, *more):
    return option(kind, issue_day + first_day, issue_day + last_day, *more)


def with_mock_rates(platform, container) -> SimpleNamespace:
    """Floating rates that a test sets: `contract`, and `floating_bond(isin, ..)` as `issued`.

    container  MockRateSource; its code takes the place of the platform's floating rates
    """
    code_of = web3.eth.get_code(container.deploy({"from": platform.actors.admin}).address)
    address = platform.floating_rates.address
    web3.provider.make_request("anvil_setCode", [address, to_hex(bytes(code_of))])
    rates = Contract.from_abi("MockRateSource", address, container.abi, persist=False)
    rates.introduce(digest32("rate"), {"from": platform.actors.admin})

    def floating_bond(isin, **changes):
        given = {"coupon_kind": FLOATING, "rate": 0, "rate_terms": digest32("rate"), **changes}
        return issued(platform, isin, **given)

    return SimpleNamespace(contract=rates, floating_bond=floating_bond)


def issued_in(platform, cash, isin, **changes):
    """A bond in `cash`, whatever that does with payments: issued without any."""
    series = create_bond(platform, isin=code(isin), cash=cash.address, **changes)
    announce(platform, series)
    actors, offering = platform.actors, {"from": as_contract(platform.offering)}
    admit(platform, actors.holder_a, actors.holder_b)
    for stage in ("Bookbuilding", "Priced"):
        series.bond.advanceTo(STAGES[stage], offering)
    series.bond.issue(actors.holder_a, 3, offering)
    series.bond.issue(actors.holder_b, 2, offering)
    series.bond.advanceTo(STAGES["Outstanding"], offering)
    return series
