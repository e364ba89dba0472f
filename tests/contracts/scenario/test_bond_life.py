"""A bond of five units through its whole life, its vault and trades around the record day too.

Five units of 100 million, one coupon of 250,000 yen. Every flow of cash is listed and compared
with the token's own log, so that nothing else moved.
"""

from tests.support.bonds import as_contract, bond_in_cash, fund_coupon, fund_redemption
from tests.support.clock import day_start, mine_at, today
from tests.support.ledger import Ledger
from tests.support.platform import (
    MILESTONE_REACHED,
    admit,
    announce,
    attest,
    certify,
    create_bond,
    open_book,
    outstanding_bond,
    settle,
    subscribe,
)
from tests.support.reverts import reverts
from tests.support.terms import DENOMINATION, coupon
from tests.support.texts import digest32

PRINCIPAL, COUPON, PER_UNIT = 500_000_000, 250_000, 50_000
INVOICES = (310_000_000, 190_000_000)
ANNOUNCED, OUTSTANDING, MATURED, REDEEMED = 1, 4, 5, 6


def test_the_bond_of_2022_from_announcement_to_redemption(platform, project_id, verifier, actors):
    a, b, c = actors.holder_a, actors.holder_b, actors.holder_c
    admit(platform, a, b, c)
    ledger = Ledger(platform)

    series = _announced(platform)
    _subscribed_and_delivered(platform, ledger, series)
    _allocated_and_disbursed(platform, ledger, series, project_id)
    with ledger.flows():
        series.bond.transfer(c, 1, {"from": a})  # before the record day: with its coupon
        mine_at(day_start(series.coupons[0][2] + 1))
        series.bond.transfer(b, 1, {"from": a})  # after it: without
    _coupon_paid(platform, ledger, series)
    _redeemed(platform, ledger, series)

    for place in (series.bond, series.vault, platform.offering):
        assert platform.deposit_token.balanceOf(place) == 0


def _announced(platform):
    """Terms on chain, a live opinion on the framework."""
    issue_day = today() + 10
    coupons = [coupon(issue_day)]
    series = create_bond(platform, coupons, issue_day=issue_day)
    series.coupons = coupons
    announce(platform, series)
    assert (series.bond.stage(), series.bond.framework()[2]) == (ANNOUNCED, True)
    return series


def _subscribed_and_delivered(platform, ledger, series):
    """The whole price in escrow; on the issue day units against cash in one transaction."""
    a, b = platform.actors.holder_a, platform.actors.holder_b
    escrow, vault, bond = platform.offering, series.vault, series.bond
    open_book(platform, series)
    with ledger.flows((a, escrow, 3 * DENOMINATION)):
        subscribe(platform, series, a, 3)
    with ledger.flows((b, escrow, 2 * DENOMINATION)):
        subscribe(platform, series, b, 2)

    with ledger.flows((escrow, vault, 3 * DENOMINATION), (escrow, vault, 2 * DENOMINATION)):
        settled = settle(platform, series)

    assert len(settled.events["OrderSettled"]) == 2
    assert bond.stage() == OUTSTANDING
    assert (bond.balanceOf(a), bond.balanceOf(b), bond.totalSupply()) == (3, 2, 5)


def _allocated_and_disbursed(platform, ledger, series, project_id):
    """Allocation moves no money; disbursement does, once per milestone and invoice."""
    payee, trustee = platform.actors.contractor, {"from": platform.actors.trustee}
    with ledger.flows():
        certification = certify(platform, project_id)
        issuer = {"from": platform.actors.issuer}
        series.vault.allocate(project_id, certification, PRINCIPAL, issuer)
    for number, amount in enumerate(INVOICES):
        evidence = attest(platform, MILESTONE_REACHED, project_id)
        invoice = digest32(f"invoice {number}")
        with ledger.flows((series.vault, payee, amount)):
            series.vault.disburse(project_id, evidence, invoice, payee, amount, trustee)

    assert series.vault.accountOf(project_id)[:2] == (PRINCIPAL, PRINCIPAL)


def _coupon_paid(platform, ledger, series):
    """250,000 yen, 50,000 a unit, to the holders of the record day."""
    bond, actors = series.bond, platform.actors
    a, b, c = actors.holder_a, actors.holder_b, actors.holder_c
    with ledger.flows((actors.issuer, bond, COUPON)):
        fund_coupon(platform, series)
    assert bond.struckOf(0) == (5, PER_UNIT, True, True, False, False)

    mine_at(day_start(series.maturity_day))
    with ledger.flows((bond, a, 2 * PER_UNIT), (bond, b, 2 * PER_UNIT), (bond, c, PER_UNIT)):
        bond.payCoupons([a, b, c], 1, {"from": actors.stranger})


def _redeemed(platform, ledger, series):
    """The face value, to the holders of today."""
    bond, actors = series.bond, platform.actors
    a, b, c = actors.holder_a, actors.holder_b, actors.holder_c
    with ledger.flows((actors.issuer, bond, PRINCIPAL)):
        fund_redemption(platform, series)
    assert bond.stage() == MATURED

    with ledger.flows(
        (bond, a, DENOMINATION), (bond, b, 3 * DENOMINATION), (bond, c, DENOMINATION)
    ):
        bond.redeem([a, b, c], {"from": actors.stranger})

    assert (bond.stage(), bond.totalSupply()) == (REDEEMED, 0)


def test_a_coupon_struck_is_not_changed_by_what_comes_after(platform, verifier, actors):
    admit(platform, actors.holder_a, actors.holder_b)
    issue_day = today() + 10
    halves = [coupon(issue_day, 0, 182, 170, 182), coupon(issue_day, 182, 365, 355, 365)]
    series = outstanding_bond(platform, [(actors.holder_a, 5)], issue_day=issue_day, coupons=halves)
    series.coupons = halves
    fund_coupon(platform, series, 0)
    before = series.bond.struckOf(0)
    series.bond.transfer(actors.holder_b, 5, {"from": actors.holder_a})
    fund_redemption(platform, series)
    series.bond.redeem([actors.holder_b], {"from": actors.stranger})

    assert series.bond.struckOf(0) == before
    assert series.bond.unpaidCoupons(actors.holder_a, 1) == 5 * before["cashPerUnit"]
    assert series.bond.unpaidCoupons(actors.holder_b, 1) == 0


def test_units_issued_late_are_not_paid_coupons_from_before(platform, verifier, actors):
    """A book settled after the first record day: new units have no claim on that coupon."""
    a, b = actors.holder_a, actors.holder_b
    admit(platform, a, b)
    issue_day = today() + 10
    halves = [coupon(issue_day, 0, 182, 170, 182), coupon(issue_day, 182, 365, 355, 365)]
    series = create_bond(platform, halves, issue_day=issue_day)
    series.coupons = halves
    announce(platform, series)
    open_book(platform, series)
    subscribe(platform, series, a, 3)
    subscribe(platform, series, b, 2)
    settle(platform, series, count=1)
    mine_at(day_start(halves[0][2] + 1))
    platform.offering.settle(series.bond, 1, {"from": actors.stranger})

    fund_coupon(platform, series, 0)

    assert series.bond.struckOf(0)["units"] == 3
    assert [series.bond.balanceAt(h, 0) for h in (a, b)] == [3, 0]
    assert series.bond.unpaidCoupons(b, 1) == 0


def test_cash_that_keeps_a_fee_is_refused_before_anybody_holds_a_unit(
    platform, verifier, FeeCash, actors
):
    admit(platform, actors.holder_a)
    cash = FeeCash.deploy({"from": actors.admin})
    series = bond_in_cash(platform, cash, "0x" + b"FEECASH00001".hex())
    announce(platform, series)
    open_book(platform, series)
    cash.mint(actors.holder_a, DENOMINATION, {"from": actors.admin})
    cash.approve(platform.offering, DENOMINATION, {"from": actors.holder_a})

    with reverts("InexactCash", cash, DENOMINATION, DENOMINATION - 1):
        platform.offering.subscribe(series.bond, 1, {"from": actors.holder_a})


def test_cash_that_answers_false_moves_nothing(platform, verifier, FalseCash, actors):
    cash = FalseCash.deploy({"from": actors.admin})
    series = bond_in_cash(platform, cash, "0x" + b"FALSECASH001".hex())
    offering = as_contract(platform.offering)
    cash.mint(offering, DENOMINATION, {"from": actors.admin})
    cash.approve(series.vault, DENOMINATION, {"from": offering})
    cash.setRefuses(True, {"from": actors.admin})

    with reverts("SafeERC20FailedOperation", cash):
        series.vault.receiveProceeds(DENOMINATION, {"from": offering})
    assert series.vault.received() == 0


def test_cash_that_calls_back_cannot_enter_again(platform, verifier, ReenteringCash, actors):
    cash = ReenteringCash.deploy({"from": actors.admin})
    series = bond_in_cash(platform, cash, "0x" + b"REENTERING01".hex())
    admit(platform, actors.holder_a, cash)
    announce(platform, series)
    open_book(platform, series)
    cash.mint(actors.holder_a, DENOMINATION, {"from": actors.admin})
    cash.approve(platform.offering, DENOMINATION, {"from": actors.holder_a})
    again = platform.offering.subscribe.encode_input(series.bond, 1)
    cash.setCallBack(platform.offering, again, False, {"from": actors.admin})

    platform.offering.subscribe(series.bond, 1, {"from": actors.holder_a})

    assert cash.succeeded() is False
    assert str(cash.answer()) == "0x3ee5aeb5"  # ReentrancyGuardReentrantCall()
    assert platform.offering.bookOf(series.bond)["demand"] == 1
